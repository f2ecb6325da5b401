import assert from 'node:assert/strict'
import {
  type Answer,
  type Api,
  assertError,
  assertPlain,
  GROUP,
  INACTIVE_KEY,
  lox24Test,
  NOW,
  OTHER,
  PENDING,
  READER,
  TOKEN,
} from './client.ts'

const RENAME = { name: 'New group name' }
const REFUSED = "Client ID or API key isn't active or invalid!"
const BLOCKED =
  'IP address was temporary blocked, because during short time from it was sent many request with invalid ' +
  'credentials. Please wait and try later.'

lox24Test('case 10: a wrong key is refused', async (api) => {
  assertError(await api.put(GROUP, RENAME, { token: '1234567:wrong' }), 401, REFUSED)
  assert.equal((await api.get(GROUP)).object.name, 'My Clients')
})

lox24Test('case 11: no key is refused', async (api) => {
  assertError(await api.put(GROUP, RENAME, { token: null }), 401, REFUSED)
})

lox24Test('case 12: a deactivated key is refused like a wrong one', async (api) => {
  assertError(await api.put(GROUP, RENAME, { token: INACTIVE_KEY }), 401, REFUSED)
})

lox24Test('case 13: an account that is not activated is told so', async (api) => {
  const answer = await api.put(GROUP, RENAME, { token: PENDING })
  assertError(answer, 403, "Account isn't activated. Please wait or contact to support!")
})

lox24Test('case 39: the group of another account is not found', async (api) => {
  assertError(await api.put(GROUP, RENAME, { token: OTHER }), 404, 'Resource not found')
  assertError(await api.get(GROUP, { token: OTHER }), 404, 'Resource not found')
  assertError(await api.delete(GROUP, { token: OTHER }), 404, 'Resource not found')
  assert.deepEqual((await api.get('/groups', { token: OTHER })).list, [])
  assert.equal((await api.get(GROUP)).object.name, 'My Clients')
})

lox24Test('case 41: the older form, client id and key apart, is welcome', async (api) => {
  const [client = '', key = ''] = TOKEN.split(':')
  assertPlain(await api.get(GROUP, { token: key, headers: { 'X-LOX24-CLIENT-ID': client } }), 200)
  assertPlain(await api.get(GROUP, { token: key, headers: { 'X-LOX24-AUTH-CLIENT-ID': client } }), 200)
})

lox24Test('case 42: the fourth wrong key within a minute blocks, valid ones too', async (api) => {
  await failTimes(api, 4)
  const answer = await api.put(GROUP, RENAME)
  assertBlocked(answer, '600')
  api.wait(1500)
  assertBlocked(await api.get('/groups', { token: '1234567:wrong' }), '599')
  assertBlocked(await api.send('PATCH', GROUP), '599')
  assertError(await api.get('/groups/1/2/3/4'), 404)
}, { now: NOW })

lox24Test('case 43: a block ends after ten minutes, and the count begins again', async (api) => {
  await failTimes(api, 4)
  assertBlocked(await api.get(GROUP))
  api.wait(600_000)
  assertPlain(await api.get(GROUP), 200)
  await failTimes(api, 3)
  assertPlain(await api.get(GROUP), 200)
}, { now: NOW })

lox24Test('case 44: a failure of more than a minute ago no longer counts', async (api) => {
  await failTimes(api, 3)
  api.wait(61_000)
  await failTimes(api, 1)
  assertPlain(await api.get(GROUP), 200)
}, { now: NOW })

lox24Test('case 45: another address is not blocked', async (api) => {
  const other = { headers: { 'X-Forwarded-For': '203.0.113.9' } }
  await failTimes(api, 4)
  assertBlocked(await api.get(GROUP))
  assertPlain(await api.get(GROUP, other), 200)
}, { config: { trustedProxies: ['127.0.0.1'] } })

lox24Test('case 68: a bad key comes before a bad body, and an unknown group too', async (api) => {
  assertError(await api.send('PUT', GROUP, { text: '{"name":', token: '1234567:wrong' }), 401, REFUSED)
  assertError(await api.send('PUT', '/groups/99999999', { text: '{"name":' }), 404, 'Resource not found')
  assertError(await api.send('PUT', '/groups/99999999', { text: 'x', type: 'text/plain' }), 404)
  assertError(await api.send('POST', '/groups/99999999/phones', { text: '{' }), 404)
  assertError(await api.send('POST', '/groups/99999999/phones/batch', { text: '{' }), 404)
  assertError(await api.send('PUT', '/phones/99999999', { text: '{' }), 404)
  assertError(await api.get('/groups/99999999/phones?page=0'), 404)
  assertError(await api.send('PUT', GROUP, { text: '{"name":', type: 'text/plain' }), 415)
})

lox24Test('keys: requests without one do not block', async (api) => {
  for (let count = 0; count < 6; count++) assertError(await api.get('/groups', { token: null }), 401, REFUSED)
  for (let count = 0; count < 6; count++) assertError(await api.get('/groups', { token: '' }), 401, REFUSED)
  for (let count = 0; count < 6; count++) assertError(await api.get('/groups', { token: PENDING }), 403)
  assertPlain(await api.get(GROUP), 200)
})

lox24Test('keys: what is no credential of the account is refused', async (api) => {
  const key = TOKEN.split(':')[1] ?? ''
  const wrong = [
    key,
    `:${key}`,
    `7654321:${key}`,
    `01234567:${key}`,
    `${TOKEN}:`,
    `1234567::${key}`,
    '1234567:',
    ':',
  ]
  for (const token of wrong) assertError(await api.get(GROUP, { token }), 401, REFUSED)
  const legacy = { 'X-LOX24-CLIENT-ID': '1234567' }
  assertError(await api.get(GROUP, { token: `7654321:${key}`, headers: legacy }), 401, REFUSED)
  assertError(await api.get(GROUP, { token: key, headers: { 'X-LOX24-CLIENT-ID': '2222222' } }), 401, REFUSED)
  assertError(await api.get(GROUP, { token: null, headers: legacy }), 401, REFUSED)
}, { config: { lox24: { block: null } } })

lox24Test('keys: one that may only read is told so, before the body is looked at', async (api) => {
  assertPlain(await api.get(GROUP, { token: READER }), 200)
  assertPlain(await api.get(`${GROUP}/phones`, { token: READER }), 200)
  const refused = [
    await api.put(GROUP, RENAME, { token: READER }),
    await api.put(GROUP, {}, { token: READER }),
    await api.post(`${GROUP}/phones`, {}, { token: READER }),
    await api.post('/groups', RENAME, { token: READER }),
    await api.delete(GROUP, { token: READER }),
  ]
  for (const answer of refused) assertError(answer, 403, /does not have the permission/)
  assert.equal((await api.get(GROUP)).object.name, 'My Clients')
})

lox24Test('keys: with the block switched off nobody is blocked', async (api) => {
  await failTimes(api, 9)
  assertPlain(await api.get(GROUP), 200)
}, { config: { lox24: { block: null } } })

async function failTimes(api: Api, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    assertError(await api.get(GROUP, { token: '1234567:wrong' }), 401, REFUSED)
  }
}

function assertBlocked(answer: Answer, seconds?: string): void {
  assertError(answer, 429, BLOCKED)
  if (seconds !== undefined) assert.equal(answer.headers.get('retry-after'), seconds)
}
