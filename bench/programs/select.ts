import { DatabaseSync } from 'node:sqlite'

/** The floor of an export: every row of a database as a line of JSON, in the order of an export. */
const [source = '', target = ''] = Deno.args
const bytesOfWrite = 65_536

const TABLES = [
  'select * from group_type order by directory_id, number',
  'select * from person order by directory_id, number',
  'select * from thing order by directory_id, kind, number',
  'select * from groups order by directory_id, number',
  'select * from member order by directory_id, id, since',
  'select * from event order by directory_id, sequence',
]

const database = new DatabaseSync(source, { readOnly: true })
const file = Deno.openSync(target, { write: true, create: true, truncate: true })
const encoder = new TextEncoder()
let text = ''
for (const select of TABLES) {
  for (const row of database.prepare(select).iterate()) {
    text += JSON.stringify(row) + '\n'
    if (text.length >= bytesOfWrite) flush()
  }
}
flush()
file.syncSync()
file.close()
database.close()

function flush(): void {
  const bytes = encoder.encode(text)
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at))
  text = ''
}
