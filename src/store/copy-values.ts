import { Buffer } from 'node:buffer'
import { DirectoryError } from '../core/error.ts'
import type { Table } from './copy-tables.ts'
import type { Row, Value } from './driver.ts'

/** The name of the column that tells how many bytes a row has in its database. */
const bytesColumn = 'copied_bytes'

/** What is selected of a table whose columns these are: all of them, and how many bytes their values have as texts. */
export function measured(columns: readonly string[]): string {
  const bytes = columns.map((column) => `coalesce(octet_length(cast(${column} as text)), 0)`).join(' + ')
  return `${columns.join(', ')}, ${bytes} as ${bytesColumn}`
}

/**
 * The values of a row that was selected so, in the order of its columns. Throws `unprocessable` where they are not what
 * its database holds: SQLite keeps any bytes as a text and gives back what stands before U+0000, or U+FFFD for what is no
 * UTF-8; and it keeps a text or a fraction where a whole number belongs.
 */
export function valuesOf(row: Row, table: Table, columns: readonly string[]): Value[] {
  const values = columns.map((column) => row[column] ?? null)
  const bytes = values.reduce((sum: number, value) => sum + bytesOf(value), 0)
  if (bytes === row[bytesColumn] && values.every(isWhole)) return values
  const key = table.key.map((column) => `${column} ${String(row[column]).slice(0, keyShownMax)}`).join(', ')
  throw new DirectoryError(
    'unprocessable',
    `the row of the table ${table.name} with ${key} holds what no database of Muster can hold: a text with U+0000 or ` +
      'bytes that are no UTF-8, or a number that is not whole; correct it, and copy again',
  )
}

/** How much of a key is told: that of a token is the hash of its secret. */
const keyShownMax = 16

/** Throws `unprocessable` for what SQLite's library says of a whole number that no program can hold. */
export function readable({ name }: Table, rows: Promise<Row[]>): Promise<Row[]> {
  return rows.catch((error) => {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ERR_OUT_OF_RANGE') throw error
    const message =
      `the table ${name} holds a number that is too large (${error.message}); correct it, and copy again`
    throw new DirectoryError('unprocessable', message, { cause: error })
  })
}

function bytesOf(value: Value): number {
  return value === null ? 0 : Buffer.byteLength(String(value))
}

function isWhole(value: Value): boolean {
  return typeof value !== 'number' || Number.isSafeInteger(value)
}
