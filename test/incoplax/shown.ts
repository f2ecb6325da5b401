import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { createPerson } from '../../src/core/people.ts'
import { pageMax } from '../../src/core/store.ts'
import { contactToCombined, groupToCombined } from '../../src/dialects/incoplax/combined.ts'
import * as contact from '../../src/dialects/incoplax/contact.ts'
import * as resource from '../../src/dialects/incoplax/resource.ts'
import { text } from '../store/population.ts'
import { group, membersOf, read, type Scene } from '../store/suite.ts'

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 3 })
export const seeded = { seed: 20190829 }

const steps = fc.integer({ min: 0, max: 60 })
const values: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom(-1, 0, 1, 2.5, 2 ** 53) },
  { weight: 2, arbitrary: fc.constantFrom(true, false) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, [], ['a'], {}) },
)
const ext: fc.Arbitrary<JsonObject> = fc.record({
  'origin': values,
  'a.b': values,
  'a': fc.oneof(values, fc.record({ b: values }, { noNullPrototype: true })),
}, { requiredKeys: [], noNullPrototype: true })
const extras = ext.map((own) => ({ incoplax: { ext: own } }))
const CODES = ['1', '01', '10', 'a', 'A', 'gro', 'group#1', '#', 'up#x', 'é', '🙂']

const groups = fc.record({
  name: text.map((one) => `n${one}`),
  shortName: text,
  title: text,
  description: nullable(text),
  rank: nullable(fc.constantFrom(-1, 0, 999, 1000, 1001)),
  createdAt: steps,
  extras,
})

/** People whose data holds such texts. What somebody else has written there may be of another type. */
function peopleWith(texts: fc.Arbitrary<Json>) {
  const some = (model: Record<string, fc.Arbitrary<Json>>) =>
    fc.record(model, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>
  return fc.record({
    displayName: text.map((one) => `d${one}`),
    phone: fc.constantFrom('', '1', '11', '01', '+49 1'),
    email: nullable(text),
    createdAt: steps,
    extras,
    data: some({
      department: texts,
      photo: texts,
      comment: texts,
      rank: nullable(fc.constantFrom<Json>(0, 1, 1000, 2.5)),
      numbers: some({ local: texts, room2: texts }),
      emails: fc.oneof(some({ email2: texts }), texts),
    }),
  })
}

/** People of whom all is of the type that it should be. */
export const tidy = peopleWith(text)
const untidy = peopleWith(fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: values }))

/** What a directory shows of all its groups and contacts. */
export interface Shown {
  readonly groups: readonly object[]
  readonly contacts: readonly object[]
  readonly combinedGroups: readonly object[]
  readonly combinedContacts: readonly object[]
}

export const byNumber = [{ field: 'number' }] as const

/** Makes a directory whose times are so many milliseconds apart: of less than ten the last digit is not shown. */
export async function populate(scene: Scene, { stepMs = 7, people = untidy } = {}): Promise<Shown> {
  const timed = <T extends { readonly createdAt: number }>(fields: T): T => {
    return { ...fields, createdAt: Date.UTC(2026, 0, 1) + fields.createdAt * stepMs }
  }
  const { store, principal } = scene
  const codes = fc.subarray([...CODES, 'stub', 'none'], { maxLength: 4 })
  const coded = new Map<number, readonly { readonly code: string }[]>()
  for (const [at, one] of fc.sample(fc.tuple(people, codes), { numRuns: 40, ...seeded }).entries()) {
    const [fields, list] = one
    const linked = list.filter((code) => code !== 'none').map((code) => ({ code }))
    const { number } = await createPerson(store, principal, { ...timed(fields), number: at + 1 }, {
      groups: linked,
    })
    coded.set(number, linked)
  }
  for (const [at, fields] of fc.sample(groups, { numRuns: CODES.length, ...seeded }).entries()) {
    await group(scene, { ...timed(fields), code: CODES[at]! }, {
      add: at % 3 === 0 ? [{ kind: 'person', ref: { number: 900 + at } }] : [],
    })
  }
  await group(scene, 'empty')
  const query = { filter: { is: 'all' }, state: 'live', order: byNumber, limit: pageMax } as const
  const live = await read(scene, (tx) => tx.groups(query))
  const members = await Promise.all(live.map(({ number }) => membersOf(scene, number, 'person')))
  const all = await read(scene, (tx) => tx.people(query))
  return {
    groups: live.map((one, at) => resource.toWire(one, members[at]!.map(({ ref }) => ref!))),
    contacts: all.map((one) => contact.toWire(one, coded.get(one.number) ?? [])),
    combinedGroups: live.map(groupToCombined),
    combinedContacts: all.map(contactToCombined),
  }
}
