import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { MIGRATIONS } from '../../src/store/migrate.ts'
import { openDriver } from '../../src/store/open.ts'
import { newInstallation } from './command.ts'

const newest = MIGRATIONS.length

Deno.test('cli: says where there is no database yet, and does not make one', async () => {
  await using installation = await newInstallation()
  for (const args of [['group', 'list'], ['database', 'status'], ['account', 'list']]) {
    const { exit, code, message } = await installation.refused(args)
    assert.deepEqual([exit, code], [5, 'no_database'])
    assert.match(message, /There is no database at sqlite:.*muster\.db yet: .*"muster directory create"/)
  }
  assert.deepEqual(await Array.fromAsync(Deno.readDir(installation.data)), [])
})

Deno.test('cli: makes a database, and says so the second time too', async () => {
  await using installation = await newInstallation()
  const made = await installation.json(['database', 'migrate'])
  assert.deepEqual(made(''), { database: installation.database, from: 0, to: newest })
  const again = await installation.muster(['database', 'migrate'])
  assert.deepEqual([again.code, again.stderr], [0, ''])
  assert.match(again.stdout, new RegExp(`^The database .* has schema ${newest} already\\.\n$`))
  const empty = await installation.refused(['group', 'list'])
  assert.deepEqual([empty.exit, empty.code], [3, 'not_found'])
  assert.match(empty.message, /There is no directory yet; make one with/)
})

Deno.test('cli: shows the totals of each directory', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  const { id } = await createDirectory(store, { name: 'one', number: 7 })
  await createDirectory(store, { name: 'two', number: 8, status: 'pending' })
  for (const name of ['a', 'b']) await createGroup(store, operator(id, 'test'), { name })
  const status = await installation.json(['database', 'status'])
  assert.deepEqual([status('database'), status('schema'), status('known')], [
    installation.database,
    newest,
    newest,
  ])
  assert.ok(Number(status('bytes')) > 1000)
  assert.deepEqual(status('directories'), [
    { name: 'one', number: 7, status: 'active', groups: 2, people: 0 },
    { name: 'two', number: 8, status: 'pending', groups: 0, people: 0 },
  ])
  const { stdout } = await installation.muster(['database', 'status'])
  assert.match(stdout, /^one +7 +active +2 +0$/m)
})

Deno.test('cli: refuses a newer schema, and does not change an older one', async () => {
  await using installation = await newInstallation()
  await installation.json(['directory', 'create', '--name', 'one'])
  await setSchema(installation.database, newest + 1)
  for (const args of [['directory', 'list'], ['database', 'migrate'], ['database', 'status']]) {
    const { exit, code, message } = await installation.refused(args)
    assert.deepEqual([exit, code], [5, 'newer_database'])
    assert.match(message, /written by a newer Muster.*Start the newer version/)
  }
  await setSchema(installation.database, newest - 1)
  const older = await installation.refused(['directory', 'list'])
  assert.deepEqual([older.exit, older.code], [5, newest === 1 ? 'no_database' : 'old_database'])
  const status = await installation.json(['database', 'status'])
  assert.deepEqual([status('schema'), status('directories')], [newest - 1, null])
})

Deno.test('cli: says what is wrong with a database that it cannot use', async () => {
  await using installation = await newInstallation()
  await Deno.writeTextFile(`${installation.data}/muster.db`, 'this is a text and not a database')
  const text = await installation.refused(['directory', 'list'])
  assert.deepEqual([text.exit, text.code], [5, 'unavailable'])
  assert.match(text.message, /cannot be opened \(file is not a database\); check MUSTER_DATA/)
  const elsewhere = await installation.refused(['directory', 'list'], {
    env: { MUSTER_DATABASE: `sqlite:${installation.data}-other/muster.db` },
  })
  assert.deepEqual([elsewhere.exit, elsewhere.code], [5, 'unavailable'])
  assert.match(
    elsewhere.message,
    /must lie in the folder of the program, in MUSTER_DATA or in MUSTER_FILES\.$/,
  )
  const postgres = await installation.refused(['directory', 'list'], {
    env: { MUSTER_DATABASE: 'postgres://muster:s3cr@t@127.0.0.1:1/muster' },
  })
  assert.equal(postgres.exit, 5)
  assert.doesNotMatch(postgres.message, /s3cr|t@127/)
  const config = await installation.refused(['directory', 'list'], { env: { MUSTER_DATABASE: 'nonsense' } })
  assert.deepEqual([config.exit, config.code], [4, 'invalid'])
})

async function setSchema(database: string, version: number): Promise<void> {
  const driver = openDriver(database)
  await driver.write((connection) =>
    connection.run(`update installation set value = ?1 where name = 'schema'`, [String(version)])
  )
  await driver.close()
}
