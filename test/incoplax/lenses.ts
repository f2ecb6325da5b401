import fc from 'fast-check'
import { changedFields } from '../../src/core/fields.ts'
import type { Group } from '../../src/core/group.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { NO_MEMBERS } from '../../src/core/member.ts'
import type { Person } from '../../src/core/person.ts'
import { blankGroup, blankPerson } from '../../src/core/references.ts'
import * as contact from '../../src/dialects/incoplax/contact.ts'
import { decodeContactChange, decodeGroupChange, textMax } from '../../src/dialects/incoplax/decode.ts'
import { flat, nest } from '../../src/dialects/incoplax/mask.ts'
import * as resource from '../../src/dialects/incoplax/resource.ts'

/** Any text that a store keeps, of up to `max` code points, or of more now and then. */
function texts({ min = 0, over = 0 } = {}): fc.Arbitrary<string> {
  const character = fc.constantFrom('a', 'Z', '0', ' ', 'ü', '\n', '"', '🙂', '日', '\u{10ffff}')
  const short = fc.array(character, { minLength: min, maxLength: 12 }).map((all) => all.join(''))
  const long = fc.tuple(character, short).map(([one, rest]) =>
    one.repeat(textMax - 12) + rest.repeat(1 + over)
  )
  return fc.oneof({ weight: 8, arbitrary: short }, { weight: 1, arbitrary: long })
}

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const optional = (model: Record<string, fc.Arbitrary<Json>>) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>

const values: fc.Arbitrary<Json> = fc.oneof(
  texts(),
  fc.constantFrom<Json>(0, -1.5, true, false, [], [1, { a: null }], { a: { b: [] } }),
)
const keys = fc.constantFrom('a', 'a.b', '', 'opts.title', '__proto__', 'constructor')
const ext = fc.dictionary(keys, fc.oneof(values, fc.constant(null)), { maxKeys: 4 })
const extras = fc.oneof(
  fc.constantFrom<Group['extras']>(
    {},
    { hive: { private: true } },
    { incoplax: { ext: 'x' } },
    { incoplax: { ext: { ct: 1, lwt: null } } },
    { incoplax: { ext: { a: 1 }, more: 1 }, hive: { private: true } },
  ),
  ext.map((own) => ({ incoplax: { ext: own } })),
)
const extBody = { 'ext.a': values, 'ext.a.b': values, 'ext.new': values, 'ext.__proto__': values }

const rank = fc.integer({ min: -2147483647, max: 2147483647 })
const autokeys = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 })

/** A group and its members, in order. */
interface Grouped {
  readonly group: Group
  readonly abonents: readonly number[]
}

/** No short name is the name: one that is would follow it. */
const grouped: fc.Arbitrary<Grouped> = fc.record({
  abonents: autokeys,
  group: fc.record({
    name: texts({ min: 1 }),
    shortName: texts().map((text) => `short ${text}`.slice(0, textMax)),
    title: texts(),
    description: nullable(texts({ over: 30 })),
    rank: nullable(fc.oneof(rank, fc.constant(1000))),
    extras,
  }),
}).map(({ abonents, group }) => ({
  abonents,
  group: {
    ...blankGroup(0),
    number: 7,
    code: '101',
    ...group,
    counts: { ...NO_MEMBERS, person: abonents.length },
  },
}))

/** Laws are checked on the flat form, in which each field stands for itself. */
export const incoplaxGroups = {
  name: 'incoplax groups',
  things: grouped,
  bodies: optional({
    'code': texts({ min: 1 }).map((text) => Array.from(text).slice(0, 200).join('')),
    'name': texts({ min: 1 }),
    'shortname': texts(),
    'opts.title': nullable(texts()),
    'opts.comment': nullable(texts({ over: 30 })),
    'opts.priority': nullable(rank),
    'opts.abonents': fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
    ...extBody,
  }),
  get: ({ group, abonents }: Grouped) => withoutCount(flat(resource.toWire(group, abonents))),
  put: putGroup,
  shown: (key: string, value: unknown) => key === 'opts.priority' ? value ?? 1000 : shownText(key, value),
}

function withoutCount(wire: object): object {
  return Object.fromEntries(Object.entries(wire).filter(([key]) => key !== 'opts.abonentcount'))
}

function shownText(key: string, value: unknown): unknown {
  if (key === 'opts.abonents' || key === 'opts.groups') return [...new Set(value as Json[])]
  return key !== 'opts.priority' && value === null ? '' : value
}

function putGroup(before: Grouped, body: unknown): Grouped {
  const decoded = decodeGroupChange(nest(Object(body)), resource.toWire(before.group, []))
  const { set, replace } = resource.fromWire(decoded, before.group)
  const given = replace[0]?.members.flatMap(({ ref }) => ref && 'number' in ref ? [ref.number] : [])
  const abonents = given && given.join() !== before.abonents.join() ? given : before.abonents
  const group = laidOver(before.group, set)
  return group === before.group && abonents === before.abonents ? before : { group, abonents }
}

function laidOver<T extends object>(before: T, set: Partial<NoInfer<T>>): T {
  const changed = changedFields<T>(before, set)
  return Object.keys(changed).length === 0 ? before : { ...before, ...changed }
}

/** A person and the codes of its groups, in order. */
interface Placed {
  readonly person: Person
  readonly groups: readonly string[]
}

const codes = fc.constantFrom('101', '007', 'a', 'ü', '🙂')
const junk: fc.Arbitrary<Json> = fc.oneof({ weight: 5, arbitrary: texts({ over: 30 }) }, values)

const placed: fc.Arbitrary<Placed> = fc.record({
  groups: fc.uniqueArray(codes),
  person: fc.record({
    displayName: texts(),
    phone: texts(),
    email: nullable(texts()),
    extras,
    data: optional({
      givenName: junk,
      familyName: junk,
      department: junk,
      photo: junk,
      title: junk,
      comment: junk,
      rank: fc.oneof(rank, values, fc.constant(2.5)),
      numbers: fc.oneof(optional({ local: junk, room3: junk, other: junk }), values),
      emails: fc.oneof(optional({ email2: junk, other: junk }), values),
      other: values,
    }),
  }),
}).map(({ groups, person }) => ({ groups, person: { ...blankPerson(0), number: 7, ...person } }))

export const incoplaxContacts = {
  name: 'incoplax contacts',
  things: placed,
  bodies: optional({
    'displayname': texts({ min: 1 }),
    'number': texts({ min: 1 }),
    'department': nullable(texts()),
    'numlocal': nullable(texts()),
    'mobile2': nullable(texts()),
    'roomnum3': nullable(texts()),
    'email2': nullable(texts()),
    'photo': nullable(texts({ over: 30 })),
    'opts.title': nullable(texts()),
    'opts.comment': nullable(texts({ over: 30 })),
    'opts.groups': fc.array(codes, { maxLength: 6 }),
    'opts.priority': nullable(rank),
    ...extBody,
  }),
  get: ({ person, groups }: Placed) => flat(contactOf({ person, groups })),
  put: putContact,
  shown: shownText,
}

function contactOf({ person, groups }: Placed): contact.Contact {
  return contact.toWire(person, groups.map((code) => ({ code })))
}

function putContact(before: Placed, body: unknown): Placed {
  const decoded = decodeContactChange(nest(Object(body)), contactOf(before))
  const { set, groups } = contact.fromWire(decoded, before.person)
  const given = groups?.flatMap((group) => 'code' in group ? [group.code] : [])
  const after = given && given.join() !== before.groups.join() ? given : before.groups
  const person = laidOver(before.person, set)
  return person === before.person && after === before.groups ? before : { person, groups: after }
}
