import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ALL, type Filter, NONE } from '../../src/core/filter.ts'
import { pagePeople } from '../../src/core/people-queries.ts'
import type { Person } from '../../src/core/person.ts'
import type { PersonField, PersonFilter, PersonOrder, PersonTextField } from '../../src/core/person-filter.ts'
import { pageMax } from '../../src/core/store.ts'
import { fold } from '../../src/core/text.ts'
import { createPerson } from '../../src/core/people.ts'
import { matches, matchesPerson, pathOf, personValue, sortedBy } from './matcher.ts'
import { labelKeys, paths, populate, type Population, text, textMatches } from './population.ts'
import { contract, range, read, refused, type Scene, tries } from './suite.ts'

const NAMED = [
  'number',
  'uuid',
  'oid',
  'displayName',
  'phone',
  'phoneKey',
  'email',
  'userName',
  'createdAt',
  'updatedAt',
  'version',
] as const satisfies readonly PersonField[]

const fields: fc.Arbitrary<PersonField> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NAMED) },
  { weight: 1, arbitrary: paths.map((path) => ({ in: 'data' as const, path })) },
  { weight: 1, arbitrary: paths.map((path) => ({ in: 'data' as const, path: ['labels', ...path] })) },
  { weight: 1, arbitrary: paths.map((path) => ({ in: 'extras' as const, path: ['v', ...path] })) },
)
const textFields: fc.Arbitrary<PersonTextField> = fc.oneof(
  fc.constantFrom('displayName', 'email', 'userName'),
  paths.map((path) => ({ in: 'data' as const, path })),
  fc.constant({ in: 'data', path: ['a'] } as const),
)

/** The numbers of the live people that match. */
async function numbersOf(scene: Scene, filter: PersonFilter): Promise<number[]> {
  const order = [{ field: 'number' }] as const
  const people = await read(scene, (tx) => tx.people({ filter, state: 'live', order, limit: pageMax }))
  return people.map((one) => one.number)
}

/** Any filter over what a population has: values that occur in it, and some that do not. */
function filters({ groups, stubs, people }: Population): fc.Arbitrary<PersonFilter> {
  const pairs = fc.tuple(fields, fc.nat(people.length - 1)).map(([field, at]) => pairOf(field, people[at]!))
  const labels = textMatches(fc.oneof(fc.constantFrom(...labelKeys), text))
  const oid = textMatches(fc.constantFrom(...groups.map((one) => one.oid), 'x'))
  const code = textMatches(fc.constantFrom(...[...groups, ...stubs].map((one) => one.code), 'x'))
  const numbers = fc.array(fc.integer({ min: 0, max: groups.length + 2 }), { maxLength: 4 })
  const among = fc.constantFrom<Filter | undefined>(undefined, {
    is: 'like',
    field: 'name',
    pattern: '*a*',
    folded: true,
  })
  const condition = fc.oneof(
    fc.constantFrom<PersonFilter>(ALL, NONE),
    fc.tuple(pairs, fc.constantFrom('<', '=', '>')).map(([pair, sign]) => ({
      is: 'compare',
      with: sign,
      ...pair,
    })),
    fc.array(pairs, { maxLength: 4 }).map((some) => membership(some)),
    fc.record({ field: textFields, folded: fc.boolean(), pattern: text })
      .map((one) => ({ is: 'like', ...one, pattern: one.folded ? fold(one.pattern) : one.pattern })),
    fc.record({
      is: fc.constant('text'),
      field: textFields,
      at: fc.constantFrom('whole', 'start', 'end', 'anywhere'),
      text,
      folded: fc.boolean(),
    }),
    fc.record({ is: fc.constant('part'), field: fields, at: fc.constantFrom('start', 'anywhere'), text }),
    fc.record({ is: fc.constant('has-label'), key: labels, value: labels }),
    fc.record({
      groups: fc.oneof(numbers, fc.record({ oid }), fc.record({ code })),
      above: fc.boolean(),
      stubs: fc.boolean(),
      among,
    })
      .map(({ among, ...one }) => ({ is: 'in-group', ...one, ...(among && { among }) })),
    fc.tuple(fc.boolean(), among)
      .map(([stubs, one]) => ({ is: 'in-no-group', stubs, ...(one && { among: one }) })),
  ) as fc.Arbitrary<PersonFilter>
  const { tree } = fc.letrec<{ tree: PersonFilter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 4, arbitrary: condition },
      { weight: 1, arbitrary: fc.record({ is: fc.constant('not'), of: tie('tree') }) },
      {
        weight: 1,
        arbitrary: fc.record({
          is: fc.constantFrom('and', 'or'),
          of: fc.array(tie('tree'), { maxLength: 3 }),
        }),
      },
    ) as fc.Arbitrary<PersonFilter>,
  }))
  return tree
}

