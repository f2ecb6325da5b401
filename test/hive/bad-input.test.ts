import assert from 'node:assert/strict'
import fc from 'fast-check'
import { breakDatabase, exchange } from '../support.ts'
import {
  type Answer,
  type Api,
  assertFails,
  BASE,
  GROUPS,
  hiveTest,
  HOME,
  LIST,
  LOGIN,
  makeType,
  operatorOf,
  TOKEN,
  TYPES,
} from './client.ts'

const paths = fc.oneof(
  fc.constantFrom(
    LIST,
    TYPES,
    `${TYPES}/0`,
    `${TYPES}/1`,
    `${TYPES}/99`,
    GROUPS,
    `${GROUPS}/${HOME}`,
    `${GROUPS}/x`,
    `${BASE}/user/list/${HOME}`,
    LOGIN,
  ),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) =>
    `${TYPES}/${encodeURIComponent(text.toWellFormed())}`
  ),
  fc.string({ maxLength: 20 }).map((text) =>
    `${BASE}/user/list/${HOME}?${encodeURI(text)}&role=%00&offset=%ff`
  ),
)

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom<unknown>(null, '', ' ', 1, 0, -1, 1e308, true, [], {}, 'home', 'x'.repeat(2000), HOME),
)
const keys = fc.constantFrom(
  'name',
  'slug',
  'typeId',
  'private',
  'description',
  'logoUrl',
  'email',
  'password',
  '__proto__',
  'id',
)

const bodies = fc.oneof(
  fc.dictionary(keys, values, { maxKeys: 6 }).map((json) => JSON.stringify(json)),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.json(),
)

const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'POST', 'PUT'),
  path: paths,
  text: bodies,
  type: fc.constantFrom(
    null,
    'application/json',
    'application/json',
    'application/x-www-form-urlencoded',
    'text/xml',
    ';',
    'application/json; charset=utf-16',
  ),
  token: fc.constantFrom(TOKEN, TOKEN, TOKEN, 'MEMBER', 'nobody', null),
})

/** The sequence of the last event, and whether a list can be had. */
async function state(api: Api): Promise<number> {
  const { directory } = await operatorOf(api)
  return (await api.running.store.read(directory, (tx) => tx.numbers())).sequence
}

function assertEnvelope({ status, object }: Answer): boolean {
  assert.ok(status < 500, `${status}`)
  assert.deepEqual(Object.keys(object).sort(), ['errors', 'message', 'object', 'success', 'timestamp'])
  assert.ok(Array.isArray(object['errors']))
  if (status !== 200) {
    assert.deepEqual([object['success'], object['errors'], object['object']], [false, [], null])
  }
  assert.equal(object['success'], status === 200 && object['errors'].length === 0)
  return object['success'] === true
}

hiveTest(
  'whatever is sent, the answer is the envelope, no 5xx, and what is refused changes nothing',
  async (api) => {
    await makeType(api, 'One')
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, text, type, token }) => {
        const before = await state(api)
        const ask = method === 'GET' ? { token } : { token, text, type }
        const answer = await api.send(method, path, ask)
        if (!assertEnvelope(answer)) assert.equal(await state(api), before, answer.text)
      }),
      { numRuns: 400 },
    )
    assert.equal(api.running.lines.filter((line) => line.includes('"internal"')).length, 0)
  },
)

async function raw({ running }: Api, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return await fetch(running.url + TYPES, {
    method: 'POST',
    headers: { 'x-auth': TOKEN, 'content-type': 'application/json' },
    body,
  })
}

hiveTest('a body that is not UTF-8 is 400', async (api) => {
  const response = await raw(api, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))
  assert.equal(response.status, 400)
  assert.equal((await response.json()).message, 'The request body is not valid')
})

hiveTest('keys that languages know stay what they are: unknown', async ({ send }) => {
  for (const text of ['{"__proto__":{"name":"A"}}', '{"constructor":1,"toString":"x"}']) {
    const answer = await send('POST', TYPES, { text })
    assert.equal(assertEnvelope(answer), false)
  }
})

hiveTest('a name of a mebibyte of spaces is trimmed', async ({ send }) => {
  const text = JSON.stringify({ name: `a${' '.repeat(1_000_000)}b` })
  assert.equal(assertEnvelope(await send('POST', TYPES, { text })), false)
})

hiveTest(
  'a broken path is 404, a request without a body that promises one is none of ours',
  async ({ running, get }) => {
    assertFails(await get(`${TYPES}/%zz`), 404, 'Not found')
    const text = await exchange({
      url: running.url,
      parts: [
        `GET ${BASE}/group-type/%ff HTTP/1.1\r\nHost: x\r\nX-Auth: ${TOKEN}\r\nConnection: close\r\n\r\n`,
      ],
    })
    assert.match(text, /^HTTP\/1\.1 404 /)
  },
)

hiveTest(
  'a database that is broken is told in the envelope, and no more of it',
  async ({ running, get, post }) => {
    await breakDatabase(running)
    for (const answer of [await get(LIST), await post(TYPES, { name: 'A' })]) {
      assertFails(answer, 500, 'An unexpected error occurred')
      assert.doesNotMatch(answer.text, /SQL|table|directory/i)
    }
  },
)
