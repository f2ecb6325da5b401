/** What a column can hold, in and out: booleans are 0 and 1, times milliseconds, JSON text. */
export type Value = string | number | null

export type Row = Readonly<Record<string, Value>>

/** A database connection inside a transaction. Statements are written with `?1`, `?2`, … */
export interface Connection {
  all(sql: string, values?: readonly Value[]): Promise<Row[]>
  /** Runs a statement for its effect. */
  run(sql: string, values?: readonly Value[]): Promise<void>
  /** Runs a statement for its effect once for each of these rows of values. */
  runEach(sql: string, rows: readonly (readonly Value[])[]): Promise<void>
  /** Runs several statements without values: migrations. */
  script(sql: string): Promise<void>
  hasTable(name: string): Promise<boolean>
}

/** Where databases differ, a driver states a fact and the shared SQL asks for it. */
export interface DriverFacts {
  /** Whether all directories share one writer, so that one queue serves them all. */
  readonly oneWriter: boolean
  /** Where something stands in a JSON object, as a value for the statements below. */
  jsonPath(keys: readonly string[]): string
  /**
   * The SQL for what stands at a path in a column of JSON that is kept as text: its number or null, its text or null,
   * its boolean as 1, 0 or null, and the condition that there is nothing or JSON's null.
   */
  jsonAt(
    column: string,
    path: string,
  ): { readonly number: string; readonly text: string; readonly boolean: string; readonly absent: string }
  /** A table with the `key` and the `value` of each text in the JSON object of a column, or at a path in it. */
  jsonTexts(column: string, path?: string): string
}

/**
 * One database. A driver opens, runs statements and transactions, translates its error codes, and closes. `unavailable`
 * is thrown where the database cannot be reached, read or written; other errors pass as they are.
 */
export interface Driver {
  readonly name: string
  readonly facts: DriverFacts
  /** Runs `work` in a transaction that reads one snapshot. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that writes; resolves when it is on disk, keeps nothing if `work` throws. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Every statement that has been prepared, for the test that reads their plans. */
  statements(): string[]
  /** The size of the database in bytes, with its log. */
  bytes(): number
  /** The size of the log of what is not in the database file yet; 0 where the database has it elsewhere. */
  logBytes(): number
  /** What the database's own checks find damaged, in their words; reads all of it, and others wait for this process. */
  damages(): Promise<string[]>
  /**
   * Writes all of the database, as of one moment, into a new file, while other processes write; gives what is in it.
   * Throws `unprocessable`, with a sentence that names them, where the database has tools of its own for that.
   */
  copyTo(file: string, told: (copied: Copied) => void): Promise<Totals>
  close(): Promise<void>
}

/** How far a copy has come, in units of the database. */
export interface Copied {
  readonly done: number
  readonly all: number
}

/** How many rows a database has, whatever their state. */
export interface Totals {
  readonly directories: number
  readonly groups: number
  readonly people: number
  readonly things: number
  readonly members: number
  readonly events: number
}
