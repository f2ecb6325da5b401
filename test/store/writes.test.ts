import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { findGroup } from '../../src/core/queries.ts'
import { operator } from '../../src/core/principal.ts'
import { ALL } from '../../src/core/filter.ts'
import { blankGroup } from '../../src/core/references.ts'
import type { Writing } from '../../src/core/store.ts'
import { queueMax } from '../../src/store/write-queue.ts'
import { allEvents, contract, group, membersOf, person, range, read, refused, reread } from './suite.ts'

/** Inserts a group and uses up whatever a write can use up. */
async function insert(tx: Writing, name: string): Promise<number> {
  const number = tx.takeGroupNumber()
  tx.takeMemberId()
  await tx.insertGroup({ ...blankGroup(tx.now), number, name })
  await tx.appendEvent({
    sequence: tx.nextSequence(),
    at: tx.now,
    actor: 'tester',
    dialect: 'muster',
    request: '',
    kind: 'group.create',
    subject: { kind: 'group', number },
    before: null,
    after: { name },
    members: null,
    cause: null,
    undoes: null,
  })
  return number
}

contract('keeps nothing of a write that throws, and throws the same error', async (scene) => {
  const fault = new Error('a fault')
  const writing = scene.store.write(scene.directory, async (tx) => {
    await insert(tx, 'lost')
    throw fault
  })
  assert.equal(await writing.catch((error) => error), fault)
  assert.equal(await read(scene, (tx) => tx.group({ number: 1 })), undefined)
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 0)
  assert.deepEqual(await allEvents(scene), [])
  assert.equal((await group(scene, 'kept')).number, 1)
  assert.deepEqual((await allEvents(scene)).map((event) => event.sequence), [1])
})

contract('a failing write leaves the neighbours of its batch whole and uses up no number', async (scene) => {
  await group(scene, { name: 'first', code: 'taken' })
  const outcomes = await Promise.allSettled([
    createGroup(scene.store, scene.principal, { name: 'a' }, { add: [person(1), person(2)] }),
    createGroup(scene.store, scene.principal, { name: 'b', code: 'taken' }, { add: [person(3)] }),
    createGroup(scene.store, scene.principal, { name: 'c' }, { add: [person(1), { kind: 'person' }] }),
    scene.store.write(scene.directory, async (tx) => {
      await insert(tx, 'lost')
      throw new Error('a fault')
    }),
    createGroup(scene.store, scene.principal, { name: 'd', number: 1 }),
    createGroup(scene.store, scene.principal, { name: 'e' }, { add: [person(2)] }),
  ])
  assert.deepEqual(outcomes.map((one) => one.status === 'fulfilled'), [
    true,
    false,
    false,
    false,
    false,
    true,
  ])
  const groups = await read(
    scene,
    (tx) => tx.groups({ filter: ALL, state: 'live', order: [{ field: 'number' }], limit: 10 }),
  )
  assert.deepEqual(groups.map(({ number, name }) => [number, name]), [[1, 'first'], [2, 'a'], [3, 'e']])
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 3)
  const events = await allEvents(scene)
  assert.deepEqual(events.map((event) => event.sequence), range(3))
  const members = [...await membersOf(scene, 2, 'person'), ...await membersOf(scene, 3, 'person')]
  assert.deepEqual(members.map((member) => member.id), range(3))
  assert.equal(await read(scene, (tx) => tx.person({ number: 3 })), undefined)
})

contract('a reader sees nothing of a write that is under way', async (scene) => {
  const inside = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const writing = scene.store.write(scene.directory, async (tx) => {
    const number = await insert(tx, 'new')
    await tx.pause()
    assert.equal((await tx.group({ number }))?.name, 'new', 'the write sees its own rows')
    inside.resolve()
    await goOn.promise
  })
  await inside.promise
  assert.equal(await read(scene, (tx) => tx.group({ number: 1 })), undefined)
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 0)
  assert.deepEqual(await allEvents(scene), [])
  goOn.resolve()
  await writing
  assert.equal((await reread(scene, 1)).name, 'new')
  assert.equal(await read(scene, (tx) => tx.countGroups(ALL)), 1)
})

contract('a long write lets readers in where it pauses, and other writes only behind it', async (scene) => {
  const seen: string[] = []
  const long = scene.store.write(scene.directory, async (tx) => {
    for (const step of range(20)) {
      await insert(tx, `step ${step}`)
      await tx.pause()
    }
    while (seen.length === 0) await tx.pause()
    seen.push('long write')
  })
  const short = group(scene, 'short').then(({ number }) => seen.push(`short write: ${number}`))
  const reader = read(scene, (tx) => tx.countGroups(ALL)).then((total) => seen.push(`reader: ${total}`))
  await Promise.all([long, short, reader])
  assert.deepEqual(seen, ['reader: 0', 'long write', 'short write: 21'])
})

