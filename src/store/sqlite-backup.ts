import { backup, DatabaseSync } from 'node:sqlite'
import { DirectoryError } from '../core/error.ts'
import type { Copied, Totals } from './driver.ts'
import { isBusy, isDamaged } from './sqlite-errors.ts'

/** How many pages one step of a copy takes: its progress is told after each. */
const stepPages = 1000
/** How long another process is waited for. */
const waitMs = 5000

/**
 * Copies a SQLite file into a new one, as of one moment, while other processes write. The copy is one file, without a
 * log beside it. Gives what was there at that moment.
 *
 * The transaction that is held open matters: a copy in steps begins again whenever another process has committed between
 * two of them, and beside a server that writes 2,500 times a second it never came to its end (2,245 beginnings in
 * eleven seconds). With a snapshot held the same copy took 0.7 seconds and began once. All pages in one step end as
 * well, but tell no progress.
 */
export async function copySqlite(from: string, to: string, told: (copied: Copied) => void): Promise<Totals> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: waitMs })
  try {
    source.prepare('begin').run()
    const totals = totalsOf(source)
    await backup(source, to, {
      rate: stepPages,
      progress: ({ totalPages, remainingPages }) =>
        told({ all: totalPages, done: totalPages - remainingPages }),
    })
    return totals
  } finally {
    source.close()
  }
}

/** What is in a SQLite file that may be anything. */
export interface Inspection {
  /** What SQLite finds damaged, in its own words. */
  readonly damages: readonly string[]
  /** 0 for a file that Muster has not written. */
  readonly schema: number
  /** Absent where the file cannot be read so far. */
  readonly totals?: Totals
}

/** Reads a whole SQLite file and makes it one file without a log beside it. Throws `conflict` if another process uses it. */
export function inspectSqlite(file: string): Inspection {
  try {
    return inspected(file)
  } catch (error) {
    if (isBusy(error)) throw inUse(file, error)
    if (!isDamaged(error)) throw error
    return { damages: [error.message], schema: 0 }
  }
}

function inspected(file: string): Inspection {
  using open = opened(file)
  const { database } = open
  settle(database)
  const damages = damagesOf(database.prepare(integrityCheck).all(), database.prepare(foreignKeyCheck).all())
  const schema = schemaOf(database)
  return { damages, schema, ...(schema > 0 && damages.length === 0 && { totals: totalsOf(database) }) }
}

/**
 * Brings what the log beside a SQLite file holds into the file, and takes the log away. Gives false for a damaged file,
 * whose log is left. Throws `conflict` if another process uses it.
 */
export function settleSqlite(file: string): boolean {
  try {
    using open = opened(file)
    settle(open.database)
    return true
  } catch (error) {
    if (isBusy(error)) throw inUse(file, error)
    if (isDamaged(error)) return false
    throw error
  }
}

/** Ends the log; `exec` would give no code with its errors. */
function settle(database: DatabaseSync): void {
  database.prepare('pragma journal_mode = delete').get()
}

function opened(file: string): Disposable & { readonly database: DatabaseSync } {
  const database = new DatabaseSync(file, { timeout: waitMs })
  return { database, [Symbol.dispose]: () => database.close() }
}

function inUse(file: string, cause: unknown): DirectoryError {
  return new DirectoryError('conflict', `another process uses ${file}; stop it first`, { cause })
}

export const integrityCheck = 'pragma integrity_check'
export const foreignKeyCheck = 'pragma foreign_key_check'

/** What the rows of these two say in words: nothing if all is well. */
export function damagesOf(integrity: readonly object[], foreignKeys: readonly object[]): string[] {
  const broken = integrity.map((row) => String(Reflect.get(row, 'integrity_check')))
  const lost = new Map<string, number>()
  for (const row of foreignKeys) {
    const words = `rows of ${Reflect.get(row, 'table')} point to rows of ${
      Reflect.get(row, 'parent')
    } that are not there`
    lost.set(words, (lost.get(words) ?? 0) + 1)
  }
  return [
    ...broken.filter((words) => words !== 'ok'),
    ...Array.from(lost, ([words, count]) => `${count} ${words}`),
  ]
}

function schemaOf(database: DatabaseSync): number {
  const has = `select 1 from sqlite_schema where type = 'table' and name = 'installation'`
  if (database.prepare(has).get() === undefined) return 0
  const columns = database.prepare(`select name from pragma_table_info('installation')`).all()
  if (!columns.some((one) => one['name'] === 'value')) return 0
  const row = database.prepare(`select value from installation where name = 'schema'`).get()
  const version = Number(row?.['value'] ?? 0)
  return Number.isSafeInteger(version) ? version : 0
}

function totalsOf(database: DatabaseSync): Totals {
  const count = (table: string) =>
    Number(database.prepare(`select count(*) as total from ${table}`).get()?.['total'])
  return {
    directories: count('directory'),
    groups: count('groups'),
    people: count('person'),
    things: count('thing'),
    members: count('member'),
    events: count('event'),
  }
}
