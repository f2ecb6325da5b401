import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { rowsOf, runScript } from '../databases.ts'
import { until } from '../support.ts'
import { onEach, type Opened } from './drivers.ts'

/** A listener that remembers the newest sequence of each directory. */
function hear(store: Store): { readonly newest: Map<number, number>; end: () => void; told: () => number } {
  const newest = new Map<number, number>()
  let count = 0
  const end = store.onEvents((directory, sequence) => {
    assert.ok(sequence > (newest.get(directory) ?? 0), 'sequences rise')
    newest.set(directory, sequence)
    count++
  })
  return { newest, end, told: () => count }
}

async function addGroups(store: Store, directory: number, count: number): Promise<void> {
  const principal = operator(directory, 'test')
  await Promise.all(Array.from({ length: count }, () => createGroup(store, principal, { name: 'new' })))
}

/** A store and another one beside it, each of which listens, and two directories. */
async function scene(opened: Opened) {
  const beside = await opened.beside()
  const [one, two] = [
    await createDirectory(opened.store, { name: 'one' }),
    await createDirectory(
      opened.store,
      { name: 'two' },
    ),
  ]
  return { beside, one: one.id, two: two.id, own: hear(opened.store), others: hear(beside) }
}

onEach(
  'feed: a listener is told of what its own store commits as soon as that is acknowledged',
  async (tested) => {
    const opened = await tested.open()
    const { id } = await createDirectory(opened.store, { name: 'one' })
    const { newest } = hear(opened.store)
    await addGroups(opened.store, id, 1)
    await until(() => Promise.resolve(newest.get(id) === 1))
    await addGroups(opened.store, id, 20)
    await until(() => Promise.resolve(newest.get(id) === 21))
    await opened.close()
  },
)

onEach('feed: a listener is told of what another store commits, in each directory', async (tested) => {
  const opened = await tested.open()
  const { beside, one, two, own, others } = await scene(opened)
  await addGroups(opened.store, one, 3)
  await addGroups(beside, two, 5)
  for (const { newest } of [own, others]) {
    await until(() => Promise.resolve(newest.get(one) === 3 && newest.get(two) === 5))
  }
  await beside.close()
  await opened.close()
})

onEach('feed: who does not listen any more is told nothing, and may listen again', async (tested) => {
  const opened = await tested.open()
  const { beside, one, others } = await scene(opened)
  await addGroups(opened.store, one, 1)
  await until(() => Promise.resolve(others.newest.get(one) === 1))
  others.end()
  await addGroups(opened.store, one, 1)
  const again = hear(beside)
  await until(() => Promise.resolve(again.newest.get(one) === 2))
  assert.equal(others.newest.get(one), 1)
  await beside.close()
  await opened.close()
})

onEach('feed: what is committed by whoever tells nobody is found by looking', async (tested) => {
  const opened = await tested.open()
  const { beside, one, others } = await scene(opened)
  await addGroups(opened.store, one, 1)
  await until(() => Promise.resolve(others.newest.get(one) === 1))
  await runScript(opened.database, `update ledger set sequence = 7 where directory_id = ${one}`)
  await until(() => Promise.resolve(others.newest.get(one) === 7))
  await beside.close()
  await opened.close()
})

onEach('feed: a listening connection that is lost is made again', async (tested) => {
  if (tested.name === 'sqlite') return
  const opened = await tested.open()
  const { beside, one, others } = await scene(opened)
  const sessions = `select pid from pg_stat_activity
    where application_name = 'muster signals' and datname = current_database()`
  await until(async () =>
    (await rowsOf(opened.database, `${sessions} and query like 'listen%'`)).length === 2
  )
  const before = await rowsOf(opened.database, sessions)
  await rowsOf(opened.database, `select pg_terminate_backend(pid) from (${sessions}) one`)
  await addGroups(opened.store, one, 1)
  await until(() => Promise.resolve(others.newest.get(one) === 1))
  await until(async () => {
    const now = await rowsOf(opened.database, `${sessions} and query like 'listen%'`)
    return now.length === 2 && now.every(([pid]) => !before.flat().includes(pid!))
  })
  await beside.close()
  await opened.close()
})
