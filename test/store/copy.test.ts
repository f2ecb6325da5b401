import assert from 'node:assert/strict'
import { createAccount } from '../../src/core/accounts.ts'
import { createDirectory } from '../../src/core/directories.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { createToken } from '../../src/core/tokens.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { copyDatabase, type CopyProgress, type DatabaseCopy } from '../../src/store/copy.ts'
import { TABLES } from '../../src/store/copy-tables.ts'
import type { Driver, Row } from '../../src/store/driver.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openDriver, openStore } from '../../src/store/open.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { runScript } from '../databases.ts'
import { fill } from './damages.ts'
import { drivers, type TestedDriver } from './drivers.ts'
import { populate } from './population.ts'
import { beginning, group, phone, range, refused, type Scene } from './suite.ts'
import { runEverything } from './workload.ts'

/** A database to copy into. */
interface Target {
  readonly address: string
  readonly driver: Driver
}

/** Registers a test for copying from one database to another. */
function between(
  from: TestedDriver,
  to: TestedDriver,
  name: string,
  work: (scene: Scene, target: Target) => Promise<void>,
): void {
  const ignore = from.missing !== undefined || to.missing !== undefined
  Deno.test({
    name: `copy: ${from.name} to ${to.name}: ${name}`,
    ignore,
    async fn() {
      const clock = { now: beginning }
      const opened = await from.open({ clock: () => clock.now })
      const place = await to.database()
      const driver = openDriver(place.address)
      try {
        await migrate(driver)
        const { id } = await createDirectory(opened.store, { name: 'first' })
        const principal = operator(id, 'tester')
        await work({ opened, store: opened.store, clock, directory: id, principal }, {
          address: place.address,
          driver,
        })
      } finally {
        await driver.close()
        await place.remove()
        await opened.close()
      }
    },
  })
}

/** Registers a test for copying to each database, from the other one. */
function intoEach(name: string, work: (scene: Scene, target: Target) => Promise<void>): void {
  const [one, other] = drivers
  if (!one || !other) throw new Error('there are two databases')
  between(one, other, name, work)
  between(other, one, name, work)
}

/** All rows of a database but the facts that are its own. */
function contents(driver: Driver): Promise<ReadonlyMap<string, readonly Row[]>> {
  return driver.read(async (connection) => {
    const tables = new Map<string, readonly Row[]>()
    for (const { name, key } of TABLES) {
      const rows = await connection.all(`select * from ${name} order by ${key.join(', ')}`)
      tables.set(name, rows.filter((row) => name !== 'installation' || row['name'] !== 'schema'))
    }
    return tables
  })
}

/** The same scene, in another directory. */
async function elsewhere(scene: Scene, name: string): Promise<Scene> {
  const { id } = await createDirectory(scene.store, { name })
  return { ...scene, directory: id, principal: operator(id, 'tester') }
}

/** Rows of tables that nothing writes yet. */
const UNUSED = `insert into webhook values (1, 1, 'https://example.com', 's', 0, 0, null);
  insert into answer values (1, 'key', 'hash', 200, '{"a":"\u00e4"}', 1)`

/** Accounts, tokens, and more members than one page of a copy has. */
async function enrich(scene: Scene): Promise<void> {
  const { store, directory } = scene
  await createAccount(store, {
    directory,
    login: 'Jäne',
    email: 'Jane@Example.com',
    password: 'long enough',
    permissions: ['administrator'],
  })
  await createToken(store, { directory, purpose: 'bearer', scopes: ['reader'] })
  await group(scene, 'many', { add: range(1700).map((at) => phone(`+49 151 ${at}`)) })
}

/** Copies until so many rows are there, and breaks off. */
async function interrupted(from: Driver, to: Driver, rows: number): Promise<void> {
  const told = ({ stage, done }: CopyProgress) => {
    if (stage === 'copying' && done >= rows) throw new Error('broken off')
  }
  await assert.rejects(copyDatabase({ from, to, told }), /^Error: broken off$/)
}

