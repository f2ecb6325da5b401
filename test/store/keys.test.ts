import assert from 'node:assert/strict'
import { findGroup, pageGroups } from '../../src/core/queries.ts'
import { changeGroup } from '../../src/core/groups.ts'
import type { GroupChange } from '../../src/core/change.ts'
import { DirectoryError } from '../../src/core/error.ts'
import { ALL } from '../../src/core/filter.ts'
import { BUILTIN_GROUPS, type GroupKey } from '../../src/core/group.ts'
import { numberGivenMax } from '../../src/core/references.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { undo } from '../../src/core/undo.ts'
import {
  allEvents,
  beginning,
  contents,
  contract,
  group,
  person,
  read,
  refused,
  reread,
  type Scene,
} from './suite.ts'

const uuid = '01234567-89ab-cdef-0123-456789abcdef'
const oid = '0123456789abcdef01234567'

/** The number of the group with a key, in whatever state the store finds it; undefined if there is none. */
async function found(scene: Scene, key: GroupKey): Promise<number | undefined> {
  return (await read(scene, (tx) => tx.group(key)))?.number
}

function trash({ store, principal }: Scene, number: number): Promise<void> {
  return trashGroup(store, principal, { number })
}

contract('finds a group by each of its keys', async (scene) => {
  const { number } = await group(scene, { name: 'Home', uuid, oid, code: '007', slug: 'Ho-Me', number: 12 })
  const keys: readonly GroupKey[] = [{ number: 12 }, { uuid }, { oid }, { code: '007' }, { slug: 'Ho-Me' }]
  for (const key of keys) {
    assert.equal(await found(scene, key), number)
    assert.equal((await findGroup(scene.store, scene.principal, key)).number, number)
  }
  const others: readonly GroupKey[] = [
    { number: 1 },
    { uuid: uuid.replace('0', '1') },
    { oid: oid.replace('0', '1') },
    { code: '7' },
    { slug: 'home' },
    { builtin: 'home' },
  ]
  for (const key of others) assert.equal(await found(scene, key), undefined)
})

contract('finds a slug without case, and a code with it', async (scene) => {
  const { number } = await group(scene, { name: 'x', code: 'Code', slug: 'STRAẞE-ÄÖ' })
  for (const slug of ['straße-äö', 'STRAẞE-A\u0308O\u0308']) {
    assert.equal(await found(scene, { slug }), number)
  }
  assert.equal(await found(scene, { slug: 'strasse-äö' }), undefined)
  assert.equal(await found(scene, { code: 'code' }), undefined)
})

contract('a code is the uuid unless one is given', async (scene) => {
  const one = await group(scene, 'one')
  assert.equal(one.code, one.uuid)
  assert.equal(one.slug, null)
  assert.equal(await found(scene, { code: one.uuid }), one.number)
})

contract('a group in the trash is found by its ids, and neither by code nor by slug', async (scene) => {
  const { number } = await group(scene, { name: 'x', uuid, oid, code: 'c', slug: 's' })
  await trash(scene, number)
  const ids: readonly GroupKey[] = [{ number }, { uuid }, { oid }]
  for (const key of ids) {
    const there = await read(scene, (tx) => tx.group(key))
    assert.deepEqual([there?.number, there?.state], [number, 'trashed'])
    await refused('not_found', findGroup(scene.store, scene.principal, key))
  }
  assert.equal(await found(scene, { code: 'c' }), undefined)
  assert.equal(await found(scene, { slug: 's' }), undefined)
})

contract('code and slug are free again when their group is in the trash', async (scene) => {
  const first = await group(scene, { name: 'first', code: 'c', slug: 's' })
  await trash(scene, first.number)
  const second = await group(scene, { name: 'second', code: 'c', slug: 'S' })
  assert.equal(await found(scene, { code: 'c' }), second.number)
  await trash(scene, second.number)
  const third = await group(scene, { name: 'third', code: 'c', slug: 's' })
  assert.equal(await found(scene, { slug: 's' }), third.number)
})

contract('refuses a code, slug or id that is taken, and changes nothing', async (scene) => {
  const first = await group(scene, { name: 'first', uuid, oid, code: 'c', slug: 'Slug', number: 5 })
  const second = await group(scene, { name: 'second', code: 'd', slug: 'other' })
  const events = await allEvents(scene)
  const clashes = [{ uuid }, { oid }, { number: 5 }, { code: 'c' }, { slug: 'sLUG' }, { uuid, code: 'free' }]
  for (const clash of clashes) await refused('conflict', group(scene, { name: 'third', ...clash }))
  for (const set of [{ code: 'c' }, { slug: 'sLUG' }, { name: 'changed', slug: 'slug' }]) {
    const changing = changeGroup(scene.store, scene.principal, { number: second.number }, {
      edit: () => ({ set, add: [person(1)] }),
    })
    await refused('conflict', changing)
  }
  assert.deepEqual(await reread(scene, first.number), first)
  assert.deepEqual(await reread(scene, second.number), second)
  assert.deepEqual(await allEvents(scene), events)
})

contract('an id of a group in the trash stays taken', async (scene) => {
  const { number } = await group(scene, { name: 'x', uuid, oid })
  await trash(scene, number)
  for (const clash of [{ uuid }, { oid }, { number }]) {
    await refused('conflict', group(scene, { name: 'y', ...clash }))
  }
})

contract('a group may keep its own code and slug, and change only their case', async (scene) => {
  const { number } = await group(scene, { name: 'x', code: 'c', slug: 'slug' })
  const { group: after } = await changeGroup(scene.store, scene.principal, { number }, {
    edit: () => ({ set: { code: 'C', slug: 'SLUG' } }),
  })
  assert.deepEqual([after.code, after.slug], ['C', 'SLUG'])
})

