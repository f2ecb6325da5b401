import { dirname } from 'node:path'
import type { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { lockFolder } from '../lock.ts'
import { migrate, MIGRATIONS } from '../store/migrate.ts'
import { fileOf, isFile, openDriver } from '../store/open.ts'
import { type Inspection, inspectSqlite, settleSqlite } from '../store/sqlite-backup.ts'
import { look, putInPlace, refuseSame, removeFile, stamp, syncFile, syncFolder } from './durable.ts'
import { Failure, withoutPassword } from './failure.ts'
import { newer } from './opening.ts'
import type { Answer } from './output.ts'
import type { PerformOn } from './perform.ts'
import { totalsText } from './totals.ts'

/** `database restore`. */
export function addRestore(noun: Command, performOn: PerformOn): void {
  noun.command('restore').description('put a backup in the place of the database, which is kept beside it')
    .argument('<file>', 'a file that "database backup" has written')
    .action((file: string) => performOn((database) => restore(database, file)))
}

async function restore(database: string, file: string): Promise<Answer> {
  if (!isFile(database)) throw noRestore()
  const target = fileOf(database)
  const there = await look(file)
  if (!there) throw new Failure('not_found', `There is no file ${file}.`)
  if (!there.isFile) throw new Failure('invalid', `${file} is no file; name a backup.`)
  await refuseSame(file, target, `${file} is the database itself.`)
  await lockFolder((await loadConfig()).data)
  const { schema: from, totals } = await bring(file, `${target}.restoring`)
  const kept = await replace(target, `${target}.restoring`)
  const to = await bringUp(database)
  const sentences = [
    `${withoutPassword(database)} is now what ${file} holds: ${totals ? totalsText(totals) : 'nothing'}.`,
    ...(from === to ? [] : [`It had schema ${from} and has schema ${to} now.`]),
    ...(kept === null ? [] : [`What was there is kept as ${kept}.`]),
  ]
  return {
    json: { database: withoutPassword(database), file, from, to, totals, kept },
    text: sentences.join('\n'),
  }
}

function noRestore(): Failure {
  return new Failure(
    'unprocessable',
    'The database is in PostgreSQL: restore what pg_dump has written with pg_restore or psql. "muster database copy ' +
      '--from sqlite:<file>" brings a backup of SQLite into an empty database.',
  )
}

async function replace(target: string, partial: string): Promise<string | null> {
  try {
    const kept = await keep(target)
    await putInPlace(partial, target)
    return kept
  } catch (error) {
    await removeFile(partial)
    throw error
  }
}

/** Copies the backup beside the database and reads the copy whole. Throws where it is not to be restored. */
async function bring(file: string, partial: string): Promise<Inspection> {
  const parts = [partial, `${partial}-wal`, `${partial}-shm`, `${partial}-journal`]
  for (const one of parts) await removeFile(one)
  await Deno.mkdir(dirname(partial), { recursive: true, mode: 0o700 })
  try {
    await Deno.copyFile(file, partial)
    await Deno.chmod(partial, 0o600)
    // A copy of a folder may have the database's log beside it.
    if (await look(`${file}-wal`)) await Deno.copyFile(`${file}-wal`, `${partial}-wal`)
    const found = inspectSqlite(partial)
    refuse(file, found)
    await syncFile(partial)
    return found
  } catch (error) {
    for (const one of parts) await removeFile(one)
    throw error
  }
}

function refuse(file: string, { damages: [damage], schema }: Inspection): void {
  if (damage !== undefined) {
    throw new Failure('unprocessable', `${file} is damaged or no database (${damage}); nothing was changed.`)
  }
  if (schema === 0) {
    throw new Failure('unprocessable', `${file} is not a database of Muster; nothing was changed.`)
  }
  if (schema > MIGRATIONS.length) throw newer(schema)
}

/**
 * Gives the database that is there a second name, with all that its log holds; null if there is none. The name under
 * which it is used stays until the new file takes it: whenever the process ends, one of the two is there whole.
 */
async function keep(target: string): Promise<string | null> {
  if (!await look(target)) return null
  const kept = `${target}.before-${stamp()}`
  const isWhole = settleSqlite(target)
  await Deno.link(target, kept)
  // Only a damaged file still has its log: it goes along, and must not stay beside the new file.
  if (!isWhole && await look(`${target}-wal`)) await Deno.rename(`${target}-wal`, `${kept}-wal`)
  for (const end of ['-wal', '-shm', '-journal']) await removeFile(`${target}${end}`)
  await syncFolder(dirname(target))
  return kept
}

async function bringUp(database: string): Promise<number> {
  const driver = openDriver(database)
  try {
    return (await migrate(driver)).to
  } finally {
    await driver.close()
  }
}
