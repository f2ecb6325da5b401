import assert from 'node:assert/strict'
import { spellsListedMax } from '../../src/core/event.ts'
import { changeGroup, changeMember, endMember } from '../../src/core/groups.ts'
import type { GroupChange } from '../../src/core/change.ts'
import type { Member, NewMember } from '../../src/core/member.ts'
import { membersAt } from '../../src/core/queries.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import {
  allEvents,
  contract,
  group,
  membersOf,
  person,
  phone,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

function change({ store, principal }: Scene, number: number, one: GroupChange) {
  return changeGroup(store, principal, { number }, { edit: () => one })
}

/** Makes the people of a group those with these numbers. */
function replace(scene: Scene, number: number, refs: readonly number[], shown?: number) {
  const members = refs.map((ref) => person(ref))
  return change(scene, number, {
    replace: [{ kind: 'person', members, ...(shown === undefined ? {} : { shown }) }],
  })
}

function names(members: readonly Member[]): (string | null)[] {
  return members.map((member) => member.name)
}

contract('an edit ends one spell and begins the next with the same id', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1', { data: { label: 'a' } }), phone('2')] })
  const edited = await changeMember(scene.store, scene.principal, { kind: 'phone', id: 1 }, (member) => {
    assert.equal(member.data.label, 'a')
    return { name: '3' }
  })
  assert.deepEqual([edited.member.id, edited.member.since, edited.member.name], [1, 2, '3'])
  assert.deepEqual([edited.group.version, edited.group.counts.phone], [2, 2])
  assert.deepEqual(names(await membersOf(scene, number, 'phone')), ['3', '2'], 'it keeps its place')
  const [ended] = await read(scene, (tx) => tx.spellsEnded(number, 2, 0, 10))
  const [begun] = await read(scene, (tx) => tx.spellsBegun(number, 2, 0, 10))
  assert.deepEqual([ended?.id, ended?.since, ended?.until, ended?.name], [1, 1, 2, '1'])
  assert.deepEqual([begun?.id, begun?.since, begun?.until, begun?.name], [1, 2, null, '3'])
  assert.deepEqual((await allEvents(scene)).at(-1)?.members, {
    began: [1],
    ended: [1],
    beganFrom: 1,
    beganTotal: 1,
    endedTotal: 1,
  })
})

contract('an edit that changes nothing of a member begins no spell', async (scene) => {
  await group(scene, 'x', { add: [phone('1', { data: { values: ['a', null], label: 'b' } })] })
  const edits: Omit<NewMember, 'kind'>[] = [{}, { name: '1' }, { data: {} }, {
    data: { label: 'b', values: ['a'] },
  }]
  for (const edit of edits) {
    const { member, group: after } = await changeMember(
      scene.store,
      scene.principal,
      { kind: 'phone', id: 1 },
      () => edit,
    )
    assert.deepEqual([member.since, after.version], [1, 1])
  }
})

contract('of the data of a member, what an edit does not name stays', async (scene) => {
  const data = { values: ['a', 'b', 'c'], label: 'x', correlation: 'y', optedInAt: 5, attributes: { k: [1] } }
  await group(scene, 'x', { add: [phone('1', { data })] })
  const edit = async (given: NewMember['data']) => {
    const { member } = await changeMember(
      scene.store,
      scene.principal,
      { kind: 'phone', id: 1 },
      () => ({ data: given ?? {} }),
    )
    return member.data
  }
  assert.deepEqual(await edit({ label: null, values: [undefined, null] }), {
    ...data,
    label: null,
    values: ['a', null, 'c'],
  })
  assert.deepEqual(await edit({ values: ['z'], attributes: {} }), {
    ...data,
    label: null,
    values: ['z', null, 'c'],
    attributes: {},
  })
})

contract('a replacement touches its own kind only', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1), phone('1'), { kind: 'item', name: 'i' }] })
  await replace(scene, number, [2])
  await change(scene, number, { replace: [{ kind: 'phone', members: [] }] })
  const { counts } = await reread(scene, number)
  assert.deepEqual([counts.person, counts.phone, counts.item], [1, 0, 1])
  assert.deepEqual(await refsOf(scene, number), [2])
})

contract('who matches in a replacement keeps id and data, and each is matched once', async (scene) => {
  const { number } = await group(scene, 'x', {
    add: ['1', '2', '2', '3'].map((name, at) => phone(name, { data: { label: `l${at}` } })),
  })
  const members = [phone('2'), phone('4'), phone('2', { data: { correlation: 'c' } }), phone('2'), phone('3')]
  await change(scene, number, { replace: [{ kind: 'phone', members }] })
  const found = (await membersOf(scene, number, 'phone')).map(({ id, name, data }) => [id, name, data])
  assert.deepEqual(found, [
    [2, '2', { label: 'l1' }],
    [3, '2', { label: 'l2', correlation: 'c' }],
    [4, '3', { label: 'l3' }],
    [5, '4', {}],
    [6, '2', {}],
  ])
})

