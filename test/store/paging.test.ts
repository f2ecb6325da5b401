import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changeGroup } from '../../src/core/groups.ts'
import { ALL, type GroupField, type Order } from '../../src/core/filter.ts'
import type { Group } from '../../src/core/group.ts'
import { pageGroups } from '../../src/core/queries.ts'
import { pageMax } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { sorted } from './matcher.ts'
import { paths, populate } from './population.ts'
import { contract, group, range, read, type Scene, tries } from './suite.ts'

const FIELDS: readonly GroupField[] = [
  'slug',
  'name',
  'shortName',
  'title',
  'description',
  'rank',
  'type',
  'parent',
  'expiresAt',
  'createdAt',
  'updatedAt',
  'version',
  'count.person',
  'count.phone',
  'count.group',
]
const UNIQUE: readonly GroupField[] = ['number', 'uuid', 'oid', 'code']

const term = (fields: readonly GroupField[]) =>
  fc.record({ field: fc.constantFrom(...fields), descending: fc.boolean() })

const jsonTerm = fc.record({
  field: paths.map((path) => ({ in: 'extras' as const, path: ['v', ...path] })),
  descending: fc.boolean(),
})

/** Any order: up to three fields, up or down, and a unique one at the end. */
const orders: fc.Arbitrary<Order[]> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: term(FIELDS) }, { weight: 1, arbitrary: jsonTerm }), {
      maxLength: 3,
    }),
    term(UNIQUE),
  )
  .map(([terms, last]) => [...terms, last])

interface Walk {
  readonly order: readonly Order[]
  readonly limit: number
  readonly state?: 'live' | 'trashed'
}

function numbersOf(groups: readonly Group[]): number[] {
  return groups.map((one) => one.number)
}

/** The numbers of all groups, page by page behind the last group of the page before. */
async function byKey(scene: Scene, { order, limit, state = 'live' }: Walk): Promise<number[]> {
  const found: Group[] = []
  for (;;) {
    const after = found.at(-1)
    const page = await read(
      scene,
      (tx) => tx.groups({ filter: ALL, state, order, limit, ...(after && { after }) }),
    )
    found.push(...page)
    if (page.length < limit) return numbersOf(found)
  }
}

/** The same, each page behind a number of groups. */
async function byOffset(scene: Scene, { order, limit, state = 'live' }: Walk): Promise<number[]> {
  const found: Group[] = []
  for (;;) {
    const offset = found.length
    const page = await read(scene, (tx) => tx.groups({ filter: ALL, state, order, limit, offset }))
    found.push(...page)
    if (page.length < limit) return numbersOf(found)
  }
}

contract('pages by key, pages by offset and sorting in memory give the same, in any order', async (scene) => {
  const { groups } = await populate(scene, { count: 60, seed: 853010 })
  await fc.assert(
    fc.asyncProperty(orders, fc.integer({ min: 1, max: 70 }), async (order, limit) => {
      const expected = numbersOf(sorted(groups, order))
      assert.deepEqual(await byKey(scene, { order, limit }), expected)
      assert.deepEqual(await byOffset(scene, { order, limit }), expected)
    }),
    { numRuns: tries(scene, 150), seed: 853011 },
  )
})

contract('the groups in the trash have pages of their own', async (scene) => {
  const { groups } = await populate(scene, { count: 20, seed: 853012 })
  for (const { number } of groups.slice(0, 10)) await trashGroup(scene.store, scene.principal, { number })
  const order: Order[] = [{ field: 'name', descending: true }, { field: 'number' }]
  const trashed = await Promise.all(
    // The last one is a population's own.
    [...range(10), 21].map(async (number) => (await read(scene, (tx) => tx.group({ number })))!),
  )
  const expected = numbersOf(sorted(trashed, order))
  assert.deepEqual(await byKey(scene, { order, limit: 3, state: 'trashed' }), expected)
  assert.deepEqual(await byOffset(scene, { order, limit: 3, state: 'trashed' }), expected)
  const live = await pageGroups(scene.store, scene.principal, { order, limit: 100 })
  assert.deepEqual([live.groups.length, live.total], [10, 10])
})

contract('names are ordered by the bytes of their UTF-8, not by UTF-16 or by a language', async (scene) => {
  const names = ['a', 'B', 'Ä', 'z', 'ä', '\uffff', '🙂', '日', '\u{10ffff}', '\ue000', 'A\u0308', 'Z']
  for (const name of names) await group(scene, name)
  const { groups } = await pageGroups(scene.store, scene.principal, {
    order: [{ field: 'name' }, { field: 'number' }],
    limit: 100,
  })
  const expected = ['A\u0308', 'B', 'Z', 'a', 'z', 'Ä', 'ä', '日', '\ue000', '\uffff', '🙂', '\u{10ffff}']
  assert.deepEqual(groups.map((one) => one.name), expected)
})

contract('an order puts groups without a value first, and last when it descends', async (scene) => {
  for (const rank of [2, null, -1, 0]) await group(scene, { name: 'x', rank })
  const ranks = async (descending: boolean) => {
    const order = [{ field: 'rank', descending }, { field: 'number' }] as const
    return (await pageGroups(scene.store, scene.principal, { order, limit: 10 })).groups.map((one) =>
      one.rank
    )
  }
  assert.deepEqual(await ranks(false), [null, -1, 0, 2])
  assert.deepEqual(await ranks(true), [2, 0, -1, null])
})

contract('a page behind a group that has changed or gone goes on from where it was', async (scene) => {
  for (const name of ['a', 'b', 'c', 'd']) await group(scene, name)
  const order = [{ field: 'name' }, { field: 'number' }] as const
  const { groups: [, after] } = await pageGroups(scene.store, scene.principal, { order, limit: 2 })
  assert.ok(after)
  await changeGroup(scene.store, scene.principal, { number: 2 }, { edit: () => ({ set: { name: 'z' } }) })
  await trashGroup(scene.store, scene.principal, { number: 3 })
  const { groups } = await pageGroups(scene.store, scene.principal, { order, limit: 2, after })
  assert.deepEqual(groups.map((one) => one.name), ['d', 'z'])
})

contract('a page is never longer than the largest page', async (scene) => {
  await Promise.all(range(pageMax + 5).map((at) => group(scene, `group ${at}`)))
  const page = await pageGroups(scene.store, scene.principal, { order: [{ field: 'number' }], limit: 5000 })
  assert.deepEqual([page.groups.length, page.total], [pageMax, pageMax + 5])
  const rest = await pageGroups(scene.store, scene.principal, {
    order: [{ field: 'number' }],
    limit: 5000,
    offset: pageMax,
  })
  assert.deepEqual(numbersOf(rest.groups), range(5, pageMax + 1))
})
