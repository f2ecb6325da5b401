import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { GroupChange } from '../../src/core/change.ts'
import { expire } from '../../src/core/expiry.ts'
import { depthMax } from '../../src/core/group.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { type NewMember, type NewSpell, NO_MEMBERS } from '../../src/core/member.ts'
import { findGroupWith } from '../../src/core/details.ts'
import { blankGroup } from '../../src/core/references.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { contract, group, range, read, refused, type Scene } from './suite.ts'

function contained(number: number): NewMember {
  return { kind: 'group', ref: { number } }
}

function change({ store, principal }: Scene, number: number, one: GroupChange): Promise<unknown> {
  return changeGroup(store, principal, { number }, { edit: () => one })
}

function move(scene: Scene, number: number, parent: number | null): Promise<unknown> {
  return change(scene, number, { set: { parent } })
}

contract('refuses more levels than may lie above a group', async (scene) => {
  await plantChain(scene, depthMax + 1)
  await refused('too_large', group(scene, { name: 'too deep', parent: depthMax + 1 }))
  await group(scene, 'root')
  await refused('too_large', move(scene, 1, depthMax + 2))
  const { details } = await findGroupWith(scene.store, scene.principal, { number: depthMax + 1 }, {
    ancestors: true,
  })
  assert.deepEqual(details.ancestors.map((one) => one.number), range(depthMax))
  assert.equal(await read(scene, (tx) => tx.heightOf(1)), depthMax)
  assert.equal((await read(scene, (tx) => tx.containmentsAbove([depthMax + 1]))).length, depthMax)
})

/** A chain of homes, put into the store in one write: a thousand commands would each walk up it. */
async function plantChain({ store, directory }: Scene, length: number): Promise<void> {
  await store.write(directory, async (tx) => {
    for (const number of range(length)) {
      const below = number < length ? 1 : 0
      const counts = { ...NO_MEMBERS, group: below }
      await tx.insertGroup({ ...blankGroup(tx.now), number: tx.takeGroupNumber(), name: 'level', counts })
    }
    await tx.insertMembers(range(length - 1).map((at) => homeOf(tx.takeMemberId(), at)))
  })
}

function homeOf(id: number, container: number): NewSpell {
  return {
    id,
    since: 1,
    state: 'live',
    group: container,
    kind: 'group',
    ref: container + 1,
    home: true,
    name: null,
    nameKey: null,
    position: id,
    place: id,
    data: {},
    validFrom: null,
    validUntil: null,
  }
}

contract('after any moves, nothing contains itself and every home is a containment', async (scene) => {
  const { store, principal } = scene
  const size = 8
  for (const at of range(size)) await group(scene, `group ${at}`)
  const numbers = fc.integer({ min: 1, max: size })
  const steps = fc.oneof(
    fc.tuple(numbers, fc.option(numbers, { nil: null })).map(([number, parent]) => () =>
      move(scene, number, parent)
    ),
    fc.tuple(numbers, numbers).map(([number, other]) => () =>
      change(scene, number, { add: [contained(other)] })
    ),
    fc.tuple(numbers, fc.uniqueArray(numbers)).map(([number, some]) => () =>
      change(scene, number, { replace: [{ kind: 'group', members: some.map(contained) }] })
    ),
    fc.tuple(numbers, numbers, fc.nat(4)).map(([number, other, seconds]) => () => {
      const validFrom = scene.clock.now + seconds * 1000
      return change(scene, number, {
        add: [{ ...contained(other), validFrom, validUntil: validFrom + 3000 }],
      })
    }),
    fc.constant(() => {
      scene.clock.now += 1000
      return expire(store, scene.directory)
    }),
    numbers.map((number) => () => trashGroup(store, principal, { number })),
    numbers.map((number) => () => restoreGroup(store, principal, { number })),
  )
  for (const step of fc.sample(steps, { numRuns: 800, seed: 853030 })) {
    await step().catch((error) => {
      // A key that the database finds taken is one that the core has not looked at.
      if (!['conflict', 'not_found', 'invalid'].includes(error.code) || error.cause) throw error
    })
    await assertTree(scene, size)
  }
})

async function assertTree(scene: Scene, size: number): Promise<void> {
  await read(scene, async (tx) => {
    for (const number of range(size)) {
      const one = (await tx.group({ number }))!
      const members = await tx.members({ group: number, kind: 'group', limit: 100 })
      assert.equal(one.counts.group, members.length)
      const placements = await tx.placements({ kind: 'group', ref: number, limit: 100 })
      assert.deepEqual(
        placements.filter((member) => member.home).map((member) => member.group)[0] ?? null,
        one.parent,
      )
      if (one.state === 'trashed') assert.deepEqual([members, placements], [[], []])
      const above = await tx.containmentsAbove([number])
      assert.ok(!above.some((containment) => containment.container === number), `${number} contains itself`)
    }
  })
}
