import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  APPLICATION,
  assertInvalid,
  at,
  CURL,
  good,
  GROUPS,
  idOf,
  ids,
  losantTest,
  make,
  P,
  SAMPLE,
} from './client.ts'

const emoji = (count: number) => '🙂'.repeat(count)
const tag = (key: unknown, value: unknown) => ({ key, value })
const TOO_SHORT = 'has less length than allowed'
const TOO_LONG = 'has longer length than allowed'
const TOO_MANY = 'has more items than allowed'
const WRONG = 'is the wrong type'
const PATTERN = 'pattern mismatch'
const MORE = 'has additional properties'

/** What is wrong with the fields of a body, and the words behind `experienceGroup.`: for POST and PATCH alike. */
const BAD: readonly (readonly [fields: JsonObject, message: string])[] = [
  [{ name: '' }, `name ${TOO_SHORT}`],
  [{ name: 'x'.repeat(256) }, `name ${TOO_LONG}`],
  [{ name: emoji(128) }, `name ${TOO_LONG}`],
  [{ name: 5 }, `name ${WRONG}`],
  [{ name: ['x'] }, `name ${WRONG}`],
  [{ description: 5 }, `description ${WRONG}`],
  [{ description: 'x'.repeat(32768) }, `description ${TOO_LONG}`],
  [{ experienceUserIds: 'x' }, `experienceUserIds ${WRONG}`],
  [{ experienceUserIds: {} }, `experienceUserIds ${WRONG}`],
  [{ experienceUserIds: ['zzz'] }, `experienceUserIds.0 ${PATTERN}`],
  [{ experienceUserIds: [P, 5] }, `experienceUserIds.1 ${WRONG}`],
  [{ experienceUserIds: [P, null] }, `experienceUserIds.1 ${WRONG}`],
  [{ experienceUserIds: ids(1001) }, `experienceUserIds ${TOO_MANY}`],
  [{ experienceEndpointIds: [`${P}0`] }, `experienceEndpointIds.0 ${PATTERN}`],
  [{ experienceEndpointIds: ids(1001) }, `experienceEndpointIds ${TOO_MANY}`],
  [{ deviceIds: [P, P, ' '] }, `deviceIds.2 ${PATTERN}`],
  [{ deviceIds: ids(1001) }, `deviceIds ${TOO_MANY}`],
  [{ groupTags: [] }, `groupTags ${WRONG}`],
  [{ groupTags: 'x' }, `groupTags ${WRONG}`],
  [{ groupTags: { 'bad key': 'v' } }, `groupTags ${MORE}`],
  [{ groupTags: { '': 'v' } }, `groupTags ${MORE}`],
  [{ groupTags: { ['k'.repeat(256)]: 'v' } }, `groupTags ${MORE}`],
  [{ groupTags: { k: 5 } }, `groupTags.k ${WRONG}`],
  [{ groupTags: { k: '' } }, `groupTags.k ${TOO_SHORT}`],
  [{ groupTags: { k: 'v'.repeat(256) } }, `groupTags.k ${TOO_LONG}`],
  [{ deviceTags: {} }, `deviceTags ${WRONG}`],
  [{ deviceTags: ['x'] }, `deviceTags.0 ${WRONG}`],
  [{ deviceTags: [tag('my key', 'v')] }, `deviceTags.0.key ${PATTERN}`],
  [{ deviceTags: [tag('k'.repeat(256), 'v')] }, `deviceTags.0.key ${PATTERN}`],
  [{ deviceTags: [tag('k', '')] }, `deviceTags.0.value ${TOO_SHORT}`],
  [{ deviceTags: [tag('k', 'v'), tag('k', 'v'.repeat(256))] }, `deviceTags.1.value ${TOO_LONG}`],
  [{ deviceTags: [tag('k', null)] }, `deviceTags.0.value ${WRONG}`],
  [{ deviceTags: [{ key: 'k', value: 'v', more: 1 }] }, `deviceTags.0 ${MORE}`],
  [{ deviceTags: Array(101).fill(tag('k', 'v')) }, `deviceTags ${TOO_MANY}`],
]

for (const [method, path] of [['POST', GROUPS], ['PATCH', at(GROUPS, P)]] as const) {
  losantTest(`cases 39 to 44: what a ${method} refuses, in the vendor's words`, async (api) => {
    const before = good(await api.get(GROUPS))
    for (const [fields, message] of BAD) {
      const answer = await api.send(method, path, { json: { name: 'a', ...fields } })
      assertInvalid(answer, `experienceGroup.${message}`)
    }
    for (const body of ['x', 5, [], null, true]) {
      assertInvalid(await api.send(method, path, { json: body }), `experienceGroup ${WRONG}`)
    }
    const text = '{"name":"a","deviceQueryJson":5}'
    assertInvalid(await api.send(method, path, { text }), /^experienceGroup\.deviceQueryJson /)
    for (const deviceQueryJson of ['', 'x', '[]', '{"$regex":1}', 'x'.repeat(8193)]) {
      const answer = await api.send(method, path, { json: { name: 'a', deviceQueryJson } })
      assertInvalid(answer, /^experienceGroup\.deviceQueryJson /)
    }
    assert.deepEqual(good(await api.get(GROUPS)), before)
  })
}

