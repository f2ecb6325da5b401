import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Details, type DetailsAsked, findGroupWith, pageGroupsWith } from '../../src/core/details.ts'
import { ALL, type Filter } from '../../src/core/filter.ts'
import type { Group } from '../../src/core/group.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { newIds } from '../../src/core/ids.ts'
import { REFERRING_KINDS, type ReferringKind } from '../../src/core/member.ts'
import { createPerson } from '../../src/core/people.ts'
import { type Keys, pageMax, stepRows } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { matches, pathOf } from './matcher.ts'
import { populate, type Population } from './population.ts'
import { contract, group, membersOf, person, range, refused, type Scene } from './suite.ts'

const EVERYTHING: DetailsAsked = { ancestors: true, members: REFERRING_KINDS, names: true }

/** The details of a group, put together member by member. */
async function detailsOf(
  scene: Scene,
  population: Population,
  { of, sees = ALL, shown = pageMax, names = true }: {
    of: Group
    sees?: Filter
    shown?: number
    names?: boolean
  },
): Promise<Details> {
  const members: Partial<Record<ReferringKind, Keys[]>> = {}
  for (const kind of REFERRING_KINDS) {
    const some = (await membersOf(scene, of.number, kind)).slice(0, shown)
    members[kind] = await Promise.all(some.map((member) => keysOf(scene, kind, member.ref!, names)))
  }
  const ancestors = pathOf(population, of).map((group) => ({
    ...pick(group),
    ...(matches(sees, group, population) ? { code: group.code, name: group.name } : {}),
  }))
  return { ancestors, members }
}

function pick({ number, uuid, oid }: Group): Keys {
  return { number, uuid, oid }
}

async function keysOf(
  { store, directory }: Scene,
  kind: ReferringKind,
  number: number,
  names: boolean,
): Promise<Keys> {
  return await store.read(directory, async (tx): Promise<Keys> => {
    if (kind === 'person') {
      const { uuid, oid, displayName } = (await tx.person({ number }))!
      return { number, uuid, oid, ...(names ? { name: displayName } : {}) }
    }
    if (kind === 'group') {
      const group = (await tx.group({ number }))!
      return { ...pick(group), ...(names ? { code: group.code, name: group.name } : {}) }
    }
    const { oid, name } = (await tx.thing(kind, { number }))!
    return { number, oid, ...(names ? { name } : {}) }
  })
}

contract('the details of any group are its path and its members, alone and on a page', async (scene) => {
  const population = await populate(scene, { count: 60, seed: 853201 })
  const order = [{ field: 'number' }] as const
  let nested = 0
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shown: fc.constantFrom(1, 2, pageMax),
        names: fc.boolean(),
        sees: fc.constantFrom<Filter>(ALL, { is: 'like', field: 'name', pattern: '*a*', folded: true }),
        offset: fc.nat(50),
        limit: fc.integer({ min: 1, max: 30 }),
      }),
      async ({ shown, names, sees, offset, limit }) => {
        const principal = { ...scene.principal, sees }
        const visible = population.groups.filter((one) => matches(sees, one, population))
        const expected = []
        for (const group of visible.slice(offset, offset + limit)) {
          const details = await detailsOf(scene, population, { of: group, sees, shown, names })
          expected.push({ group, details })
          nested += details.ancestors.length
        }
        const asked = { ...EVERYTHING, shown, names }
        const page = await pageGroupsWith(scene.store, principal, { order, offset, limit }, asked)
        assert.deepEqual(page, { groups: expected, total: visible.length })
        for (const one of expected.slice(0, 3)) {
          const { number } = one.group
          assert.deepEqual(await findGroupWith(scene.store, principal, { number }, asked), one)
        }
      },
    ),
    { numRuns: 60, seed: 853202 },
  )
  assert.ok(nested > 500, `${nested} groups above`)
})

contract('what is not asked for is not there', async (scene) => {
  await group(scene, 'a', { add: [person(1)] })
  const { details } = await findGroupWith(scene.store, scene.principal, { number: 1 }, {})
  assert.deepEqual(details, { ancestors: [], members: {} })
  const asked = { members: ['device'], directDevices: true } as const
  const found = await findGroupWith(scene.store, scene.principal, { number: 1 }, asked)
  assert.deepEqual(found.details, { ancestors: [], members: { device: [] }, directDevices: 0 })
})