contract('a replacement gives referring members the order that it names', async (scene) => {
  const { number } = await group(scene, 'x', { add: [1, 2, 3, 4, 5].map((ref) => person(ref)) })
  for (const refs of [[5, 4, 3, 2, 1], [1, 5], [9, 1, 5, 3], [3, 1, 9, 5], [1], [], [2, 1]]) {
    const { group: after } = await replace(scene, number, refs)
    assert.deepEqual(await refsOf(scene, number), refs)
    assert.equal(after.counts.person, refs.length)
  }
})

contract('a replacement that names somebody twice keeps the order of the first', async (scene) => {
  const { number } = await group(scene, 'x', { add: [1, 3, 2].map((ref) => person(ref)) })
  await replace(scene, number, [1, 2, 1, 3])
  assert.deepEqual(await refsOf(scene, number), [1, 2, 3])
})

contract('a replacement takes away no more than was shown', async (scene) => {
  const { number } = await group(scene, 'x', { add: range(6).map((ref) => person(ref)) })
  await replace(scene, number, [2], 3)
  assert.deepEqual(await refsOf(scene, number), [2, 4, 5, 6])
  await replace(scene, number, [], 1)
  assert.deepEqual(await refsOf(scene, number), [4, 5, 6])
  await replace(scene, number, [7], 0)
  assert.deepEqual(await refsOf(scene, number), [4, 5, 6, 7])
})

contract('one change may end, replace and add at once', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1'), phone('2'), person(1)] })
  const { group: after, began } = await change(scene, number, {
    set: { name: 'y' },
    end: [1],
    replace: [{ kind: 'person', members: [person(2)] }],
    add: [phone('1'), person(3)],
  })
  assert.deepEqual([after.name, after.counts.phone, after.counts.person, after.version], ['y', 2, 2, 2])
  assert.deepEqual(began.map((member) => member.name ?? member.ref), ['1', 3])
  assert.deepEqual(names(await membersOf(scene, number, 'phone')), ['2', '1'])
  assert.deepEqual(await refsOf(scene, number), [2, 3])
})

contract('a change that gives a member data twice keeps the last, or is refused whole', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1, { data: { label: 'before' } })] })
  const label = await change(scene, number, {
    replace: [{ kind: 'person', members: [person(1, { data: { label: 'first' } })] }],
    add: [person(1, { data: { label: 'last' } })],
  }).then(
    () => 'last',
    async (error) => {
      await refused('invalid', Promise.reject(error))
      return 'before'
    },
  )
  assert.deepEqual((await membersOf(scene, number, 'person')).map((member) => member.data.label), [label])
  assert.equal((await reread(scene, number)).counts.person, 1)
})

contract('a change of thousands of members lists a hundred of them and the totals', async (scene) => {
  const total = 12000
  const { number } = await group(scene, 'crowd', { add: range(total).map((at) => phone(String(at))) })
  const kept = range(10).map((at) => phone(String(at * 1000)))
  const { group: after } = await change(scene, number, { replace: [{ kind: 'phone', members: kept }] })
  assert.deepEqual([after.counts.phone, (await membersOf(scene, number, 'phone')).length], [10, 10])
  const [made, cut] = await allEvents(scene)
  assert.deepEqual([made?.members?.beganTotal, made?.members?.began.length], [total, spellsListedMax])
  assert.deepEqual([cut?.members?.endedTotal, cut?.members?.ended.length], [total - 10, spellsListedMax])
  assert.equal((await read(scene, (tx) => tx.spellsEnded(number, 2, 0, 1000))).length, 1000)
})

contract('the members that a group had after any event are still known', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1'), phone('2')] })
  const { store, principal } = scene
  await changeMember(store, principal, { kind: 'phone', id: 1 }, () => ({ name: '1b' }))
  await change(scene, number, { add: [person(1)] })
  await endMember(store, principal, { kind: 'phone', id: 2 })
  await trashGroup(store, principal, { number })
  await restoreGroup(store, principal, { number })
  const expected = [
    [],
    ['1', '2'],
    ['1b', '2'],
    ['1b', '2', null],
    ['1b', null],
    ['1b', null],
    ['1b', null],
    ['1b', null],
  ]
  for (const [sequence, then] of expected.entries()) {
    assert.deepEqual(names(await membersAt(store, principal, { number }, { sequence })), then, `${sequence}`)
  }
  const page = await membersAt(store, principal, { number }, { sequence: 3, afterId: 1, limit: 1 })
  assert.deepEqual(page.map((member) => member.id), [2])
})

contract('the members of a group in the trash rest with it', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1), phone('1')] })
  const before = await membersOf(scene, number, 'person')
  await trashGroup(scene.store, scene.principal, { number })
  const placements = await read(scene, (tx) => tx.placements({ kind: 'person', ref: 1, limit: 10 }))
  assert.deepEqual(placements, before)
  await restoreGroup(scene.store, scene.principal, { number })
  assert.deepEqual(await membersOf(scene, number, 'person'), before)
})

contract('an id of a member is never given again', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1')] })
  await endMember(scene.store, scene.principal, { kind: 'phone', id: 1 })
  const { began } = await change(scene, number, { add: [phone('1')] })
  assert.deepEqual(began.map((member) => member.id), [2])
  await refused('not_found', change(scene, number, { add: [{ kind: 'phone', id: 1 }] }))
})