interface Pair {
  readonly field: PersonField
  readonly value: string | number | boolean | null
}

/** A field with a value that a person has there; what is no value counts as none. */
function pairOf(field: PersonField, person: Person): Pair {
  const value = personValue(person, field)
  return { field, value: isComparable(value) ? value : null }
}

function isComparable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** The pairs of the first one's field, as one membership. */
function membership(pairs: readonly Pair[]): PersonFilter {
  const field = pairs[0]?.field ?? 'number'
  const values = pairs.filter((one) => one.field === field).map((one) => one.value)
  return { is: 'in', field, values: values.filter((value) => value !== null && typeof value !== 'boolean') }
}

contract('any filter of people finds and counts what a naive matcher finds', async (scene) => {
  const population = await populate(scene, { count: 50, seed: 853101 })
  let found = 0
  await fc.assert(
    fc.asyncProperty(filters(population), async (filter) => {
      const expected = population.people.filter((one) => matchesPerson(filter, one, population))
      assert.deepEqual(await numbersOf(scene, filter), expected.map((one) => one.number))
      assert.equal(await read(scene, (tx) => tx.countPeople(filter)), expected.length)
      if (expected.length > 0 && expected.length < population.people.length) found++
    }),
    { numRuns: tries(scene, 4000), seed: 853102 },
  )
  assert.ok(found > tries(scene, 1000), `${found} filters were telling`)
})

const orders: fc.Arbitrary<PersonOrder[]> = fc.tuple(
  fc.array(
    fc.record(
      { field: fields, descending: fc.boolean(), absent: fc.constantFrom<number | ''>(0, 1, '') },
      { requiredKeys: ['field'] },
    ).map((one) => fitting(one)),
    { maxLength: 2 },
  ),
  fc.boolean(),
).map(([some, descending]) => [...some, { field: 'number', descending }])

/** What stands for nothing is of the field's own type. */
function fitting({ absent, ...order }: PersonOrder): PersonOrder {
  if (absent === undefined || typeof order.field === 'string' && typeof absent === 'number') return order
  return { ...order, absent }
}

contract(
  'pages of people by key and by offset are those of sorting in memory, in any order',
  async (scene) => {
    const { people } = await populate(scene, { count: 40, seed: 853103 })
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 45 }), async (order, limit) => {
        const expected = sortedBy(people, order, personValue).map((one) => one.number)
        for (const by of ['key', 'offset'] as const) {
          const found: Person[] = []
          for (;;) {
            const after = by === 'key' ? found.at(-1) : undefined
            const start = by === 'offset' ? { offset: found.length } : after ? { after } : {}
            const query = { filter: ALL, state: 'live', order, limit, ...start } as const
            const page = await read(scene, (tx) => tx.people(query))
            found.push(...page)
            if (page.length < limit) break
          }
          assert.deepEqual(found.map((one) => one.number), expected, by)
        }
      }),
      { numRuns: tries(scene, 200), seed: 853104 },
    )
  },
)

