import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { pageGroupsWith } from '../../src/core/details.ts'
import { findDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { fold } from '../../src/core/text.ts'
import { decodeGroupQuery } from '../../src/dialects/losant/query.ts'
import { DETAILS, type ExperienceGroup, toWire } from '../../src/dialects/losant/resource.ts'
import { startMuster } from '../support.ts'
import { APPLICATION, idOf, NOW } from './client.ts'

const NAMES = ['Ann', 'ann', 'ANN 2', 'Größe', 'größe', 'a*b', 'a%b', 'ΟΔΟΣ', 'οδος', ' ', '🙂']
const GROUP_COUNT = 24
const members = Array.from({ length: 4 }, (_, index) => idOf(index + 1))

/** What the specification says of a query, over what is shown of a group. spec/losant.md §8.4 */
function matches(query: Record<string, unknown>, group: ExperienceGroup): boolean {
  return Object.entries(query).every(([key, value]) => {
    const parts = () => (value as Record<string, unknown>[]).map((part) => matches(part, group))
    switch (key) {
      case '$and':
        return parts().every(Boolean)
      case '$or':
        return parts().length === 0 || parts().some(Boolean)
      case '$nor':
        return parts().length > 0 && !parts().some(Boolean)
      case 'groupTags':
        return hasTags(value, group.groupTags)
      default:
        return operatorsOf(value).every(([operator, operand, folded]) =>
          holds({ operator, operand, folded, of: FIELDS[key]!(group) })
        )
    }
  })
}

type Scalar = string | number | null

/** A field's value, or the list of its values. */
const FIELDS: Record<string, (group: ExperienceGroup) => Scalar | readonly string[]> = {
  id: ({ id }) => id,
  parentId: ({ parentId }) => parentId,
  ancestorId: ({ ancestorIds }) => ancestorIds,
  experienceUserId: ({ experienceUserIds }) => experienceUserIds,
  experienceEndpointId: ({ experienceEndpointIds }) => experienceEndpointIds,
  name: ({ name }) => name,
  creationDate: ({ creationDate }) => Date.parse(creationDate),
  lastUpdated: ({ lastUpdated }) => Date.parse(lastUpdated),
}

function operatorsOf(value: unknown): [string, unknown, boolean][] {
  if (typeof value !== 'object' || value === null) return [['$eq', value, false]]
  const { $ci = false, ...rest } = value as Record<string, unknown>
  return Object.entries(rest).map(([operator, operand]) => [operator, operand, $ci === true])
}

interface Asked {
  readonly operator: string
  readonly operand: unknown
  readonly folded: boolean
  readonly of: Scalar | readonly string[]
}

function holds({ operator, operand, folded, of }: Asked): boolean {
  const values: readonly Scalar[] = Array.isArray(of) ? of : [of as Scalar]
  const isNone = Array.isArray(of) ? of.length === 0 : of === null
  const equals = (wanted: unknown) =>
    wanted === null ? isNone : values.some((value) => order(value, wanted, folded) === 0)
  const stands = (sign: number) => values.some((value) => Math.sign(order(value, operand, false)) === sign)
  switch (operator) {
    case '$eq':
      return equals(operand)
    case '$ne':
      return !equals(operand)
    case '$in':
      return (operand as unknown[]).some(equals)
    case '$nin':
      return !(operand as unknown[]).some(equals)
    case '$lt':
      return stands(-1)
    case '$gt':
      return stands(1)
    case '$lte':
      return stands(-1) || equals(operand)
    case '$gte':
      return stands(1) || equals(operand)
    default:
      return values.some((value) =>
        typeof value === 'string' && isFound({ operator, operand, folded, value })
      )
  }
}

function isFound(
  { operator, operand, folded, value }: Omit<Asked, 'of'> & { readonly value: string },
): boolean {
  const [text, part] = [value, String(operand)].map((one) => folded ? fold(one) : one) as [string, string]
  if (operator === '$startsWith') return text.startsWith(part)
  return operator === '$endsWith' ? text.endsWith(part) : text.includes(part)
}

/** NaN for values that cannot be compared. Ids are compared without case, times as numbers. */
function order(value: Scalar, wanted: unknown, folded: boolean): number {
  if (typeof value === 'number') {
    return value -
      (typeof wanted === 'string' ? Date.parse(wanted) : typeof wanted === 'number' ? wanted : NaN)
  }
  if (typeof value !== 'string' || typeof wanted !== 'string') return NaN
  const isId = /^[0-9a-fA-F]{24}$/.test(wanted)
  const [a, b] = [value, isId ? wanted.toLowerCase() : wanted].map((one) => folded ? fold(one) : one)
  return Buffer.compare(Buffer.from(a!), Buffer.from(b!))
}

function hasTags(asked: unknown, tags: Readonly<Record<string, string>>): boolean {
  if (asked === null) return Object.keys(tags).length === 0
  const fields = asked as Record<string, unknown>
  if ('$eq' in fields) return hasTags(fields['$eq'], tags)
  if ('$ne' in fields) return !hasTags(fields['$ne'], tags)
  if ('$tagKey' in fields || '$tagValue' in fields) {
    return Object.entries(tags).some(([key, value]) =>
      isLike(fields['$tagKey'], key) && isLike(fields['$tagValue'], value)
    )
  }
  return Object.entries(fields).every(([key, wanted]) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined
    if (wanted === null) return value === undefined
    return value === undefined ? Object(wanted).$nin !== undefined : isLike(wanted, value)
  })
}

