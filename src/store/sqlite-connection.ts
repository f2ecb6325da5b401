import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Connection, Row, Value } from './driver.ts'
import { translated } from './sqlite-errors.ts'
import { STATISTICS } from './sqlite-statistics.ts'

/** How long opening waits for another process that opens the same file. */
const openingMs = 5000
/** How many prepared statements a connection keeps. */
const preparedMax = 200
/** How many rows that are known to be still so a connection keeps. */
const knownMax = 1000

/** One connection to a SQLite file, with its prepared statements. */
export class SqliteConnection implements Connection {
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