/** Copies, and gives with it how many rows were there already, and how many were copied. */
async function counted(from: Driver, to: Driver): Promise<DatabaseCopy & { reread: number; copied: number }> {
  let [reread, done] = [0, 0]
  const copy = await copyDatabase({
    from,
    to,
    told(progress) {
      if (progress.stage === 'reading') reread = progress.done
      if (progress.stage === 'copying') done = progress.done
    },
  })
  return { ...copy, reread, copied: done - reread }
}

async function total(driver: Driver): Promise<number> {
  return Array.from((await contents(driver)).values()).reduce((sum, rows) => sum + rows.length, 0)
}

for (const from of drivers) {
  for (const to of drivers) {
    between(
      from,
      to,
      'every row is there as it was, and the copy goes on by itself',
      async (scene, target) => {
        const { driver } = scene.opened
        await runEverything(scene)
        await populate(await elsewhere(scene, 'second'), { count: 60, seed: 3 })
        await fill(await elsewhere(scene, 'third'))
        await runScript(scene.opened.database, UNUSED)
        await enrich(scene)
        const copy = await copyDatabase({ from: driver, to: target.driver })
        assert.deepEqual([copy.way, copy.isBehind], ['new', false])
        assert.deepEqual(await contents(target.driver), await contents(driver))
        const empty = copy.tables.filter(({ rows }) => rows === 0).map(({ name }) => name)
        assert.deepEqual(empty, [], 'there are rows in all tables')
        const before = await checkDirectory(driver, scene.directory)
        assert.deepEqual(await checkDirectory(target.driver, scene.directory), before)
        const next = await group(scene, 'next')
        const store = new SqlStore(target.driver, Date.now)
        const there = await group({ store, principal: scene.principal }, 'next')
        assert.equal(there.number, next.number)
      },
    )
  }
}

intoEach('what was interrupted goes on where it stopped', async (scene, { driver: to }) => {
  const { driver: from } = scene.opened
  await fill(scene)
  await enrich(scene)
  const all = await total(from)
  await interrupted(from, to, 30)
  await interrupted(from, to, all - 20)
  const copy = await counted(from, to)
  assert.equal(copy.way, 'resumed')
  assert.ok(copy.reread >= all - 20, `${copy.reread} of ${all} rows were there`)
  assert.equal(copy.reread + copy.copied, all)
  assert.deepEqual(await contents(to), await contents(from))
})

intoEach('what was interrupted begins again when the source has changed', async (scene, { driver: to }) => {
  const { driver: from, store } = scene.opened
  await fill(scene)
  await interrupted(from, to, 20)
  await changeGroup(store, scene.principal, { number: 1 }, { edit: () => ({ set: { name: 'Other' } }) })
  const copy = await counted(from, to)
  assert.deepEqual([copy.way, copy.reread, copy.isBehind], ['again', copy.reread, false])
  assert.deepEqual(await contents(to), await contents(from))
})

intoEach('nothing else opens what is not finished', async (scene, target) => {
  const { driver: from } = scene.opened
  await fill(scene)
  await interrupted(from, target.driver, 20)
  const error = await refused('conflict', openStore({ database: target.address }))
  assert.match(error.message, /a copy that is not finished; give the same "muster database copy" again/)
  await copyDatabase({ from, to: target.driver })
  await (await openStore({ database: target.address })).close()
})

intoEach(
  'a row that was changed in the target is found, and the next copy is right',
  async (scene, target) => {
    const { driver: from } = scene.opened
    await fill(scene)
    const rows = (await contents(from)).get('groups') ?? []
    await interrupted(from, target.driver, await total(from) - 1)
    await runScript(target.address, `update groups set title = 'x' where number = 3`)
    const broken = await refused('unprocessable', copyDatabase({ from, to: target.driver }))
    assert.match(
      broken.message,
      /does not hold what was copied \(table groups\); give the same command again/,
    )
    assert.equal((await counted(from, target.driver)).way, 'new')
    assert.deepEqual((await contents(target.driver)).get('groups'), rows)
  },
)

