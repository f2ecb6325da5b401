import assert from 'node:assert/strict'
import { changeGroup, type Edit } from '../../src/core/groups.ts'
import { allGroups, findGroup } from '../../src/core/queries.ts'
import { trashGroup } from '../../src/core/trash.ts'
import {
  allEvents,
  contents,
  contract,
  group,
  person,
  range,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

const one = { number: 1 }

async function change(
  { store, principal }: Scene,
  options: Omit<Edit, 'edit'>,
  what: ReturnType<Edit['edit']>,
) {
  return (await changeGroup(store, principal, one, { ...options, edit: () => what })).group
}

contract('a change puts a group into the trash, behind all else that it changes', async (scene) => {
  await group(scene, 'before', { add: [person(1)] })
  const after = await change(scene, {}, { set: { name: 'after' }, trashed: true })
  assert.deepEqual([after.name, after.state, after.version], ['after', 'trashed', 3])
  const kinds = (await allEvents(scene)).map((event) => event.kind)
  assert.deepEqual(kinds, ['group.create', 'group.change', 'group.trash'])
})

contract('a change takes a group out of the trash, before all else that it changes', async (scene) => {
  await group(scene, 'before', { add: [person(1)] })
  await trashGroup(scene.store, scene.principal, one)
  const after = await change(scene, { trashed: true }, { set: { name: 'after' }, trashed: false })
  assert.deepEqual([after.name, after.state, after.trashedAt], ['after', 'live', null])
  assert.deepEqual(await refsOf(scene, 1), [1])
})

contract('a group in the trash is found and changed only by who asks for it', async (scene) => {
  const { store, principal } = scene
  await group(scene, 'before')
  await trashGroup(store, principal, one)
  await refused('not_found', findGroup(store, principal, one))
  await refused('not_found', change(scene, {}, { set: { name: 'after' } }))
  assert.equal((await findGroup(store, principal, one, { trashed: true })).state, 'trashed')
  const after = await change(scene, { trashed: true }, { set: { name: 'after' }, add: [person(1)] })
  assert.deepEqual([after.name, after.state, after.counts.person], ['after', 'trashed', 1])
  await refused('invalid', change(scene, { trashed: true }, { set: { parent: 1 } }))
})

contract('a change that leaves the trash as it is, is no change', async (scene) => {
  await group(scene, 'one')
  const live = await contents(scene)
  await change(scene, { trashed: true }, { trashed: false })
  assert.deepEqual(await contents(scene), live)
  await trashGroup(scene.store, scene.principal, one)
  const trashed = await contents(scene)
  await change(scene, { trashed: true }, { trashed: true })
  assert.deepEqual(await contents(scene), trashed)
})

contract(
  'what may be changed may not be trashed without the right, and built-in lists never',
  async (scene) => {
    const { store, principal } = scene
    await group(scene, 'one')
    const editor = { ...principal, permissions: new Set(['group.change'] as const) }
    const edit = () => ({ set: { name: 'after' }, trashed: true })
    await refused('forbidden', changeGroup(store, editor, one, { edit }))
    await refused('invalid', changeGroup(store, principal, { builtin: 'category' }, { edit }))
    assert.equal((await reread(scene, 1)).name, 'one')
  },
)

contract('groups are walked in the order of their ranks, those without one as 0', async (scene) => {
  const ranks = [5, null, -1, 0, 5, null]
  for (const rank of ranks) await group(scene, { name: `rank ${rank}`, rank })
  await trashGroup(scene.store, scene.principal, { number: 6 })
  const order = [{ field: 'rank', absent: 0 }, { field: 'number' }] as const
  const walk = async (state: 'live' | 'trashed') =>
    (await Array.fromAsync(await allGroups(scene.store, scene.principal, { order, state }))).flat()
      .map(({ number }) => number)
  assert.deepEqual(await walk('live'), [3, 2, 4, 1, 5])
  assert.deepEqual(await walk('trashed'), [6])
})

contract('a walk over more groups than a page has shows each once', async (scene) => {
  for (const number of range(1005)) {
    await group(scene, { name: 'x', rank: number % 7 === 0 ? null : number % 7 })
  }
  const order = [{ field: 'rank', absent: 0 }, { field: 'number' }] as const
  const pages = await Array.fromAsync(await allGroups(scene.store, scene.principal, { order }))
  const found = pages.flat()
  assert.deepEqual(pages.map((page) => page.length), [1000, 5])
  assert.equal(new Set(found.map(({ number }) => number)).size, 1005)
  const keys = found.map(({ rank, number }) => (rank ?? 0) * 10000 + number)
  assert.deepEqual(keys, keys.toSorted((a, b) => a - b))
})
