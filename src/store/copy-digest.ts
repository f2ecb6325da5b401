import { createHash } from 'node:crypto'
import { type Page, pagesOf, type Part, type Table } from './copy-tables.ts'
import type { Connection, Value } from './driver.ts'

/** A digest over the rows of a table as they are read: SHA-256, the same whatever the database. */
export class Digest {
  readonly #hash = createHash('sha256')
  rows = 0
  /** The key of the last row. */
  last: readonly Value[] | undefined

  add({ columns, lines, rows, last }: Page): void {
    if (this.rows === 0) this.#hash.update(`${JSON.stringify(columns)}\n`)
    for (const line of lines) this.#hash.update(`${line}\n`)
    this.rows += rows.length
    this.last = last
  }

  /** The digest of the rows so far. */
  text(): string {
    return this.#hash.copy().digest('hex')
  }
}

/** Reads a table, or a part of it. `told` hears how many rows each page has. */
export async function digesting(
  connection: Connection,
  table: Table,
  { told = () => {}, ...part }: Part & { readonly told?: (rows: number) => void } = {},
): Promise<Digest> {
  const digest = new Digest()
  for await (const page of pagesOf(connection, table, part)) {
    digest.add(page)
    told(page.rows.length)
  }
  return digest
}
