import { type OrderTerm, sqlOfAfter, sqlOfOrder } from './columns.ts'
import type { Values } from './statement.ts'

/** One page of rows: which, in which order, and where it is cut out. */
export interface Page<Row> {
  /** The table and its alias. */
  readonly from: string
  readonly columns: string
  /** The column that is unique in a directory. */
  readonly key: string
  readonly where: readonly string[]
  readonly terms: readonly OrderTerm<Row>[]
  readonly after?: Row
  readonly offset?: number
  readonly limit: number
}

/**
 * How many rows a page has at most, as a number in the text: for a value that it does not know yet PostgreSQL's planner
 * takes a tenth of the table, and then reads all of it.
 */
const pageSizes = [10, 100, 1000]

/** The statement for a page. The rows that an offset skips are counted off in the index alone; only the page is read. */
export function sqlOfPage<Row>(page: Page<Row>, values: Values): string {
  const { from, columns, key, terms, after, offset } = page
  const order = sqlOfOrder(terms)
  const where = [...page.where, ...(after ? [sqlOfAfter(terms, after, values)] : [])].join(' and ')
  const limit = values.add(page.limit)
  if (!offset) return `select ${columns} from ${from} where ${where} order by ${order} limit ${limit}`
  const alias = from.split(' ')[1]
  const most = pageSizes.find((size) => page.limit <= size) ?? page.limit
  return `select ${columns} from (select number from (select ${key} from ${from} where ${where} order by ${order}
      limit ${limit} offset ${values.add(offset)}) skipped limit ${most}) page
    cross join ${from} where ${alias}.directory_id = ?1 and ${key} = page.number order by ${order}`
}
