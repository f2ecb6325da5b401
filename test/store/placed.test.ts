import assert from 'node:assert/strict'
import type { Filter } from '../../src/core/filter.ts'
import { newIds } from '../../src/core/ids.ts'
import { changePersonWith, createPerson, createPersonWith } from '../../src/core/people.ts'
import { findPersonWith, type PlacedPerson } from '../../src/core/people-queries.ts'
import { linksMax } from '../../src/core/placements.ts'
import { pageMax } from '../../src/core/store.ts'
import { findThingWith, listThings } from '../../src/core/thing-queries.ts'
import { changeThingWith, createThing, createThingWith, trashThing } from '../../src/core/things.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { contents, contract, group, range, read, refused, type Scene } from './suite.ts'

/** The oids of groups that are made with these names, each in the one before. */
async function chain(scene: Scene, names: readonly string[]): Promise<string[]> {
  const oids: string[] = []
  for (const [at, name] of names.entries()) {
    oids.push((await group(scene, { name, parent: at === 0 ? null : at })).oid)
  }
  return oids
}

function namesOf({ groups }: Pick<PlacedPerson, 'groups'>): string[] {
  return groups.map((one) => one.name)
}

contract('a person comes back with its groups, in its order, from each command', async (scene) => {
  const { store, principal } = scene
  const [a, b, c] = await chain(scene, ['a', 'b', 'c']) as [string, string, string]
  const made = await createPersonWith(store, principal, { displayName: 'Ann' }, {
    groups: [{ oid: c }, { oid: a }, { oid: c }],
  })
  assert.deepEqual(made.groups.map(({ oid, name, parentOid }) => [oid, name, parentOid]), [[c, 'c', b], [
    a,
    'a',
    null,
  ]])
  assert.deepEqual(await findPersonWith(store, principal, { oid: made.person.oid }), made)
  const changed = await changePersonWith(store, principal, { number: 1 }, (person, groups) => {
    assert.deepEqual({ person, groups }, made)
    return { groups: [{ oid: b }, { oid: c }] }
  })
  assert.deepEqual([namesOf(changed), changed.person], [['b', 'c'], made.person])
  assert.deepEqual(await findPersonWith(store, principal, { number: 1 }), changed)
  await trashGroup(store, principal, { oid: b })
  assert.deepEqual(namesOf(await findPersonWith(store, principal, { number: 1 })), ['c'])
  await refused('not_found', findPersonWith(store, principal, { number: 2 }))
})

contract(
  'a group that is not there, or not to be seen, is found by no oid, and nothing is written',
  async (scene) => {
    const { store, principal } = scene
    const [a, b] = await chain(scene, ['a', 'b']) as [string, string]
    await createPerson(store, principal, {}, { groups: [{ code: 'a stub' }] })
    await trashGroup(store, principal, { oid: b })
    const stub = (await read(scene, (tx) => tx.group({ code: 'a stub' })))!.oid
    const whole = await contents(scene)
    const unseen = { ...principal, sees: { is: 'none' } } as const
    for (
      const [who, oid] of [[principal, b], [principal, newIds(3).oid], [principal, 'x'], [principal, stub], [
        unseen,
        a,
      ]] as const
    ) {
      const groups = [{ oid: who === unseen ? oid : a }, { oid }]
      await refused('not_found', createPersonWith(store, who, {}, { groups }))
      await refused('not_found', changePersonWith(store, who, { number: 1 }, () => ({ groups })))
      await refused('not_found', createThing(store, who, { kind: 'endpoint' }, groups))
    }
    assert.deepEqual(await contents(scene), whole)
  },
)

