import { pageMax } from './store.ts'

/** Where a page was cut out: of all rows, or of those behind one. */
export interface Cut {
  readonly after?: unknown
  readonly offset?: number
  readonly limit: number
}

/**
 * How many rows there are on all pages: a page that is not full tells it itself, as the last one, unless nobody knows how
 * many stand before it; else they are counted.
 */
export async function totalOf(
  { after, offset = 0, limit }: Cut,
  rows: number,
  count: () => Promise<number>,
): Promise<number> {
  const isLast = rows < Math.min(limit, pageMax) && (rows > 0 || offset === 0)
  return isLast && after === undefined ? offset + rows : await count()
}
