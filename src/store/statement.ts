import type { Connection, Row, Value } from './driver.ts'

/** The values of a statement that is put together from parts: each is named in the text by its place. */
export class Values {
  readonly list: Value[] = []

  /** Adds a value and gives its name for the text. */
  add(value: Value): string {
    this.list.push(value)
    return `?${this.list.length}`
  }
}

const inserts = new Map<string, string>()

/** Inserts one row. */
export async function insertRow(connection: Connection, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row)
  const key = `${table} ${columns}`
  let sql = inserts.get(key)
  if (!sql) {
    sql = `insert into ${table} (${columns.join(', ')}) values (${
      columns.map((_, at) => `?${at + 1}`).join(', ')
    })`
    inserts.set(key, sql)
  }
  await connection.run(sql, Object.values(row))
}

/**
 * Writes the columns that differ, so that the indexes over the others are left alone. `key` names the columns of the
 * primary key.
 */
export async function updateRow(
  connection: Connection,
  table: string,
  { key, before, after }: { readonly key: Row; readonly before: Row; readonly after: Row },
): Promise<void> {
  const changed = Object.keys(after).filter((column) => after[column] !== before[column])
  if (changed.length === 0) return
  const values = new Values()
  const set = changed.map((column) => `${column} = ${values.add(after[column] ?? null)}`).join(', ')
  const where = Object.entries(key).map(([column, value]) => `${column} = ${values.add(value)}`).join(' and ')
  await connection.run(`update ${table} set ${set} where ${where}`, values.list)
}

/** The names of a list's values, the first of which is the one at this place. */
export function placeholders(list: readonly Value[], from: number): string {
  return list.map((_, at) => `?${from + at}`).join(', ')
}

/**
 * A list of numbers, made once and whole. Beside the order and the limit of a page PostgreSQL would else rather walk all
 * that there is in that order, and look for each row in the list, than make the list by its own index.
 */
export function whole(select: string): string {
  return `with found (number) as materialized (${select}) select found.number from found`
}

const listSizes = [1, 10, 100]

/**
 * Runs a statement for many values at once: `text` takes the list of their names. The lists have few lengths, filled up
 * by repeating the last value, so that few statements are prepared.
 */
export async function forEachList(
  items: readonly Value[],
  run: (list: readonly Value[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  const distinct = [...new Set(items)]
  for (let at = 0; at < distinct.length;) {
    const left = distinct.length - at
    const size = listSizes.find((one) => one >= left) ?? listSizes.at(-1)!
    const part = distinct.slice(at, at + size)
    const last = part.at(-1)!
    rows.push(...await run([...part, ...Array<Value>(size - part.length).fill(last)]))
    at += part.length
  }
  return rows
}
