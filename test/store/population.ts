import fc from 'fast-check'
import { changeGroup } from '../../src/core/groups.ts'
import type { Group, NewGroup } from '../../src/core/group.ts'
import type { NewMember, ReferringKind } from '../../src/core/member.ts'
import { createType } from '../../src/core/types.ts'
import { ALL } from '../../src/core/filter.ts'
import { pageMax } from '../../src/core/store.ts'
import { group, read, type Scene } from './suite.ts'

/** What was put into a directory, for the naive answers. */
export interface Population {
  readonly groups: readonly Group[]
  /** By a group's number, what it was told to hold: `kind ref`. */
  readonly members: ReadonlyMap<number, ReadonlySet<string>>
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
export const labelKeys = ['a', 'A', 'x.y', '$', '"', "'", '\\', 'a b', '', '🙂', '\u0001', '0', '[0]']
const times = fc.integer({ min: 1, max: 9 }).map((step) => step * 1000)

const fields: fc.Arbitrary<NewGroup> = fc.record({
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
  const groups = await read(
    scene,
    (tx) => tx.groups({ filter: ALL, state: 'live', order: [{ field: 'number' }], limit: pageMax }),
  )
  return { groups, members: await membersOf(scene, groups) }
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