contract(
  'a page of people has their groups as far as these may be seen, and conditions see no more',
  async (scene) => {
    const population = await populate(scene, { count: 30, seed: 853105 })
    const filter: Filter = { is: 'compare', field: 'number', with: '<', value: 20 }
    const order = [{ field: 'email', absent: '' }, { field: 'oid' }] as const
    for (const sees of [ALL, filter]) {
      const principal = { ...scene.principal, sees }
      const visible = population.groups.filter((group) => matches(sees, group, population))
      const page = { order, limit: 100, groups: true }
      const { people, total } = await pagePeople(scene.store, principal, page)
      assert.deepEqual(
        people.map(({ person }) => person),
        sortedBy(population.people, order, personValue),
      )
      assert.equal(total, population.people.length)
      let shown = 0
      for (const { person, groups } of people) {
        const own = visible.filter(({ number }) =>
          population.members.get(number)?.has(`person ${person.number}`)
        )
        assert.deepEqual(
          new Map(groups.map((one) => [one.number, one])),
          new Map(own.map((group) => [group.number, linkOf(population, group.number)])),
        )
        shown += groups.length
      }
      assert.ok(shown > 10)
      const inNone = await pagePeople(scene.store, principal, { ...page, filter: { is: 'in-no-group' } })
      assert.equal(inNone.total, people.filter(({ groups }) => groups.length === 0).length)
      for (const numbers of [[25], [3, 25], [30]]) {
        const condition: PersonFilter = {
          is: 'not',
          of: { is: 'not', of: { is: 'in-group', groups: numbers } },
        }
        const found = await pagePeople(scene.store, principal, { ...page, filter: condition })
        const expected = people.filter(({ groups }) => groups.some((one) => numbers.includes(one.number)))
        assert.deepEqual(found.people, expected)
      }
    }
  },
)

function linkOf(population: Population, number: number): unknown {
  const group = population.groups.find((one) => one.number === number)!
  const { uuid, oid, code, name } = group
  return { number, uuid, oid, code, name, parentOid: pathOf(population, group).at(-1)?.oid ?? null }
}

contract('data is searched without case, its keys are not, and dots in keys are no steps', async (scene) => {
  const all = [
    { givenName: 'Änne', labels: { 'a.b': 'X' } },
    { givenName: 'A\u0308NNE', GIVENNAME: 'other', a: { b: 'y' } },
    { GivenName: 'änne', labels: { A: 'x' } },
    { givenName: 5, 'a.b': 'x' },
    {},
  ]
  for (const data of all) await createPerson(scene.store, scene.principal, { data })
  const givenName = { in: 'data', path: ['givenName'] } as const
  const whole = { is: 'text', at: 'whole', field: givenName, text: 'ÄNNE' } as const
  for (
    const [filter, numbers] of [
      [{ ...whole, folded: true }, [1, 2]],
      [{ ...whole, folded: false }, []],
      [{ ...whole, folded: false, text: 'Änne' }, [1]],
      [{ is: 'compare', field: givenName, with: '=', value: 5 }, [4]],
      [{ is: 'compare', field: givenName, with: '=', value: '5' }, []],
      [{ is: 'compare', field: givenName, with: '=', value: null }, [3, 5]],
      [{ is: 'compare', field: { in: 'data', path: ['a', 'b'] }, with: '>', value: '' }, [2]],
      [{ is: 'compare', field: { in: 'data', path: ['a.b'] }, with: '>', value: '' }, [4]],
      [{ is: 'compare', field: { in: 'data', path: ['labels', 'a.b'] }, with: '=', value: 'X' }, [1]],
      [{ is: 'compare', field: { in: 'data', path: [] }, with: '=', value: null }, []],
      [{ is: 'compare', field: { in: 'data', path: ['\ud800'] }, with: '=', value: null }, range(5)],
      [{ is: 'compare', field: { in: 'data', path: ['a\0'] }, with: '=', value: 'x' }, []],
      [{ is: 'has-label', key: 'a', value: null }, []],
      [{ is: 'has-label', key: null, value: { in: ['x', 'X'] } }, [1, 3]],
    ] as const
  ) assert.deepEqual(await numbersOf(scene, filter), numbers, JSON.stringify(filter))
})

contract('refuses a filter of people with too many parts', async (scene) => {
  const many = range(500)
  for (
    const filter of [
      { is: 'in-group', groups: many },
      { is: 'in-group', groups: { oid: { in: many.map(String) } } },
      { is: 'has-label', key: { in: many.map(String) }, value: null },
      { is: 'in', field: 'number', values: many },
    ] as const
  ) await refused('too_large', numbersOf(scene, filter))
})
