import type { Command } from 'commander'
import { listDirectories } from '../core/directories.ts'
import type { Directory } from '../core/directory.ts'
import { pageGroups } from '../core/queries.ts'
import type { Store } from '../core/store.ts'
import { MIGRATIONS } from '../store/migrate.ts'
import { addBackup } from './backup.ts'
import { addCheck } from './check.ts'
import { operatorOf } from './choose.ts'
import { addCopy } from './database-copy.ts'
import { withoutPassword } from './failure.ts'
import { bringUp, openAny, openEvenNew, openThere } from './opening.ts'
import type { Answer } from './output.ts'
import { everything } from './pages.ts'
import type { PerformOn } from './perform.ts'
import { addRestore } from './restore.ts'
import { record, table } from './table.ts'
import { sizeText } from './totals.ts'

/** The database itself: `status`, `migrate`, `backup`, `restore`, `check`, `copy`. */
export function addDatabase(program: Command, performOn: PerformOn): void {
  const noun = program.command('database').description(
    'the database: where it lies, its schema, backups, checks and copies',
  )
  noun.command('status').description(
    'show where the database is, its schema and size, and the totals of each directory',
  )
    .action(() => performOn(status))
  noun.command('migrate').description(
    "bring the database to this program's schema; makes it if there is none yet",
  )
    .action(() => performOn(migrate))
  for (const add of [addBackup, addRestore, addCheck, addCopy]) add(noun, performOn)
}

async function migrate(database: string): Promise<Answer> {
  const { driver } = await openEvenNew(database)
  try {
    const { from, to } = await bringUp(driver, database)
    const address = withoutPassword(database)
    const text = from === to
      ? `The database ${address} has schema ${to} already.`
      : `The database ${address} had schema ${from} and has schema ${to} now.`
    return { json: { database: address, from, to }, text }
  } finally {
    await driver.close()
  }
}

async function status(database: string): Promise<Answer> {
  const { driver, version: schema } = await openAny(database)
  const bytes = await driver.bytes().finally(() => driver.close())
  const known = MIGRATIONS.length
  // Nothing but its version can be read of a schema that this program does not have.
  const directories = schema < known ? null : await totalsOf(database)
  const json = { database: withoutPassword(database), schema, known, bytes, directories }
  const head = record([
    ['database', json.database],
    [
      'schema',
      schema < known ? `${schema}; this Muster needs ${known}: run "muster database migrate"` : schema,
    ],
    ['size', sizeText(bytes)],
  ])
  return { json, text: directories ? `${head}\n\n${totalsText(directories)}` : head }
}

interface Totals extends Pick<Directory, 'name' | 'number' | 'status'> {
  readonly groups: number
  readonly people: number
}

async function totalsOf(database: string): Promise<Totals[]> {
  const store = await openThere(database)
  try {
    const all = await everything<Directory>((last) => listDirectories(store, last?.id))
    const totals: Totals[] = []
    for (const one of all) totals.push(await totalOf(store, one))
    return totals
  } finally {
    await store.close()
  }
}

async function totalOf(store: Store, directory: Directory): Promise<Totals> {
  const { name, number, status } = directory
  const { total: groups } = await pageGroups(store, operatorOf(directory), {
    order: [{ field: 'number' }],
    limit: 1,
  })
  const people = await store.read(directory.id, (tx) => tx.countPeople())
  return { name, number, status, groups, people }
}

function totalsText(totals: readonly Totals[]): string {
  return table(totals, [
    { title: 'directory', of: ({ name }) => name, cut: true },
    { title: 'number', of: ({ number }) => number },
    { title: 'status', of: ({ status }) => status },
    { title: 'groups', of: ({ groups }) => groups },
    { title: 'people', of: ({ people }) => people },
  ])
}
