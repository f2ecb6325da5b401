import { statSync } from 'node:fs'
import { clearImmediate, setImmediate } from 'node:timers'
import { SqliteConnection } from './sqlite-connection.ts'
import { copySqlite, damagesOf, foreignKeyCheck, integrityCheck } from './sqlite-backup.ts'
import { closedError, isBusy, isDamaged, translated, translating } from './sqlite-errors.ts'
import { rest } from './turn.ts'
import type { Connection, Copied, Driver, DriverFacts, Totals } from './driver.ts'

/** How many read-only connections there are: an answer of several statements holds one while it is made. */
const readersMax = 4
/** How many reads one turn of the event loop may hold: a loop of reads alone would let nobody else in. */
const readsOfTurnMax = 100
/** How long a write waits for another process that is writing. */
const busyMs = 10000
const busyStepMs = 5

const facts: DriverFacts = {
  oneWriter: true,
  settlesLate: false,
  analyzes: false,
  jsonPath: (keys) => ['$', ...keys.map((key) => JSON.stringify(key))].join('.'),
  jsonAt: (column, path) => ({
    number:
      `(case when json_type(${column}, ${path}) in ('integer', 'real') then json_extract(${column}, ${path}) end)`,
    text: `(case when json_type(${column}, ${path}) = 'text' then json_extract(${column}, ${path}) end)`,
    boolean: `(case json_type(${column}, ${path}) when 'true' then 1 when 'false' then 0 end)`,
    absent: `coalesce(json_type(${column}, ${path}), 'null') = 'null'`,
  }),
  jsonTexts: (column, path) =>
    `(select key, value from json_each(${column}${
      path === undefined ? '' : `, ${path}`
    }) where type = 'text' and typeof(key) = 'text')`,
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
    if (++this.#readsOfTurn > readsOfTurnMax) await rest()
    const reader = this.#idle.pop() ?? await translating(async () => await this.#anotherReader())
    try {
      reader.openSnapshot(this.#commits)
      return await work(reader)
    } catch (error) {
      throw translated(error)
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

  async damages(): Promise<string[]> {
    try {
      return await this.read(async (connection) =>
        damagesOf(await connection.all(integrityCheck), await connection.all(foreignKeyCheck))
      )
    } catch (error) {
      if (isDamaged(error)) return [error.message]
      throw error
    }
  }

  async copyTo(file: string, told: (copied: Copied) => void): Promise<Totals> {
    return await translating(() => copySqlite(this.#path, file, told))
  }

  bytes(): Promise<number> {
    return Promise.resolve(sizeOf(this.#path) + this.logBytes())
  }

  logBytes(): number {
    return sizeOf(`${this.#path}-wal`)
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

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
