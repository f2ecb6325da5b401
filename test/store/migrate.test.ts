import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { ALL } from '../../src/core/filter.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { pageGroups } from '../../src/core/queries.ts'
import type { Driver } from '../../src/store/driver.ts'
import { migrate, MIGRATIONS, NewerSchemaError, schemaVersion } from '../../src/store/migrate.ts'
import { openDriver, openStore } from '../../src/store/open.ts'
import { onEach } from './drivers.ts'
import { allEvents, contents, contract, group, membersOf, person, range, read, reread } from './suite.ts'

/** Registers a test with a driver on a new, empty database, for every database. */
function onEmpty(name: string, work: (driver: Driver, database: string) => Promise<void>): void {
  onEach(name, async (tested) => {
    const place = await tested.database({ empty: true })
    const driver = openDriver(place.address)
    try {
      await work(driver, place.address)
    } finally {
      await driver.close()
      await place.remove()
    }
  })
}

/** The rows as the writing connection sees them, which has run the migrations. */
async function rowsOf(driver: Driver, sql: string): Promise<unknown[]> {
  return (await driver.write((connection) => connection.all(sql))).map((row) => Object.values(row))
}

const first = 'create table thing (number integer not null primary key);' +
  'create table installation (name text not null primary key, value text not null, until bigint);'
const second =
  `alter table thing add column name text not null default 'none'; insert into thing (number) values (9);`
const broken = 'create table other (number integer not null primary key); insert into nowhere values (1);'

onEmpty('an empty database gets the newest schema, once', async (driver) => {
  assert.equal(await schemaVersion(driver), 0)
  assert.deepEqual(await migrate(driver), { from: 0, to: MIGRATIONS.length })
  assert.equal(await schemaVersion(driver), MIGRATIONS.length)
  assert.deepEqual(await migrate(driver), { from: MIGRATIONS.length, to: MIGRATIONS.length })
})

onEmpty('an older database gets what it lacks, and keeps its rows', async (driver) => {
  assert.deepEqual(await migrate(driver, [first]), { from: 0, to: 1 })
  await driver.write((connection) => connection.run('insert into thing (number) values (?1)', [1]))
  assert.deepEqual(await migrate(driver, [first, second]), { from: 1, to: 2 })
  assert.deepEqual(await rowsOf(driver, 'select * from thing order by number'), [[1, 'none'], [9, 'none']])
  assert.deepEqual(await migrate(driver, [first, second]), { from: 2, to: 2 })
  assert.deepEqual(await rowsOf(driver, 'select count(*) from thing'), [[2]])
})

onEmpty('a reader that was there before a migration sees the new columns at once', async (driver) => {
  await migrate(driver, [first])
  await driver.read((connection) => connection.hasTable('thing'))
  await migrate(driver, [first, second])
  const rows = await driver.read((connection) => connection.all('select * from thing'))
  assert.deepEqual(rows.map((row) => Object.values(row)), [[9, 'none']])
})

onEmpty('a migration that fails leaves the version before it, whole', async (driver) => {
  await assert.rejects(migrate(driver, [first, broken, second]), /nowhere/)
  assert.equal(await schemaVersion(driver), 1)
  assert.deepEqual(await migrate(driver, [first, second]), { from: 1, to: 2 })
  assert.equal(await driver.read((connection) => connection.hasTable('other')), false)
})

onEmpty(
  'a database that a newer Muster wrote is refused with a sentence, and stays as it is',
  async (driver, database) => {
    await migrate(driver, [...MIGRATIONS, 'create table newer (number integer not null primary key);'])
    const opening = openStore({ database }).then(() => undefined, (error: unknown) => error)
    const error = await opening
    assert.ok(error instanceof NewerSchemaError)
    assert.match(
      error.message,
      new RegExp(`has schema ${MIGRATIONS.length + 1}.* knows ${MIGRATIONS.length}\\.`),
    )
    assert.match(error.message, /Start the newer version, or restore a backup/)
    assert.equal(await schemaVersion(driver), MIGRATIONS.length + 1)
  },
)

onEmpty('two that start at once on an empty database both start', async (driver, database) => {
  const others = range(3).map(() => openDriver(database))
  try {
    await Promise.all([driver, ...others].map((one) => migrate(one)))
    assert.equal(await schemaVersion(driver), MIGRATIONS.length)
  } finally {
    for (const other of others) await other.close()
  }
})

Deno.test('a database is named by an address that is understood, and a wrong one is not told', async () => {
  for (const database of ['', 'sqlite:', 'muster.db', 'mysql:x', 'sqlite::memory:']) {
    await assert.rejects(openStore({ database }), /MUSTER_DATABASE must be/)
  }
  const wrong = openStore({ database: 'postgres://user:secret@:x/d' })
  await assert.rejects(
    wrong,
    (error: Error) =>
      /MUSTER_DATABASE must be/.test(error.message) && !/secret/.test(`${error} ${error.cause}`),
  )
})

contract('a restart finds everything as it was', async (scene) => {
  await group(scene, { name: 'x', code: 'c', labels: { k: 'v' } }, { add: [person(1), person(2)] })
  await group(scene, { name: 'y', parent: 1, slug: 's' })
  const whole = await contents(scene)
  const again = await scene.opened.reopen()
  const reopened = { ...scene, opened: again, store: again.store }
  try {
    assert.deepEqual(await contents(reopened), whole)
    assert.equal((await group(reopened, 'z')).number, 3)
    assert.deepEqual((await allEvents(reopened)).map((event) => event.sequence), range(4))
  } finally {
    await again.shut()
  }
})

contract('two stores on one database write at the same time and lose nothing', async (scene) => {
  const { number } = await group(scene, 'crowd')
  const store = await scene.opened.beside()
  const beside = { ...scene, store }
  try {
    await Promise.all(
      [scene, beside].flatMap((one, at) =>
        range(50, 1 + at * 50).map((ref) =>
          changeGroup(one.store, one.principal, { number }, { edit: () => ({ add: [person(ref)] }) })
        )
      ),
    )
    const refs = (await membersOf(beside, number, 'person')).map((member) => member.ref ?? 0)
    assert.deepEqual(refs.toSorted((a, b) => a - b), range(100))
    const after = await reread(scene, number)
    assert.deepEqual([after.counts.person, after.version], [100, 101])
    assert.deepEqual((await allEvents(scene)).map((event) => event.sequence), range(101))
  } finally {
    await store.close()
  }
})

contract('two stores on one database take no number twice', async (scene) => {
  const store = await scene.opened.beside()
  const beside = { ...scene, store }
  try {
    await createDirectory(store, { name: 'second' })
    const made = await Promise.all(range(30).map((at) => group(at % 2 ? scene : beside, `group ${at}`)))
    assert.deepEqual(made.map((one) => one.number).toSorted((a, b) => a - b), range(30))
    assert.equal(await read(beside, (tx) => tx.countGroups(ALL)), 30)
    const { groups } = await pageGroups(store, scene.principal, { order: [{ field: 'number' }], limit: 50 })
    assert.equal(groups.length, 30)
  } finally {
    await store.close()
  }
})