contract('loses none of 100 members that are added to one group at once', async (scene) => {
  const { number, version } = await group(scene, 'crowd')
  const added = await Promise.all(
    range(100).map((ref) =>
      changeGroup(scene.store, scene.principal, { number }, { edit: () => ({ add: [person(ref)] }) })
    ),
  )
  assert.deepEqual(added.map((one) => one.group.version), range(100, version + 1))
  assert.deepEqual(added.map((one) => one.group.counts.person), range(100))
  const after = await reread(scene, number)
  assert.deepEqual([after.version, after.counts.person], [version + 100, 100])
  const refs = (await membersOf(scene, number, 'person')).map((member) => member.ref ?? 0)
  assert.deepEqual(refs.sort((a, b) => a - b), range(100))
  assert.deepEqual((await allEvents(scene)).map((event) => event.sequence), range(101))
})

contract('writes of two directories at once keep to their own numbers and sequences', async (scene) => {
  const other = await createDirectory(scene.store, { name: 'second' })
  const second = { ...scene, directory: other.id, principal: operator(other.id, 'tester') }
  await Promise.all(
    range(50).flatMap((
      at,
    ) => [group(scene, `first ${at}`), group(second, `second ${at}`, { add: [person(at)] })]),
  )
  for (const [place, name] of [[scene, 'first'], [second, 'second']] as const) {
    const groups = await read(
      place,
      (tx) => tx.groups({ filter: ALL, state: 'live', order: [{ field: 'number' }], limit: 100 }),
    )
    assert.deepEqual(groups.map((one) => one.number), range(50))
    assert.ok(groups.every((one) => one.name.startsWith(name)))
    assert.equal(await read(place, (tx) => tx.countGroups(ALL)), 50)
    assert.deepEqual((await allEvents(place)).map((event) => event.sequence), range(50))
  }
  assert.equal(await read(scene, (tx) => tx.person({ number: 1 })), undefined)
})

contract('writes that wait together share a commit, and the statistics count both', async (scene) => {
  const before = await scene.store.statistics()
  const writing = range(40).map((at) => group(scene, `group ${at}`))
  const during = scene.store.statistics()
  await Promise.all(writing)
  assert.equal((await during).queue, 40)
  const { writes, commits, queue, bytes, logBytes, commitWrites, commitSeconds } = await scene.store
    .statistics()
  assert.deepEqual([writes - before.writes, queue], [40, 0])
  assert.ok(commits - before.commits < 10, `${commits - before.commits} commits`)
  assert.deepEqual([commitWrites.count, commitWrites.sum, commitSeconds.count], [commits, writes, commits])
  assert.ok((commitWrites.buckets.at(-1) ?? 0) > 0, 'one commit held more than 32')
  assert.ok(commitSeconds.sum > 0)
  assert.ok(bytes > logBytes)
  if (scene.opened.driver.name === 'sqlite') assert.ok(logBytes > 0)
})

contract('a write to an unknown directory is `not_found`, and a read of it finds nothing', async (scene) => {
  const nowhere = { ...scene, directory: 99, principal: operator(99, 'tester') }
  await refused('not_found', group(nowhere, 'lost'))
  await refused('not_found', findGroup(scene.store, nowhere.principal, { number: 1 }))
  assert.equal(await read(nowhere, (tx) => tx.countGroups(ALL)), 0)
})

contract('refuses more writes than may wait, and finishes those that do', async (scene) => {
  const waiting = range(queueMax).map(() => scene.store.write(scene.directory, () => Promise.resolve(1)))
  const error = await refused('unavailable', scene.store.write(scene.directory, () => Promise.resolve(1)))
  assert.equal(error.retryAfter, 1)
  if (scene.opened.driver.facts.oneWriter) {
    await refused('unavailable', scene.store.writeInstallation(() => Promise.resolve(1)))
  }
  assert.equal((await Promise.all(waiting)).length, queueMax)
  assert.equal((await group(scene, 'later')).number, 1)
})

contract('a driver error on a code that is taken is `conflict`, and nothing is kept', async (scene) => {
  const [first, second] = [await group(scene, { name: 'first', code: 'x' }), await group(scene, 'second')]
  const writing = scene.store.write(
    scene.directory,
    (tx) => tx.updateGroup(second, { ...second, name: 'changed', code: first.code }),
  )
  await refused('conflict', writing)
  assert.deepEqual(await reread(scene, second.number), second)
})
