import assert from 'node:assert/strict'
import { TABLES } from '../../src/store/copy-tables.ts'
import { MIGRATIONS } from '../../src/store/migrate.ts'
import { indexesOf, tablesOf } from './schema.ts'

/** Read before a directory is known: a distributed database keeps them whole on every node. */
const REFERENCE = ['directory', 'account', 'token', 'installation']
/** What is due in any directory is asked of all nodes, by time. */
const ANYWHERE = ['groups_due_anywhere', 'member_begins_anywhere', 'member_ends_anywhere']

const tables = tablesOf(MIGRATIONS)
const distributed = tables.filter(({ name }) => !REFERENCE.includes(name))

async function scaling(): Promise<string> {
  return await Deno.readTextFile(new URL('../../docs/scaling.md', import.meta.url))
}

Deno.test('schema: the directory leads every primary key and every unique index', () => {
  assert.ok(tables.length >= 15 && distributed.length === tables.length - REFERENCE.length)
  for (const { name, primaryKey, unique } of distributed) {
    for (const key of [primaryKey, ...unique]) assert.equal(key[0], 'directory_id', `${name} (${key})`)
  }
})

Deno.test('schema: the directory leads every foreign key, on both sides', () => {
  const keys = tables.flatMap(({ name, foreignKeys }) => foreignKeys.map((key) => ({ name, ...key })))
  assert.ok(keys.length > 0)
  for (const { name, columns, table, references } of keys) {
    assert.deepEqual([columns[0], references[0]], ['directory_id', 'directory_id'], `${name} → ${table}`)
    assert.ok(!REFERENCE.includes(name) && !REFERENCE.includes(table), `${name} → ${table}`)
  }
})

Deno.test('schema: the directory leads every other index but those of what is due anywhere', () => {
  const others = indexesOf(MIGRATIONS).filter(({ table, columns }) =>
    !REFERENCE.includes(table) && columns[0] !== 'directory_id'
  )
  assert.deepEqual(others.map(({ name }) => name), ANYWHERE)
})

Deno.test('schema: it is tables of whole numbers and texts, and indexes over columns, which every database has', () => {
  const statements = MIGRATIONS.join('\n').split(';').map((one) => one.trim()).filter((one) => one !== '')
  const others = statements.filter((one) => !/^create (table|(unique )?index) /.test(one))
  assert.deepEqual(others, [])
  // What is no whole number or text has been refused where the tables were read, above.
  const columns = new Map(tables.map((table) => [table.name, table.columns]))
  for (const { name, table, columns: indexed } of indexesOf(MIGRATIONS)) {
    for (const column of indexed) assert.ok(columns.get(table)?.includes(column), `${name}: ${column}`)
  }
})

Deno.test('schema: a copy knows every table with its key, and writes what is referred to first', () => {
  const byName = (some: readonly { name: string; key: readonly string[] }[]) =>
    some.map(({ name, key }) => [name, [...key]]).sort()
  assert.deepEqual(byName(TABLES), byName(tables.map(({ name, primaryKey }) => ({ name, key: primaryKey }))))
  const place = (name: string) => TABLES.findIndex((one) => one.name === name)
  for (const { name, foreignKeys } of tables) {
    for (const { table } of foreignKeys) assert.ok(place(table) < place(name), `${table} before ${name}`)
  }
})

Deno.test('scaling.md: its statements for Citus name every table once, groups before their members', async () => {
  const text = await scaling()
  const named = (call: string) =>
    [...text.matchAll(new RegExp(`^select ${call}\\('(\\w+)'`, 'gm'))].map(([, name]) => name)
  assert.deepEqual(named('create_reference_table').toSorted(), REFERENCE.toSorted())
  const spread = named('create_distributed_table')
  assert.deepEqual(spread.toSorted(), distributed.map(({ name }) => name).sort())
  for (const { name, foreignKeys } of distributed) {
    for (const { table } of foreignKeys) assert.ok(spread.indexOf(table) < spread.indexOf(name), name)
  }
})

Deno.test('scaling.md: it names every index that the directory does not lead', async () => {
  const text = await scaling()
  for (const name of ANYWHERE) assert.ok(text.includes(`\`${name}\``), name)
})
