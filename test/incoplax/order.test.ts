import assert from 'node:assert/strict'
import fc from 'fast-check'
import { pageMax } from '../../src/core/store.ts'
import { decodeContactOrder, decodeGroupOrder } from '../../src/dialects/incoplax/order.ts'
import { sortedBy } from '../store/matcher.ts'
import { contract, read, tries } from '../store/suite.ts'
import { CONTACT_FIELDS, GROUP_FIELDS, isList } from './filter-texts.ts'
import { valueOf } from './naive-filter.ts'
import { populate, seeded, tidy } from './shown.ts'

type Items = readonly (readonly [name: string, direction: string])[]

/** Any order of fields that have one. */
function orders(names: readonly string[]): fc.Arbitrary<Items> {
  const plain = names.filter((name) => !isList(name) && name !== 'ext.a')
  return fc.array(fc.tuple(fc.constantFrom(...plain), fc.constantFrom('asc', 'desc')), { maxLength: 3 })
}

function textOf(items: Items): string {
  return JSON.stringify(
    items.map(([name, direction]) => direction === 'asc' ? name : { [name]: direction }),
  )
}

/** The ids in that order, then in the default one; a field that comes again says nothing more. */
function sorted(entities: readonly object[], items: Items, last: readonly string[]): unknown[] {
  const once = items.filter(([name], at) => items.findIndex(([other]) => other === name) === at)
  const order = [
    ...once.map(([field, direction]) => ({ field, descending: direction === 'desc' })),
    ...last.map((field) => ({ field })),
  ]
  return sortedBy(entities, order, (entity, name) => valueOf(entity, name) ?? null)
    .map((entity) => Reflect.get(entity, 'id'))
}

contract('incoplax: any order is that of sorting in memory', async (scene) => {
  const { groups, contacts } = await populate(scene, { stepMs: 10, people: tidy })
  const query = { filter: { is: 'all' }, state: 'live', limit: pageMax } as const
  await fc.assert(
    fc.asyncProperty(orders(GROUP_FIELDS), orders(CONTACT_FIELDS), async (some, others) => {
      const found = await read(scene, (tx) => tx.groups({ ...query, order: decodeGroupOrder(textOf(some)) }))
      assert.deepEqual(found.map(({ uuid }) => uuid), sorted(groups, some, ['ext.ct', 'id']))
      const order = decodeContactOrder(textOf(others))
      const people = await read(scene, (tx) => tx.people({ ...query, order }))
      assert.deepEqual(people.map(({ uuid }) => uuid), sorted(contacts, others, ['autokey']))
    }),
    { numRuns: tries(scene, 300), ...seeded },
  )
})
