import assert from 'node:assert/strict'
import { changePerson, createPerson, restorePerson, trashPerson } from '../../src/core/people.ts'
import { trashGroup } from '../../src/core/trash.ts'
import {
  allEvents,
  beginning,
  contract,
  group,
  person,
  range,
  read,
  refsOf,
  refused,
  reread,
} from './suite.ts'

contract('a trashed person leaves its groups, and comes back into them', async (scene) => {
  const { store, principal } = scene
  for (const code of ['a', 'b', 'c']) await group(scene, { name: code, code }, { add: [person(7)] })
  await createPerson(store, principal, { displayName: 'Ann' }, { groups: [{ code: 'c' }, { code: 'a' }] })
  await trashGroup(store, principal, { code: 'c' })
  await trashPerson(store, principal, { number: 1 })
  const gone = await read(scene, (tx) => tx.person({ number: 1 }))
  assert.deepEqual([gone?.state, gone?.trashedAt], ['trashed', beginning])
  for (const number of [1, 2, 3]) assert.deepEqual(await refsOf(scene, number), [7])
  await refused('not_found', trashPerson(store, principal, { number: 1 }))
  await refused('not_found', changePerson(store, principal, { number: 1 }, () => ({})))
  const back = await restorePerson(store, principal, { number: 1 })
  assert.deepEqual([back.state, back.trashedAt, back.displayName, back.version], ['live', null, 'Ann', 3])
  assert.deepEqual(await refsOf(scene, 1), [7, 1])
  assert.deepEqual(await refsOf(scene, 3), [7, 1])
  const placements = await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, limit: 10 }))
  assert.deepEqual(placements.map((one) => one.group), [3, 1], 'in its own order')
  await refused('not_found', restorePerson(store, principal, { number: 1 }))
})

contract('a change of a person is one event, with what follows for its groups behind it', async (scene) => {
  const { store, principal } = scene
  await createPerson(store, principal, { displayName: 'Ann' }, { groups: [{ code: 'x' }, { code: 'y' }] })
  await changePerson(
    store,
    principal,
    { number: 1 },
    () => ({ set: { phone: '1' }, groups: [{ code: 'y' }] }),
  )
  await changePerson(store, principal, { number: 1 }, () => ({ groups: [{ code: 'x' }, { code: 'y' }] }))
  await trashPerson(store, principal, { number: 1 })
  const told = (await allEvents(scene)).map(({ sequence, kind, cause }) => [sequence, kind, cause])
  assert.deepEqual(told, [
    [1, 'person.create', null],
    [2, 'group.change', 1],
    [3, 'group.change', 1],
    [4, 'person.change', null],
    [5, 'group.change', 4],
    [6, 'group.change', null],
    [7, 'group.change', 6],
    [8, 'person.trash', null],
    [9, 'group.change', 8],
    [10, 'group.change', 8],
  ])
})

contract('the groups of a person are in its own order, in the trash too, by pages', async (scene) => {
  const { store, principal } = scene
  const codes = range(12).map((at) => `c${at}`)
  for (const code of codes) await group(scene, { name: code, code })
  const shuffled = [...codes.slice(7), ...codes.slice(0, 7)]
  await createPerson(store, principal, {}, { groups: shuffled.map((code) => ({ code })) })
  const placed = async (limit: number) => {
    const names: string[] = []
    for (let after = 0;;) {
      const page = await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, after, limit }))
      for (const member of page) names.push((await reread(scene, member.group)).name)
      if (page.length < limit) return names
      after = page.at(-1)!.place
    }
  }
  for (const limit of [1, 5, 12, 50]) assert.deepEqual(await placed(limit), shuffled)
  await trashGroup(store, principal, { code: shuffled[0]! })
  assert.deepEqual(await placed(5), shuffled)
  const fewer = shuffled.slice(3).toReversed()
  await changePerson(store, principal, { number: 1 }, () => ({ groups: fewer.map((code) => ({ code })) }))
  assert.deepEqual(await placed(5), [shuffled[0], ...fewer], 'who rests in the trash is left alone')
})

contract('a person is put into no group that is in the trash, or nowhere', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'x', { add: [person(1)] })
  await createPerson(store, principal, {})
  await trashGroup(store, principal, { number })
  for (const there of [number, 99]) {
    const change = changePerson(store, principal, { number: 1 }, () => ({ groups: [{ number: there }] }))
    const error = await change.then(() => undefined, (thrown: unknown) => thrown)
    if (error !== undefined) await refused('invalid', Promise.reject(error))
    assert.equal((await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, limit: 9 }))).length, 1)
  }
})

contract('a person joins groups behind those that it is in, and the group at its end', async (scene) => {
  const { store, principal } = scene
  for (const code of ['a', 'b']) await group(scene, { name: code, code }, { add: [person(7), person(8)] })
  await createPerson(store, principal, { number: 9 }, { groups: [{ code: 'b' }] })
  await changePerson(store, principal, { number: 9 }, () => ({ groups: [{ code: 'b' }, { number: 1 }] }))
  assert.deepEqual([await refsOf(scene, 1), await refsOf(scene, 2)], [[7, 8, 9], [7, 8, 9]])
  await changePerson(store, principal, { number: 9 }, () => ({ groups: [{ code: 'a' }, { code: 'b' }] }))
  const placements = await read(scene, (tx) => tx.placements({ kind: 'person', ref: 9, limit: 9 }))
  assert.deepEqual(placements.map((one) => one.group), [1, 2])
  assert.deepEqual(await refsOf(scene, 2), [7, 8, 9], 'its place in the group is another thing')
})
