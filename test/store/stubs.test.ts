import assert from 'node:assert/strict'
import { findGroup, pageGroups } from '../../src/core/queries.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { contract, group, membersOf, person, read, refsOf, refused, reread } from './suite.ts'

contract('an unknown code makes a stub that nobody sees and that counts nowhere', async (scene) => {
  await createPerson(scene.store, scene.principal, { displayName: 'Ann' }, { groups: [{ code: 'x' }] })
  const stub = await read(scene, (tx) => tx.group({ code: 'x' }))
  assert.deepEqual([stub?.number, stub?.state, stub?.name], [1, 'stub', ''])
  await refused('not_found', findGroup(scene.store, scene.principal, { code: 'x' }))
  await refused('not_found', trashGroup(scene.store, scene.principal, { code: 'x' }))
  const page = await pageGroups(scene.store, scene.principal, { order: [{ field: 'number' }], limit: 10 })
  assert.deepEqual(page, { groups: [], total: 0 })
  assert.equal(await read(scene, (tx) => tx.groupNamed('', 0)), undefined)
})

contract('a group that gets the code of a stub gets its members, at their places', async (scene) => {
  const { store, principal } = scene
  const other = await group(scene, { name: 'other', code: 'o' })
  for (const code of ['x', 'y']) {
    const groups = [{ code: 'o' }, { code }, { code: 'last' }]
    await createPerson(store, principal, { displayName: code }, { groups })
  }
  const created = await group(scene, { name: 'created', code: 'x' }, { add: [person(7)] })
  const renamed = await changeGroup(store, principal, { number: (await group(scene, 'renamed')).number }, {
    edit: () => ({ set: { code: 'y' } }),
  })
  assert.deepEqual(await refsOf(scene, created.number), [7, 1])
  assert.deepEqual(await refsOf(scene, renamed.group.number), [2])
  assert.deepEqual([(await reread(scene, created.number)).counts.person, renamed.group.counts.person], [2, 1])
  for (const [ref, number] of [[1, created.number], [2, renamed.group.number]] as const) {
    const placements = await read(scene, (tx) => tx.placements({ kind: 'person', ref, limit: 10 }))
    assert.deepEqual(
      placements.map((one) => one.group).slice(0, 2),
      [other.number, number],
      'its place is kept',
    )
    assert.equal(placements.length, 3)
  }
  assert.equal((await findGroup(store, principal, { code: 'x' })).number, created.number)
})

contract('a restored group whose code a stub has takes the stub over', async (scene) => {
  const { store, principal } = scene
  const first = await group(scene, { name: 'first', code: 'c' }, { add: [person(1)] })
  await trashGroup(store, principal, { number: first.number })
  await createPerson(store, principal, { displayName: 'Bob', number: 2 }, { groups: [{ code: 'c' }] })
  const after = await restoreGroup(store, principal, { number: first.number })
  assert.deepEqual([after.code, after.counts.person], ['c', 2])
  assert.deepEqual(await refsOf(scene, first.number), [1, 2])
})

contract('a stub keeps nothing when it has been taken over', async (scene) => {
  const { store, principal } = scene
  await createPerson(store, principal, { displayName: 'Ann' }, { groups: [{ code: 'x' }] })
  const stub = await read(scene, (tx) => tx.group({ code: 'x' }))
  assert.ok(stub)
  await group(scene, { name: 'new', code: 'x' })
  const left = await reread(scene, stub.number)
  assert.deepEqual([left.state, left.code, left.counts.person], ['stub', stub.uuid, 0])
  assert.deepEqual(await membersOf(scene, stub.number, 'person'), [])
})
