import { DatabaseSync } from 'node:sqlite'
import type { Connection, Row, Value } from './driver.ts'
import { translated } from './sqlite-errors.ts'
import { Results } from './sqlite-results.ts'
import { prepare, type Statement } from './sqlite-statement.ts'
import { STATISTICS } from './sqlite-statistics.ts'

/** How long opening waits for another process that opens the same file. */
const openingMs = 5000
/** How many prepared statements a connection keeps. */
const preparedMax = 200

/** One connection to a SQLite file, with its prepared statements. */
export class SqliteConnection implements Connection {
  readonly #open: () => DatabaseSync
  #database: DatabaseSync
  /** Whether it could not even end a transaction; then it is opened anew when it is needed next. */
  #isBroken = false
  readonly #prepared = new Map<string, Statement>()
  /** Only where nothing is written: a connection does not see its own changes in the version. */
  readonly #results: Results | undefined
  #version: unknown
  #newSchema = false
  /** How many commits of this process the open snapshot has seen. */
  commits = 0

  constructor(path: string, readOnly: boolean) {
    this.#open = () => openFile(path, readOnly)
    this.#database = this.#open()
    if (readOnly) this.#results = new Results()
  }

  // The methods answer at once; they are asynchronous because other databases are.
  all(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const query = () => this.#prepare(sql).all(values)
    return settle(() => this.#results ? this.#results.recall(sql, values, query) : query())
  }

  run(sql: string, values: readonly Value[] = []): Promise<void> {
    return settle(() => void this.#prepare(sql).run(values))
  }

  runEach(sql: string, rows: readonly (readonly Value[])[]): Promise<void> {
    return settle(() => {
      const statement = this.#prepare(sql)
      for (const values of rows) statement.run(values)
    })
  }

  settle(): Promise<void> {
    return Promise.resolve()
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
    this.#mend()
    this.#prepare('begin immediate').run([])
  }

  /** Opens a snapshot, after this many commits of the process; it stays open until `endSnapshot`. */
  openSnapshot(commits: number): void {
    this.#mend()
    if (this.commits !== commits) this.endSnapshot()
    if (!this.#database.isTransaction) this.#beginSnapshot()
    this.commits = commits
  }

  /** What was read stays so until another connection, of this process or another, has committed. */
  #beginSnapshot(): void {
    this.#prepare('begin').run([])
    const version = this.#prepare('pragma data_version').all([])[0]?.['data_version']
    if (version !== this.#version || this.#results?.isFull) this.#results?.forget()
    this.#version = version
  }

  endSnapshot(): void {
    this.#endBy('commit')
  }

  async finish<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      const result = await work(this)
      this.#commit()
      return result
    } catch (error) {
      this.#endBy('rollback')
      throw error
    }
  }

  #commit(): void {
    try {
      this.#prepare('commit').run([])
    } catch (error) {
      this.#endBy('rollback')
      this.#overwrite()
      throw error
    }
  }

  /**
   * What a commit has written to the log whole, and failed to sync, would be found there after a crash and taken for
   * committed. A commit of nothing takes its place in the log, whether or not it can be synced.
   */
  #overwrite(): void {
    if (this.#isBroken) return
    try {
      this.#database.exec('begin immediate; pragma user_version = 0; commit')
    } catch {
      this.#endBy('rollback')
    }
  }

  /**
   * Ends what has changed nothing, or is to have changed nothing, if it has not ended by itself: SQLite rolls back after
   * some errors of the disk. Where that fails too, closing does it: nobody may find the transaction open.
   */
  #endBy(statement: 'commit' | 'rollback'): void {
    if (this.#isBroken || !this.#database.isTransaction) return
    try {
      this.#prepare(statement).run([])
    } catch {
      this.#isBroken = true
      this.#prepared.clear()
      this.#results?.forget()
      this.#database.close()
    }
  }

  #mend(): void {
    if (!this.#isBroken) return
    this.#database = this.#open()
    this.#isBroken = false
  }

  statements(): string[] {
    return [...this.#prepared.keys()]
  }

  close(): void {
    if (!this.#isBroken) this.#database.close()
  }

  #prepare(sql: string): Statement {
    let statement = this.#prepared.get(sql)
    if (!statement) {
      statement = prepare(this.#database, sql)
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

function openFile(path: string, readOnly: boolean): DatabaseSync {
  // The timeout is only for opening: changing to WAL fails at once where another process is doing the same.
  const database = new DatabaseSync(path, { readOnly, timeout: openingMs })
  if (!readOnly) database.exec('pragma journal_mode = wal')
  database.exec(
    'pragma synchronous = full; pragma foreign_keys = on; pragma case_sensitive_like = 1; ' +
      `pragma temp_store = memory; pragma cache_size = ${
        readOnly ? -2000 : -16000
      }; pragma trusted_schema = 0; ` +
      'pragma busy_timeout = 0',
  )
  return database
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
