import assert from 'node:assert/strict'
import { ALL } from '../../src/core/filter.ts'
import { newIds } from '../../src/core/ids.ts'
import { changePerson, createPerson, restorePerson, trashPerson } from '../../src/core/people.ts'
import type { NewPerson, Person, PersonKey } from '../../src/core/person.ts'
import {
  beginning,
  contents,
  contract,
  group,
  membersOf,
  person,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

function make({ store, principal }: Scene, fields: NewPerson = {}): Promise<Person> {
  return createPerson(store, principal, fields)
}

function trash({ store, principal }: Scene, number: number): Promise<void> {
  return trashPerson(store, principal, { number })
}

function found(scene: Scene, key: PersonKey): Promise<Person | undefined> {
  return read(scene, (tx) => tx.person(key))
}

const full = {
  displayName: 'Ann',
  phone: '0151 1234567',
  email: 'Ann@Example.com',
  userName: 'Ann',
  data: { tags: ['a', 'b'], nested: { k: null } },
  extras: { vendor: { x: 1 } },
}

contract('a person gives back every field as it was put, by each of its keys', async (scene) => {
  const ids = newIds(5)
  const made = await make(scene, { ...full, ...ids, number: 9, createdAt: 5, updatedAt: 7 })
  assert.deepEqual({ ...made, ...full, ...ids, number: 9, createdAt: 5, updatedAt: 7, version: 1 }, made)
  const keys: PersonKey[] = [{ number: 9 }, { uuid: ids.uuid }, { oid: ids.oid }]
  for (const key of keys) assert.deepEqual(await found(scene, key), made)
  const none = { displayName: '', phone: '', email: null, userName: null, data: {}, extras: {} }
  const changed = await changePerson(scene.store, scene.principal, { number: 9 }, () => ({ set: none }))
  assert.deepEqual({ ...changed, ...none, version: 2, updatedAt: beginning }, changed)
  assert.deepEqual(await found(scene, { number: 9 }), changed)
})

contract('people get the next number, never one that somebody had', async (scene) => {
  for (const number of [1, 2]) assert.equal((await make(scene)).number, number)
  await trash(scene, 2)
  await make(scene, { number: 4 })
  for (const number of [5, 6]) assert.equal((await make(scene)).number, number)
  await refused('conflict', make(scene, { number: 2 }))
  for (const number of [0, -1, 0.5, 2 ** 31]) await refused('invalid', make(scene, { number }))
  assert.equal(await read(scene, (tx) => tx.countPeople()), 4)
})

contract('pages of people by number are of one state', async (scene) => {
  await Promise.all(range(25).map(() => make(scene)))
  for (const number of [3, 20]) await trash(scene, number)
  const order = [{ field: 'number' }] as const
  const live: Person[] = []
  for (;;) {
    const after = live.at(-1)
    const query = { filter: ALL, state: 'live', order, limit: 10, ...(after && { after }) } as const
    const page = await read(scene, (tx) => tx.people(query))
    live.push(...page)
    if (page.length < 10) break
  }
  assert.deepEqual(live.map((one) => one.number), range(25).filter((number) => number !== 3 && number !== 20))
  const query = { filter: ALL, state: 'trashed', order, limit: 10 } as const
  const trashed = await read(scene, (tx) => tx.people(query))
  assert.deepEqual(trashed.map((one) => one.number), [3, 20])
  assert.equal(await read(scene, (tx) => tx.countPeople()), 23)
})

contract('ids are unique for ever, user names among the live, e-mails under a rule', async (scene) => {
  const ann = await make(scene, full)
  const whole = await contents(scene)
  for (const clash of [{ uuid: ann.uuid }, { oid: ann.oid }, { number: 1 }, { userName: 'aNN' }]) {
    await refused('conflict', make(scene, clash))
  }
  const unique = ['email'] as const
  const email = 'aNN@eXample.com'
  await refused('conflict', createPerson(scene.store, scene.principal, { email }, { unique }))
  assert.deepEqual(await contents(scene), whole)
  const bob = await make(scene, { email, userName: 'bob' })
  assert.equal((await read(scene, (tx) => tx.personByEmail('ann@example.com')))?.number, 1)
  const change = (set: Partial<Person>) =>
    changePerson(scene.store, scene.principal, { number: bob.number }, () => ({ set, unique }))
  await refused('conflict', change({ userName: 'ANN' }))
  assert.equal((await change({ userName: 'BOB', displayName: 'x' })).userName, 'BOB')
  await trash(scene, 1)
  assert.equal((await change({ userName: 'Ann' })).userName, 'Ann')
  assert.equal((await read(scene, (tx) => tx.personByUserName('ann')))?.number, bob.number)
  await refused('conflict', restorePerson(scene.store, scene.principal, { number: 1 }))
})

contract('a membership is no change of the person, and nothing is no change at all', async (scene) => {
  const ann = await make(scene, full)
  await group(scene, { name: 'x', code: 'x' })
  const whole = await contents(scene)
  const key = { number: ann.number }
  assert.deepEqual(await changePerson(scene.store, scene.principal, key, () => ({ set: full })), ann)
  assert.deepEqual(await changePerson(scene.store, scene.principal, key, () => ({})), ann)
  assert.deepEqual(await contents(scene), whole)
  const groups = [{ code: 'x' }]
  assert.deepEqual(await changePerson(scene.store, scene.principal, key, () => ({ groups })), ann)
  assert.equal((await reread(scene, 1)).version, 2)
})

contract('a member that nobody knows is a stub, counts as a member and is no person', async (scene) => {
  const ids = newIds(5)
  const refs = [{ number: 5 }, { uuid: ids.uuid }, { oid: ids.oid }]
  await group(scene, 'x', { add: refs.map((ref) => ({ kind: 'person', ref })) })
  assert.equal((await reread(scene, 1)).counts.person, 3)
  const stubs = await Promise.all(refs.map((ref) => found(scene, ref)))
  assert.deepEqual(stubs.map((stub) => stub?.state), ['stub', 'stub', 'stub'])
  assert.equal(
    new Set(stubs.flatMap((stub) => [stub?.number, stub?.uuid, stub?.oid])).size,
    9,
    'all keys are made',
  )
  assert.deepEqual([stubs[1]?.uuid, stubs[2]?.oid], [ids.uuid, ids.oid])
  assert.equal(await read(scene, (tx) => tx.countPeople()), 0)
  const query = { filter: ALL, state: 'live', order: [{ field: 'number' }], limit: 10 } as const
  assert.deepEqual(await read(scene, (tx) => tx.people(query)), [])
  await refused('not_found', trash(scene, 5))
})

contract('a person that comes to be takes its stub over, with its memberships', async (scene) => {
  const { uuid, oid } = newIds(5)
  const refs = [{ number: 2 }, { uuid }, { oid }]
  await group(scene, 'x', { add: refs.map((ref) => ({ kind: 'person', ref })) })
  const before = await membersOf(scene, 1, 'person')
  const [, second, third] = before.map((member) => member.ref)
  assert.equal((await make(scene, { uuid, displayName: 'by uuid' })).number, second)
  assert.equal((await make(scene, { oid, displayName: 'by oid' })).number, third)
  assert.equal((await make(scene, { number: 2 })).number, 2)
  assert.deepEqual(await membersOf(scene, 1, 'person'), before)
  for (const [at, ref] of refs.entries()) {
    const one = await found(scene, ref)
    assert.deepEqual([one?.state, one?.number], ['live', before[at]?.ref])
  }
  assert.equal(await read(scene, (tx) => tx.countPeople()), 3)
})

contract('a person takes over a stub by its number only if its other keys are free', async (scene) => {
  const { uuid } = newIds(5)
  await group(scene, 'x', { add: [person(3), { kind: 'person', ref: { uuid } }] })
  const whole = await contents(scene)
  await refused('conflict', make(scene, { number: 3, uuid }))
  await refused('conflict', make(scene, { number: 8, uuid }))
  assert.deepEqual(await contents(scene), whole)
  const made = await make(scene, { number: 3, oid: 'a'.repeat(24) })
  assert.deepEqual([made.number, made.oid, made.state], [3, 'a'.repeat(24), 'live'])
})

contract('the counter of people takes a stub over when it reaches its number', async (scene) => {
  await group(scene, 'x', { add: [person(2), person(4)] })
  const made = []
  for (const displayName of ['a', 'b', 'c', 'd']) made.push(await make(scene, { displayName }))
  assert.deepEqual(made.map((one) => one.number), range(4))
  assert.deepEqual(made.map((one) => one.version), [1, 2, 1, 2])
  assert.deepEqual(await refsOf(scene, 1), [2, 4])
})
