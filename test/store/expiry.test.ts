import assert from 'node:assert/strict'
import type { GroupChange } from '../../src/core/change.ts'
import { createDirectory } from '../../src/core/directories.ts'
import { dueDirectories, expire } from '../../src/core/expiry.ts'
import { changeGroup, changeMember } from '../../src/core/groups.ts'
import type { MemberKind, NewMember } from '../../src/core/member.ts'
import { findGroup } from '../../src/core/queries.ts'
import { operator } from '../../src/core/principal.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { pageMax } from '../../src/core/store.ts'
import {
  allEvents,
  beginning,
  contents,
  contract,
  group,
  person,
  phone,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

/** A time of the tests: so many milliseconds after the beginning. */
function at(ms: number): number {
  return beginning + ms
}

function run({ store, directory }: Scene): Promise<number> {
  return expire(store, directory)
}

/** Lets the clock reach a time and does what is due then. */
function runAt(scene: Scene, ms: number): Promise<number> {
  scene.clock.now = at(ms)
  return run(scene)
}

async function waiting(scene: Scene, number: number, kind: MemberKind = 'person'): Promise<number[]> {
  return (await read(scene, (tx) => tx.membersWaiting(number, kind))).map((member) => member.id)
}

async function countOf(scene: Scene, number: number): Promise<number> {
  return (await reread(scene, number)).counts.person
}

contract('a group expires once, when its time has come', async (scene) => {
  await group(scene, { name: 'x', expiresAt: at(1000) }, { add: [person(1)] })
  await group(scene, { name: 'y', expiresAt: at(5000) })
  await group(scene, 'z')
  assert.equal(await run(scene), 0)
  assert.equal(await runAt(scene, 999), 0)
  await findGroup(scene.store, scene.principal, { number: 1 })
  assert.equal(await runAt(scene, 1000), 1)
  assert.equal(await run(scene), 0)
  const gone = await reread(scene, 1)
  assert.deepEqual([gone.state, gone.trashedAt, gone.version], ['trashed', at(1000), 2])
  const last = (await allEvents(scene)).at(-1)
  assert.deepEqual([last?.kind, last?.actor, last?.at, last?.cause], [
    'group.trash',
    'expiry',
    at(1000),
    null,
  ])
})

contract('what fell due while the server was down happens once, at the time of the run', async (scene) => {
  const groups = range(20).map((day) => ({ name: `x${day}`, expiresAt: at(day * 1000) }))
  await Promise.all(groups.map((one) => group(scene, one)))
  assert.equal(await runAt(scene, 12500), 12)
  assert.equal(await runAt(scene, 9e9), 8)
  assert.equal(await run(scene), 0)
  const trashings = (await allEvents(scene)).filter((event) => event.kind === 'group.trash')
  assert.deepEqual(trashings.map((event) => event.subject.number), range(20))
  assert.deepEqual(
    trashings.map((event) => event.at),
    range(20).map((day) => day <= 12 ? at(12500) : at(9e9)),
  )
})

contract('what is due is done once by two that run at the same time', async (scene) => {
  for (const name of ['a', 'b', 'c']) await group(scene, { name, expiresAt: at(10) })
  const dated = [person(1, { validFrom: at(5) }), person(2, { validUntil: at(10) })]
  await group(scene, 'd', { add: dated })
  const second = await scene.opened.beside()
  try {
    scene.clock.now = at(10)
    const runs = await Promise.all([run(scene), run(scene), expire(second, scene.directory), run(scene)])
    assert.equal(runs.reduce((sum, one) => sum + one, 0), 5)
  } finally {
    await second.close()
  }
  const events = await allEvents(scene)
  assert.equal(events.length, 4 + 3 + 1)
  assert.deepEqual(await refsOf(scene, 4), [1])
})

contract('more that is due than one page holds is all done', async (scene) => {
  const total = pageMax + 50
  await Promise.all(range(total).map((one) => group(scene, { name: `x${one}`, expiresAt: at(one) })))
  const add = range(total).map((one) => person(one, { validFrom: at(one) }))
  await group(scene, 'crowd', { add })
  assert.equal(await runAt(scene, total), 2 * total)
  assert.equal(await countOf(scene, total + 1), total)
})

contract('a membership that is not valid yet is not there until the job has run', async (scene) => {
  const { number } = await group(scene, 'x', {
    add: [person(1), person(2, { validFrom: at(1000) }), person(3)],
  })
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[1, 3], [2]])
  assert.equal(await countOf(scene, number), 2)
  const filter = { is: 'has-member', kind: 'person', ref: 2 } as const
  assert.equal(await read(scene, (tx) => tx.countGroups(filter)), 0)
  scene.clock.now = at(5000)
  assert.deepEqual(await refsOf(scene, number), [1, 3], 'queries know no time')
  assert.equal(await run(scene), 1)
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[1, 2, 3], []])
  const after = await reread(scene, number)
  assert.deepEqual([after.counts.person, after.version, after.updatedAt], [3, 2, at(5000)])
  assert.equal(await read(scene, (tx) => tx.countGroups(filter)), 1)
  const last = (await allEvents(scene)).at(-1)
  assert.deepEqual([last?.kind, last?.members?.began, last?.members?.ended], ['group.change', [2], [2]])
})

