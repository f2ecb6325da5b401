import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { ALL } from '../../src/core/filter.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { openDriver, openStore } from '../../src/store/open.ts'
import { runScript } from '../databases.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres.ts'
import { startMuster, until } from '../support.ts'
import { between } from './between.ts'
import { contract, group, onPostgres, range, read, refused, reread, type Scene } from './suite.ts'

/** Ends all sessions of the program on the scene's database, as an administrator would. */
function terminate({ opened: { database } }: Scene): Promise<void> {
  return runScript(
    database,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'muster' and datname = current_database()`,
  )
}

onPostgres('sessions that are ended while nobody uses them are made anew', async (scene) => {
  await group(scene, 'first')
  await Promise.all(range(20).map(() => read(scene, (tx) => tx.countGroups(ALL))))
  for (const round of range(3)) {
    await terminate(scene)
    await until(() => read(scene, (tx) => tx.countGroups(ALL)).then((total) => total === round, () => false))
    await group(scene, `group ${round}`)
  }
})

onPostgres('a write whose session is ended before its commit is done again, once', async (scene) => {
  let runs = 0
  const { number } = await group(scene, 'before')
  await scene.store.write(scene.directory, async (tx) => {
    const before = await tx.group({ number })
    assert.ok(before)
    await tx.updateGroup(before, { ...before, name: `run ${++runs}`, version: before.version + 1 })
    if (runs === 1) await terminate(scene)
    await tx.countGroups(ALL)
  })
  assert.equal(runs, 2)
  const { name, version } = await reread(scene, number)
  assert.deepEqual([name, version], ['run 2', 2])
})

onPostgres('a read whose session is ended is `unavailable`, and the next one is well', async (scene) => {
  await group(scene, 'first')
  const reading = read(scene, async (tx) => {
    await tx.types()
    await terminate(scene)
    return await tx.countGroups(ALL)
  })
  assert.equal((await refused('unavailable', reading)).retryAfter, 1)
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 1)
})

for (const when of ['before', 'after'] as const) {
  onPostgres(
    `a commit whose answer is lost ${when} it was done is there once, and acknowledged`,
    async (scene) => {
      const { number } = await group(scene, 'name 0')
      await using way = between(scene.opened.database)
      const store = await openStore({ database: way.address })
      const change = (through: Store, name: string) =>
        changeGroup(through, scene.principal, { number }, { edit: () => ({ set: { name } }) })
      for (const round of range(3)) {
        // Another process takes the same sequence, or the next one, before it can be asked what became of it.
        const other = round === 2 ? async () => void await change(scene.store, 'other') : undefined
        way.breakCommit(when, other)
        assert.equal((await change(store, `name ${round}`)).group.name, `name ${round}`)
      }
      await store.close()
      const events = await read(scene, (tx) => tx.events(0, 100))
      const expected = when === 'before' ? ['other', 'name 2'] : ['name 2', 'other']
      assert.deepEqual(
        events.map(({ after }) => after?.['name']),
        ['name 0', 'name 1', ...expected, 'name 3'],
      )
    },
  )
}

onPostgres(
  'a commit without event whose answer is lost is `unavailable`, and may be there',
  async (scene) => {
    await using way = between(scene.opened.database)
    const store = await openStore({ database: way.address })
    way.breakCommit('after')
    const putting = store.writeInstallation((tx) => tx.putFact({ name: 'open', value: '1', until: null }))
    assert.equal((await refused('unavailable', putting)).retryAfter, 1)
    await store.close()
  },
)

onPostgres('a read whose neighbour in the same snapshot fails is none the worse', async (scene) => {
  const driver = openDriver(scene.opened.database)
  const hold = Promise.withResolvers<void>()
  const held = range(8).map(() =>
    driver.read(async (connection) => {
      await connection.all('select 1 as one')
      await hold.promise
    })
  )
  const reads = range(200).map((at) =>
    driver.read(async (connection) => {
      if (at % 2 === 1) return await connection.all('select 1 / 0 as none')
      await connection.all('select 1 as one')
      return await connection.all('select 2 as two')
    })
  )
  const settled = Promise.allSettled(reads)
  hold.resolve()
  await Promise.all(held)
  assert.deepEqual(
    (await settled).map(({ status }) => status),
    range(200).map((at) => at % 2 === 1 ? 'rejected' : 'fulfilled'),
  )
  await driver.close()
})

onPostgres('statements that do not stay prepared, as behind a proxy, are done without', async (scene) => {
  const driver = openDriver(scene.opened.database)
  const ask = (name: string) => `select cast(?1 as bigint) as ${name}`
  let runs = 0
  const rows = await driver.write(async (connection) => {
    await connection.all(ask('one'), [1])
    if (++runs === 1) await connection.all('deallocate all')
    return await connection.all(ask('one'), [2])
  })
  assert.deepEqual([runs, ...rows], [2, { one: 2 }])
  await driver.read((connection) => connection.all(ask('two'), [1]))
  const known = driver.statements()
  assert.deepEqual([known.includes(ask('one')), known.includes(ask('two'))], [true, false])
  await driver.close()
})

contract('a read sees one moment, also when its first question often comes alone', async (scene) => {
  const { store, principal } = scene
  const [a, b] = [await group(scene, 'a 0'), await group(scene, 'b 0')]
  const change = (number: number, name: string) =>
    changeGroup(store, principal, { number }, { edit: () => ({ set: { name } }) })
  for (const round of range(30)) {
    for (const _ of range(10)) await reread(scene, a.number)
    let runs = 0
    const names = await read(scene, async (tx) => {
      const first = await tx.group({ number: a.number })
      if (++runs === 1) await Promise.all([change(a.number, `a ${round}`), change(b.number, `b ${round}`)])
      return [first?.name.slice(2), (await tx.group({ number: b.number }))?.name.slice(2)]
    })
    assert.ok(names[0] === names[1] && runs <= 2, `${names}, ${runs} runs`)
  }
})

contract('writers of the installation are alone among all processes', async (scene) => {
  const beside = await scene.opened.beside()
  try {
    const count = (store: Store) =>
      store.writeInstallation(async (tx) => {
        const before = Number((await tx.fact('counter'))?.value ?? 0)
        await new Promise((resolve) => setTimeout(resolve, 1))
        await tx.putFact({ name: 'counter', value: String(before + 1), until: null })
      })
    for (const _ of range(10)) await Promise.all([count(scene.store), count(beside)])
    const fact = await beside.readInstallation((tx) => tx.fact('counter'))
    assert.equal(fact?.value, '20')
  } finally {
    await beside.close()
  }
})

/** Registers a test with a PostgreSQL of its own, which may be stopped. */
function onCluster(name: string, work: (cluster: Cluster) => Promise<void>): void {
  const ignore = missingPostgres !== undefined
  Deno.test({
    name: `postgres: ${name}`,
    ignore,
    async fn() {
      await using cluster = await startCluster()
      await work(cluster)
    },
  })
}

async function fillDirectory(store: Store): Promise<Scene['principal']> {
  const { id } = await createDirectory(store, { name: 'first' })
  const principal = operator(id, 'tester')
  for (const at of range(5)) await createGroup(store, principal, { name: `group ${at}` })
  return principal
}

onCluster(
  'while it is stopped all is `unavailable` at once, and well within a second of its return',
  async (cluster) => {
    const database = cluster.address('postgres')
    await using muster = await startMuster({ database })
    const { store, url } = muster
    const principal = await fillDirectory(store)
    const readiness = async () => {
      const answer = await fetch(`${url}/readyz`)
      await answer.body?.cancel()
      return { status: answer.status, retryAfter: answer.headers.get('retry-after') }
    }
    assert.equal((await readiness()).status, 200)
    await cluster.stop()
    assert.deepEqual(await readiness(), { status: 503, retryAfter: '1' })
    const began = performance.now()
    await Promise.all(
      range(300).flatMap(() => [
        refused('unavailable', store.read(1, (tx) => tx.countGroups(ALL))),
        refused('unavailable', createGroup(store, principal, { name: 'lost' })),
        refused('unavailable', store.writeInstallation((tx) => tx.deleteFact('x'))),
      ]),
    )
    assert.ok(performance.now() - began < 2500, 'nobody waits for what is not there')
    assert.equal((await fetch(`${url}/metrics`)).status, 200)
    await cluster.start()
    const back = performance.now()
    await until(async () => (await readiness()).status === 200)
    await createGroup(store, principal, { name: 'back' })
    assert.ok(performance.now() - back < 1000, `${performance.now() - back} ms`)
    assert.equal(await store.read(1, (tx) => tx.countGroups(ALL)), 6)
  },
)

onCluster('killed under load it loses nothing acknowledged', async (cluster) => {
  const database = cluster.address('postgres')
  const store = await openStore({ database })
  const principal = await fillDirectory(store)
  const acknowledged: number[] = []
  const state = { isOver: false, refusals: 0 }
  const writers = range(12).map(async (hand) => {
    for (let at = 1; !state.isOver; at++) {
      const ref = hand * 100_000 + at
      const adding = changeGroup(store, principal, { number: 1 + hand % 5 }, {
        edit: () => ({ add: [{ kind: 'person', ref: { number: ref } }] }),
      })
      await adding.then(() => acknowledged.push(ref), async (error) => {
        assert.equal(error.code, 'unavailable', error)
        state.refusals++
        await new Promise((resolve) => setTimeout(resolve, 20))
      })
    }
  })
  for (const _ of range(3)) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await cluster.kill()
    const known = acknowledged.length
    await cluster.start()
    await until(() => Promise.resolve(acknowledged.length > known))
  }
  state.isOver = true
  await Promise.all(writers)
  assert.ok(state.refusals > 0 && acknowledged.length > 50, `${acknowledged.length} writes`)
  const there = await store.read(1, async (tx) => {
    const pages = range(5).map((number) => tx.members({ group: number, kind: 'person', limit: 1000 }))
    return new Set((await Promise.all(pages)).flat().map((member) => member.ref))
  })
  assert.deepEqual(acknowledged.filter((ref) => !there.has(ref)), [])
  await store.close()
  const driver = openDriver(database)
  assert.deepEqual(await checkDirectory(driver, 1), [])
  await driver.close()
})

Deno.test('postgres: a store whose database is away closes', async () => {
  const driver = openDriver('postgres://nobody@127.0.0.1:1/nothing')
  const reading = driver.read((connection) => connection.all('select 1'))
  await refused('unavailable', reading)
  await driver.close()
  await refused('unavailable', driver.read((connection) => connection.all('select 1')))
})

Deno.test('postgres: what takes connections and closes them at once is tried ten times a second, not more', async () => {
  let connections = 0
  const listener = Deno.listen({ hostname: '127.0.0.1', port: 0 })
  const accepting = (async () => {
    for await (const connection of listener) {
      connections++
      connection.close()
    }
  })()
  const driver = openDriver(`postgres://nobody@127.0.0.1:${(listener.addr as Deno.NetAddr).port}/nothing`)
  const end = performance.now() + 1000
  while (performance.now() < end) {
    const read = () => refused('unavailable', driver.read((connection) => connection.all('select 1')))
    await Promise.all(range(20).map(read))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await driver.close()
  listener.close()
  await accepting
  assert.ok(connections > 1 && connections < 30, `${connections} connections`)
})

Deno.test('postgres: an address that cannot be used is refused with a sentence that tells nothing of it', () => {
  const refusals = {
    'postgres://user:secr@t:x@/one': /with %40 for @/,
    'postgres://localhost/one': /names no user$/,
    'postgres://user:secret@%2Frun%2Fpostgresql/one': /sockets are not used$/,
    'postgres://user:secret@localhost': /names no database$/,
    'postgres://user:secret@10.0.0.1/one?sslmode=verify-full': /its name and not its number/,
  }
  for (const [address, sentence] of Object.entries(refusals)) {
    assert.throws(
      () => openDriver(address),
      ({ message }) => sentence.test(message) && !message.includes('secr'),
    )
  }
})

Deno.test('postgres: several hosts are taken, with ports of their own', async () => {
  const driver = openDriver('postgres://user@127.0.0.1:1,127.0.0.1:2/one?target_session_attrs=primary')
  await refused('unavailable', driver.read((connection) => connection.all('select 1')))
  await driver.close()
})
