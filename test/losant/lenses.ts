import fc from 'fast-check'
import type { Detailed } from '../../src/core/details.ts'
import { changedFields } from '../../src/core/fields.ts'
import type { Group, Selector } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { type ReferringKind, refers } from '../../src/core/member.ts'
import type { PlacedPerson } from '../../src/core/people-queries.ts'
import { blankGroup, blankPerson, blankThing } from '../../src/core/references.ts'
import type { Keys } from '../../src/core/store.ts'
import type { PlacedThing } from '../../src/core/thing-queries.ts'
import * as endpoint from '../../src/dialects/losant/endpoint.ts'
import { encodeInstant, instantOf } from '../../src/dialects/losant/instant.ts'
import * as resource from '../../src/dialects/losant/resource.ts'
import { ENDPOINT_PATCH, GROUP_PATCH, USER_PATCH } from '../../src/dialects/losant/shapes.ts'
import * as user from '../../src/dialects/losant/user.ts'

const APPLICATION = '575ec8687ae143cd83dc4a97'

const oids = fc.integer({ min: 0, max: 30 }).map((number) => number.toString(16).padStart(24, '5'))

/** Any text that a store keeps, of up to `max` UTF-16 units, or of more now and then. */
function texts(max: number, { min = 0, over = 0 } = {}): fc.Arbitrary<string> {
  const character = fc.constantFrom('a', 'Z', '0', ' ', 'ü', '\n', '"', '🙂', '日', '\u{10ffff}')
  const short = fc.array(character, { minLength: min, maxLength: 12 }).map((all) => all.join(''))
  const long = fc.tuple(character, short).map(([one, rest]) => {
    const text = one.repeat(Math.floor(max / one.length)) + rest
    return over > 0 ? text : Array.from(text).slice(0, Math.floor(max / 2)).join('')
  })
  return fc.oneof({ weight: 6, arbitrary: short }, { weight: 1, arbitrary: long })
}

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true })

const DICTIONARY = { maxKeys: 5, noNullPrototype: true }
const tagKeys = fc.stringMatching(/^[0-9a-zA-Z_-]{1,8}$/)
const tags = fc.dictionary(tagKeys, texts(255, { min: 1 }), DICTIONARY)
const labels = fc.dictionary(fc.oneof(tagKeys, texts(20)), texts(255, { over: 1 }), DICTIONARY)

const selectors = fc.tuple(
  fc.array(
    fc.record({
      kind: fc.constant('tag' as const),
      key: nullable(fc.oneof(tagKeys, texts(20))),
      value: nullable(texts(255, { over: 1 })),
    }),
    { maxLength: 4 },
  ),
  fc.constantFrom<Selector[]>(
    [],
    [{ kind: 'query', value: '{ "$nor": [] }' }],
    [{ kind: 'query', value: JSON.stringify({ name: '🙂'.repeat(4100) }) }],
  ),
).map(([some, query]) => [...some, ...query])

const EXTRAS: readonly Group['extras'][] = [
  {},
  { losant: { deviceQueryJson: null } },
  { hive: { visibility: 'open' } },
  { losant: { more: 1 }, hive: { visibility: 'open' } },
]

const keysOf = (all: readonly string[]): Keys[] => [...new Set(all)].map((oid) => ({ number: 1, oid }))
const members = fc.array(oids, { maxLength: 6 }).map(keysOf)

const groups: fc.Arbitrary<Detailed> = fc.record({
  name: texts(255, { min: 1, over: 1 }),
  description: nullable(texts(32767, { over: 1 })),
  labels,
  selectors,
  extras: fc.constantFrom(...EXTRAS),
  person: members,
  endpoint: members,
  device: members,
  ancestors: members,
}).map(({ person, endpoint, device, ancestors, ...fields }) => ({
  group: { ...blankGroup(0), number: 7, parent: ancestors.length === 0 ? null : 1, ...fields },
  details: { ancestors, members: { person, endpoint, device } },
}))

const ids = fc.array(oids, { maxLength: 8 })

/** What is shown of what may be written: the rest of a body is refused. */
function writable(shape: { readonly properties: object }, body: unknown): object {
  return Object.fromEntries(Object.entries(Object(body)).filter(([key]) => key in shape.properties))
}

const distinct = (all: unknown) => [...new Set((all as string[]).map((id) => id.toLowerCase()))]

/** Laws are checked on what is shown of a group, its members and its home; the core looks after the rest. */
export const losantGroups = {
  name: 'losant groups',
  things: groups,
  bodies: optional({
    name: texts(255, { min: 1 }),
    description: texts(32767),
    experienceUserIds: ids.map((all) => all.map((id) => id.toUpperCase())),
    experienceEndpointIds: ids,
    groupTags: tags,
    deviceIds: ids,
    deviceTags: fc.array(optional({ key: tagKeys, value: texts(255, { min: 1 }) }), { maxLength: 5 }),
    deviceQueryJson: fc.constantFrom(null, '{}', '{ "$nor": [] }', '{"tags":{"$eq":{"key":"a"}}}'),
  }),
  get: (group: Detailed) => resource.toWire(group, APPLICATION),
  put: putGroup,
  shown: (key: string, value: unknown) => key.endsWith('Ids') ? distinct(value) : value,
}