intoEach('a row too many or too few in the target is found', async (scene, target) => {
  const { driver: from } = scene.opened
  await fill(scene)
  const damages = {
    'delete from tag': 'table tag',
    [`insert into group_type values (1, 77, 'x')`]: 'table group_type',
  }
  for (const [damage, table] of Object.entries(damages)) {
    await interrupted(from, target.driver, await total(from) - 1)
    await runScript(target.address, damage)
    const broken = await refused('unprocessable', copyDatabase({ from, to: target.driver }))
    assert.ok(broken.message.includes(`(${table})`), broken.message)
  }
})

intoEach('what is not empty is refused, and stays as it is', async (scene, { driver: to }) => {
  await fill(scene)
  const store = new SqlStore(to, Date.now)
  await createDirectory(store, { name: 'other' })
  const before = await contents(to)
  const error = await refused('conflict', copyDatabase({ from: scene.opened.driver, to }))
  assert.match(error.message, /is not empty; name one that is$/)
  assert.deepEqual(await contents(to), before)
})

intoEach('is of one moment while others write, and says that it is behind', async (scene, { driver: to }) => {
  const { opened: { driver: from }, store, principal, directory } = scene
  await fill(scene)
  await enrich(scene)
  let isOver = false
  const writing = (async () => {
    for (let at = 0; !isOver; at++) {
      await changeGroup(store, principal, { number: 2 }, { edit: () => ({ add: [phone(`+49 160 ${at}`)] }) })
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return await contents(from)
  })()
  const copy = await copyDatabase({ from, to }).finally(() => isOver = true)
  const after = await writing
  assert.equal(copy.isBehind, true)
  assert.deepEqual(await checkDirectory(to, directory), [])
  const events = (await contents(to)).get('event') ?? []
  assert.deepEqual(events, after.get('event')?.slice(0, events.length))
})

intoEach('two at once into one database do not mix their rows', async (scene, target) => {
  const { driver: from } = scene.opened
  await fill(scene)
  await enrich(scene)
  const second = openDriver(target.address)
  try {
    const both = await Promise.allSettled(
      [target.driver, second].map((to) => copyDatabase({ from, to })),
    )
    const failures = both.flatMap((one) => one.status === 'rejected' ? [String(one.reason)] : [])
    assert.ok(failures.length > 0, 'one has given way')
    for (const failure of failures) assert.match(failure, /another copy is writing|is not empty/)
    if (failures.length === both.length) await copyDatabase({ from, to: target.driver })
    assert.deepEqual(await contents(target.driver), await contents(from))
  } finally {
    await second.close()
  }
})

intoEach('says what the target does not take', async (scene, { driver: to }) => {
  const { opened: { driver: from, database } } = scene
  await fill(scene)
  const loose = from.name === 'postgres' ? 'set session_replication_role = replica; ' : ''
  await runScript(database, `${loose}update member set group_number = 77 where group_number = 4`)
  const error = await refused('unprocessable', copyDatabase({ from, to }))
  assert.match(error.message, /does not take one of \d+ rows of the table member \(.*"muster database check"/)
})

/** What SQLite keeps and a program cannot write: what it is, and what the copy says. */
const UNCOPIED = [
  [
    `title = 'a' || char(0) || 'b'`,
    /^the row of the table groups with directory_id 1, number 3 holds what no/,
  ],
  [`title = cast(x'61ff62' as text)`, /a text with U\+0000 or bytes that are no UTF-8/],
  [`title = x'616263'`, /with directory_id 1, number 3 holds/],
  [`updated_at = 1.5`, /or a number that is not whole; correct it, and copy again$/],
  [
    `updated_at = 'soon'`,
    /does not take one of \d+ rows of the table groups \(.*"muster database check"|holds what no/,
  ],
  [`updated_at = 9007199254740993`, /^the table groups holds a number that is too large/],
] as const

for (const [damage, says] of UNCOPIED) {
  const [from, to] = drivers
  between(
    from!,
    to!,
    `a row with ${damage} is told and not changed on the way`,
    async (scene, { driver }) => {
      await fill(scene)
      await runScript(scene.opened.database, `update groups set ${damage} where number = 3`)
      const error = await refused('unprocessable', copyDatabase({ from: scene.opened.driver, to: driver }))
      assert.match(error.message, says)
    },
  )
}
