import fc from 'fast-check'
import { changeGroup } from '../../src/core/groups.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { GroupReference } from '../../src/core/memberships.ts'
import { createPerson } from '../../src/core/people.ts'
import type { NewPerson, Person } from '../../src/core/person.ts'
import { trashGroup } from '../../src/core/trash.ts'
import type { Group, NewGroup } from '../../src/core/group.ts'
import type { NewMember, ReferringKind } from '../../src/core/member.ts'
import { createType } from '../../src/core/types.ts'
import { ALL, type TextMatch } from '../../src/core/filter.ts'
import { pageMax } from '../../src/core/store.ts'
import { runScript } from '../databases.ts'
import { group, read, type Scene } from './suite.ts'

/** What was put into a directory, for the naive answers. */
export interface Population {
  readonly groups: readonly Group[]
  /** Groups that have only been named yet. */
  readonly stubs: readonly Group[]
  readonly people: readonly Person[]
  /** By a group's number, what it was told to hold: `kind ref`. */
  readonly members: ReadonlyMap<number, ReadonlySet<string>>
  /** The oid of each `kind ref`. */
  readonly oids: ReadonlyMap<string, string>
}

/** Characters that databases, globs and orders trip over: wildcards, escapes, both sides of the surrogates, marks. */
const CHARACTERS = [
  'a',
  'A',
  'b',
  'Z',
  '%',
  '_',
  '\\',
  '[',
  ']',
  '*',
  '?',
  "'",
  '"',
  ' ',
  '\n',
  'ä',
  'Ä',
  'ß',
]
const RARE = [
  '\u0301',
  'İ',
  'ı',
  'Σ',
  'ς',
  '\uffff',
  '\ue000',
  '🙂',
  '\u{10ffff}',
  '日',
  '\u0001',
  '\ud7ff',
  '$',
  '.',
]

/** A short text of few characters, so that texts collide and patterns match. */
export const text: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'b') },
    { weight: 2, arbitrary: fc.constantFrom(...CHARACTERS) },
    { weight: 1, arbitrary: fc.constantFrom(...RARE) },
  ),
  maxLength: 5,
})

const some = text.filter((one) => one !== '')
const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 2 })
/** No key is one character that JSON escapes: V8 15.0 reads `{"a":1,"\n":2}` wrong after `{"a":1,"\\":2}`. */
export const labelKeys = [
  'a',
  'A',
  'x.y',
  '$',
  '"q"',
  "'",
  '\\\\',
  'a b',
  '',
  '🙂',
  '\u0001\n',
  '0',
  '[0]',
]
const times = fc.integer({ min: 1, max: 9 }).map((step) => step * 1000)

const keys = fc.constantFrom(...labelKeys)
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom(-1, 0, 1, 1.5, 1e21, 2 ** 53) },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, '0', '1', []) },
)

/** JSON of one or two levels, whose keys need care in a path. */
export const bags: fc.Arbitrary<JsonObject> = fc.dictionary(
  keys,
  fc.oneof({ weight: 3, arbitrary: value }, {
    weight: 1,
    arbitrary: fc.dictionary(keys, value, { maxKeys: 3 }),
  }),
  { maxKeys: 5 },
)

/** Ways into such a bag, and past it. */
export const paths: fc.Arbitrary<string[]> = fc.array(keys, { minLength: 1, maxLength: 3 })

/** Any match of texts. */
export function textMatches(of: fc.Arbitrary<string>): fc.Arbitrary<TextMatch> {
  const list = fc.array(of, { maxLength: 3 })
  return fc.oneof(
    { weight: 3, arbitrary: of },
    { weight: 2, arbitrary: fc.constant(null) },
    list.map((all) => ({ in: all })),
    list.map((all) => ({ notIn: all })),
    of.map((before) => ({ before })),
    of.map((behind) => ({ behind })),
  )
}

const people: fc.Arbitrary<NewPerson> = fc.record({
  displayName: text,
  phone: fc.constantFrom('', '1', '12', '+49 151 1'),
  email: nullable(text.map((one) => `${one}@x`)),
  data: fc.oneof(
    bags,
    fc.record({ labels: fc.oneof(fc.dictionary(keys, text, { maxKeys: 4 }), bags, value), a: value }),
  ),
  extras: fc.record({ v: bags }, { requiredKeys: [] }),
  createdAt: times,
})

const fields: fc.Arbitrary<NewGroup> = fc.record({
  extras: fc.record({ v: bags }, { requiredKeys: [] }),
  name: some,
  shortName: text,
  title: text,
  description: nullable(text),
  rank: nullable(fc.integer({ min: -3, max: 3 })),
  type: nullable(fc.constantFrom(1, 2)),
  labels: fc.dictionary(fc.constantFrom(...labelKeys), text, { maxKeys: 4 }),
  expiresAt: nullable(times.map((time) => time + Date.UTC(2030, 0))),
  createdAt: times,
})