contract('only live members are listed, and those of a large group by position', async (scene) => {
  const total = stepRows + 10
  await group(scene, 'large', { add: range(total).toReversed().map((number) => person(number)) })
  await group(scene, 'small', {
    add: [person(3), person(2, { validFrom: scene.clock.now + 1000 }), person(1)],
  })
  const page = { order: [{ field: 'number' }], limit: 10 } as const
  for (
    const [shown, first] of [[3, range(3, total - 2)], [
      pageMax,
      range(pageMax, total - pageMax + 1),
    ]] as const
  ) {
    const asked = { members: ['person'], shown } as const
    const { groups } = await pageGroupsWith(scene.store, scene.principal, page, asked)
    const listed = groups.map(({ details }) => details.members.person?.map((one) => one.number))
    assert.deepEqual(listed, [first.toReversed(), [3, 1]])
  }
})

contract('many groups with members are read in steps, and none of them is lost', async (scene) => {
  const each = 700
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']) {
    await group(scene, name, { add: range(each).map((number) => person(number)) })
  }
  const page = { order: [{ field: 'number' }], limit: 10 } as const
  const { groups } = await pageGroupsWith(scene.store, scene.principal, page, { members: ['person'] })
  const listed = groups.map(({ details }) => details.members.person?.map((one) => one.number))
  assert.deepEqual(listed, range(10).map(() => range(each)))
})

contract('a change and a creation give the details that they lead to', async (scene) => {
  const { store, principal } = scene
  const root = await group(scene, 'root')
  const { oid } = newIds(5)
  const asked = { ancestors: true, members: ['person', 'device'] } as const
  const made = await createGroup(store, principal, { name: 'child', parent: 1 }, {
    add: [person(1), { kind: 'device', ref: { oid } }],
    details: asked,
  })
  assert.deepEqual(made.details.ancestors.map((one) => one.oid), [root.oid])
  assert.deepEqual(made.details.members.device, [{ number: 1, oid }])
  assert.deepEqual(await findGroupWith(store, principal, { number: 2 }, asked), {
    group: made.group,
    details: made.details,
  })
  const changed = await changeGroup(store, principal, { number: 2 }, {
    details: asked,
    edit: () => ({ set: { parent: null }, replace: [{ kind: 'person', members: [person(2)] }] }),
  })
  assert.deepEqual(changed.details.ancestors, [])
  assert.deepEqual(changed.details.members.person?.map((one) => one.number), [2])
  const { began: _, ...found } = changed
  assert.deepEqual(await findGroupWith(store, principal, { number: 2 }, asked), found)
})

contract(
  'details are refused with the group: unseen, in the trash, without the permission',
  async (scene) => {
    const { store, principal } = scene
    await group(scene, 'a')
    const none = { ...principal, sees: { is: 'none' } } as const
    await refused('not_found', findGroupWith(store, none, { number: 1 }, EVERYTHING))
    const powerless = { ...principal, permissions: new Set<never>() }
    await refused('forbidden', findGroupWith(store, powerless, { number: 1 }, EVERYTHING))
    const page = { order: [{ field: 'number' }], limit: 10 } as const
    await refused('forbidden', pageGroupsWith(store, powerless, page, EVERYTHING))
    await trashGroup(store, principal, { number: 1 })
    await refused('not_found', findGroupWith(store, principal, { number: 1 }, EVERYTHING))
    const { group: trashed } = await findGroupWith(store, principal, { number: 1 }, EVERYTHING, {
      trashed: true,
    })
    assert.equal(trashed.state, 'trashed')
  },
)

contract('a person that nobody knows is listed among the members with its keys', async (scene) => {
  const { oid } = newIds(7)
  await createPerson(scene.store, scene.principal, { displayName: 'Ann' })
  await group(scene, 'a', { add: [{ kind: 'person', ref: { oid } }, person(1)] })
  const asked = { members: ['person'], names: true } as const
  const { details } = await findGroupWith(scene.store, scene.principal, { number: 1 }, asked)
  assert.deepEqual(details.members.person?.map((one) => [one.oid === oid, one.name]), [[true, ''], [
    false,
    'Ann',
  ]])
})