contract('a membership that is no longer valid is there until the job has run', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1', { validUntil: at(1000) }), phone('2')] })
  scene.clock.now = at(1000)
  assert.equal((await reread(scene, number)).counts.phone, 2)
  assert.equal(await run(scene), 1)
  assert.equal((await reread(scene, number)).counts.phone, 1)
  assert.equal(await read(scene, (tx) => tx.member(1)), undefined)
  assert.equal(await run(scene), 0)
})

contract('a membership whose whole time has passed unseen is never there', async (scene) => {
  const dated = { validFrom: at(1000), validUntil: at(2000) }
  const { number } = await group(scene, 'x', { add: [person(1, dated)] })
  assert.equal(await runAt(scene, 3000), 1)
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[], []])
  assert.equal(await countOf(scene, number), 0)
  assert.deepEqual((await allEvents(scene)).at(-1)?.members?.beganTotal, 0)
})

contract('a membership begins and ends at its two times', async (scene) => {
  const dated = { validFrom: at(1000), validUntil: at(2000), data: { label: 'kept' } }
  const { number } = await group(scene, 'x', { add: [person(1, dated)] })
  assert.equal(await runAt(scene, 1500), 1)
  const [member] = await read(scene, (tx) => tx.members({ group: number, kind: 'person', limit: 10 }))
  assert.deepEqual([member?.id, member?.data.label, member?.validUntil], [1, 'kept', at(2000)])
  assert.equal(await runAt(scene, 2000), 1)
  assert.equal(await countOf(scene, number), 0)
})

contract('refuses times that make no sense, and changes nothing', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1), person(2, { validFrom: at(1000) })] })
  const whole = await contents(scene)
  const bad: NewMember[] = [
    person(3, { validUntil: at(0) }),
    person(3, { validUntil: at(-5) }),
    person(3, { validFrom: at(10), validUntil: at(10) }),
    person(3, { validFrom: at(10), validUntil: at(5) }),
    person(1, { validUntil: at(0) }),
    person(2, { validUntil: at(500) }),
  ]
  for (const member of bad) {
    const changing = changeGroup(scene.store, scene.principal, { number }, {
      edit: () => ({ add: [member] }),
    })
    const error = await refused('invalid', changing)
    assert.equal(error.violations[0]?.field, 'validUntil')
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('a date may be moved and taken away, and counts follow at once', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1), person(2, { validFrom: at(1000) })] })
  const edit = (id: number, times: Pick<NewMember, 'validFrom' | 'validUntil'>) =>
    changeGroup(scene.store, scene.principal, { number }, {
      edit: () => ({ add: [{ kind: 'person', id, ...times }] }),
    })
  assert.equal((await edit(2, { validFrom: null })).group.counts.person, 2)
  assert.equal((await edit(1, { validFrom: at(500) })).group.counts.person, 1)
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[2], [1]])
  assert.equal((await edit(2, { validUntil: at(700) })).group.counts.person, 1)
  assert.equal((await edit(2, { validUntil: null })).group.counts.person, 1)
  assert.equal(await runAt(scene, 900), 1)
  assert.deepEqual(await refsOf(scene, number), [1, 2])
})

contract('a waiting member is no member that one could find or change', async (scene) => {
  await group(scene, 'x', { add: [phone('1', { validFrom: at(1000) })] })
  const change = changeMember(scene.store, scene.principal, { kind: 'phone', id: 1 }, () => ({ name: '2' }))
  await refused('not_found', change)
})

contract('a replacement leaves those who wait alone, unless it names them', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(1), person(2, { validFrom: at(10) })] })
  const replace = (members: readonly NewMember[]) =>
    changeGroup(scene.store, scene.principal, { number }, {
      edit: () => ({ replace: [{ kind: 'person', members }] }),
    })
  await replace([person(3)])
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[3], [2]])
  await replace([])
  assert.deepEqual(await waiting(scene, number), [2])
})

