import assert from 'node:assert/strict'
import type { DeviceFilter } from './device-filter.ts'
import {
  checkDeviceQuery,
  deviceFilterOf,
  deviceQueryDepthMax,
  deviceQueryListMax,
  deviceQueryPartsMax,
} from './device-query.ts'
import { DirectoryError } from './error.ts'

const one = '575ec8687ae143cd83dc4a97'
const two = '575ed78e7ae143cd83dc4aab'
const tag = (key: string | null, ...texts: string[]): DeviceFilter => ({
  is: 'tag',
  key: key === null ? { is: 'any' } : { is: 'in', texts: [key] },
  value: texts.length === 0 ? { is: 'any' } : { is: 'in', texts },
})
const not = (of: DeviceFilter): DeviceFilter => ({ is: 'not', of })
const ids = (...ids: string[]): DeviceFilter => ({ is: 'id-in', ids })
const all: DeviceFilter = { is: 'all' }
const none: DeviceFilter = { is: 'none' }

const READ: readonly (readonly [name: string, query: unknown, filter: DeviceFilter])[] = [
  ['no condition', {}, all],
  ['empty lists', { $and: [], $or: [] }, all],
  ['none of nothing', { $nor: [] }, none],
  ['an id in any case', { id: one.toUpperCase() }, ids(one)],
  ['no id', { id: null }, none],
  ['any id', { id: { $ne: null } }, all],
  ['ids in a list', { id: { $in: [one, two] } }, ids(one, two)],
  ['ids not in a list', { id: { $nin: [one] } }, not(ids(one))],
  ['ids from one on', { id: { $gte: one } }, not({ is: 'id', with: '<', id: one })],
  ['alternatives of one field', { $or: [{ id: one }, { id: two }, { id: one }] }, ids(one, two)],
  ['alternatives of one key', { $or: [{ tags: { k: 'v' } }, { tags: { k: 'w' } }] }, tag('k', 'v', 'w')],
  ['a key and a value', { tags: { $tagKey: 'k', $tagValue: 'v' } }, tag('k', 'v')],
  ['a key', { tags: { $tagKey: 'k' } }, tag('k')],
  ['a value', { tags: { $tagValue: 'v' } }, tag(null, 'v')],
  ['a key by its name', { tags: { k: 'v' } }, tag('k', 'v')],
  ['several keys', { tags: { a: 'v', b: 'w' } }, { is: 'and', of: [tag('a', 'v'), tag('b', 'w')] }],
  ['one of two values', { tags: { k: { $in: ['v', 'w'] } } }, tag('k', 'v', 'w')],
  ['no tag', { tags: null }, not(tag(null))],
  ['a key that is missing', { tags: { k: null } }, not(tag('k'))],
  ['some tag', { tags: { $ne: null } }, tag(null)],
  ['other than a tag', { tags: { $ne: { k: 'v' } } }, not(tag('k', 'v'))],
  [
    'another value, and not that one beside it',
    { tags: { k: { $nin: ['v'] } } },
    {
      is: 'and',
      of: [
        { is: 'tag', key: { is: 'in', texts: ['k'] }, value: { is: 'not-in', texts: ['v'] } },
        not(tag('k', 'v')),
      ],
    },
  ],
  ['what no tag can hold', { tags: { k: 'a\0' } }, {
    is: 'tag',
    key: { is: 'in', texts: ['k'] },
    value: { is: 'in', texts: [] },
  }],
  ['another field', { name: 'x' }, none],
  ['another field that must differ', { name: { $ne: 'x' } }, none],
  ['another field, negated', { $nor: [{ name: 'x' }] }, none],
  ['another field, negated twice', { $nor: [{ $nor: [{ name: 'x' }] }] }, none],
  ['another field beside an id', { id: one, name: 'x' }, none],
  ['another field or an id', { $or: [{ id: one }, { deviceClass: 'gateway' }] }, ids(one)],
  ['neither another field nor an id', { $nor: [{ id: one }, { name: 'x' }] }, none],
  ['not both another field and an id', { $nor: [{ id: one, name: 'x' }] }, not(ids(one))],
]

for (const [name, query, filter] of READ) {
  Deno.test(`device query: ${name}`, () => assert.deepEqual(deviceFilterOf(JSON.stringify(query)), filter))
}

const deep = (depth: number): unknown => depth === 0 ? {} : { $and: [deep(depth - 1)] }
const wide = (parts: number): unknown => ({
  $and: Array.from({ length: parts }, () => ({ id: { $nin: Array(99).fill(one) } })),
})

const REFUSED: readonly (readonly [name: string, text: string])[] = [
  ['no JSON', '{"id":'],
  ['an empty text', ''],
  ...([
    ['a list', []],
    ['a text', 'x'],
    ['nothing', null],
    ['an unknown operator', { $where: 1 }],
    ['an unknown operator in an alternative', { $or: [{ $regex: 'x' }] }],
    ['alternatives that are no list', { $or: {} }],
    ['an alternative that is no query', { $or: [1] }],
    ['an id that is none', { id: 'x' }],
    ['an id that is a number', { id: 5 }],
    ['two operators on an id', { id: { $gt: one, $lt: two } }],
    ['no operator on an id', { id: {} }],
    ['an unknown operator on an id', { id: { $contains: 'a' } }],
    ['tags that are a text', { tags: 'x' }],
    ['tags without a condition', { tags: {} }],
    ['a tag pair with more', { tags: { $tagKey: 'a', b: 'c' } }],
    ['an unknown operator on tags', { tags: { $in: ['a'] } }],
    ['a value that is a number', { tags: { k: 5 } }],
    ['two operators on a value', { tags: { k: { $in: [], $nin: [] } } }],
    ['an unknown operator on a value', { tags: { k: { $eq: ['x'] } } }],
    ['an equality beside another key', { tags: { $eq: null, k: 'v' } }],
    ['a key that is too long', { tags: { ['k'.repeat(256)]: 'v' } }],
    ['a value that is too long', { tags: { k: 'v'.repeat(256) } }],
    ['a list that is too long', { id: { $in: Array(deviceQueryListMax + 1).fill(one) } }],
    ['what lies too deep', deep(deviceQueryDepthMax + 1)],
    ['too many parts', wide(Math.ceil(deviceQueryPartsMax / 100) + 1)],
  ] as const).map(([name, query]) => [name, JSON.stringify(query)] as const),
]

for (const [name, text] of REFUSED) {
  Deno.test(`device query: refuses ${name}`, () =>
    assert.throws(
      () => checkDeviceQuery(text),
      (error) =>
        error instanceof DirectoryError && error.code === 'invalid' &&
        error.violations[0]?.field === 'deviceQueryJson',
    ))
}

Deno.test('device query: keeps to its limits and no less', () => {
  checkDeviceQuery(JSON.stringify(deep(deviceQueryDepthMax)))
  checkDeviceQuery(JSON.stringify({ id: { $in: Array(deviceQueryListMax).fill(one) } }))
  checkDeviceQuery(JSON.stringify({ other: { $whatever: [{ x: 1 }] }, more: [[[]]] }))
  checkDeviceQuery('{"__proto__":1,"constructor":null}')
})
