import assert from 'node:assert/strict'
import { newIds } from '../../src/core/ids.ts'
import type { NewThing, Thing, ThingFields, ThingKind } from '../../src/core/person.ts'
import { changeThing, createThing, trashThing } from '../../src/core/things.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { changeType, createType, deleteType } from '../../src/core/types.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { pageMax } from '../../src/core/store.ts'
import {
  allEvents,
  contents,
  contract,
  group,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

const oid = 'abcdef0123456789abcdef01'
const full = {
  name: 'lamp',
  data: { description: 'x', attributes: [1, null] },
  tags: [{ key: 'k', value: 'v' }, { key: 'k', value: 'v' }, { key: '', value: '' }],
  extras: { vendor: { a: 1 } },
}

function make({ store, principal }: Scene, fields: Partial<NewThing> = {}): Promise<Thing> {
  return createThing(store, principal, { kind: 'device', ...fields })
}

function change({ store, principal }: Scene, number: number, set: Partial<ThingFields>): Promise<Thing> {
  return changeThing(store, principal, { kind: 'device', number }, () => ({ set }))
}

function tagsOf({ opened: { driver } }: Scene): Promise<unknown> {
  return driver.read(async (connection) => {
    const rows = await connection.all('select number, key, value from tag order by number, key, value')
    return rows.map((row) => Object.values(row))
  })
}

contract('a thing gives back every field as it was put, by each of its keys', async (scene) => {
  for (const kind of ['device', 'endpoint'] as const) {
    const made = await make(scene, { kind, oid, ...full })
    assert.deepEqual({ ...made, kind, oid, ...full, version: 1, state: 'live' }, made)
    assert.deepEqual(await read(scene, (tx) => tx.thing(kind, { oid })), made)
    assert.deepEqual(await read(scene, (tx) => tx.thing(kind, { number: made.number })), made)
  }
  const none = { name: '', data: {}, tags: [], extras: {} }
  const changed = await change(scene, 1, none)
  assert.deepEqual({ ...changed, ...none, version: 2 }, changed)
  assert.deepEqual(await change(scene, 1, none), changed)
})

contract('devices and endpoints have their own oids and pages, and share no number', async (scene) => {
  const kinds = range(20).map((at): ThingKind => at % 3 === 0 ? 'endpoint' : 'device')
  const made = await Promise.all(kinds.map((kind) => make(scene, { kind })))
  assert.deepEqual(made.map((one) => one.number), range(20))
  await trashThing(scene.store, scene.principal, { kind: 'device', number: 5 })
  const page = (kind: ThingKind, state: 'live' | 'trashed', after: number) =>
    read(scene, (tx) => tx.things(kind, state, after, 4))
  assert.deepEqual((await page('device', 'live', 1)).map((one) => one.number), [2, 4, 7, 8])
  assert.deepEqual((await page('endpoint', 'live', 0)).map((one) => one.number), [3, 6, 9, 12])
  assert.deepEqual((await page('device', 'trashed', 0)).map((one) => one.number), [5])
  assert.deepEqual(await page('device', 'live', 20), [])
})

contract('an oid is unique in its kind, for ever', async (scene) => {
  await make(scene, { oid })
  await refused('conflict', make(scene, { oid }))
  await trashThing(scene.store, scene.principal, { kind: 'device', oid })
  await refused('conflict', make(scene, { oid }))
  for (const bad of ['x', oid.toUpperCase(), oid.slice(1)]) {
    await refused('invalid', make(scene, { oid: bad }))
  }
  assert.equal((await make(scene, { kind: 'endpoint', oid })).number, 2)
})

contract('the tags of live things are kept for selectors, each pair once', async (scene) => {
  await make(scene, full)
  assert.deepEqual(await tagsOf(scene), [[1, '', ''], [1, 'k', 'v']])
  await change(scene, 1, { tags: [{ key: 'k', value: 'w' }] })
  assert.deepEqual(await tagsOf(scene), [[1, 'k', 'w']])
  await change(scene, 1, { name: 'other' })
  assert.deepEqual(await tagsOf(scene), [[1, 'k', 'w']])
  await trashThing(scene.store, scene.principal, { kind: 'device', number: 1 })
  assert.deepEqual(await tagsOf(scene), [])
})

contract('a thing that nobody knows is a stub, which the thing itself takes over', async (scene) => {
  const other = newIds(5).oid
  const refs = [{ oid }, { oid: other }]
  await group(scene, 'x', { add: refs.map((ref) => ({ kind: 'device', ref })) })
  assert.equal((await read(scene, (tx) => tx.thing('device', { oid })))?.state, 'stub')
  assert.deepEqual(await read(scene, (tx) => tx.things('device', 'live', 0, 10)), [])
  await refused('not_found', trashThing(scene.store, scene.principal, { kind: 'device', oid }))
  const made = await make(scene, { oid, ...full })
  assert.deepEqual([made.number, made.state, made.name], [1, 'live', 'lamp'])
  assert.deepEqual(await refsOf(scene, 1, 'device'), [1, 2])
  assert.deepEqual(await tagsOf(scene), [[1, '', ''], [1, 'k', 'v']])
  assert.equal((await make(scene)).number, 3)
})

contract('a thing that is trashed leaves its groups', async (scene) => {
  const { store, principal } = scene
  for (const code of ['a', 'b']) await group(scene, { name: code, code })
  await createThing(store, principal, { kind: 'device', oid }, [{ code: 'b' }, { code: 'a' }, {
    code: 'new',
  }])
  await trashGroup(store, principal, { code: 'b' })
  const placed = await read(scene, (tx) => tx.placements({ kind: 'device', ref: 1, limit: 10 }))
  assert.deepEqual(placed.map((one) => one.group), [2, 1, 3])
  await trashThing(store, principal, { kind: 'device', oid })
  assert.deepEqual(await read(scene, (tx) => tx.placements({ kind: 'device', ref: 1, limit: 10 })), [])
  for (const number of [1, 2, 3]) assert.equal((await reread(scene, number)).counts.device, 0)
  await refused('not_found', change(scene, 1, { name: 'x' }))
  await refused('not_found', trashThing(store, principal, { kind: 'device', oid }))
  const whole = await contents(scene)
  await refused('not_found', changeThing(store, principal, { kind: 'endpoint', oid }, () => ({})))
  assert.deepEqual(await contents(scene), whole)
})

contract('types have rising numbers and names that need not differ', async (scene) => {
  const { store, principal } = scene
  for (const name of ['Type', 'Type', 'Other']) await createType(store, principal, name)
  await deleteType(store, principal, 3)
  assert.equal((await createType(store, principal, 'Fourth')).number, 4)
  assert.deepEqual(await changeType(store, principal, 2, 'Renamed'), { number: 2, name: 'Renamed' })
  const whole = await contents(scene)
  await changeType(store, principal, 2, 'Renamed')
  await refused('not_found', changeType(store, principal, 3, 'x'))
  await refused('not_found', deleteType(store, principal, 99))
  await refused('invalid', createType(store, principal, ''))
  assert.deepEqual(await contents(scene), whole)
  assert.deepEqual(await read(scene, (tx) => tx.types()), [
    { number: 1, name: 'Type' },
    { number: 2, name: 'Renamed' },
    { number: 4, name: 'Fourth' },
  ])
  assert.equal(await read(scene, (tx) => tx.type(3)), undefined)
})

contract('a type that is deleted is taken from its groups, in the trash too', async (scene) => {
  const { store, principal } = scene
  for (const name of ['kept', 'deleted']) await createType(store, principal, name)
  for (const type of [1, 2, 2, null]) await group(scene, { name: 'x', type })
  await trashGroup(store, principal, { number: 3 })
  await deleteType(store, principal, 2)
  const types = await Promise.all(range(4).map(async (number) => (await reread(scene, number)).type))
  assert.deepEqual(types, [1, null, null, null])
  const last = (await allEvents(scene)).slice(-3).map((
    { kind, subject, cause },
  ) => [kind, subject.number, cause])
  assert.deepEqual(last, [['type.delete', 2, null], ['group.change', 2, 8], ['group.change', 3, 8]])
})

contract('a type that more groups have than one page holds is deleted whole', async (scene) => {
  const { store, principal } = scene
  await createType(store, principal, 'type')
  await Promise.all(range(pageMax + 10).map((at) => group(scene, { name: `x${at}`, type: 1 })))
  await deleteType(store, principal, 1)
  const filter = { is: 'compare', field: 'type', with: '=', value: null } as const
  assert.equal(await read(scene, (tx) => tx.countGroups(filter)), pageMax + 10)
  await refused(
    'invalid',
    changeGroup(store, principal, { number: 1 }, { edit: () => ({ set: { type: 1 } }) }),
  )
})