losantTest('case 38: a group is made of its name alone', async (api) => {
  const answer = await api.post(GROUPS, { name: 'My Group' }, CURL)
  const { id, creationDate, ...rest } = good(answer, 201)
  assert.match(String(id), /^[0-9a-f]{24}$/)
  assert.match(String(creationDate), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(answer.headers.has('location'), false)
  const { _actions, _links, ...fields } = rest
  assert.deepEqual(fields, {
    experienceGroupId: id,
    applicationId: APPLICATION,
    lastUpdated: creationDate,
    name: 'My Group',
    experienceUserIds: [],
    experienceEndpointIds: [],
    groupTags: {},
    deviceIds: [],
    deviceTags: [],
    parentId: null,
    ancestorIds: [],
    _type: 'experienceGroup',
  })
  assert.deepEqual(_links, { self: { href: at(GROUPS, id) } })
  assert.deepEqual(good(await api.get(at(GROUPS, id))), good(answer, 201))
})

losantTest('case 39: a group has a name, and that is asked for first', async (api) => {
  for (const body of [{}, { foo: 1 }, { deviceIds: 5 }]) {
    assertInvalid(await api.post(GROUPS, body), 'experienceGroup.name is required')
  }
  assertInvalid(await api.post(GROUPS, { name: 5, foo: 1 }), 'experienceGroup has additional properties')
  assertInvalid(await api.send('POST', GROUPS, { type: 'application/json' }), 'experienceGroup is required')
})

losantTest('cases 40, 42 and 43: what is just as long as it may be', async (api) => {
  const body = {
    name: `${emoji(127)}x`,
    description: 'd'.repeat(32767),
    experienceUserIds: ids(1000),
    experienceEndpointIds: ids(1000),
    deviceIds: ids(1000),
    groupTags: { ['k'.repeat(255)]: 'v'.repeat(255), 'A-z_0': ' ' },
    deviceTags: [tag('k'.repeat(255), 'v'.repeat(255)), { key: 'k' }, { value: 'v' }, {}],
    deviceQueryJson: `{"$and":[]}${' '.repeat(8192 - 11)}`,
    parentId: P,
  }
  const made = good(await api.post(GROUPS, body), 201)
  assert.partialDeepStrictEqual(made, body)
  assert.deepEqual(good(await api.get(at(GROUPS, made.id))), made)
  const full = Array.from({ length: 100 }, (_, index) => tag(`k${index}`, 'v'))
  assert.deepEqual(good(await api.patch(at(GROUPS, made.id), { deviceTags: full })).deviceTags, full)
  assert.equal((await make(api, { name: ' ' })).name, ' ')
  assert.equal((await make(api, { name: 'x'.repeat(255) })).name, 'x'.repeat(255))
})

losantTest('case 45: a name may be given twice', async (api) => {
  const made = [await make(api, { name: 'same' }), await make(api, { name: 'same' })]
  assert.notEqual(made[0]!.id, made[1]!.id)
})

losantTest('case 46: ids in capitals are answered in lower case', async (api) => {
  const body = { name: 'x', parentId: P.toUpperCase(), deviceIds: [idOf(0xabc).toUpperCase()] }
  assert.partialDeepStrictEqual(await make(api, body), { parentId: P, deviceIds: [idOf(0xabc)] })
})

losantTest('case 47: the content type names a character set, or nothing of use', async (api) => {
  for (const type of ['application/json;charset=utf-8', 'application/json; charset=UTF-8']) {
    good(await api.post(GROUPS, { name: 'x' }, { type }), 201)
  }
})

losantTest('create: a group is made with all that it may have', async (api) => {
  const groupTags = { floor: '8', 'a-b_C': 'x y' }
  const body = { ...SAMPLE, description: 'Größe 🙂', groupTags, deviceQueryJson: '{}' }
  assert.partialDeepStrictEqual(await make(api, body), { ...body, ancestorIds: [P] })
})

losantTest('create: of an id that is named twice the first stays', async (api) => {
  const [a = '', b = '', c = ''] = ids(3, 0xa0)
  const twice = [b, a, b.toUpperCase(), c, a]
  const made = await make(api, { name: 'x', experienceUserIds: twice, deviceIds: twice })
  assert.deepEqual([made.experienceUserIds, made.deviceIds], [[b, a, c], [b, a, c]])
})

losantTest('create: ids that nothing has may be members, and their order is kept', async (api) => {
  const made = await make(api, { name: 'x', experienceUserIds: ids(5).toReversed() })
  assert.deepEqual(made.experienceUserIds, ids(5).toReversed())
  const patched = good(await api.patch(at(GROUPS, made.id), { experienceUserIds: ids(6) }))
  assert.deepEqual(patched.experienceUserIds, ids(6))
})
