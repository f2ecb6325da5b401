import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  ALL,
  type Filter,
  filterDepthMax,
  filterPartsMax,
  type GroupField,
  type JsonField,
  NONE,
} from '../../src/core/filter.ts'
import type { Group } from '../../src/core/group.ts'
import { MEMBER_KINDS, REFERRING_KINDS } from '../../src/core/member.ts'
import { pageMax } from '../../src/core/store.ts'
import { fold } from '../../src/core/text.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { compare, matches, valueOf } from './matcher.ts'
import { labelKeys, paths, populate, type Population, text, textMatches } from './population.ts'
import { contract, group, range, read, refused, type Scene, tries } from './suite.ts'

const FIELDS: readonly GroupField[] = [
  'number',
  'uuid',
  'oid',
  'code',
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
  ...MEMBER_KINDS.map((kind) => `count.${kind}` as const),
]

/** The numbers of the live groups that match. */
async function numbersOf(scene: Scene, filter: Filter): Promise<number[]> {
  const order = [{ field: 'number' }] as const
  const groups = await read(scene, (tx) => tx.groups({ filter, state: 'live', order, limit: pageMax }))
  return groups.map((one) => one.number)
}

/** Any filter over what a population has: values that occur in it, and some that do not. */
function filters({ groups, oids }: Population): fc.Arbitrary<Filter> {
  const numbers = fc.integer({ min: 0, max: groups.length + 1 })
  const fields = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...FIELDS) },
    { weight: 1, arbitrary: paths.map((path) => ({ in: 'extras' as const, path: ['v', ...path] })) },
  )
  const pairs = fc.tuple(fields, fc.nat(groups.length - 1)).map(([field, at]) => pairOf(field, groups[at]!))
  const like = fc.record({ field: fc.constantFrom('name', 'slug'), folded: fc.boolean(), pattern: text })
  const some = textMatches(fc.constantFrom(...oids.values(), ...groups.map((one) => one.oid), 'x'))
  const labels = textMatches(fc.oneof(fc.constantFrom(...labelKeys), text))
  const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Filter>(ALL, NONE),
      fc.tuple(pairs, fc.constantFrom('<', '=', '>')).map(([pair, sign]) => ({
        is: 'compare',
        with: sign,
        ...pair,
      })),
      fc.array(pairs, { maxLength: 4 }).map((some) => membership(some)),
      like.map((one) => ({ is: 'like', ...one, pattern: one.folded ? fold(one.pattern) : one.pattern })),
      fc.record({ is: fc.constant('has-member'), kind: fc.constantFrom(...REFERRING_KINDS), ref: numbers }),
      fc.record({ is: fc.constant('below'), group: numbers }),
      fc.record({
        is: fc.constant('has-member-with'),
        kind: fc.constantFrom(...REFERRING_KINDS),
        oid: some,
      }),
      fc.record({ is: fc.constantFrom('has-parent', 'has-ancestor'), oid: some }),
      fc.record({ is: fc.constant('has-label'), key: labels, value: labels }),
      fc.record({
        is: fc.constant('text'),
        field: fc.constantFrom('name', 'slug'),
        at: fc.constantFrom('whole', 'start', 'end', 'anywhere'),
        text,
        folded: fc.boolean(),
      }),
      fc.record({ is: fc.constant('part'), field: fields, at: fc.constantFrom('start', 'anywhere'), text }),
      fc.record({ is: fc.constant('not'), of: tie('tree') }),
      fc.record({ is: fc.constantFrom('and', 'or'), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    ) as fc.Arbitrary<Filter>,
  }))
  return tree
}

/** A field with a value that a group has there; what is no value counts as none. */
function pairOf(field: GroupField | JsonField<'extras'>, group: Group): Pair {
  const value = valueOf(group, field)
  return { field, value: isComparable(value) ? value : null }
}

function isComparable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

interface Pair {
  readonly field: GroupField | JsonField<'extras'>
  readonly value: string | number | boolean | null
}

