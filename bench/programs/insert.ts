import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { openStore } from '../../src/store/open.ts'
import { openAsServer } from './floor.ts'

/**
 * The floor of an import: writes the rows of one database into an empty one with the same schema, by prepared statements,
 * in the order of an export (our members have ids that rise in it) and in transactions of 10,000. The rows are read before,
 * and only the writing is counted.
 */
const [source = '', target = ''] = Deno.args
const rowsOfWrite = 10_000

const TABLES = [
  'select * from ledger',
  'select * from group_type order by directory_id, number',
  'select * from person order by directory_id, number',
  'select * from thing order by directory_id, kind, number',
  'select * from tag order by directory_id, number, key, value',
  'select * from groups order by directory_id, number',
  'select * from selector order by directory_id, group_number, position',
  'select * from member order by directory_id, id, since',
  'select * from event order by directory_id, sequence',
]

await (await openStore({ database: `sqlite:${target}` })).close()
const from = new DatabaseSync(source, { readOnly: true })
const to = openAsServer(target)
let ms = 0
for (const select of TABLES) copy(select)
const count = Number(to.prepare('select count(*) as members from member').get()?.['members'])
to.close()
from.close()
console.log(JSON.stringify({ count, ms }))

function copy(select: string): void {
  const [, table] = /from (\w+)/.exec(select) ?? []
  let rows: SQLInputValue[][] = []
  for (const row of from.prepare(select).iterate()) {
    rows.push(Object.values(row))
    if (rows.length < rowsOfWrite) continue
    insert(table!, rows)
    rows = []
  }
  insert(table!, rows)
}

function insert(table: string, rows: readonly SQLInputValue[][]): void {
  if (rows.length === 0) return
  const begun = performance.now()
  const statement = to.prepare(`insert into ${table} values (${rows[0]!.map(() => '?').join(', ')})`)
  to.exec('begin immediate')
  for (const row of rows) statement.run(...row)
  to.exec('commit')
  ms += performance.now() - begun
}