contract('a containment takes effect at its date, and makes and ends a home', async (scene) => {
  for (const name of ['a', 'child']) await group(scene, name)
  const contained = { kind: 'group', ref: { number: 2 } } as const
  const add = [{ ...contained, validFrom: at(1000), validUntil: at(2000) }]
  await changeGroup(scene.store, scene.principal, { number: 1 }, { edit: () => ({ add }) })
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [null, 0])
  await runAt(scene, 1000)
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [1, 1])
  await runAt(scene, 2000)
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [null, 0])
})

contract('a home whose date is moved is a home only while it is there', async (scene) => {
  await group(scene, 'home')
  await group(scene, { name: 'child', parent: 1 })
  const [home] = await read(scene, (tx) => tx.members({ group: 1, kind: 'group', limit: 1 }))
  const edit = (validFrom: number | null) =>
    changeGroup(scene.store, scene.principal, { number: 1 }, {
      edit: () => ({ add: [{ kind: 'group', id: home!.id, validFrom }] }),
    })
  await edit(at(1000))
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [null, 0])
  await edit(null)
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [1, 1])
})

contract('dates run in the trash too, and a restored group whose time is past stays', async (scene) => {
  const add = [person(1, { validFrom: at(10) }), person(2, { validUntil: at(20) })]
  await group(scene, { name: 'x', expiresAt: at(100) }, { add })
  await trashGroup(scene.store, scene.principal, { number: 1 })
  assert.equal(await runAt(scene, 200), 2)
  const back = await restoreGroup(scene.store, scene.principal, { number: 1 })
  assert.deepEqual([back.expiresAt, back.counts.person], [null, 1])
  assert.equal(await runAt(scene, 300), 0)
  assert.deepEqual(await refsOf(scene, 1), [1])
})

contract('who waits for a date and is named without one is there from now on', async (scene) => {
  const add = [person(1, { validFrom: at(1000) }), person(2, { validFrom: at(1000) })]
  const { number } = await group(scene, 'x', { add })
  const edit = (change: GroupChange) =>
    changeGroup(scene.store, scene.principal, { number }, { edit: () => change })
  assert.equal((await edit({ add: [person(1)] })).group.counts.person, 1)
  assert.equal(
    (await edit({ replace: [{ kind: 'person', members: [person(1), person(2)] }] })).group.counts.person,
    2,
  )
  assert.deepEqual([await refsOf(scene, number), await waiting(scene, number)], [[1, 2], []])
})

contract('a home that waits for its date is one at once when the group is moved there', async (scene) => {
  await group(scene, 'home')
  await group(scene, 'child')
  const edit = (number: number, change: GroupChange) =>
    changeGroup(scene.store, scene.principal, { number }, { edit: () => change })
  await edit(1, { add: [{ kind: 'group', ref: { number: 2 }, validFrom: at(1000) }] })
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [null, 0])
  await edit(2, { set: { parent: 1 } })
  assert.deepEqual([(await reread(scene, 2)).parent, (await reread(scene, 1)).counts.group], [1, 1])
  assert.equal(await runAt(scene, 2000), 0)
})

contract('names the directories in which something is due, each once, and no others', async (scene) => {
  const others: Scene[] = []
  for (const name of ['begins', 'ends', 'later', 'never']) {
    const { id } = await createDirectory(scene.store, { name })
    others.push({ ...scene, directory: id, principal: operator(id, 'tester') })
  }
  const [begins, ends, later, never] = others as [Scene, Scene, Scene, Scene]
  for (const name of ['a', 'b']) await group(scene, { name, expiresAt: at(1000) })
  await group(begins, 'group', { add: [person(1, { validFrom: at(1000) })] })
  await group(ends, 'group', { add: [person(1, { validUntil: at(1000) })] })
  await group(later, { name: 'group', expiresAt: at(1001) }, { add: [person(1, { validFrom: at(1001) })] })
  await group(never, 'group', { add: [person(1)] })
  assert.deepEqual(await dueDirectories(scene.store), [])
  scene.clock.now = at(1000)
  const due = [scene, begins, ends].map(({ directory }) => directory)
  assert.deepEqual((await dueDirectories(scene.store)).sort((a, b) => a - b), due)
  for (const directory of due) await expire(scene.store, directory)
  assert.deepEqual(await dueDirectories(scene.store), [])
})
