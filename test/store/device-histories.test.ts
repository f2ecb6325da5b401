import assert from 'node:assert/strict'
import fc from 'fast-check'
import { countDevices } from '../../src/core/device-counts.ts'
import { DirectoryError } from '../../src/core/error.ts'
import type { Group, Selector } from '../../src/core/group.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { pageMax, type Reading } from '../../src/core/store.ts'
import { changeThing, createThing, trashThing } from '../../src/core/things.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { undo } from '../../src/core/undo.ts'
import { isFound, naiveCounts } from './device-model.ts'
import { counts, device, member, oidOf, query, select, tag } from './devices.ts'
import { contract, group, range, read, type Scene, tries } from './suite.ts'

const keys = fc.constantFrom('a', 'b', 'c')
const values = fc.constantFrom('1', '2', '3', 'a')
const oids = fc.nat(6).map(oidOf)
const match = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof(
    of,
    fc.constant(null),
    fc.array(of, { maxLength: 3 }).map(($in) => ({ $in })),
    fc.array(of, { maxLength: 3 }).map(($nin) => ({ $nin })),
  )
const tagMap = fc.oneof(
  fc.constant(null),
  fc.record({ $tagKey: match(keys), $tagValue: match(values) }),
  fc.record({ $tagKey: match(keys) }),
  fc.record({ $tagValue: match(values) }),
  fc.dictionary(keys, match(values), { minKeys: 1, maxKeys: 2 }),
)
const compared = fc.tuple(fc.constantFrom('$eq', '$ne', '$gt', '$lt', '$gte', '$lte'), fc.option(oids))
const id = fc.oneof(
  oids,
  fc.constant(null),
  compared.map(([operator, oid]) => ({ [operator]: oid })),
  fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(oids, { maxLength: 3 })).map(([by, list]) => ({
    [by]: list,
  })),
)
const condition = fc.oneof(
  fc.record({ id }),
  fc.record({ tags: fc.oneof(tagMap, tagMap.map(($eq) => ({ $eq })), tagMap.map(($ne) => ({ $ne }))) }),
  fc.constantFrom({ name: 'x' }, { deviceClass: { $ne: 'gateway' } }),
  fc.constant({}),
)
const queries: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('query'), { maxLength: 3 })).map((
      [by, of],
    ) => ({
      [by]: of,
    })),
    fc.tuple(tie('query'), condition).map(([one, other]) => ({ ...Object(one), ...other })),
  ),
})).query

contract('a query finds what it would find whatever the fields hold that are not known', async (scene) => {
  const tags = [[], ['a=1'], ['a=1', 'a=2'], ['b=2', 'c=a'], ['a=3', 'b=1', 'c=3'], ['c=1']]
  const devices = await Promise.all(tags.map((pairs, at) => device(scene, at, ...pairs)))
  await group(scene, 'x')
  await fc.assert(
    fc.asyncProperty(queries, async (of) => {
      const { group: changed } = await select(scene, 1, query(of))
      const found = await read(scene, (tx) => countDevices(tx, changed, { total: false }))
      assert.equal(found, devices.filter((one) => isFound(of, one)).length, JSON.stringify(of))
    }),
    { numRuns: tries(scene, 600), seed: 40817 },
  )
})

const selectors: fc.Arbitrary<Selector[]> = fc.tuple(
  fc.array(fc.tuple(fc.option(keys), fc.option(values)).map(([key, value]) => tag(key, value)), {
    maxLength: 2,
  }),
  fc.option(queries.map(query), { freq: 2 }),
).map(([tags, one]) => one ? [...tags, one] : tags)

type Step = (scene: Scene) => Promise<unknown>

const numbers = fc.integer({ min: 1, max: 8 })
const devices = fc.integer({ min: 0, max: 6 })
const tags = fc.array(fc.record({ key: keys, value: values }), { maxLength: 3 })

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.option(numbers), fc.array(devices, { maxLength: 3 }), selectors).map(
    ([parent, of, given]) => (scene: Scene) =>
      group(scene, { name: 'x', parent, selectors: given }, { add: of.map(member) }),
  ),
  fc.tuple(numbers, selectors).map(([number, given]) => (scene: Scene) => select(scene, number, ...given)),
  fc.tuple(numbers, fc.option(numbers)).map(([number, parent]) => ({ store, principal }: Scene) =>
    changeGroup(store, principal, { number }, { edit: () => ({ set: { parent } }) })
  ),
  fc.tuple(numbers, numbers).map(([number, ref]) => ({ store, principal }: Scene) =>
    changeGroup(store, principal, { number }, {
      edit: () => ({ add: [{ kind: 'group', ref: { number: ref } }] }),
    })
  ),
  fc.tuple(numbers, fc.array(devices, { maxLength: 4 })).map(
    ([number, of]) => ({ store, principal }: Scene) =>
      changeGroup(store, principal, { number }, {
        edit: () => ({ replace: [{ kind: 'device', members: of.map(member) }] }),
      }),
  ),
  fc.tuple(numbers, devices).map(([number, at]) => ({ store, principal, clock }: Scene) =>
    changeGroup(store, principal, { number }, {
      edit: () => ({ add: [{ ...member(at), validFrom: clock.now + 1000 }] }),
    })
  ),
  fc.tuple(devices, tags).map(([at, given]) => ({ store, principal }: Scene) =>
    createThing(store, principal, { kind: 'device', oid: oidOf(at), tags: given })
  ),
  fc.tuple(devices, tags).map(([at, given]) => ({ store, principal }: Scene) =>
    changeThing(store, principal, { kind: 'device', oid: oidOf(at) }, () => ({ set: { tags: given } }))
  ),
  devices.map((at) => ({ store, principal }: Scene) =>
    trashThing(store, principal, { kind: 'device', oid: oidOf(at) })
  ),
  numbers.map((number) => ({ store, principal }: Scene) => trashGroup(store, principal, { number })),
  numbers.map((number) => ({ store, principal }: Scene) => restoreGroup(store, principal, { number })),
  fc.nat(12).map((back) => async (scene: Scene) => {
    const { sequence } = await read(scene, (tx) => tx.numbers())
    await undo(scene.store, scene.principal, Math.max(1, sequence - back))
  }),
)

contract('counts are those of a naive count, whatever was done before', async (scene) => {
  let compared = 0
  let found = 0
  for (const at of range(6)) await device(scene, at, `a=${at % 3}`, 'b=1')
  for (const at of range(8)) await group(scene, { name: 'x', parent: at > 3 ? at >> 1 : null })
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 20 }), async (done) => {
      for (const step of done) await unlessRefused(step(scene))
      const groups = await read(scene, (tx) => liveGroups(tx))
      for (const one of groups) {
        const { direct, total } = await read(scene, (tx) => naiveCounts(tx, one))
        assert.deepEqual(await counts(scene, one.number), [direct, total], `group ${one.number}`)
        compared++
        found += total
      }
      for (const one of range(8)) {
        await unlessRefused(restoreGroup(scene.store, scene.principal, { number: one }))
      }
    }),
    { numRuns: 40, seed: 7718, endOnFailure: true },
  )
  assert.ok(compared > 300 && found > 600, `${compared} counts of ${found} devices`)
})

function liveGroups(tx: Reading): Promise<Group[]> {
  return tx.groups({ filter: { is: 'all' }, state: 'live', order: [{ field: 'number' }], limit: pageMax })
}

async function unlessRefused(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!(error instanceof DirectoryError) || error.code === 'internal') throw error
  })
}
