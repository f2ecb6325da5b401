import assert from 'node:assert/strict'
import { decodeGroupQuery, decodeUserQuery } from './query.ts'

const id = '575ed78e7ae143cd83dc4aab'
const other = '775ed70c7ae143cd83dc4aa9'
const not = (of: unknown) => ({ is: 'not', of })
const tag = (key: unknown, value: unknown) => ({ is: 'has-label', key, value })

/** Queries, and the filters that they become. What these find is asked in test/losant. */
const GROUPS: readonly (readonly [query: unknown, filter: unknown])[] = [
  [{}, { is: 'all' }],
  [{ id: id.toUpperCase() }, { is: 'compare', field: 'oid', with: '=', value: id }],
  [{ id: { $nin: [id, other] } }, not({ is: 'in', field: 'oid', values: [id, other] })],
  [{ parentId: null }, not({ is: 'has-parent', oid: null })],
  [{ ancestorId: id }, { is: 'has-ancestor', oid: id }],
  [{ ancestorId: { $gt: null } }, { is: 'none' }],
  [{ ancestorId: { $gte: null } }, not({ is: 'has-ancestor', oid: null })],
  [{ experienceUserId: { $lt: id } }, { is: 'has-member-with', kind: 'person', oid: { before: id } }],
  [
    { experienceEndpointId: { $in: [id] } },
    { is: 'has-member-with', kind: 'endpoint', oid: { in: [id] } },
  ],
  [{ name: 'a' }, { is: 'compare', field: 'name', with: '=', value: 'a' }],
  [{ name: 5 }, { is: 'none' }],
  [{ name: { $ne: 5 } }, not({ is: 'none' })],
  [{ name: { $in: ['a', 5, true] } }, { is: 'in', field: 'name', values: ['a'] }],
  [
    { name: { $ci: true, $eq: 'A' } },
    { is: 'text', field: 'name', at: 'whole', text: 'A', folded: true },
  ],
  [
    { name: { $startsWith: 'a*' } },
    { is: 'text', field: 'name', at: 'start', text: 'a*', folded: false },
  ],
  [
    { lastUpdated: '2022-01-30T17:18:11.911Z' },
    { is: 'compare', field: 'updatedAt', with: '=', value: 1643563091911 },
  ],
  [{ lastUpdated: 'never' }, { is: 'none' }],
  [{ creationDate: { $lt: 1.5 } }, { is: 'compare', field: 'createdAt', with: '<', value: 2 }],
  [{ creationDate: { $contains: '2022' } }, { is: 'none' }],
  [{ groupTags: null }, not(tag(null, null))],
  [{ groupTags: { $tagKey: 'a' } }, tag('a', null)],
  [{ groupTags: { $tagKey: { $nin: ['a'] }, $tagValue: 'b' } }, tag({ notIn: ['a'] }, 'b')],
  [{ groupTags: { $tagKey: null } }, { is: 'none' }],
  [{ groupTags: { a: { $nin: ['b'] } } }, not(tag('a', { in: ['b'] }))],
  [{ groupTags: { $ne: { a: null } } }, not(not(tag('a', null)))],
  [{ $and: [] }, { is: 'all' }],
  [{ $or: [] }, { is: 'all' }],
  [{ $nor: [] }, { is: 'none' }],
  [{ $nor: [{ id }] }, not({ is: 'compare', field: 'oid', with: '=', value: id })],
]

Deno.test('query: what is asked of groups', () => {
  for (const [query, filter] of GROUPS) {
    assert.deepEqual(decodeGroupQuery(JSON.stringify(query)), filter, JSON.stringify(query))
  }
})

Deno.test('query: what is asked of users', () => {
  const firstName = { in: 'data', path: ['givenName'] }
  const isIn = not({ is: 'in-no-group' })
  for (
    const [query, filter] of [
      [{ firstName: null }, { is: 'compare', field: firstName, with: '=', value: null }],
      [
        { firstName: { $ci: true, $contains: 'n' } },
        { is: 'text', field: firstName, at: 'anywhere', text: 'n', folded: true },
      ],
      [
        { lastLogin: { $gt: 5 } },
        {
          is: 'compare',
          field: { in: 'extras', path: ['losant', 'lastLogin'] },
          with: '>',
          value: 5,
        },
      ],
      [{ experienceGroupId: id }, { is: 'in-group', groups: { oid: id } }],
      [{ experienceGroupId: null }, not(isIn)],
      [{ userTags: { a: 'b' } }, tag('a', 'b')],
    ] as const
  ) assert.deepEqual(decodeUserQuery(JSON.stringify(query)), filter, JSON.stringify(query))
})

Deno.test('query: what is no query is told in the words of the vendor', () => {
  const nested = (times: number) => '{"$nor":['.repeat(times) + '{"id":null}' + ']}'.repeat(times)
  for (
    const [text, message] of [
      ['', 'query is the wrong type'],
      ['notjson', 'query is the wrong type'],
      ['[]', 'query is the wrong type'],
      ['null', 'query is the wrong type'],
      ['['.repeat(100), 'query is the wrong type'],
      ['{"description":"x"}', 'query has additional properties'],
      ['{"__proto__":{}}', 'query has additional properties'],
      ['{"firstName":"x"}', 'query has additional properties'],
      ['{"name":{"$regex":"x"}}', 'query.name no (or more than one) schemas match'],
      ['{"name":{"$contains":""}}', 'query.name no (or more than one) schemas match'],
      ['{"name":{"$in":"x"}}', 'query.name no (or more than one) schemas match'],
      ['{"name":["x"]}', 'query.name no (or more than one) schemas match'],
      ['{"id":"x"}', 'query.id no (or more than one) schemas match'],
      ['{"id":{}}', 'query.id no (or more than one) schemas match'],
      ['{"parentId":{"$eq":null,"$ne":null}}', 'query.parentId no (or more than one) schemas match'],
      ['{"groupTags":{}}', 'query.groupTags no (or more than one) schemas match'],
      ['{"groupTags":{"$tagKey":5}}', 'query.groupTags no (or more than one) schemas match'],
      ['{"groupTags":{"my key":"a"}}', 'query.groupTags no (or more than one) schemas match'],
      ['{"$or":{}}', 'query.$or is the wrong type'],
      ['{"$or":[1]}', 'query.$or.0 is the wrong type'],
      ['{"$or":[{},{"$and":[{"foo":1}]}]}', 'query.$or.1.$and.0 has additional properties'],
      [`{"$or":[${Array(101).fill('{}')}]}`, 'query.$or has more items than allowed'],
      [nested(20), 'query has more items than allowed'],
      [
        `{"$or":[${Array(100).fill(`{"parentId":{"$in":["${id}","${other}"]}}`)}]}`.replaceAll(
          '"$in":[',
          `"$in":["${id}","${id}","${id}",`,
        ),
        'query has more items than allowed',
      ],
    ] as const
  ) assert.throws(() => decodeGroupQuery(text), { code: 'invalid', message }, text.slice(0, 80))
  assert.ok(decodeGroupQuery(nested(8)))
})
