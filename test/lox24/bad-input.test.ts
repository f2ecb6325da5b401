import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sendRaw } from '../raw-http.ts'
import { type Api, type Ask, GROUP, lox24Test, TOKEN } from './client.ts'

const PHONES = `${GROUP}/phones`
const BATCH = `${GROUP}/phones/batch`

type Case = readonly [
  name: string,
  ask: Ask & { readonly method: string; readonly path: string },
  status: number,
]

function put(json: unknown): Case[1] {
  return { method: 'PUT', path: GROUP, json }
}

function text(text: string, method = 'PUT', path = GROUP): Case[1] {
  return { method, path, text }
}

const deep = (depth: number) => `{"name":"x","colour":${'['.repeat(depth)}${']'.repeat(depth)}}`
const WRONG = [5, 1.5, true, [], {}, ['x']]
const FIELDS = ['name', 'description', 'name_a', 'name_b', 'name_c', 'name_d', 'name_e', 'deleted_at']
const PHONE_FIELDS = ['phone', 'a', 'b', 'c', 'd', 'e', 'callback_data']

const CASES: readonly Case[] = [
  ...FIELDS.flatMap((field) =>
    WRONG.map((value): Case => [
      `${field} as ${JSON.stringify(value)}`,
      put({ name: 'x', [field]: value }),
      400,
    ])
  ),
  ...PHONE_FIELDS.flatMap((field) =>
    WRONG.map((value): Case => [
      `a phone's ${field} as ${JSON.stringify(value)}`,
      { method: 'POST', path: PHONES, json: { phone: '1234', [field]: value } },
      400,
    ])
  ),
  ...[5, true, 'x', [5], { k: 'x' }, [null], [[]]].map((phones): Case => [
    `phones as ${JSON.stringify(phones)}`,
    put({ name: 'x', phones }),
    400,
  ]),
  ...[null, 5, 'x', [], [{ name: 'x' }], false].map((body): Case => [
    `a body of ${JSON.stringify(body)}`,
    put(body),
    400,
  ]),
  ...FIELDS.slice(0, -1).map((field): Case => [
    `${field} of a million characters`,
    put({ name: 'x', [field]: 'x'.repeat(1_000_000) }),
    400,
  ]),
  ['an empty body', text(''), 400],
  ['an empty body to make a group', text('', 'POST', '/groups'), 400],
  ['a body that ends too soon', text('{"name":"x"'), 400],
  ['two bodies', text('{"name":"x"}{"name":"y"}'), 400],
  ['single quotes', text("{'name':'x'}"), 400],
  ['XML', { ...text('<name>x</name>'), type: 'application/xml' }, 415],
  ['a form', { ...text('name=x'), type: 'application/x-www-form-urlencoded' }, 415],
  ['a form as JSON', text('name=x'), 400],
  ['U+0000 in a name', text('{"name":"a\\u0000b"}'), 400],
  ['a lone surrogate in a name', text('{"name":"a\\ud800b"}'), 400],
  ['a lone surrogate at the end of a description', text('{"name":"x","description":"\\udfff"}'), 400],
  ['U+0000 in a column', text('{"name":"x","name_e":"\\u0000"}'), 400],
  ['U+0000 in a phone', text('{"phone":"1234","a":"\\u0000"}', 'POST', PHONES), 400],
  ['a lone surrogate in a callback', text('{"phone":"1234","callback_data":"\\ud800"}', 'POST', PHONES), 400],
  ['U+0000 in the number', text('{"phone":"12\\u000034"}', 'POST', PHONES), 400],
  ['U+0000 in a phone of a group', text('{"name":"x","phones":{"k":{"phone":"1234","e":"\\u0000"}}}'), 400],
  ['a lone surrogate as a key of phones', text('{"name":"x","phones":{"\\ud800":{"phone":"x"}}}'), 400],
  ['deep nesting', text(deep(100_000)), 400],
  ['deep nesting of what is read', text(`{"name":${'{"name":'.repeat(5000)}1${'}'.repeat(5001)}`), 400],
  ['an id beyond int32', { method: 'PUT', path: '/groups/2147483648', json: { name: 'x' } }, 404],
  ['an id beyond int64', { method: 'DELETE', path: '/groups/18446744073709551616' }, 404],
  ['an id beyond all numbers', { method: 'GET', path: `/groups/${'9'.repeat(400)}` }, 404],
  ['a phone beyond int32', { method: 'DELETE', path: '/phones/2147483648' }, 404],
  ['a broken escape in an id', { method: 'GET', path: '/groups/%ff' }, 404],
  [
    'a batch that is too long',
    { method: 'POST', path: BATCH, json: Array(10_001).fill({ phone: '1234' }) },
    400,
  ],
  ['a batch of null', { method: 'POST', path: BATCH, json: null }, 400],
  ['a list that is too long', put({ name: 'x', phones: Array(10_001).fill({ phone: '1234' }) }), 400],
  [
    'a name among ten thousand bad phones',
    put({ name: 'x', phones: Array(10_000).fill({ a: 5, phone: '' }) }),
    400,
  ],
  ['a page beyond all numbers', { method: 'GET', path: `/groups?page=${'9'.repeat(400)}` }, 400],
]

