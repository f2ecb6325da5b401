import assert from 'node:assert/strict'
import { check, fits, type Shape } from './schema.ts'
import { CREDENTIALS, ENDPOINT_POST, GROUP_PATCH, GROUP_POST, ID, TOKEN_POST, USER_POST } from './shapes.ts'

const id = '575ed70c7ae143cd83dc4aa9'

/** The message of the refusal, or 'fine'. */
function told(shape: Shape, value: unknown, name: string): string {
  try {
    check(shape, value, name)
    return 'fine'
  } catch (error) {
    return (error as Error).message
  }
}

/** The messages of spec/losant.md §7, and what stands beside them. Each was compared with the vendor's framework. */
const GROUPS: readonly (readonly [sent: unknown, message: string])[] = [
  [{ name: 'a' }, 'fine'],
  [{}, 'experienceGroup.name is required'],
  [undefined, 'experienceGroup is required'],
  [null, 'experienceGroup is the wrong type'],
  [[], 'experienceGroup is the wrong type'],
  ['{}', 'experienceGroup is the wrong type'],
  [{ name: null }, 'experienceGroup.name is the wrong type'],
  [{ name: 5 }, 'experienceGroup.name is the wrong type'],
  [{ name: '' }, 'experienceGroup.name has less length than allowed'],
  [{ name: ' ' }, 'fine'],
  [{ name: 'x'.repeat(255) }, 'fine'],
  [{ name: 'x'.repeat(256) }, 'experienceGroup.name has longer length than allowed'],
  [{ name: '🙂'.repeat(127) }, 'fine'],
  [{ name: '🙂'.repeat(128) }, 'experienceGroup.name has longer length than allowed'],
  [{ name: 'a\0' }, 'experienceGroup.name has characters that cannot be stored'],
  [{ name: 'a\ud800' }, 'experienceGroup.name has characters that cannot be stored'],
  [{ name: 'a', foo: 1 }, 'experienceGroup has additional properties'],
  [{ name: 'a', id }, 'experienceGroup has additional properties'],
  [JSON.parse('{"name":"a","__proto__":{}}'), 'experienceGroup has additional properties'],
  [{ name: 'a', toString: 1 }, 'experienceGroup has additional properties'],
  [{ name: 'a', description: null }, 'experienceGroup.description is the wrong type'],
  [
    { name: 'a', description: 'x'.repeat(32768) },
    'experienceGroup.description has longer length than allowed',
  ],
  [{ name: 'a', experienceUserIds: ['zzz'] }, 'experienceGroup.experienceUserIds.0 pattern mismatch'],
  [{ name: 'a', experienceUserIds: [id, null] }, 'experienceGroup.experienceUserIds.1 is the wrong type'],
  [{ name: 'a', experienceUserIds: Array(1000).fill(id) }, 'fine'],
  [
    { name: 'a', experienceUserIds: Array(1001).fill(id) },
    'experienceGroup.experienceUserIds has more items than allowed',
  ],
  [{ name: 'a', deviceIds: null }, 'experienceGroup.deviceIds is the wrong type'],
  [{ name: 'a', deviceIds: { length: 0 } }, 'experienceGroup.deviceIds is the wrong type'],
  [{ name: 'a', groupTags: { 'bad key': 'v' } }, 'experienceGroup.groupTags has additional properties'],
  [{ name: 'a', groupTags: { k: 5 } }, 'experienceGroup.groupTags.k is the wrong type'],
  [{ name: 'a', groupTags: { k: '' } }, 'experienceGroup.groupTags.k has less length than allowed'],
  [{ name: 'a', groupTags: [] }, 'experienceGroup.groupTags is the wrong type'],
  [JSON.parse('{"name":"a","groupTags":{"__proto__":"v"}}'), 'fine'],
  [{ name: 'a', groupTags: tags(100) }, 'fine'],
  [{ name: 'a', groupTags: tags(101) }, 'experienceGroup.groupTags has more properties than allowed'],
  [{ name: 'a', deviceTags: [{}, { key: 'k' }, { value: 'v' }] }, 'fine'],
  [{ name: 'a', deviceTags: [{ more: 1 }] }, 'experienceGroup.deviceTags.0 has additional properties'],
  [{ name: 'a', deviceTags: [{ key: 'my key' }] }, 'experienceGroup.deviceTags.0.key pattern mismatch'],
  [
    { name: 'a', deviceTags: [{ key: 'k', value: '' }] },
    'experienceGroup.deviceTags.0.value has less length than allowed',
  ],
  [{ name: 'a', deviceTags: Array(100).fill({}) }, 'fine'],
  [{ name: 'a', deviceTags: Array(101).fill({}) }, 'experienceGroup.deviceTags has more items than allowed'],
  [{ name: 'a', deviceQueryJson: null }, 'fine'],
  [{ name: 'a', deviceQueryJson: {} }, 'experienceGroup.deviceQueryJson is the wrong type'],
  [
    { name: 'a', deviceQueryJson: 'x'.repeat(8193) },
    'experienceGroup.deviceQueryJson has longer length than allowed',
  ],
  [{ name: 'a', parentId: null }, 'fine'],
  [{ name: 'a', parentId: id.toUpperCase() }, 'fine'],
  [{ name: 'a', parentId: '' }, 'experienceGroup.parentId no (or more than one) schemas match'],
  [{ name: 'a', parentId: 'root' }, 'experienceGroup.parentId no (or more than one) schemas match'],
]

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
}