/** No tag has null; whatever is not asked for may be anything. */
function isLike(wanted: unknown, text: string): boolean {
  if (wanted === undefined) return true
  if (typeof wanted !== 'object' || wanted === null) return wanted === text
  const { $in, $nin } = wanted as { $in?: string[]; $nin?: string[] }
  return $in ? $in.includes(text) : !$nin!.includes(text)
}

function queries(ids: readonly string[], times: readonly number[]): fc.Arbitrary<Record<string, unknown>> {
  const id = fc.constantFrom(...ids, ...ids.map((one) => one.toUpperCase()))
  const idOrNull = fc.oneof({ weight: 4, arbitrary: id }, fc.constant(null))
  const idAsked = fc.oneof(
    idOrNull,
    one(['$eq', '$ne', '$gt', '$lt', '$gte', '$lte'], idOrNull),
    one(['$in', '$nin'], fc.array(id, { maxLength: 4 })),
  )
  const text = fc.oneof(fc.constantFrom(...NAMES, 'x', 'n', 'R'), fc.constantFrom(5, true, null))
  const part = fc.constantFrom(...NAMES, 'n', 'r', 'A', '%', '_', '*')
  const time = fc.oneof(
    fc.constantFrom(...times),
    fc.constantFrom(...times).map((ms) => new Date(ms).toISOString()),
    fc.constantFrom('2022-01-30', 'never', false, times[3]! + 0.5, -1e300),
  )
  const compared = (of: fc.Arbitrary<unknown>) =>
    Object.fromEntries(['$eq', '$ne', '$gt', '$lt', '$gte', '$lte'].map((key) => [key, of]))
  const listed = (of: fc.Arbitrary<unknown>) =>
    fc.array(of.filter((value) => value !== null), { maxLength: 4 })
  const textAsked = fc.oneof(
    text,
    some({
      ...compared(text),
      $startsWith: part,
      $endsWith: part,
      $contains: part,
      $ci: fc.boolean(),
      $in: listed(text),
      $nin: listed(text),
    }),
  )
  const timeAsked = fc.oneof(time, some({ ...compared(time), $in: listed(time), $nin: listed(time) }))
  const fields = {
    id: idAsked,
    parentId: idAsked,
    ancestorId: idAsked,
    experienceUserId: idAsked,
    experienceEndpointId: idAsked,
    name: textAsked,
    creationDate: timeAsked,
    lastUpdated: timeAsked,
    groupTags: tagsAsked,
  }
  const ofDepth = (depth: number): fc.Arbitrary<Record<string, unknown>> => {
    if (depth === 0) return some(fields)
    const parts = fc.array(ofDepth(depth - 1), { maxLength: 3 })
    return some({ ...fields, $and: parts, $or: parts, $nor: parts })
  }
  return ofDepth(3)
}

const tagText = fc.constantFrom('site', 'floor', 'a', 'b', '')
const tagMatch = fc.oneof(
  tagText,
  fc.constant(null),
  one(['$in', '$nin'], fc.array(tagText, { maxLength: 3 })),
)
const tags = fc.oneof(
  fc.constant(null),
  fc.record({ $tagKey: tagMatch }),
  fc.record({ $tagValue: tagMatch }),
  fc.record({ $tagKey: tagMatch, $tagValue: tagMatch }),
  fc.dictionary(fc.constantFrom('site', 'floor', 'other'), tagMatch, { minKeys: 1, noNullPrototype: true }),
)
const tagsAsked = fc.oneof(tags, fc.record({ $eq: tags }), fc.record({ $ne: tags }))

/** An object with one of these keys. */
function one(keys: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.tuple(fc.constantFrom(...keys), value).map(([key, given]) => ({ [key]: given }))
}

/** An object with one, two or three of these keys. */
function some(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.subarray(Object.keys(model), { minLength: 1, maxLength: 3 }).chain((keys) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, model[key]!])), { noNullPrototype: true })
  )
}

Deno.test('losant query: any query finds in the store what it finds among what is shown', async () => {
  await using running = await startMuster({ fixtures: ['losant'], now: NOW })
  const { store, clock } = running
  const principal = operator((await findDirectory(store, { oid: APPLICATION })).id, 'model')
  const numbers: number[] = []
  for (let index = 0; index < GROUP_COUNT; index++) {
    clock.now = NOW + index * 1000
    const parent = index % 3 === 0 ? null : numbers[(index * 7) % index]!
    const { group } = await createGroup(store, principal, {
      name: NAMES[index % NAMES.length]!,
      parent,
      labels: index % 2 === 0
        ? {}
        : { site: index % 4 === 1 ? 'a' : 'b', ...(index % 5 ? {} : { floor: 'a' }) },
    }, {
      add: members.filter((_, at) => (index + at) % 3 === 0).flatMap((oid, at) => [
        { kind: at === 0 ? 'person' as const : 'endpoint' as const, ref: { oid } },
      ]),
    })
    numbers.push(group.number)
  }
  const page = { order: [{ field: 'oid' as const }], limit: 1000 }
  const all = (await pageGroupsWith(store, principal, page, DETAILS)).groups.map((one) =>
    toWire(one, APPLICATION)
  )
  const ids = [...all.map(({ id }) => id), ...members]
  const times = all.map(({ lastUpdated }) => Date.parse(lastUpdated))
  await fc.assert(
    fc.asyncProperty(queries(ids, times), async (query) => {
      const filter = decodeGroupQuery(JSON.stringify(query))
      const { groups } = await pageGroupsWith(store, principal, { ...page, filter }, {})
      const found = groups.map(({ group }) => group.oid)
      assert.deepEqual(found, all.filter((group) => matches(query, group)).map(({ id }) => id))
    }),
    { numRuns: 600 },
  )
})
