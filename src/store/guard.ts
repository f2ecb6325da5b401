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

  async all(sql: string, values?: readonly Value[]): Promise<Row[]> {
    return await this.#open().all(sql, values)
  }

  async run(sql: string, values?: readonly Value[]): Promise<void> {
    await this.#open().run(sql, values)
  }

  async script(sql: string): Promise<void> {
    await this.#open().script(sql)
  }

  async hasTable(name: string): Promise<boolean> {
    return await this.#open().hasTable(name)
  }

  #open(): Connection {
    if (this.#ended) throw new Error('a transaction was used after its end')
    return this.#connection
  }
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
