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
  /**
   * Waits until what was run has been done, and throws what failed of it. A driver need not wait in `run`: the failure
   * is then thrown by the next statement that gives rows, by this, or by the commit.
   */
  settle(): Promise<void>
  /** Runs several statements without values: migrations. */
  script(sql: string): Promise<void>
  hasTable(name: string): Promise<boolean>
}

/** Where databases differ, a driver states a fact and the shared SQL asks for it. */
export interface DriverFacts {
  /** Whether all directories share one writer, so that one queue serves them all. */
  readonly oneWriter: boolean
  /** Whether `settle` is a way to the database and back, so that doing a batch twice now and then costs less. */
  readonly settlesLate: boolean
  /** Whether the planner goes by figures of the rows, which `analyze` takes anew where many were written at once. */
  readonly analyzes: boolean
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
  /** How processes tell each other of commits; absent where the database has nothing for that. */
  readonly signals?: Signals
  /**
   * Runs `work` in a transaction that reads one snapshot. A driver may run it again when it has come to its second
   * statement: what it does before that must be reading alone.
   */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * Runs `work` in a transaction that writes; resolves when it is on disk, keeps nothing if `work` throws. Where the
   * answer to the commit got lost `isThere` is asked, in a later transaction, whether that was kept: it must wait for one
   * that is still at it, and says undefined where it cannot tell. Without it such a write throws `unavailable`, and may
   * be there.
   */
  write<T>(
    work: (connection: Connection) => Promise<T>,
    isThere?: (connection: Connection, result: T) => Promise<boolean | undefined>,
  ): Promise<T>
  /** Every statement that has been prepared, for the test that reads their plans. */
  statements(): string[]
  /** The size of the database in bytes, with its log; as of the last minute where asking for it costs something. */
  bytes(): Promise<number>
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

/** What the processes on one database tell each other: the newest sequences of directories. It may get lost. */
export interface Signals {
  /** Sent soon, together with what comes meanwhile; not waited for. */
  send(sequences: ReadonlyMap<number, number>): void
  /** Hears all processes, this one too, from now on and until the connection is lost. Throws where it cannot. */
  listen(heard: (sequences: ReadonlyMap<number, number>) => void): Promise<void>
  isListening(): boolean
  unlisten(): Promise<void>
}
