import { DatabaseSync } from 'node:sqlite'

/**
 * The floors: a bare server that answers a GET with the bytes of the file that it is given, and a PUT by writing the
 * rows of one change of a group, with prepared statements and a commit each.
 */
const [bytesPath = '', databasePath = ''] = Deno.args
const bytes = Deno.readTextFileSync(bytesPath)
const headers = { 'content-type': 'application/json; charset=utf-8' }

const database = new DatabaseSync(databasePath)
database.exec(`
  pragma journal_mode = wal; pragma synchronous = full;
  create table groups (number integer primary key, name text not null, version integer not null, updated_at integer not null);
  create table event (sequence integer primary key, at integer not null, actor text not null, kind text not null,
    subject integer not null, before text, after text);
  insert into groups values (12344, 'My Clients', 1, 0)`)
const find = database.prepare('select * from groups where number = ?')
const update = database.prepare(
  'update groups set name = ?, version = version + 1, updated_at = ? where number = ?',
)
const append = database.prepare(
  'insert into event (at, actor, kind, subject, before, after) values (?, ?, ?, ?, ?, ?)',
)
const begin = database.prepare('begin immediate')
const commit = database.prepare('commit')

Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(port) }, async (request) => {
  if (request.method === 'PUT') change(JSON.parse(await request.text()).name)
  return new Response(bytes, { headers })
})

function change(name: string): void {
  begin.run()
  const before = find.get(12344)
  update.run(name, Date.now(), 12344)
  const fields = [JSON.stringify({ name: before?.['name'] ?? null }), JSON.stringify({ name })]
  append.run(Date.now(), 'floor', 'group.change', 12344, ...fields)
  commit.run()
}
