import { dirname } from 'node:path'
import type { Command } from 'commander'
import { loadConfig } from '../config.ts'
import type { Driver, Totals } from '../store/driver.ts'
import { MIGRATIONS } from '../store/migrate.ts'
import { inspectSqlite } from '../store/sqlite-backup.ts'
import { fileOf, isFile } from '../store/open.ts'
import { copyInto } from './copy.ts'
import { look, putInPlace, refuseSame, removeFile, stamp } from './durable.ts'
import { Failure } from './failure.ts'
import { newer, openAny } from './opening.ts'
import type { Answer } from './output.ts'
import type { PerformOn } from './perform.ts'
import { newProgress } from './progress.ts'
import { sizeText, totalsText } from './totals.ts'

/** `database backup`. */
export function addBackup(noun: Command, performOn: PerformOn): void {
  noun.command('backup').description('copy the database into one file, also while a server writes')
    .argument('[file]', 'the file; backups/muster-<time>.db in MUSTER_DATA unless given')
    .option('--force', 'overwrite the file if it is there')
    .action((file: string | undefined, { force = false }: { force?: boolean }) =>
      performOn((database) => backUp(database, { file, force }))
    )
}

interface Wish {
  readonly file: string | undefined
  readonly force: boolean
}

async function backUp(database: string, { file, force }: Wish): Promise<Answer> {
  if (!isFile(database)) throw noBackup()
  const { driver, version } = await openAny(database)
  try {
    if (version > MIGRATIONS.length) throw newer(version)
    if (version === 0) throw new Failure('no_database', 'The database is empty; there is nothing to back up.')
    const target = file ?? await ownFile()
    await refuseTarget(target, fileOf(database), force)
    const totals = await copyTo(driver, target, version)
    const bytes = (await Deno.stat(target)).size
    const text = `${target} is a backup with schema ${version}, ${sizeText(bytes)}: ${totalsText(totals)}.`
    return { json: { file: target, bytes, schema: version, totals }, text }
  } finally {
    await driver.close()
  }
}

function noBackup(): Failure {
  return new Failure(
    'unprocessable',
    'The database is in PostgreSQL: back it up with pg_dump or pg_basebackup. "muster database copy --to sqlite:<file>" ' +
      'copies it into one file as well.',
  )
}

async function ownFile(): Promise<string> {
  const folder = `${(await loadConfig()).data}/backups`
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 })
  return `${folder}/muster-${stamp()}.db`
}

async function refuseTarget(target: string, database: string, force: boolean): Promise<void> {
  await refuseSame(target, database, `${target} is the database itself; name another file.`)
  const there = await look(target)
  if (there && !there.isFile) {
    throw new Failure('invalid', `${target} is no file; name the file that is to be made.`)
  }
  if (there && !force) throw new Failure('conflict', `${target} is there already; --force overwrites it.`)
  if (!await look(dirname(target))) {
    throw new Failure('not_found', `There is no folder ${dirname(target)}; make it first.`)
  }
}

/** Copies the database beside the target, reads the copy whole, and only then puts it in its place. */
async function copyTo(driver: Driver, target: string, version: number): Promise<Totals> {
  const partial = `${target}.partial`
  const progress = newProgress('Copying', 'pages')
  await removeFile(partial)
  // It holds the hashes of passwords: nobody else may read it.
  using _ = await Deno.open(partial, { write: true, createNew: true, mode: 0o600 })
  try {
    const totals = await copyInto(driver, partial, ({ done, all }) => progress.update(done, all))
    const found = inspectSqlite(partial)
    const [damage = ''] = found.damages
    if (damage !== '') throw damaged(damage)
    if (found.schema !== version || JSON.stringify(found.totals) !== JSON.stringify(totals)) {
      throw differs(target)
    }
    await putInPlace(partial, target)
    return totals
  } finally {
    progress.end()
    await removeFile(partial)
    await removeFile(`${partial}-journal`)
  }
}

function damaged(damage: string): Failure {
  return new Failure(
    'unprocessable',
    `The database is damaged, and so would be its backup (${damage}); "muster database check" says more.`,
  )
}

function differs(target: string): Failure {
  return new Failure('internal', `The copy for ${target} is not what was copied; it was taken away.`)
}