/** The pairs of the first one's field, as one membership. */
function membership(pairs: readonly Pair[]): Filter {
  const field = pairs[0]?.field ?? 'number'
  const values = pairs.filter((one) => one.field === field).map((one) => one.value)
  return { is: 'in', field, values: values.filter((value) => value !== null && typeof value !== 'boolean') }
}

contract('any filter finds and counts what a naive matcher finds', async (scene) => {
  const population = await populate(scene, { count: 60, seed: 853001 })
  let found = 0
  await fc.assert(
    fc.asyncProperty(filters(population), async (filter) => {
      const expected = population.groups.filter((one) => matches(filter, one, population))
      assert.deepEqual(await numbersOf(scene, filter), expected.map((one) => one.number))
      assert.equal(await read(scene, (tx) => tx.countGroups(filter)), expected.length)
      if (expected.length > 0 && expected.length < population.groups.length) found++
    }),
    { numRuns: tries(scene, 4000), seed: 853002 },
  )
  assert.ok(found > tries(scene, 1000), `${found} filters were telling`)
})

contract('each field compares with each value that occurs by bytes or by size', async (scene) => {
  const { groups } = await populate(scene, { count: 20, seed: 853003 })
  for (const field of FIELDS) {
    for (const value of new Set(groups.map((one) => valueOf(one, field)))) {
      if (value === null) continue
      for (const [sign, expected] of [['<', -1], ['=', 0], ['>', 1]] as const) {
        const numbers: number[] = groups.filter((one) => {
          const own = valueOf(one, field)
          return own !== null && Math.sign(compare(own, value)) === expected
        }).map((one) => one.number)
        const filter: Filter = { is: 'compare', field, with: sign, value: value as string | number }
        assert.deepEqual(await numbersOf(scene, filter), numbers, `${field} ${sign} ${value}`)
      }
    }
  }
})

contract('null compares only with `=`, and `not` holds where there is no value', async (scene) => {
  await group(scene, { name: 'a', description: 'x' })
  await group(scene, { name: 'b' })
  const compared = (sign: '<' | '=' | '>', value: string | null) =>
    ({ is: 'compare', field: 'description', with: sign, value }) as const
  for (
    const [filter, numbers] of [
      [compared('=', null), [2]],
      [compared('<', null), []],
      [compared('>', null), []],
      [compared('<', 'y'), [1]],
      [{ is: 'not', of: compared('<', 'y') }, [2]],
      [{ is: 'not', of: compared('=', 'x') }, [2]],
      [{ is: 'not', of: compared('=', null) }, [1]],
      [{ is: 'not', of: { is: 'in', field: 'description', values: ['x'] } }, [2]],
      [{ is: 'not', of: { is: 'like', field: 'slug', pattern: '*', folded: false } }, [1, 2]],
      [{ is: 'not', of: { is: 'has-label', key: 'k', value: 'v' } }, [1, 2]],
      [{ is: 'in', field: 'name', values: [] }, []],
      [{ is: 'and', of: [] }, [1, 2]],
      [{ is: 'or', of: [] }, []],
    ] as const
  ) {
    assert.deepEqual(await numbersOf(scene, filter), numbers, JSON.stringify(filter))
  }
})

contract('a pattern is literal but for two wildcards, and a folded one is without case', async (scene) => {
  const names = [
    '100%',
    '100x',
    'a_b',
    'axb',
    'a\\b',
    '[a]',
    'a',
    'ÄRGER',
    'ärger',
    'A\u0308rger',
    '🙂🙂',
    '*',
  ]
  for (const name of names) await group(scene, name)
  for (
    const [pattern, folded, expected] of [
      ['100%', false, ['100%']],
      ['100?', false, ['100%', '100x']],
      ['a_b', false, ['a_b']],
      ['a?b', false, ['a_b', 'axb', 'a\\b']],
      ['a\\b', false, ['a\\b']],
      ['[a]', false, ['[a]']],
      ['A', false, []],
      ['A', true, ['a']],
      ['a', true, ['a']],
      ['Ä*', false, ['ÄRGER']],
      ['Ä*', true, ['ÄRGER', 'ärger', 'A\u0308rger']],
      ['ärGER', true, ['ÄRGER', 'ärger', 'A\u0308rger']],
      ['a\u0308rger', true, ['ÄRGER', 'ärger', 'A\u0308rger']],
      ['??', false, ['🙂🙂']],
      ['', false, []],
      ['*', false, names],
      ['**', true, names],
    ] as const
  ) {
    const found = await numbersOf(scene, { is: 'like', field: 'name', pattern, folded })
    assert.deepEqual(found.map((number) => names[number - 1]), expected, `${pattern} folded: ${folded}`)
  }
})