async function stateOf(api: Api): Promise<string> {
  return (await api.get(GROUP)).text + (await api.get(PHONES)).text + (await api.get('/groups')).text
}

lox24Test('bad input: each is refused with its status, and changes nothing', async (api) => {
  await api.post(PHONES, { phone: '+4915550001' })
  const before = await stateOf(api)
  for (const [name, { method, path, ...ask }, status] of CASES) {
    const answer = await api.send(method, path, ask)
    assert.equal(answer.status, status, `${name}: ${answer.text.slice(0, 300)}`)
  }
  assert.equal(await stateOf(api), before)
})

lox24Test('bad input: a body of a hundred megabytes is too large', async (api) => {
  const before = await stateOf(api)
  const answer = await sendRaw(api.running.url, {
    method: 'PUT',
    path: GROUP,
    headers: [...HEAD, `Content-Length: ${100 * 1024 * 1024}`],
    body: `{"name":"${'x'.repeat(50_000)}`,
  })
  assert.equal(answer.status, 413)
  assert.match(answer.body, /Request Entity Too Large/)
  assert.equal(await stateOf(api), before)
})

lox24Test('bad input: a body that was cut inside a character is a syntax error', async (api) => {
  // The JavaScript samples of the vendor count characters where bytes are wanted.
  const body = JSON.stringify({ name: 'Grüße aus Köln' })
  const answer = await sendRaw(api.running.url, {
    method: 'PUT',
    path: GROUP,
    headers: [...HEAD, `Content-Length: ${body.length}`],
    body,
  })
  assert.equal(answer.status, 400)
  assert.match(answer.body, /Syntax error/)
  const bytes = `{"name":"ü`
  const cut = await sendRaw(api.running.url, {
    method: 'PUT',
    path: GROUP,
    headers: [...HEAD, `Content-Length: ${bytes.length}`],
    body: bytes,
  })
  assert.equal(cut.status, 400)
  assert.match(cut.body, /Syntax error/)
})

const HEAD = [
  'Host: $HOST',
  'Accept: application/json',
  'Content-Type: application/json',
  `X-LOX24-AUTH-TOKEN: ${TOKEN}`,
]

const key = fc.constantFrom(
  ...FIELDS,
  ...PHONE_FIELDS,
  'phones',
  'id',
  'count_items',
  '__proto__',
  'constructor',
)
const number = fc.stringMatching(/^\+?[0-9]{1,16}[ .\-/()]{0,3}[0-9]{0,4}$/)
const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(1e13) }).map((one) =>
  one.toISOString()
)
const words = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 40 }),
  number,
  date,
)
const leaf = fc.oneof(words, fc.constant(null), fc.integer(), fc.double(), fc.boolean())
const anything = fc.letrec((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('body'), { maxKeys: 8 }),
    fc.array(tie('body'), { maxLength: 4 }),
  ),
})).body
const phone = fc.record({ phone: number, a: words, callback_data: fc.string() }, { requiredKeys: ['phone'] })
const phones = fc.oneof(fc.array(phone), fc.dictionary(words, phone))
const group = fc.record({ name: words, name_c: words, deleted_at: date, phones }, { requiredKeys: ['name'] })

type Target = readonly [method: string, path: string]

/** Each body that is nearly right where it would be right, and any body anywhere. */
const requests = fc.oneof(
  fc.tuple(fc.constantFrom<Target>(['POST', '/groups'], ['PUT', GROUP]), group),
  fc.tuple(fc.constantFrom<Target>(['POST', PHONES], ['PUT', '/phones/']), phone),
  fc.tuple(fc.constant<Target>(['POST', BATCH]), fc.array(fc.oneof(phone, anything))),
  fc.tuple(
    fc.constantFrom<Target>(['POST', '/groups'], ['PUT', GROUP], ['POST', PHONES], ['POST', BATCH]),
    anything,
  ),
)

lox24Test('bad input: no JSON body whatever fails the server', async (api) => {
  const { id } = (await api.post(PHONES, { phone: '+4915550001' })).object
  const property = fc.asyncProperty(requests, async ([[method, path], json]) => {
    const answer = await api.send(method, path === '/phones/' ? path + id : path, {
      text: JSON.stringify(json),
    })
    assert.equal(answer.status < 500, true, answer.text)
  })
  await fc.assert(property, { numRuns: 400 })
  for (const path of [GROUP, '/groups', PHONES, `${GROUP}/file/csv`]) {
    assert.equal((await api.get(path)).status, 200)
  }
})

lox24Test('bad input: no text whatever fails the server', async (api) => {
  const property = fc.asyncProperty(
    fc.string({ unit: 'binary' }),
    async (text) => {
      const answer = await api.send('PUT', GROUP, { text, type: 'application/json' })
      assert.equal(answer.status < 500, true, answer.text)
    },
  )
  await fc.assert(property, { numRuns: 100 })
})
