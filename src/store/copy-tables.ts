import { measured, readable, valuesOf } from './copy-values.ts'
import type { Connection, Row, Value } from './driver.ts'
import { turn } from './turn.ts'

/** A table, and the columns of its primary key. */
export interface Table {
  readonly name: string
  readonly key: readonly string[]
}

/**
 * Every table of the schema, in an order in which rows may be written: a group before its members. What a server that
 * runs changes all the time, though nobody changes a group, comes last.
 */
export const TABLES: readonly Table[] = [
  { name: 'directory', key: ['directory_id'] },
  { name: 'ledger', key: ['directory_id'] },
  { name: 'group_type', key: ['directory_id', 'number'] },
  { name: 'groups', key: ['directory_id', 'number'] },
  { name: 'member', key: ['directory_id', 'id', 'since'] },
  { name: 'person', key: ['directory_id', 'number'] },
  { name: 'thing', key: ['directory_id', 'kind', 'number'] },
  { name: 'tag', key: ['directory_id', 'number', 'key', 'value'] },
  { name: 'selector', key: ['directory_id', 'group_number', 'position'] },
  { name: 'event', key: ['directory_id', 'sequence'] },
  { name: 'webhook', key: ['directory_id', 'number'] },
  { name: 'answer', key: ['directory_id', 'key'] },
  { name: 'account', key: ['login_key'] },
  { name: 'token', key: ['secret_hash'] },
  { name: 'installation', key: ['name'] },
]

/** The facts that a database has of itself: they are not copied. */
export const OWN_FACTS = ['schema', 'copy'] as const

const ownFacts = OWN_FACTS.map((name) => `'${name}'`).join(', ')

/** The condition for rows that are copied, behind `where` or `and`. */
function copied({ name }: Table): string {
  return name === 'installation' ? `name not in (${ownFacts})` : '1 = 1'
}

/** How many rows a table has that are copied. */
export async function countOf(connection: Connection, table: Table): Promise<number> {
  const sql = `select count(*) as total from ${table.name} where ${copied(table)}`
  return Number((await connection.all(sql))[0]?.['total'] ?? 0)
}

/** Whether a table has any row that is copied. */
export async function hasRows(connection: Connection, table: Table): Promise<boolean> {
  return (await connection.all(`select 1 from ${table.name} where ${copied(table)} limit 1`)).length > 0
}

/** The statements that take all copied rows away, what refers to others first. */
export const EMPTYING = TABLES.toReversed().map((table) =>
  `delete from ${table.name} where ${copied(table)};`
).join('\n')

/** How many rows of a table are read at a time at first, and at most: fewer where they are large. */
const firstRows = 500
const pageRows = 5000
/** About how many characters of rows are held at a time. */
const charactersMax = 2_000_000

/** Rows of a table, at least one. */
export interface Page {
  readonly rows: readonly Row[]
  /** The names of the columns, in an order of their own: nothing depends on the one that a database has. */
  readonly columns: readonly string[]
  /** The values of each row in this order, as a text that is the same on every database. */
  readonly lines: readonly string[]
  /** The key of the last one. */
  readonly last: readonly Value[]
}

/** A part of a table: behind a key, so many rows; all of it unless given. */
export interface Part {
  readonly behind?: readonly Value[] | undefined
  readonly most?: number
}

/**
 * The rows of a table, or of a part of it, in the order of its key, in pages. Others get their turn between two. Throws
 * `unprocessable` for a row that is not what its database shows of it.
 */
export async function* pagesOf(
  connection: Connection,
  table: Table,
  { behind: first = [], most = Infinity }: Part = {},
): AsyncGenerator<Page> {
  const columns = await columnsOf(connection, table)
  const sizes = newSizes()
  let behind = first
  for (let left = most; left > 0;) {
    const limit = Math.min(sizes.next, left)
    const rows = await pageOf(connection, table, { columns, behind, limit })
    if (rows.length === 0) return
    const lines = rows.map((row) => JSON.stringify(valuesOf(row, table, columns)))
    behind = table.key.map((column) => rows.at(-1)?.[column] ?? null)
    yield { rows, columns, lines, last: behind }
    await turn()
    if (rows.length < limit) return
    left -= rows.length
    sizes.learn(lines)
  }
}

/** The columns of a table that has rows, in an order of their own. */
async function columnsOf(connection: Connection, table: Table): Promise<string[]> {
  const [row] = await readable(table, connection.all(`select * from ${table.name} limit 1`))
  return Object.keys(row ?? {}).sort()
}

function newSizes(): { readonly next: number; learn(lines: readonly string[]): void } {
  let next = firstRows
  return {
    get next() {
      return next
    },
    learn(lines) {
      const characters = lines.reduce((sum, line) => sum + line.length, 1)
      const fitting = Math.ceil(lines.length * charactersMax / characters)
      next = Math.max(1, Math.min(fitting, next * 2, pageRows))
    },
  }
}

interface Place {
  readonly columns: readonly string[]
  readonly behind: readonly Value[]
  readonly limit: number
}

async function pageOf(
  connection: Connection,
  table: Table,
  { columns, behind, limit }: Place,
): Promise<Row[]> {
  if (columns.length === 0) return []
  const key = table.key.join(', ')
  const places = behind.map((_, at) => `?${at + 2}`).join(', ')
  const further = behind.length === 0 ? '' : `and (${key}) > (${places})`
  const sql = `select ${measured(columns)} from ${table.name} where ${copied(table)} ${further}
    order by ${key} limit ?1`
  return await readable(table, connection.all(sql, [limit, ...behind]))
}

/** Writes rows as they are. */
export async function insertRows(
  connection: Connection,
  { name }: Table,
  { rows, columns }: Page,
): Promise<void> {
  const places = columns.map((_, at) => `?${at + 1}`).join(', ')
  const sql = `insert into ${name} (${columns.join(', ')}) values (${places})`
  await connection.runEach(sql, rows.map((row) => columns.map((column) => row[column] ?? null)))
}
