import { pageMax } from './store.ts'

/** Where a walk begins, and how many rows it gives at most. */
export interface Reach {
  readonly offset: number
  readonly limit: number
}

/** One page of it: behind a row, or behind the first rows of all. */
export interface Cut<Row> {
  readonly after?: Row
  readonly offset?: number
  readonly limit: number
}

/**
 * Rows of an order, page by page, each by its place behind the one before. The first page is read at once, so that what is
 * wrong with the question is told before anything is answered.
 */
export async function walk<Row>(
  { offset, limit }: Reach,
  read: (cut: Cut<Row>) => Promise<readonly Row[]>,
): Promise<AsyncIterable<readonly Row[]>> {
  const first = limit > 0 ? await read({ offset, limit: Math.min(limit, pageMax) }) : []
  return pagesFrom(first, limit, read)
}

async function* pagesFrom<Row>(
  first: readonly Row[],
  limit: number,
  read: (cut: Cut<Row>) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let left = limit
  for (let page = first;;) {
    if (page.length > 0) yield page
    left -= page.length
    const after = page.at(-1)
    if (after === undefined || left <= 0 || page.length < pageMax) return
    page = await read({ after, limit: Math.min(left, pageMax) })
  }
}
