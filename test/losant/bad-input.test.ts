import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sendRaw } from '../raw-http.ts'
import {
  type Api,
  type Ask,
  assertError,
  assertInvalid,
  at,
  ENDPOINTS,
  FULL,
  G,
  GROUP,
  GROUPS,
  idOf,
  ids,
  losantTest,
  P,
  USERS,
} from './client.ts'

type Case = readonly [name: string, ask: Ask & { readonly method: string; readonly path: string }]

const patch = (text: string): Case[1] => ({ method: 'PATCH', path: GROUP, text })
const post = (text: string): Case[1] => ({ method: 'POST', path: GROUPS, text })
const deep = (depth: number) => `{"name":"x","groupTags":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`

/** What no body, path or query may be; each is a 400 and changes nothing. */
const CASES: readonly Case[] = [
  ['an empty text', patch('')],
  ['two bodies', patch('{"name":"x"}{"name":"y"}')],
  ['a form', { ...patch('name=x'), type: 'application/x-www-form-urlencoded' }],
  ['XML', { ...patch('<name>x</name>'), type: 'application/xml' }],
  ['not a number', patch('{"name":NaN}')],
  ['U+0000 in a name', patch('{"name":"a\\u0000b"}')],
  ['a lone surrogate in a name', patch('{"name":"a\\ud800b"}')],
  ['a lone surrogate in a description', patch('{"description":"\\udfff"}')],
  ['U+0000 in a tag', patch('{"groupTags":{"k":"\\u0000"}}')],
  ['a lone surrogate as a tag', patch('{"groupTags":{"\\ud800":"v"}}')],
  ['U+0000 in the tag of a device', patch('{"deviceTags":[{"key":"k","value":"\\u0000"}]}')],
  ['U+0000 in a query of devices', patch('{"deviceQueryJson":"{\\"id\\":\\"\\u0000\\"}"}')],
  ['U+0000 in a new name', post('{"name":"\\u0000"}')],
  ['a lone surrogate in a user', { method: 'POST', path: USERS, text: userText('firstName', '\\ud800') }],
  ['U+0000 in an address', { method: 'POST', path: USERS, text: userText('email', 'a\\u0000@b.c') }],
  ['U+0000 in a route', { method: 'POST', path: ENDPOINTS, text: '{"route":"\\u0000","method":"get"}' }],
  ['deep nesting', patch(deep(50_000))],
  ['a deep array', patch(`{"deviceIds":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
  ['a huge name', patch(JSON.stringify({ name: 'x'.repeat(900_000) }))],
  ['a huge key', patch(JSON.stringify({ ['x'.repeat(900_000)]: 1 }))],
  ['ten thousand ids', patch(JSON.stringify({ deviceIds: ids(10_000) }))],
  ['ten thousand keys', patch(JSON.stringify(Object.fromEntries(ids(10_000).map((id) => [id, 1]))))],
  ['an id with a line break', patch(JSON.stringify({ deviceIds: [`${P}\n`] }))],
  ['an id of wide digits', patch(JSON.stringify({ deviceIds: ['５'.repeat(24)] }))],
  ['a parent with a line break', patch(JSON.stringify({ parentId: `${P}\n` }))],
  ['a path with a line break', { method: 'GET', path: `${GROUP}%0a` }],
  ['a path with U+0000', { method: 'GET', path: `${GROUPS}/${G.slice(1)}%00` }],
  ['a path of a thousand digits', { method: 'GET', path: `${GROUPS}/${'5'.repeat(1000)}` }],
  ['U+0000 in an advanced query', {
    method: 'GET',
    path: `${GROUPS}?query=%7B%22name%22%3A%22%5Cu0000%22%7D`,
  }],
  ['a page beyond all numbers', { method: 'GET', path: `${GROUPS}?page=${'9'.repeat(400)}` }],
]

function userText(field: string, value: string): string {
  const fields = { email: '"a@b.c"', password: '"password"', [field]: `"${value}"` }
  return `{${Object.entries(fields).map(([key, text]) => `"${key}":${text}`).join()}}`
}

async function stateOf(api: Api): Promise<string> {
  const texts = [GROUPS, USERS, ENDPOINTS].map(async (path) => (await api.get(path)).text)
  return (await Promise.all(texts)).join()
}

losantTest('bad input: each is refused with 400, and changes nothing', async (api) => {
  const before = await stateOf(api)
  for (const [name, { method, path, ...ask }] of CASES) {
    const answer = await api.send(method, path, ask)
    assert.equal(answer.status, 400, `${name}: ${answer.text.slice(0, 300)}`)
    assert.ok(['Validation', 'InvalidContent'].includes(String(answer.object.type)), name)
    assert.ok(answer.text.length < 2000, `${name}: ${answer.text.length}`)
  }
  assert.equal(await stateOf(api), before)
})

losantTest('bad input: a filter of odd characters finds nothing, and fails nothing', async (api) => {
  for (
    const filter of ['%00', '%ed%a0%80', '%ff', '%F0%9F%99%82', '%25%25', '*'.repeat(1000), "'%20or%201=1"]
  ) {
    const answer = await api.get(`${GROUPS}?filterField=name&filter=${filter}`)
    assert.ok(answer.status === 200 || answer.status === 400, answer.text)
  }
  const long = await api.get(`${GROUPS}?filterField=name&filter=${'?'.repeat(5000)}`)
  assert.ok(long.status === 200 || long.status === 400, long.text)
})

losantTest('bad input: a body of a hundred megabytes is too large', async (api) => {
  const answer = await sendRaw(api.running.url, {
    method: 'PATCH',
    path: GROUP,
    headers: [...HEAD, `Content-Length: ${100 * 1024 * 1024}`],
    body: `{"name":"${'x'.repeat(50_000)}`,
  })
  assert.equal(answer.status, 413)
  assert.deepEqual(JSON.parse(answer.body), {
    type: 'RequestEntityTooLarge',
    message: 'Request entity too large.',
  })
})

