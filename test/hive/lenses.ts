import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Group } from '../../src/core/group.ts'
import { blankGroup } from '../../src/core/references.ts'
import { decodeGroup, fromWire, shownOf } from '../../src/dialects/hive/group.ts'
import { trim } from '../../src/dialects/hive/trim.ts'

/** Any text that a store keeps, of up to `max` code points; now and then one that has so many. */
function texts(max: number, min = 0): fc.Arbitrary<string> {
  const character = fc.constantFrom(
    'a',
    'Z',
    '0',
    ' ',
    'ü',
    '\n',
    '"',
    '\u0085',
    '\ufeff',
    '🙂',
    '日',
    '\u{10ffff}',
  )
  const short = fc.array(character, { minLength: min, maxLength: 12 }).map((all) => all.join(''))
  const long = character.map((one) => one.repeat(max))
  return fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long })
}

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

const EXTRAS: readonly Group['extras'][] = [
  {},
  { losant: { deviceQueryJson: null } },
  { hive: { private: true, logoUrl: '/logo.png' } },
  { hive: { private: 'yes', logoUrl: 5, premium: null, more: [1] }, superoffice: { isMDOList: true } },
  { hive: { private: false, logoUrl: '', postStatusVisible: true } },
]

const fields = {
  name: texts(1024, 1),
  description: nullable(texts(32767)),
  type: nullable(fc.integer({ min: 1, max: 5 })),
  extras: fc.constantFrom(...EXTRAS),
}

/** A group with a slug of its own: one of this vendor’s form, or of another’s. */
const groups: fc.Arbitrary<Group> = fc.record({ ...fields, slug: texts(60, 1) }).map((given) => ({
  ...blankGroup(0),
  number: 7,
  ...given,
}))

const unslugged: fc.Arbitrary<Group> = fc.record(fields).map((given) => ({
  ...blankGroup(0),
  number: 7,
  ...given,
}))

const flags = [
  'private',
  'premium',
  'invisibleInGroupListModule',
  'logoVisible',
  'postVoteControlVisible',
  'postTweetControlVisible',
  'postShareControlVisible',
  'postStatusVisible',
]
const addresses = ['logoUrl', 'logoAltText', 'logoLinkUrl', 'thumbUrl', 'thumbAltText', 'favIconUrl']

const own = {
  description: texts(32767),
  typeId: fc.integer({ min: 0, max: 5 }),
  ...Object.fromEntries(flags.map((key) => [key, fc.boolean()])),
  ...Object.fromEntries(addresses.map((key) => [key, texts(1024)])),
}
const named = {
  name: texts(1024, 1).filter((name) => trim(name) !== ''),
  slug: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
}

/** What is shown of what may be written; a trimmed name is as it is shown. */
export const hiveGroups = {
  name: 'hive groups',
  things: groups,
  bodies: fc.record({ ...own, ...named }, { requiredKeys: [], noNullPrototype: true }),
  get: shownOf,
  put,
  shown: (key: string, value: unknown) => key === 'name' ? trim(String(value)) : value,
}

/** Groups that have no slug of their own: the one that is shown follows the name. */
export const hiveUnslugged = {
  name: 'hive groups without a slug',
  things: unslugged,
  bodies: fc.record(own, { requiredKeys: [], noNullPrototype: true }),
  get: shownOf,
  put,
}

function put(group: Group, body: unknown): Group {
  const { changed, faults } = decodeGroup({ fields: { ...Object(body) }, isForm: false }, shownOf(group))
  assert.deepEqual(faults, [])
  const set = fromWire(changed, group)
  return Object.keys(set).length === 0 ? group : { ...group, ...set }
}
