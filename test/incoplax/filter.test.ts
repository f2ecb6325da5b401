import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Filter } from '../../src/core/filter.ts'
import type { PersonFilter } from '../../src/core/person-filter.ts'
import { pageMax } from '../../src/core/store.ts'
import {
  decodeCombinedFilter,
  decodeContactFilter,
  decodeGroupFilter,
} from '../../src/dialects/incoplax/filter.ts'
import { contract, read, type Scene, tries } from '../store/suite.ts'
import {
  COMBINED_FIELDS,
  CONTACT_FIELDS,
  expressions,
  type Fields,
  GROUP_FIELDS,
  objects,
} from './filter-texts.ts'
import { matches } from './naive-filter.ts'
import { byNumber, populate, seeded } from './shown.ts'

async function groupsFound(scene: Scene, filter: Filter): Promise<string[]> {
  const query = { filter, state: 'live', order: byNumber, limit: pageMax } as const
  return (await read(scene, (tx) => tx.groups(query))).map(({ uuid }) => uuid)
}

async function peopleFound(scene: Scene, filter: PersonFilter): Promise<string[]> {
  const query = { filter, state: 'live', order: byNumber, limit: pageMax } as const
  return (await read(scene, (tx) => tx.people(query))).map(({ uuid }) => uuid)
}

function expectedOf(entities: readonly object[], filter: unknown): unknown[] {
  return entities.filter((entity) => matches(filter, entity)).map((entity) => Reflect.get(entity, 'id'))
}

/** Checks filters of both forms; `find` gives what the store finds and what is shown to match. */
async function checkFilters(
  scene: Scene,
  fields: Fields,
  find: (text: string, filter: unknown) => Promise<readonly (readonly [found: unknown[], of: number])[]>,
): Promise<void> {
  let telling = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(objects(fields), expressions(fields)), async (filter) => {
      for (const [found, of] of await find(JSON.stringify(filter), filter)) {
        if (found.length > 0 && found.length < of) telling++
      }
    }),
    { numRuns: tries(scene, 2500), ...seeded },
  )
  assert.ok(telling > tries(scene, 400), `${telling} filters were telling`)
}

contract(
  'incoplax: any filter of groups, in either form, finds what a naive matcher finds',
  async (scene) => {
    const { groups } = await populate(scene)
    await checkFilters(scene, [GROUP_FIELDS, groups], async (text, filter) => {
      const found = await groupsFound(scene, decodeGroupFilter(text))
      assert.deepEqual(found, expectedOf(groups, filter), text)
      return [[found, groups.length]]
    })
  },
)

contract(
  'incoplax: any filter of contacts, in either form, finds what a naive matcher finds',
  async (scene) => {
    const { contacts } = await populate(scene)
    await checkFilters(scene, [CONTACT_FIELDS, contacts], async (text, filter) => {
      const found = await peopleFound(scene, decodeContactFilter(text))
      assert.deepEqual(found, expectedOf(contacts, filter), text)
      return [[found, contacts.length]]
    })
  },
)

contract(
  'incoplax: any filter of groups and contacts together finds what a naive matcher finds',
  async (scene) => {
    const { combinedGroups, combinedContacts } = await populate(scene)
    const all = [...combinedGroups, ...combinedContacts]
    await checkFilters(scene, [COMBINED_FIELDS, all], async (text, filter) => {
      const { groups, people } = decodeCombinedFilter(text)
      const [some, others] = [await groupsFound(scene, groups), await peopleFound(scene, people)]
      assert.deepEqual(some, expectedOf(combinedGroups, filter), text)
      assert.deepEqual(others, expectedOf(combinedContacts, filter), text)
      return [[some, combinedGroups.length], [others, combinedContacts.length]]
    })
  },
)
