import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import postgres from 'postgres'
import { openStore } from '../../src/store/open.ts'
import { severalRows, statementOf } from '../../src/store/postgres-statement.ts'

/**
 * The floor of an import on PostgreSQL: the rows of a SQLite database inserted into an empty one with the same schema, by
 * the prepared statements that the server has for that, pipelined, in transactions of 10,000. The rows are read before; only the writing is counted.
 */
const [source = '', target = ''] = Deno.args
const rowsOfWrite = 10_000

const TABLES = ['ledger', 'group_type', 'person', 'thing', 'tag', 'groups', 'selector', 'member', 'event']

await (await openStore({ database: target })).close()
const from = new DatabaseSync(source, { readOnly: true })
const to = postgres(target, { max: 1, fetch_types: false, onnotice() {} })
let ms = 0
for (const table of TABLES) await copy(table)
const [counted] = await to`select count(*) as members from member`
await to.end()
from.close()
console.log(JSON.stringify({ count: Number(counted?.members), ms }))

async function copy(table: string): Promise<void> {
  let rows: Record<string, SQLInputValue>[] = []
  for (const row of from.prepare(`select * from ${table} order by 1, 2`).iterate()) {
    rows.push(row)
    if (rows.length < rowsOfWrite) continue
    await insert(table, rows)
    rows = []
  }
  if (rows.length > 0) await insert(table, rows)
}

async function insert(table: string, rows: readonly Record<string, SQLInputValue>[]): Promise<void> {
  const names = Object.keys(rows[0]!)
  const places = names.map((_, at) => `?${at + 1}`)
  const one = `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`
  const all = rows.map((row) => Object.values(row).map((value) => value === null ? null : String(value)))
  const begun = performance.now()
  await to.begin((tx) =>
    Promise.all(
      Array.from(severalRows(one, all), ({ text, values }) =>
        tx.unsafe(statementOf(text).text, [...values], { prepare: true })),
    )
  )
  ms += performance.now() - begun
}
