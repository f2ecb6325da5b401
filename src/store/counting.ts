import type { Connection, Row, Value } from './driver.ts'

/** A connection that counts what may have changed something. */
export class Counting implements Connection {
  readonly #connection: Connection
  effects = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  all(sql: string, values?: readonly Value[]): Promise<Row[]> {
    if (!/^\s*(?:select|with)\b/i.test(sql)) this.effects++
    return this.#connection.all(sql, values)
  }

  run(sql: string, values?: readonly Value[]): Promise<void> {
    this.effects++
    return this.#connection.run(sql, values)
  }

  runEach(sql: string, rows: readonly (readonly Value[])[]): Promise<void> {
    this.effects++
    return this.#connection.runEach(sql, rows)
  }

  settle(): Promise<void> {
    return this.#connection.settle()
  }

  script(sql: string): Promise<void> {
    this.effects++
    return this.#connection.script(sql)
  }

  hasTable(name: string): Promise<boolean> {
    return this.#connection.hasTable(name)
  }
}
