import { statSync } from 'node:fs'
import { clearImmediate, setImmediate } from 'node:timers'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { DirectoryError } from '../core/error.ts'
import { STATISTICS } from './sqlite-statistics.ts'
import { turn } from './turn.ts'
import type { Connection, Driver, DriverFacts, Row, Value } from './driver.ts'

/** How many read-only connections there are: an answer of several statements holds one while it is made. */
const readersMax = 4
/** How many reads one turn of the event loop may hold: a loop of reads alone would let nobody else in. */
const readsOfTurnMax = 100
/** How many rows that are known to be still so a connection keeps. */
const knownMax = 1000
/** How many prepared statements a connection keeps. */
const preparedMax = 200
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
  #commits = 0
  #ending: ReturnType<typeof setImmediate> | undefined
  #readsOfTurn = 0
  #closing: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
    this.#writer = new SqliteConnection(path, false)
  }

  /**
   * A snapshot that nobody uses any more is kept until the end of this turn of the event loop, so that the next read of
   * the same turn need not open one: opening and closing cost more than reading a row. What this process commits ends
   * the snapshots before its writer is answered; what another one commits comes through the network, in a later turn.
   */
  async read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closing) throw closedError()
    if (++this.#readsOfTurn > readsOfTurnMax) await turn()
    const reader = this.#idle.pop() ?? await this.#anotherReader()
    try {
      return await translating(() => reader.snapshot(this.#commits, work))
    } finally {
      if (reader.commits !== this.#commits) reader.endSnapshot()
      this.#ending ??= setImmediate(() => this.#endTurn())
      this.#giveBack(reader)
    }
  }

  #anotherReader(): SqliteConnection | Promise<SqliteConnection> {
    if (this.#readers.length >= readersMax) return this.#nextIdle()
    const reader = new SqliteConnection(this.#path, true)
    this.#readers.push(reader)
    return reader
  }

  #giveBack(reader: SqliteConnection): void {
    const next = this.#waiting.shift()
    if (next) next(reader)
    else this.#idle.push(reader)
  }

  #endTurn(): void {
    this.#ending = undefined
    this.#readsOfTurn = 0
    this.#endIdle()
  }

  #endIdle(): void {
    for (const reader of this.#idle) reader.endSnapshot()
  }

  /** One transaction at a time: an awaited step inside one must not let another's statements in. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(closedError())
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
    const result = await this.#writer.finish(work)
    this.#commits++
    this.#endIdle()
    if (this.#writer.hasNewSchema()) await this.#closeReaders()
    return result
  }

  statements(): string[] {
    return [...new Set([this.#writer, ...this.#readers].flatMap((connection) => connection.statements()))]
  }

  bytes(): number {
    return sizeOf(this.#path) + sizeOf(`${this.#path}-wal`)
  }

  /** Waits for the reads and writes that are under way. */
  close(): Promise<void> {
    return this.#closing ??= this.#close()
  }

  async #close(): Promise<void> {
    await this.#writing
    await this.#closeReaders()
    clearImmediate(this.#ending)
    this.#writer.close()
  }

  async #closeReaders(): Promise<void> {
    for (const _ of this.#readers) (this.#idle.pop() ?? await this.#nextIdle()).close()
    this.#readers.length = 0
  }

  #nextIdle(): Promise<SqliteConnection> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

class SqliteConnection implements Connection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()
  /** Only where nothing is written: a connection does not see its own changes in the version. */
  readonly known: Map<string, Row[]> | undefined
  #version: unknown
  #newSchema = false
  /** How many commits of this process the open snapshot has seen. */
  commits = 0

  constructor(path: string, readOnly: boolean) {
    // Only while it opens: changing to WAL fails at once where another process is doing the same.
    this.#database = new DatabaseSync(path, { readOnly, timeout: openingMs })
    if (readOnly) this.known = new Map()
    else this.#database.exec('pragma journal_mode = wal')
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
    return settle(() => {
      this.#database.exec(clustered(sql) + STATISTICS)
      this.#prepared.clear()
      this.#newSchema = true
    })
  }

  /** Whether scripts have run since this was asked last: other connections keep the columns that they knew. */
  hasNewSchema(): boolean {
    const found = this.#newSchema
    this.#newSchema = false
    return found
  }

  async hasTable(name: string): Promise<boolean> {
    return (await this.all(`select 1 from sqlite_schema where type = 'table' and name = ?1`, [name])).length >
      0
  }

  begin(): void {
    this.#prepare('begin immediate').run()
  }

  /** Reads one snapshot, opened after this many commits of the process. It stays open until `endSnapshot`. */
  async snapshot<T>(commits: number, work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.commits !== commits) this.endSnapshot()
    if (!this.#database.isTransaction) this.#beginSnapshot()
    this.commits = commits
    return await work(this)
  }

  /** What is known stays so until another connection, of this process or another, has committed. */
  #beginSnapshot(): void {
    this.#prepare('begin').run()
    const version = this.#prepare('pragma data_version').get()?.['data_version']
    if (version !== this.#version || (this.known?.size ?? 0) > knownMax) this.known?.clear()
    this.#version = version
  }

  endSnapshot(): void {
    if (this.#database.isTransaction) this.#prepare('commit').run()
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
      if (this.#prepared.size >= preparedMax) this.#forgetOldest()
      this.#prepared.set(sql, statement)
    }
    return statement
  }

  #forgetOldest(): void {
    for (const sql of this.#prepared.keys()) {
      this.#prepared.delete(sql)
      return
    }
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
  if (UNIQUE.has(codeOf(error) ?? 0)) {
    return new DirectoryError('conflict', 'a key is taken', { cause: error })
  }
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

// Extended result codes of SQLite: a primary key, a unique index.
const UNIQUE = new Set([1555, 2067])

// Primary result codes of SQLite: perm, busy, locked, readonly, ioerr, full, cantopen.
const UNAVAILABLE = new Set([3, 5, 6, 8, 10, 13, 14])

function isUnavailable(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== undefined && UNAVAILABLE.has(code)
}

function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the database is closed', { retryAfter: 1 })
}

function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5
}

function primaryCode(error: unknown): number | undefined {
  const code = codeOf(error)
  return code === undefined ? undefined : code & 0xff
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code : undefined
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
