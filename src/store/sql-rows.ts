import type { Connection, DriverFacts, Row, Value } from './driver.ts'

/**
 * What every part of reading one directory stands on: statements whose first value is the directory. The parts extend
 * one another (scanning, groups, members, people), so that a transaction has one object.
 */
export class SqlRows {
  readonly directory: number
  protected readonly connection: Connection
  protected readonly facts: DriverFacts

  constructor(connection: Connection, facts: DriverFacts, directory: number) {
    this.connection = connection
    this.facts = facts
    this.directory = directory
  }

  protected async all<T>(of: (row: Row) => T, sql: string, ...values: readonly Value[]): Promise<T[]> {
    return (await this.connection.all(sql, [this.directory, ...values])).map(of)
  }

  protected async one<T>(
    of: (row: Row) => T,
    sql: string,
    ...values: readonly Value[]
  ): Promise<T | undefined> {
    const [row] = await this.connection.all(sql, [this.directory, ...values])
    return row && of(row)
  }
}