losantTest('bad input: bodies that must pass, pass', async (api) => {
  const full = { experienceUserIds: ids(1000), experienceEndpointIds: ids(1000), deviceIds: ids(1000) }
  const padded = JSON.stringify(full) + ' '.repeat(300 * 1024)
  assert.equal((await api.send('PATCH', GROUP, { text: padded })).status, 200)
  const marked = await api.send('PATCH', GROUP, { text: '\ufeff{"name":"marked"}' })
  assert.ok(marked.status === 200 || marked.status === 400, marked.text)
})

losantTest('bad input: a body that breaks off inside a character', async (api) => {
  const body = '{"name":"ü'
  const answer = await sendRaw(api.running.url, {
    method: 'PATCH',
    path: GROUP,
    headers: [...HEAD, `Content-Length: ${body.length}`],
    body,
  })
  assert.equal(answer.status, 400)
  assert.match(answer.body, /^\{"type":"InvalidContent"/)
})

losantTest('bad input: texts of all sorts are kept to the letter', async (api) => {
  const texts = [
    'ẞß',
    'a\u0301',
    'İı',
    '\u202eabc',
    '\t\n\r',
    '🙂👨‍👩‍👧',
    '\uffff',
    '\u0001',
    "'; drop table groups;--",
    '__proto__',
  ]
  for (const name of texts) {
    const answer = await api.patch(GROUP, { name, description: name, groupTags: { t: name } })
    assert.equal(answer.status, 200, answer.text)
    assert.partialDeepStrictEqual((await api.get(GROUP)).object, {
      name,
      description: name,
      groupTags: { t: name },
    })
  }
})

losantTest('bad input: the body is looked at before the token, and the path before the body', async (api) => {
  const nobody = { token: null }
  assertInvalid(await api.patch(GROUP, { foo: 1 }, nobody), 'experienceGroup has additional properties')
  assertInvalid(await api.patch(`${GROUPS}/x`, { foo: 1 }, nobody), 'experienceGroupId pattern mismatch')
  assertInvalid(await api.get(`${GROUPS}?page=x`, nobody), 'page must be a non-negative integer')
  assertError(await api.patch(GROUP, {}, nobody), 403, 'Forbidden', 'Access is forbidden')
  const odd = await api.send('PATCH', `${GROUPS}/x`, { text: '{', token: null })
  assertError(odd, 400, 'InvalidContent')
  const nonsense = await api.patch(at(GROUPS, idOf(5)), { name: 'x' }, { token: 'nonsense' })
  assertError(nonsense, 401, 'Unauthorized', 'Invalid access token')
})

const HEAD = ['Host: $HOST', 'Content-Type: application/json', `Authorization: Bearer ${FULL}`]

const id = fc.oneof(fc.constantFrom(G, P, idOf(1), idOf(2)), fc.stringMatching(/^[0-9a-fA-F]{23,25}$/))
const words = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 40 }), id)
const leaf = fc.oneof(words, fc.constant(null), fc.integer(), fc.double(), fc.boolean())
const key = fc.oneof(
  fc.constantFrom('name', 'description', 'experienceUserIds', 'groupTags', 'deviceTags', 'deviceQueryJson'),
  fc.constantFrom('parentId', 'key', 'value', '__proto__', '$and', '$or', '$eq', '$in', 'id', 'tags'),
  words,
)
const anything = fc.letrec((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('body'), { maxKeys: 8 }),
    fc.array(tie('body'), { maxLength: 4 }),
  ),
})).body
const nearly = fc.record({
  name: words,
  description: words,
  experienceUserIds: fc.array(id, { maxLength: 4 }),
  deviceIds: fc.array(id, { maxLength: 4 }),
  groupTags: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), words, { maxKeys: 3 }),
  deviceTags: fc.array(fc.record({ key: fc.stringMatching(/^[a-z]{1,3}$/), value: words })),
  deviceQueryJson: fc.oneof(words, anything.map((one) => JSON.stringify(one))),
  parentId: fc.oneof(id, fc.constant(null)),
}, { requiredKeys: ['name'] })

losantTest('bad input: no body and no query whatever fails the server', async (api) => {
  const paths = fc.constantFrom<readonly [string, string]>(['POST', GROUPS], ['PATCH', GROUP], [
    'PATCH',
    at(GROUPS, P),
  ])
  const property = fc.asyncProperty(paths, fc.oneof(nearly, anything), async ([method, path], body) => {
    const answer = await api.send(method, path, { text: JSON.stringify(body) })
    assert.ok(answer.status < 500, answer.text)
    if (answer.status < 300 && method === 'PATCH') {
      assert.deepEqual((await api.get(path)).object, answer.object)
    }
    const query = encodeURIComponent(JSON.stringify(body) ?? '')
    for (const collection of [GROUPS, USERS]) {
      const found = await api.get(`${collection}?query=${query}`)
      assert.ok(found.status < 500, found.text)
    }
  })
  await fc.assert(property, { numRuns: 250 })
  for (const path of [GROUP, GROUPS, USERS, ENDPOINTS]) assert.equal((await api.get(path)).status, 200)
})
