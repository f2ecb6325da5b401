import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changeGroup } from '../../src/core/groups.ts'
import { groupsThenPeople, type Joined, lookUpGroups, lookUpPeople } from '../../src/core/lookup.ts'
import { createPerson, trashPerson } from '../../src/core/people.ts'
import { allPeople } from '../../src/core/people-queries.ts'
import { allGroups } from '../../src/core/queries.ts'
import { pageMax } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { contract, group, person, range, refused, type Scene } from './suite.ts'

const BY_NUMBER = [{ field: 'number' }] as const

contract('groups are looked up by several keys, in their order, each once', async (scene) => {
  const { store, principal } = scene
  const one = await group(scene, { name: 'one', code: 'a' })
  const other = await group(scene, { name: 'other', code: one.uuid })
  const found = (keys: Parameters<typeof lookUpGroups>[2]) =>
    lookUpGroups(store, principal, keys).then((groups) => groups.map(({ name }) => name))
  assert.deepEqual(await found([{ uuid: one.uuid }, { code: one.uuid }]), ['one', 'other'])
  assert.deepEqual(await found([{ code: one.uuid }, { uuid: one.uuid }]), ['other', 'one'])
  assert.deepEqual(await found([{ uuid: one.uuid }, { code: 'a' }, { number: one.number }]), ['one'])
  assert.deepEqual(await found([{ code: 'no' }]), [])
  assert.deepEqual(await found([]), [])
  await trashGroup(store, principal, { number: other.number })
  assert.deepEqual(await found([{ code: one.uuid }, { builtin: 'category' }]), [])
  const sees = { is: 'compare', field: 'name', with: '=', value: 'x' } as const
  assert.deepEqual(await lookUpGroups(store, { ...principal, sees }, [{ code: 'a' }]), [])
  const permissions = new Set(['group.get', 'group.list'] as const)
  await refused('forbidden', lookUpGroups(store, { ...principal, permissions }, [{ code: 'a' }]))
})

contract('people are looked up by id, number and phone, by number, each once', async (scene) => {
  const { store, principal } = scene
  const people = await Promise.all(
    range(4).map((n) => createPerson(store, principal, { displayName: `${n}`, phone: n === 4 ? '' : '2' })),
  )
  const [first, , third] = people.toSorted((a, b) => a.number - b.number)
  await group(scene, 'g', { add: [person(70)] })
  const found = (keys: Parameters<typeof lookUpPeople>[2]) =>
    lookUpPeople(store, principal, keys).then((all) => all.map(({ number }) => number))
  const called = people.filter(({ phone }) => phone === '2').map(({ number }) => number)
  assert.deepEqual(await found({ phone: '2' }), called.toSorted((a, b) => a - b))
  assert.deepEqual(await found({ uuid: third!.uuid, number: first!.number }), [first!.number, third!.number])
  assert.deepEqual(await found({ uuid: third!.uuid, number: third!.number }), [third!.number])
  assert.deepEqual(await found({ number: 70 }), [])
  assert.deepEqual(await found({}), [])
  await trashPerson(store, principal, { number: third!.number })
  assert.deepEqual(await found({ uuid: third!.uuid }), [])
  const permissions = new Set(['person.get', 'person.list'] as const)
  await refused('forbidden', lookUpPeople(store, { ...principal, permissions }, { number: 1 }))
})

/** So many groups and people, with the numbers from 1. */
async function populate(scene: Scene, groups: number, people: number): Promise<void> {
  const { store, principal } = scene
  await Promise.all(range(groups).map((n) => group(scene, `g ${n}`)))
  await Promise.all(range(people).map((n) => createPerson(store, principal, { displayName: `p ${n}` })))
}

async function pagesOf<T>(pages: Promise<AsyncIterable<readonly T[]>>): Promise<readonly (readonly T[])[]> {
  return await Array.fromAsync(await pages)
}