function putGroup(before: Detailed, body: unknown): Detailed {
  const patch = resource.decodeGroupPatch(writable(GROUP_PATCH, body))
  const { set, replace, parent } = resource.fromWire(patch, before.group)
  let { ancestors, members } = before.details
  for (const { kind, members: given } of replace) {
    const oids = given.flatMap(({ ref }) => ref && 'oid' in ref ? [ref.oid] : [])
    if (refers(kind) && differs(members[kind], oids)) members = { ...members, [kind]: keysOf(oids) }
  }
  if (parent === null && ancestors.length > 0) ancestors = []
  if (parent && parent !== ancestors.at(-1)?.oid) ancestors = keysOf([parent])
  const group = laidOver(before.group, set)
  const isSame = group === before.group && members === before.details.members &&
    ancestors === before.details.ancestors
  return isSame ? before : { group, details: { ancestors, members } }
}

function differs(
  keys: Partial<Record<ReferringKind, readonly Keys[]>>[ReferringKind],
  oids: readonly string[],
) {
  return keys?.map(({ oid }) => oid).join() !== oids.join()
}

function laidOver<T extends object>(before: T, set: Partial<NoInfer<T>>): T {
  const changed = changedFields<T>(before, set)
  return Object.keys(changed).length === 0 ? before : { ...before, ...changed }
}

const instants = fc.constantFrom(
  '2016-06-13T04:00:00.000Z',
  '2016-06-13t06:00:00+02:00',
  '0000-01-01 00:00:00Z',
  '9999-12-31T23:59:59.9999Z',
)

const people: fc.Arbitrary<PlacedPerson> = fc.record({
  email: nullable(fc.oneof(texts(1024, { over: 1 }), texts(20).map((text) => `${text}@example.com`))),
  displayName: texts(20),
  data: fc.record({
    givenName: fc.oneof(texts(1024, { over: 1 }), fc.constant(5)),
    familyName: texts(20),
    labels: fc.oneof(labels, fc.constant('none')),
    department: texts(20),
  }, { requiredKeys: [] }),
  extras: fc.constantFrom({}, { losant: { tokenCutoff: 5, lastLogin: 7 } }, { losant: { tokenCutoff: 'x' } }),
}).map((fields) => ({ person: { ...blankPerson(0), number: 7, ...fields }, groups: [] }))

export const losantUsers = {
  name: 'losant users',
  things: people,
  bodies: optional({
    email: texts(20).map((text) => `${text.replaceAll(/\s/g, '')}@example.com`),
    firstName: texts(1024),
    lastName: texts(1024),
    tokenCutoff: instants,
    userTags: tags,
  }),
  get: (one: PlacedPerson) => user.toWire(one, APPLICATION),
  put(before: PlacedPerson, body: unknown): PlacedPerson {
    const { set } = user.fromWire(user.decodeUserPatch(writable(USER_PATCH, body)), 0, before.person)
    const person = laidOver(before.person, set)
    return person === before.person ? before : { ...before, person }
  },
  shown: (key: string, value: unknown) =>
    key === 'tokenCutoff' ? encodeInstant(instantOf(String(value))!) : value,
}

const replies = nullable(fc.record({
  type: fc.constantFrom('page', 'redirect'),
  value: texts(50),
  statusCode: fc.integer({ min: 100, max: 599 }),
}, { requiredKeys: ['type', 'value'] }))

const endpointFields = {
  description: texts(200),
  route: texts(1024, { min: 1 }),
  method: fc.constantFrom('delete', 'get', 'options', 'patch', 'post', 'put'),
  enabled: fc.boolean(),
  access: fc.constantFrom('public', 'authenticated', 'group', 'device'),
  deviceIdTemplate: texts(255),
  endpointTags: tags,
  staticReply: replies,
  unauthorizedReply: replies,
}

const endpoints: fc.Arbitrary<PlacedThing> = optional({
  ...endpointFields,
  access: fc.constantFrom('group', 'nobody'),
  endpointTags: labels,
  staticReply: fc.oneof(replies, fc.constant('none')),
  more: fc.integer(),
}).map((data) => ({
  thing: { ...blankThing(0), kind: 'endpoint', number: 7, data: data as JsonObject },
  groups: [],
}))

export const losantEndpoints = {
  name: 'losant endpoints',
  things: endpoints,
  bodies: optional(endpointFields),
  get: (one: PlacedThing) => endpoint.toWire(one, APPLICATION),
  put(before: PlacedThing, body: unknown): PlacedThing {
    const patch = endpoint.decodeEndpointPatch(writable(ENDPOINT_PATCH, body))
    const thing = laidOver(before.thing, endpoint.fromWire(patch, before.thing).set)
    return thing === before.thing ? before : { ...before, thing }
  },
}
