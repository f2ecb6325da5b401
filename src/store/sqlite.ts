import { statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { DirectoryError } from '../core/error.ts'
import type { Connection, Driver, DriverFacts, Row, Value } from './driver.ts'

/** How many read-only connections there are: an answer of several statements holds one while it is made. */
const readersMax = 4
/** How long opening waits for another process that opens the same file. */
const openingMs = 5000
/** How long a write waits for another process that is writing. */
const busyMs = 10000
const busyStepMs = 5

const facts: DriverFacts = {
  oneWriter: true,
  labelText: (column, key) => `(select label.value from json_each(${column}) label where label.key = ${key})`,
}

/**
 * Opens a SQLite file, in WAL mode with `synchronous=FULL`: what is committed is on disk. The folder must exist. `path`
 * is a file's path; each process may open it, one writes at a time.
 */
export function openSqlite(path: string): Driver {
  return new SqliteDriver(path)
}

class SqliteDriver implements Driver {
  readonly name = 'sqlite'
  readonly facts = facts
  readonly #path: string
  readonly #writer: SqliteConnection
  readonly #readers: SqliteConnection[] = []
  readonly #idle: SqliteConnection[] = []
  readonly #waiting: ((reader: SqliteConnection) => void)[] = []
  #writing: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
    this.#writer = new SqliteConnection(path, false)
  }

  async read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const reader = this.#idle.pop() ?? await this.#anotherReader()
    try {
      return await translating(() => reader.transaction('begin', work))
    } finally {
      this.#giveBack(reader)
    }
  }

  #anotherReader(): SqliteConnection | Promise<SqliteConnection> {
    if (this.#readers.length >= readersMax) return new Promise((resolve) => this.#waiting.push(resolve))
    const reader = new SqliteConnection(this.#path, true)
    this.#readers.push(reader)
    return reader
  }

  #giveBack(reader: SqliteConnection): void {
    const next = this.#waiting.shift()
    if (next) next(reader)
    else this.#idle.push(reader)
  }

  /** One transaction at a time: an awaited step inside one must not let another's statements in. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const result = this.#writing.then(() => translating(() => this.#transact(work)))
    this.#writing = result.catch(() => {})
    return result
  }

  /** SQLite's own waiting for another process would block this one's thread, so the waiting is done here. */
  async #transact<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    for (let waited = 0;; waited += busyStepMs) {
      try {
        this.#writer.begin()
        break
      } catch (error) {
        if (!isBusy(error) || waited >= busyMs) throw error
        await new Promise((resolve) => setTimeout(resolve, busyStepMs))
      }
    }
    return await this.#writer.finish(work)
  }

  statements(): string[] {
    return [...new Set([this.#writer, ...this.#readers].flatMap((connection) => connection.statements()))]
  }

  bytes(): number {
    return sizeOf(this.#path) + sizeOf(`${this.#path}-wal`)
  }

  async close(): Promise<void> {
    await this.#writing
    for (const connection of [...this.#readers, this.#writer]) connection.close()
  }
}

class SqliteConnection implements Connection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(path: string, readOnly: boolean) {
    // Only while it opens: changing to WAL fails at once where another process is doing the same.
    this.#database = new DatabaseSync(path, { readOnly, timeout: openingMs })
    if (!readOnly) this.#database.exec('pragma journal_mode = wal')
    this.#database.exec(
      'pragma synchronous = full; pragma foreign_keys = on; pragma case_sensitive_like = 1; ' +
        'pragma temp_store = memory; pragma cache_size = -16000; pragma trusted_schema = 0; ' +
        'pragma busy_timeout = 0',
    )
  }

  // The methods answer at once; they are asynchronous because other databases are.
  all(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return settle(() => this.#prepare(sql).all(...values) as Row[])
  }

  run(sql: string, values: readonly Value[] = []): Promise<void> {
    return settle(() => void this.#prepare(sql).run(...values))
  }

  script(sql: string): Promise<void> {
    return settle(() => this.#database.exec(clustered(sql)))
  }

  async hasTable(name: string): Promise<boolean> {
    return (await this.all(`select 1 from sqlite_schema where type = 'table' and name = ?1`, [name])).length >
      0
  }

  begin(): void {
    this.#prepare('begin immediate').run()
  }

  async transaction<T>(begin: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    this.#prepare(begin).run()
    return await this.finish(work)
  }

  async finish<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      const result = await work(this)
      this.#prepare('commit').run()
      return result
    } catch (error) {
      // SQLite itself has rolled back after some errors of the disk.
      if (this.#database.isTransaction) this.#prepare('rollback').run()
      throw error
    }
  }

  statements(): string[] {
    return [...this.#prepared.keys()]
  }

  close(): void {
    this.#database.close()
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = this.#database.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }
}

/** Tables are kept in the order of their primary key, without a second key of SQLite's own. */
function clustered(sql: string): string {
  return sql.replace(/^(create table [^;]*\));/gim, '$1 without rowid;')
}

function settle<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work())
  } catch (error) {
    return Promise.reject(translated(error))
  }
}

function translated(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  return new DirectoryError('unavailable', 'the database cannot be used just now', {
    retryAfter: 1,
    cause: error,
  })
}

async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw translated(error)
  }
}

// Primary result codes of SQLite: perm, busy, locked, readonly, ioerr, full, cantopen.
const UNAVAILABLE = new Set([3, 5, 6, 8, 10, 13, 14])

function isUnavailable(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== undefined && UNAVAILABLE.has(code) ||
    error instanceof Error && /database is not open/.test(error.message)
}

function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5
}

function primaryCode(error: unknown): number | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