contract('a walk gives a part of an order, in pages that follow each other', async (scene) => {
  const { store, principal } = scene
  await populate(scene, pageMax + 150, pageMax + 20)
  for (
    const [offset, limit] of [[0, 5], [3, 0], [0, pageMax], [7, pageMax + 50], [100, Infinity], [9999, 5]]
  ) {
    const cut = { order: BY_NUMBER, offset: offset!, limit: limit! }
    const groups = (await pagesOf(allGroups(store, principal, cut))).flat().map(({ number }) => number)
    assert.deepEqual(groups, range(pageMax + 150).slice(offset, offset! + limit!))
    const people = (await pagesOf(allPeople(store, principal, cut))).flat().map((one) => one.person.number)
    assert.deepEqual(people, range(pageMax + 20).slice(offset, offset! + limit!))
  }
  const sizes = (await pagesOf(allGroups(store, principal, { order: BY_NUMBER }))).map(({ length }) => length)
  assert.deepEqual(sizes, [pageMax, 150])
})

function keyOf(one: Joined): string {
  return one.is === 'group' ? `g${one.group.number}` : `p${one.person.number}`
}

contract('groups stand before people, wherever the joined list is cut', async (scene) => {
  const { store, principal } = scene
  await populate(scene, 7, 9)
  const all = [...range(7).map((n) => `g${n}`), ...range(9).map((n) => `p${n}`)]
  const joined = (offset: number, limit: number, filtered = false) => {
    const filter = { is: 'compare', field: 'number', with: '>', value: 3 } as const
    const part = { order: BY_NUMBER, ...(filtered ? { filter } : {}) }
    return pagesOf(groupsThenPeople(store, principal, { groups: part, people: part, offset, limit }))
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(20), fc.nat(20), fc.boolean(), async (offset, limit, filtered) => {
      const there = filtered ? all.filter((key) => Number(key.slice(1)) > 3) : all
      const found = (await joined(offset, limit, filtered)).flat().map(keyOf)
      assert.deepEqual(found, there.slice(offset, offset + limit))
    }),
    { numRuns: 60 },
  )
  for (const missing of ['group.list', 'person.list'] as const) {
    const permissions = new Set([...principal.permissions].filter((one) => one !== missing))
    const part = { order: BY_NUMBER }
    await refused(
      'forbidden',
      groupsThenPeople(store, { ...principal, permissions }, { groups: part, people: part }),
    )
  }
})

contract('the joined list goes on from the last group to the first person across pages', async (scene) => {
  const { store, principal } = scene
  await populate(scene, pageMax + 10, pageMax + 30)
  const part = { order: BY_NUMBER }
  const pages = await pagesOf(groupsThenPeople(store, principal, { groups: part, people: part, offset: 5 }))
  assert.deepEqual(pages.flat().map(keyOf), [
    ...range(pageMax + 5, 6).map((n) => `g${n}`),
    ...range(pageMax + 30).map((n) => `p${n}`),
  ])
  assert.deepEqual(pages.map(({ length }) => length), [pageMax, pageMax, 35])
})

contract('strictly, what is not there comes to be no member, and who is one may stay', async (scene) => {
  const { store, principal } = scene
  await createPerson(store, principal, { displayName: 'Ann' })
  const { number } = await group(scene, { name: 'g', code: 'g' }, { add: [person(50)] })
  const set = (refs: readonly number[]) =>
    changeGroup(store, principal, { number }, {
      strict: true,
      edit: () => ({ replace: [{ kind: 'person', members: refs.map((ref) => person(ref)) }] }),
    })
  for (const refs of [[1, 60], [60], [1, 50, 60]]) {
    const { violations } = await refused('invalid', set(refs))
    assert.deepEqual(violations, [{ field: 'ref', rule: 'unknown', value: 60 }])
  }
  assert.equal((await set([50, 1])).group.counts.person, 2)
  await trashPerson(store, principal, { number: 1 })
  await refused('invalid', set([50, 1]))
  await refused('invalid', group(scene, 'h', { add: [person(1)], strict: true }))
  const groups = [{ code: 'g' }, { code: 'no' }]
  await refused('invalid', createPerson(store, principal, { displayName: 'Bob' }, { groups, strict: true }))
  await createPerson(store, principal, { displayName: 'Bob' }, { groups })
  await createPerson(store, principal, { displayName: 'Eve' }, { groups: [{ code: 'g' }], strict: true })
  await refused('invalid', createPerson(store, principal, { displayName: 'Joe' }, { groups, strict: true }))
})
