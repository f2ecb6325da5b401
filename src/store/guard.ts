import type { Connection, Row, Value } from './driver.ts'

/**
 * A connection for one transaction: it works no longer than that. Without it a statement that nobody waited for would
 * run in somebody else's transaction, or in none.
 */
export class Guard implements Connection {
  readonly #connection: Connection
  #ended = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Ends the transaction as far as its user is concerned. */
  end(): void {
    this.#ended = true
  }

  all(sql: string, values?: readonly Value[]): Promise<Row[]> {
    return this.#ended ? ended() : this.#connection.all(sql, values)
  }

  run(sql: string, values?: readonly Value[]): Promise<void> {
    return this.#ended ? ended() : this.#connection.run(sql, values)
  }

  runEach(sql: string, rows: readonly (readonly Value[])[]): Promise<void> {
    return this.#ended ? ended() : this.#connection.runEach(sql, rows)
  }

  settle(): Promise<void> {
    return this.#ended ? ended() : this.#connection.settle()
  }

  script(sql: string): Promise<void> {
    return this.#ended ? ended() : this.#connection.script(sql)
  }

  hasTable(name: string): Promise<boolean> {
    return this.#ended ? ended() : this.#connection.hasTable(name)
  }
}

function ended(): Promise<never> {
  return Promise.reject(new Error('a transaction was used after its end'))
}

/** Runs `work` on a connection that ends with it. */
export async function guarded<T>(
  connection: Connection,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const guard = new Guard(connection)
  try {
    return await work(guard)
  } finally {
    guard.end()
  }
}