contract('one list takes nobody out of groups that were not shown', async (scene) => {
  const { store, principal } = scene
  const [a, b, c] = await chain(scene, ['a', 'b', 'c']) as [string, string, string]
  await createPerson(store, principal, {}, {
    groups: [{ oid: a }, { code: 'a stub' }, { oid: b }, { oid: c }],
  })
  const sees: Filter = { is: 'not', of: { is: 'compare', field: 'oid', with: '=', value: b } }
  const most = { ...principal, sees }
  assert.deepEqual(namesOf(await findPersonWith(store, most, { number: 1 })), ['a', 'c'])
  const emptied = await changePersonWith(store, most, { number: 1 }, () => ({ groups: [], shown: 1 }))
  assert.deepEqual(namesOf(emptied), ['c'])
  assert.deepEqual(namesOf(await findPersonWith(store, principal, { number: 1 })), ['b', 'c'])
  const left = await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, limit: 10 }))
  assert.equal(left.length, 3, 'the stub, too')
  await changePersonWith(store, principal, { number: 1 }, () => ({ groups: [] }))
  assert.deepEqual(await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, limit: 10 })), [])
})

contract('at most so many groups are shown beside a person, the first of them', async (scene) => {
  const { store, principal } = scene
  await Promise.all(range(linksMax + 5).map((at) => group(scene, `g${at}`)))
  const groups = range(linksMax + 5).toReversed().map((number) => ({ number }))
  const made = await createPersonWith(store, principal, {}, { groups })
  assert.deepEqual(made.groups.map((one) => one.number), range(linksMax, 6).toReversed())
  const last = await changePersonWith(
    store,
    principal,
    { number: 1 },
    () => ({ groups: [], shown: linksMax }),
  )
  assert.deepEqual(last.groups.map((one) => one.number), range(5).toReversed())
})

contract('things come with their groups, all of a kind or those of one group', async (scene) => {
  const { store, principal } = scene
  const [a, b] = await chain(scene, ['a', 'b']) as [string, string]
  const made = await createThingWith(store, principal, { kind: 'endpoint', name: 'x' }, [{ oid: b }, {
    oid: a,
  }])
  assert.deepEqual([namesOf(made), made.groups[0]?.parentOid], [['b', 'a'], a])
  const key = { kind: 'endpoint', oid: made.thing.oid } as const
  assert.deepEqual(await findThingWith(store, principal, key), made)
  const other = await createThingWith(store, principal, { kind: 'endpoint', name: 'y' }, [{ oid: a }])
  await createThing(store, principal, { kind: 'device' }, [{ oid: a }])
  const listed = async (of: Parameters<typeof listThings>[3]) =>
    (await Array.fromAsync(await listThings(store, principal, 'endpoint', of))).flat()
  assert.deepEqual(await listed({}), [made, other])
  assert.deepEqual(await listed({ group: { oid: b } }), [made])
  const changed = await changeThingWith(store, principal, key, (thing, groups) => {
    assert.deepEqual({ thing, groups }, made)
    return { set: { name: 'z' }, groups: [{ oid: a }], shown: linksMax }
  })
  assert.deepEqual([changed.thing.name, namesOf(changed)], ['z', ['a']])
  assert.deepEqual(await listed({ group: { oid: a } }), [changed, other])
  await trashThing(store, principal, key)
  assert.deepEqual(await listed({}), [other])
  await refused('not_found', findThingWith(store, principal, key))
  await refused('not_found', listThings(store, principal, 'endpoint', { group: { oid: 'x' } }))
})

contract('a list of things goes on behind its first page', async (scene) => {
  const { store, principal } = scene
  const { oid } = await group(scene, 'a')
  const total = pageMax + 5
  await Promise.all(range(total).map(() => createThing(store, principal, { kind: 'endpoint' }, [{ oid }])))
  for (const  of of[{}, { group: { oid } }]) {
    const pages = await Array.fromAsync(await listThings(store, principal, 'endpoint', of))
    assert.deepEqual(pages.map((page) => page.length), [pageMax, 5])
    assert.deepEqual(pages.flat().map(({ thing }) => thing.number), range(total))
    assert.ok(pages.flat().every(({ groups }) => groups.length === 1))
  }
})