Deno.test('schema: a body is told its first fault in the words of the vendor', () => {
  for (const [sent, message] of GROUPS) {
    assert.equal(told(GROUP_POST, sent, 'experienceGroup'), message, JSON.stringify(sent)?.slice(0, 80))
  }
})

Deno.test('schema: what is missing comes before what is unknown, and that before the fields in their order', () => {
  const bad = { foo: 1, description: 1, name: 1, parentId: 'x' }
  assert.equal(
    told(GROUP_POST, { ...bad, name: undefined }, 'experienceGroup'),
    'experienceGroup has additional properties',
  )
  assert.equal(
    told(GROUP_POST, JSON.parse('{"foo":1,"description":1}'), 'experienceGroup'),
    'experienceGroup.name is required',
  )
  assert.equal(told(GROUP_PATCH, bad, 'experienceGroup'), 'experienceGroup has additional properties')
  const { foo: _, ...known } = bad
  assert.equal(told(GROUP_PATCH, known, 'experienceGroup'), 'experienceGroup.name is the wrong type')
  assert.equal(
    told(GROUP_PATCH, { parentId: 'x', description: 1 }, 'experienceGroup'),
    'experienceGroup.description is the wrong type',
  )
})

Deno.test('schema: the other bodies', () => {
  const user = { email: 'a@b', password: '12345678' }
  const rows: readonly (readonly [Shape, string, unknown, string])[] = [
    [USER_POST, 'experienceUser', user, 'fine'],
    [USER_POST, 'experienceUser', { email: 'a@b' }, 'experienceUser.password is required'],
    [USER_POST, 'experienceUser', { ...user, email: 'ab' }, 'experienceUser.email must be email format'],
    [USER_POST, 'experienceUser', { ...user, email: 'a b@c' }, 'experienceUser.email must be email format'],
    [
      USER_POST,
      'experienceUser',
      { ...user, password: '1234567' },
      'experienceUser.password has less length than allowed',
    ],
    [
      USER_POST,
      'experienceUser',
      { ...user, tokenCutoff: '2016-06-13' },
      'experienceUser.tokenCutoff must be date-time format',
    ],
    [ENDPOINT_POST, 'experienceEndpoint', { route: '/a', method: 'get' }, 'fine'],
    [
      ENDPOINT_POST,
      'experienceEndpoint',
      { route: '/a', method: 'GET' },
      'experienceEndpoint.method must be an enum value',
    ],
    [
      ENDPOINT_POST,
      'experienceEndpoint',
      { route: '/a', method: 'get', staticReply: { type: 'page' } },
      'experienceEndpoint.staticReply no (or more than one) schemas match',
    ],
    [TOKEN_POST, 'apiToken', { name: 'a', scope: ['all.Application', 'device.*'] }, 'fine'],
    [TOKEN_POST, 'apiToken', { name: 'a', scope: ['all.User'] }, 'apiToken.scope.0 must be an enum value'],
    [TOKEN_POST, 'apiToken', { name: 'a', scope: ['device.*', 'device.*'] }, 'apiToken.scope must be unique'],
    [CREDENTIALS, 'credentials', { ...user, requestedScopes: ['all.User'], tokenTTL: 0 }, 'fine'],
    [CREDENTIALS, 'credentials', { ...user, tokenTTL: -1 }, 'credentials.tokenTTL is less than minimum'],
    [CREDENTIALS, 'credentials', { ...user, tokenTTL: 1.5 }, 'credentials.tokenTTL is the wrong type'],
    [
      CREDENTIALS,
      'credentials',
      { ...user, requestedScopes: ['nothing'] },
      'credentials.requestedScopes.0 no (or more than one) schemas match',
    ],
  ]
  for (const [shape, name, sent, message] of rows) {
    assert.equal(told(shape, sent, name), message, JSON.stringify(sent))
  }
})

Deno.test('schema: an id is 24 hex digits and nothing else', () => {
  assert.ok(fits(ID, id))
  assert.ok(fits(ID, id.toUpperCase()))
  for (const text of ['', id.slice(1), `${id}0`, `${id}\n`, `g${id.slice(1)}`, null]) {
    assert.ok(!fits(ID, text))
  }
})
