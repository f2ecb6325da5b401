import assert from 'node:assert/strict'
import type { GroupChange } from '../../src/core/change.ts'
import type { Group } from '../../src/core/group.ts'
import { changeGroup, createGroup, endMember } from '../../src/core/groups.ts'
import type { NewMember } from '../../src/core/member.ts'
import { findGroupWith } from '../../src/core/details.ts'
import { createPerson, restorePerson } from '../../src/core/people.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { undo } from '../../src/core/undo.ts'
import {
  allEvents,
  contents,
  contract,
  group,
  membersOf,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

function contained(number: number): NewMember {
  return { kind: 'group', ref: { number } }
}

async function change({ store, principal }: Scene, number: number, one: GroupChange): Promise<Group> {
  return (await changeGroup(store, principal, { number }, { edit: () => one })).group
}

function move(scene: Scene, number: number, parent: number | null): Promise<Group> {
  return change(scene, number, { set: { parent } })
}

function trash({ store, principal }: Scene, number: number): Promise<void> {
  return trashGroup(store, principal, { number })
}

function restore({ store, principal }: Scene, number: number): Promise<Group> {
  return restoreGroup(store, principal, { number })
}

/** A chain of groups, each the home of the next. */
async function chain(scene: Scene, length: number): Promise<void> {
  const parents = range(length, 0)
  await Promise.all(parents.map((at) => group(scene, { name: `level ${at}`, parent: at === 0 ? null : at })))
}

async function parentsOf(scene: Scene, numbers: readonly number[]): Promise<(number | null)[]> {
  return await Promise.all(numbers.map(async (number) => (await reread(scene, number)).parent))
}

contract('a group has a home, moves to another and leaves it', async (scene) => {
  for (const name of ['a', 'b']) await group(scene, name)
  const child = await group(scene, { name: 'child', parent: 1 })
  assert.deepEqual([child.parent, await refsOf(scene, 1, 'group')], [1, [3]])
  assert.equal((await move(scene, 3, 2)).parent, 2)
  assert.deepEqual([await refsOf(scene, 1, 'group'), await refsOf(scene, 2, 'group')], [[], [3]])
  assert.deepEqual([(await reread(scene, 1)).counts.group, (await reread(scene, 2)).counts.group], [0, 1])
  assert.equal((await move(scene, 3, null)).parent, null)
  assert.deepEqual(await refsOf(scene, 2, 'group'), [])
  await refused('not_found', move(scene, 3, 99))
  await refused('not_found', group(scene, { name: 'x', parent: 99 }))
  await trash(scene, 2)
  await refused('not_found', move(scene, 3, 2))
})

contract('the first containment of a group becomes its home, and the others do not', async (scene) => {
  for (const name of ['a', 'b', 'child']) await group(scene, name)
  await change(scene, 1, { add: [contained(3)] })
  await change(scene, 2, { add: [contained(3)] })
  const child = await reread(scene, 3)
  assert.deepEqual([child.parent, child.version], [1, 2])
  const [home] = await membersOf(scene, 1, 'group')
  await endMember(scene.store, scene.principal, { kind: 'group', id: home!.id })
  assert.deepEqual([(await reread(scene, 3)).parent, await refsOf(scene, 2, 'group')], [null, [3]])
  await move(scene, 3, 2)
  assert.deepEqual([await refsOf(scene, 2, 'group'), (await reread(scene, 2)).counts.group], [[3], 1])
  assert.deepEqual((await membersOf(scene, 2, 'group')).map((member) => member.home), [true])
})

contract('the ancestors of a group are those along its homes, the root first', async (scene) => {
  await chain(scene, 5)
  for (const [number, expected] of [[5, [1, 2, 3, 4]], [1, []]] as const) {
    const asked = { ancestors: true }
    const { details } = await findGroupWith(scene.store, scene.principal, { number }, asked)
    assert.deepEqual(details.ancestors.map((one) => one.number), expected)
  }
})

contract('refuses a cycle and names its path', async (scene) => {
  await chain(scene, 3)
  const whole = await contents(scene)
  for (
    const [changing, path] of [
      [move(scene, 1, 3), [1, 2, 3, 1]],
      [move(scene, 1, 1), [1, 1]],
      [change(scene, 3, { add: [contained(1)] }), [1, 2, 3, 1]],
      [change(scene, 2, { add: [contained(2)] }), [2, 2]],
      [change(scene, 3, { replace: [{ kind: 'group', members: [contained(2)] }] }), [2, 3, 2]],
    ] as const
  ) {
    const error = await refused('conflict', changing)
    assert.deepEqual(error.violations, [{ field: 'parent', rule: 'cycle', value: path }])
    assert.equal(error.message, `cycle: ${path.join(' > ')}`)
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('refuses a cycle through containments that are no homes or are still to begin', async (scene) => {
  for (const name of ['a', 'b', 'c']) await group(scene, name)
  await change(scene, 1, { add: [contained(2)] })
  await change(scene, 3, { add: [contained(2)] })
  await change(scene, 2, { add: [{ ...contained(3), validFrom: scene.clock.now + 1000 }] }).then(
    () => assert.fail('3 > 2 > 3'),
    (error) => refused('conflict', Promise.reject(error)),
  )
  await refused('conflict', move(scene, 3, 2))
})

contract('refuses a cycle that the two parts of one change would close', async (scene) => {
  for (const name of ['a', 'b']) await group(scene, name)
  const whole = await contents(scene)
  await refused('conflict', change(scene, 2, { set: { parent: 1 }, add: [contained(1)] }))
  const making = createGroup(scene.store, scene.principal, { name: 'c', parent: 1 }, { add: [contained(1)] })
  await refused('conflict', making)
  assert.deepEqual(await contents(scene), whole)
})

contract('of many moves at once that would close a ring, one is refused', async (scene) => {
  const ring = range(8)
  for (const at of ring) await group(scene, `group ${at}`)
  const moves = await Promise.allSettled(ring.map((at) => move(scene, at, at % 8 + 1)))
  assert.deepEqual(moves.filter((one) => one.status === 'rejected').length, 1)
  const above = await read(scene, (tx) => tx.containmentsAbove([1]))
  assert.ok(above.every((one) => one.container !== one.group))
})

contract('a trashed group leaves its children to its home and comes back without them', async (scene) => {
  await chain(scene, 3)
  await group(scene, { name: 'second child', parent: 2 })
  await trash(scene, 2)
  assert.deepEqual(await parentsOf(scene, [1, 2, 3, 4]), [null, null, 1, 1])
  assert.deepEqual(await refsOf(scene, 1, 'group'), [3, 4])
  assert.equal((await reread(scene, 1)).counts.group, 2)
  const back = await restore(scene, 2)
  assert.deepEqual([back.parent, back.counts.group], [1, 0])
  assert.deepEqual(await refsOf(scene, 1, 'group'), [3, 4, 2].toSorted((a, b) => a - b))
  assert.deepEqual(await parentsOf(scene, [3, 4]), [1, 1])
})

contract('a group without a home leaves its children without one', async (scene) => {
  await chain(scene, 2)
  await trash(scene, 1)
  assert.deepEqual(await parentsOf(scene, [2]), [null])
  await trash(scene, 2)
  const back = await restore(scene, 2)
  assert.equal(back.parent, null)
})

contract('a restored group is again in all groups that contained it and are still there', async (scene) => {
  for (const name of ['home', 'other', 'gone', 'x']) await group(scene, name)
  for (const container of [1, 2, 3]) await change(scene, container, { add: [contained(4)] })
  await trash(scene, 4)
  assert.deepEqual(await Promise.all([1, 2, 3].map((number) => refsOf(scene, number, 'group'))), [[], [], []])
  await trash(scene, 3)
  const back = await restore(scene, 4)
  assert.equal(back.parent, 1)
  assert.deepEqual(await Promise.all([1, 2, 3].map((number) => refsOf(scene, number, 'group'))), [
    [4],
    [4],
    [],
  ])
})

contract('the events of a move, a trashing and a restoring say whose home changed', async (scene) => {
  await chain(scene, 3)
  const sequence = (await allEvents(scene)).length
  await trash(scene, 2)
  await restore(scene, 2)
  const told = (await allEvents(scene)).slice(sequence).map(({ kind, subject, before, after, cause }) => ({
    told: `${kind} ${subject.number}`,
    parent: [before?.['parent'], after?.['parent']],
    main: cause === null,
  }))
  assert.deepEqual(told, [
    { told: 'group.trash 2', parent: [1, null], main: true },
    { told: 'group.change 1', parent: [undefined, undefined], main: false },
    { told: 'group.change 1', parent: [undefined, undefined], main: false },
    { told: 'group.change 3', parent: [2, 1], main: false },
    { told: 'group.restore 2', parent: [null, 1], main: true },
    { told: 'group.change 1', parent: [undefined, undefined], main: false },
  ])
})

contract('what an undoing trashed comes back to where it was', async (scene) => {
  const { store, principal } = scene
  await group(scene, 'home')
  const { number } = await group(scene, { name: 'child', parent: 1 })
  await undo(store, principal, 2)
  assert.equal((await restoreGroup(store, principal, { number })).parent, 1)
  const person = await createPerson(store, principal, { displayName: 'a' }, { groups: [{ number: 1 }] })
  const made = (await read(scene, (tx) => tx.events(0, 100))).find((event) => event.kind === 'person.create')!
  await undo(store, principal, made.sequence)
  await restorePerson(store, principal, { number: person.number })
  const placements = await read(
    scene,
    (tx) => tx.placements({ kind: 'person', ref: person.number, limit: 9 }),
  )
  assert.deepEqual(placements.map((one) => one.group), [1])
})