contract('numbers rise and are never given again', async (scene) => {
  const first = await group(scene, 'first')
  const second = await group(scene, 'second')
  await trash(scene, second.number)
  const third = await group(scene, 'third')
  const given = await group(scene, { name: 'given', number: 100 })
  const below = await group(scene, { name: 'below', number: 50 })
  const next = await group(scene, 'next')
  const numbers = [first, second, third, given, below, next].map((one) => one.number)
  assert.deepEqual(numbers, [1, 2, 3, 100, 50, 101])
})

contract('a number that is given lies within int32, a million from its end', async (scene) => {
  for (const number of [0, -1, 1.5, numberGivenMax + 1, Number.MAX_SAFE_INTEGER]) {
    await refused('invalid', group(scene, { name: 'x', number }))
  }
  assert.equal((await group(scene, { name: 'x', number: numberGivenMax })).number, numberGivenMax)
  assert.equal((await group(scene, 'y')).number, numberGivenMax + 1)
})

contract('refuses ids of another form', async (scene) => {
  for (
    const clash of [{ uuid: uuid.toUpperCase() }, { uuid: 'x' }, { oid: oid.slice(1) }, {
      oid: oid.toUpperCase(),
    }]
  ) {
    await refused('invalid', group(scene, { name: 'x', ...clash }))
  }
})

contract('a restored group has its code and slug again if they are free', async (scene) => {
  const before = await group(scene, { name: 'x', code: 'c', slug: 's' }, { add: [person(1)] })
  await trash(scene, before.number)
  const after = await restoreGroup(scene.store, scene.principal, { number: before.number })
  assert.deepEqual([after.code, after.slug, after.state, after.trashedAt], ['c', 's', 'live', null])
  assert.deepEqual([after.version, after.counts.person], [before.version + 2, 1])
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 1)
})

contract('a restored group whose code and slug were taken gets its uuid, and no slug', async (scene) => {
  const first = await group(scene, { name: 'first', code: 'c', slug: 's' })
  await trash(scene, first.number)
  await group(scene, { name: 'second', code: 'c', slug: 'S' })
  const after = await restoreGroup(scene.store, scene.principal, { number: first.number })
  assert.deepEqual([after.code, after.slug], [first.uuid, null])
  const [last] = (await allEvents(scene)).slice(-1)
  assert.deepEqual([last?.kind, last?.after?.['code'], last?.after?.['slug']], [
    'group.restore',
    first.uuid,
    null,
  ])
})

contract('a restored group comes back although another has its uuid as code', async (scene) => {
  const first = await group(scene, 'first')
  await trash(scene, first.number)
  const second = await group(scene, { name: 'second', code: first.uuid })
  const after = await restoreGroup(scene.store, scene.principal, { number: first.number })
  assert.notEqual(after.code, second.code)
  assert.equal(await found(scene, { code: first.uuid }), second.number)
})

contract('the lists that come with a directory are seen by who asks for them only', async (scene) => {
  for (const { builtin, name, number } of BUILTIN_GROUPS) {
    const list = await findGroup(scene.store, scene.principal, { builtin })
    assert.deepEqual([list.name, list.number, list.builtin], [name, number, builtin])
    await refused('not_found', findGroup(scene.store, scene.principal, { number }))
    await refused('not_found', findGroup(scene.store, scene.principal, { uuid: list.uuid }))
  }
  const page = await pageGroups(scene.store, scene.principal, { order: [{ field: 'number' }], limit: 10 })
  assert.deepEqual(page, { groups: [], total: 0 })
  const query = {
    filter: ALL,
    state: 'live',
    order: [{ field: 'number' }],
    limit: 10,
    builtins: true,
  } as const
  assert.equal((await read(scene, (tx) => tx.groups(query))).length, BUILTIN_GROUPS.length)
  await changeGroup(scene.store, scene.principal, { builtin: 'category' }, {
    edit: () => ({ add: [person(1)] }),
  })
  assert.equal((await findGroup(scene.store, scene.principal, { builtin: 'category' })).counts.person, 1)
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 0)
})

contract('the lists that come with a directory are not trashed, and lie in no group', async (scene) => {
  const { store, principal } = scene
  const before = await findGroup(store, principal, { builtin: 'category' })
  const { number } = await group(scene, 'x')
  const whole = await contents(scene)
  const change = (key: GroupKey, edit: GroupChange) => () =>
    changeGroup(store, principal, key, { edit: () => edit })
  const attempts = [
    change({ builtin: 'category' }, { set: { parent: number } }),
    change({ builtin: 'category' }, { set: { expiresAt: beginning + 1 } }),
    change({ number }, { set: { parent: before.number } }),
    change({ number }, { add: [{ kind: 'group', ref: { number: before.number } }] }),
    () => trashGroup(store, principal, { builtin: 'category' }),
  ]
  for (const [at, attempt] of attempts.entries()) {
    const error = await attempt().then(() => undefined, (thrown: unknown) => thrown)
    assert.ok(error instanceof DirectoryError, `attempt ${at}`)
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('a change of the case of a slug and a code can be taken back', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, { name: 'x', code: 'c', slug: 'slug' })
  await changeGroup(store, principal, { number }, { edit: () => ({ set: { code: 'C', slug: 'SLUG' } }) })
  await undo(store, principal, 2)
  const after = await reread(scene, number)
  assert.deepEqual([after.code, after.slug], ['c', 'slug'])
})