const references: fc.Arbitrary<NewMember> = fc.tuple(
  fc.constantFrom<ReferringKind>('person', 'device', 'endpoint'),
  fc.integer({ min: 1, max: 4 }),
).map(([kind, at]) => ({
  kind,
  ref: kind === 'person' ? { number: at } : { oid: String(at).padStart(24, '0') },
}))
const phones: fc.Arbitrary<NewMember> = fc.constantFrom('1', '2', '3').map((name) => ({
  kind: 'phone',
  name,
}))

/** Fills a scene's directory with groups of all shapes: nested, labelled, with members, in the trash. */
export async function populate(
  scene: Scene,
  { count, seed }: { count: number; seed: number },
): Promise<Population> {
  for (const name of ['one', 'two']) await createType(scene.store, scene.principal, name)
  const seeds = fc.sample(fc.tuple(fields, fc.array(fc.oneof(references, phones), { maxLength: 4 })), {
    numRuns: count,
    seed,
  })
  const parents = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    numRuns: count,
    seed,
  })
  for (const [at, [one, add]] of seeds.entries()) {
    // Every second group lies in an earlier one, so that the tree is deep and wide.
    const parent = at % 2 === 1 ? 1 + Math.floor(parents[at]! * at) : null
    await group(scene, { ...one, parent, ...(at % 3 === 0 ? { slug: `Slug-${at}` } : {}) }, { add })
  }
  await contain(scene, count)
  await settle(scene, { count, seed })
  // PostgreSQL counts its rows by itself only by and by, and plans badly until then; SQLite has figures of ours.
  if (scene.opened.driver.name === 'postgres') await runScript(scene.opened.database, 'analyze')
  const groups = await read(
    scene,
    (tx) => tx.groups({ filter: ALL, state: 'live', order: [{ field: 'number' }], limit: pageMax }),
  )
  const people = await read(
    scene,
    (tx) => tx.people({ filter: ALL, state: 'live', order: [{ field: 'number' }], limit: pageMax }),
  )
  const stub = await read(scene, (tx) => tx.group({ code: stubCode }))
  const stubs = stub ? [stub] : []
  const members = await membersOf(scene, [...groups, ...stubs])
  return { groups, stubs, people, members, oids: await oidsOf(scene, members) }
}

/** A code that people have and no group. */
const stubCode = 'stub'

/**
 * Makes people, two of whom others have named before, and puts them into groups, of which one is in the trash and one has
 * only been named yet.
 */
async function settle(scene: Scene, { count, seed }: { count: number; seed: number }): Promise<void> {
  const { store, principal } = scene
  const trashed = await group(scene, 'trashed')
  const numbers = fc.integer({ min: 1, max: count }).map((number) => ({ number }))
  const lists = fc.uniqueArray(numbers, { maxLength: 3, selector: (one) => one.number })
  for (const [at, [one, groups]] of fc.sample(fc.tuple(people, lists), { numRuns: count, seed }).entries()) {
    const named: readonly GroupReference[] = at % 7 === 0 ? [{ code: stubCode }, ...groups] : groups
    const joined = at % 5 === 0 ? [...named, { number: trashed.number }] : named
    const signedIn = at % 4 === 0 ? { userName: `user-${at}` } : {}
    await createPerson(store, principal, { ...one, ...signedIn, number: at + 3 }, { groups: joined })
  }
  await trashGroup(store, principal, { number: trashed.number })
}

async function oidsOf(
  scene: Scene,
  members: ReadonlyMap<number, ReadonlySet<string>>,
): Promise<Map<string, string>> {
  const oids = new Map<string, string>()
  for (const member of new Set(Array.from(members.values()).flatMap((some) => [...some]))) {
    const [kind, ref] = member.split(' ') as [ReferringKind, string]
    const key = { number: Number(ref) }
    const held = await read<{ oid: string } | undefined>(
      scene,
      (tx) => kind === 'group' ? tx.group(key) : kind === 'person' ? tx.person(key) : tx.thing(kind, key),
    )
    oids.set(member, held!.oid)
  }
  return oids
}

/** Contains some groups a second time, in groups that are not their homes. */
async function contain({ store, principal }: Scene, count: number): Promise<void> {
  for (let number = 2; number < count; number += 7) {
    const ref = { number: Math.min(count, number + 5) }
    await changeGroup(store, principal, { number }, { edit: () => ({ add: [{ kind: 'group', ref }] }) })
      .catch(() => {})
  }
}

async function membersOf(scene: Scene, groups: readonly Group[]): Promise<Map<number, Set<string>>> {
  const held = new Map<number, Set<string>>()
  for (const { number } of groups) {
    const members = await Promise.all(
      (['person', 'device', 'endpoint', 'group'] as const).map((kind) =>
        read(scene, (tx) => tx.members({ group: number, kind, limit: pageMax }))
      ),
    )
    held.set(number, new Set(members.flat().map(({ kind, ref }) => `${kind} ${ref}`)))
  }
  return held
}