contract('a long pattern is answered or refused, and breaks nothing', async (scene) => {
  await group(scene, 'a'.repeat(1000))
  for (
    const [pattern, expected] of [
      ['a'.repeat(1000), 1],
      ['a*'.repeat(200), 1],
      [`${'*a'.repeat(200)}b`, 0],
      [`*${'b'.repeat(60000)}`, 0],
      ['?%'.repeat(60000), 0],
    ] as const
  ) {
    const filter = { is: 'like', field: 'name', pattern, folded: false } as const
    const found = await read(scene, (tx) => tx.countGroups(filter))
      .catch((error) => refused('too_large', Promise.reject(error)).then(() => 0))
    assert.equal(found, expected)
  }
})

contract('what no text can hold matches nothing', async (scene) => {
  for (const name of ['a', 'a\ufffd', 'ab']) await group(scene, name)
  for (const value of ['a\0', 'a\0b', 'a\ud800', '\udc00']) {
    assert.deepEqual(await numbersOf(scene, { is: 'compare', field: 'name', with: '=', value }), [])
    assert.deepEqual(await numbersOf(scene, { is: 'in', field: 'name', values: [value] }), [])
    for (const folded of [false, true]) {
      assert.deepEqual(await numbersOf(scene, { is: 'like', field: 'name', pattern: value, folded }), [])
    }
  }
})

contract('refuses a filter with too many parts or too deep a one', async (scene) => {
  await group(scene, 'a')
  const part = { is: 'compare', field: 'rank', with: '=', value: 1 } as const
  const deep = (depth: number): Filter => range(depth).reduce<Filter>((of) => ({ is: 'not', of }), part)
  const wide = (width: number): Filter => ({ is: 'or', of: range(width).map(() => part) })
  const many = (count: number): Filter => ({ is: 'in', field: 'number', values: range(count) })
  assert.deepEqual(await numbersOf(scene, deep(filterDepthMax)), [])
  assert.deepEqual(await numbersOf(scene, wide(filterPartsMax - 1)), [])
  assert.deepEqual(await numbersOf(scene, many(filterPartsMax - 1)), [1])
  for (const filter of [deep(filterDepthMax + 1), wide(filterPartsMax), many(filterPartsMax)]) {
    await refused('too_large', numbersOf(scene, filter))
    await refused('too_large', read(scene, (tx) => tx.countGroups(filter)))
  }
})

contract('a driver keeps a bounded number of prepared statements, whatever is asked', async (scene) => {
  await group(scene, 'a')
  for (const width of range(400)) {
    for (const field of ['number', 'name', 'rank'] as const) {
      const value = field === 'name' ? 'a' : 1
      await numbersOf(scene, { is: 'in', field, values: range(width).map(() => value) })
    }
  }
  const kept = scene.opened.driver.statements().length
  assert.ok(kept <= 1000, `${kept} statements`)
})

contract('a filter finds live groups, or those in the trash where they are asked for', async (scene) => {
  for (const name of ['a', 'b', 'a']) await group(scene, name)
  await trashGroup(scene.store, scene.principal, { number: 3 })
  const filter = { is: 'compare', field: 'name', with: '=', value: 'a' } as const
  assert.deepEqual(await numbersOf(scene, filter), [1])
  assert.equal(await read(scene, (tx) => tx.countGroups(filter)), 1)
  const query = { filter, state: 'trashed', order: [{ field: 'number' }], limit: 10 } as const
  assert.deepEqual((await read(scene, (tx) => tx.groups(query))).map((one) => one.number), [3])
})
