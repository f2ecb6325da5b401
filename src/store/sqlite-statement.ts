import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Row, Value } from './driver.ts'

/** A prepared statement. */
export interface Statement {
  all(values: readonly Value[]): Row[]
  run(values: readonly Value[]): void
}

/** What Deno's statements can and its types do not say. */
interface Arrays {
  setReturnArrays(on: boolean): void
  all(...values: readonly Value[]): Value[][]
}

/**
 * Prepares a statement. Its rows are taken as arrays and named here: the objects that the library makes are dictionaries,
 * and reading them took three times as long.
 */
export function prepare(database: DatabaseSync, sql: string): Statement {
  const statement = database.prepare(plannedOnce(sql))
  const rows = arraysOf(statement)
  const columns = statement.columns().map((column) => column.name)
  return {
    all: (values) => rows.all(...values).map((cells) => named(columns, cells)),
    run: (values) => void statement.run(...values),
  }
}

/**
 * SQLite looks at the value that is bound as a limit when it plans, and plans anew at each run, as another value may be
 * bound: a short read took 36 µs so, and takes 6 where the limit is an expression, into which it does not look.
 */
function plannedOnce(sql: string): string {
  return sql.replaceAll(/\blimit (\?\d+)/g, 'limit $1 + 0')
}

function arraysOf(statement: StatementSync): Arrays {
  if (!('setReturnArrays' in statement)) throw new Error('this runtime cannot give rows as arrays')
  const arrays = statement as unknown as Arrays
  arrays.setReturnArrays(true)
  return arrays
}

function named(columns: readonly string[], cells: readonly Value[]): Row {
  const row: Record<string, Value> = {}
  for (let at = 0; at < columns.length; at++) row[columns[at]!] = cells[at]!
  return row
}
