import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { findDirectory } from '../../src/core/directories.ts'
import { createToken, listTokens } from '../../src/core/tokens.ts'
import { startMuster, until } from '../support.ts'
import {
  account,
  type Answer,
  apiOf,
  assertError,
  CURRENT,
  FULL,
  G,
  good,
  incoplaxTest,
  listed,
  LOGIN,
  loginWith,
  NOW,
  OPERATOR,
  SESSIONS,
  tokenOf,
} from './client.ts'

const HOUR = 3_600_000
/** How long a session lasts that nobody uses, unless the operator says otherwise. */
const LIFETIME = 12 * HOUR

/** The cookie that an answer sets, as it is sent back; and all that it says. */
function cookieOf({ headers }: Answer): { readonly pair: string; readonly line: string } {
  const line = headers.get('set-cookie') ?? ''
  return { pair: line.split(';', 1)[0] ?? '', line }
}

incoplaxTest('case 55: a login gives a cookie, which opens the address book', async ({ as }) => {
  const api = as(null)
  const answer = await api.post(SESSIONS, LOGIN)
  assert.deepEqual(good(answer), {})
  const { pair, line } = cookieOf(answer)
  assert.match(line, /^RSession=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
  listed(await api.get(G, { cookie: pair }))
  listed(await api.get(G, { cookie: pair.replace('RSession', 'EraSession') }))
  listed(await api.get(G, { cookie: `EraSession=00; ${pair}; other=1` }))
  assertError(await api.get(G, { cookie: pair.replace('RSession', 'rsession') }), 401, 'Unauthorized')
})

incoplaxTest('case 56: a login gives a token, which opens the address book', async ({ as }) => {
  const api = as(null)
  const answer = await api.post(SESSIONS, { ...LOGIN, session_type: 'token' })
  const { session_token, ...more } = good(answer)
  assert.deepEqual([more, answer.headers.get('set-cookie')], [{}, null])
  const read = await api.get(G, { token: String(session_token) })
  listed(read)
  assert.equal(read.headers.get('set-cookie'), null)
  listed(await api.get(G, { headers: { authorization: `bearer  ${session_token} ` } }))
})

incoplaxTest('case 57: without credentials nothing is told', async ({ as }) => {
  const api = as(null)
  for (const method of ['POST', 'LOOKUP']) {
    assertError(await api.send(method, G, { json: '101' }), 401, 'Unauthorized')
  }
  assertError(await api.get(G, { headers: { authorization: 'Basic ZGVtbzpkZW1v' } }), 401, 'Unauthorized')
  assertError(await api.get(G, { cookie: 'RSession=' }), 401, 'Unauthorized')
  assertError(await api.get(CURRENT), 401, 'Unauthorized')
  for (let time = 0; time < 6; time++) assertError(await api.get(G), 401, 'Unauthorized')
  good(await api.post(SESSIONS, LOGIN))
})

incoplaxTest(
  'the cookie has the name that the operator gave it, and both editions are read',
  async ({ as }) => {
    const api = as(null)
    const { pair } = cookieOf(await api.post(SESSIONS, LOGIN))
    assert.match(pair, /^EraSession=/)
    for (const name of ['EraSession', 'RSession']) {
      listed(await api.get(G, { cookie: pair.replace('EraSession', name) }))
    }
  },
  { config: { incoplax: { cookie: 'EraSession', sessionMs: LIFETIME, ban: true, strict: false } } },
)

incoplaxTest('behind TLS the cookie goes over TLS alone', async ({ as }) => {
  const headers = { 'x-forwarded-proto': 'https' }
  assert.match(cookieOf(await as(null).post(SESSIONS, LOGIN, { headers })).line, /; Secure$/)
})

incoplaxTest('a session says whose it is, and takes any PATCH as it stands', async (api) => {
  const current = good(await api.get(CURRENT))
  assert.partialDeepStrictEqual(current, {
    domain: 'demo',
    user: { login: 'demo', name: 'demo' },
    roles: ['administrator'],
  })
  assert.deepEqual(good(await api.patch(CURRENT, { lang: 'en' })), current)
  assertError(await api.send('PATCH', CURRENT, { text: '{' }), 400)
  assertError(await api.patch(CURRENT, [1]), 400, 'Invalid body')
})

incoplaxTest('who logs out is out, and only there', async (api) => {
  const other = await tokenOf(api.running)
  const { pair } = cookieOf(await api.as(null).post(SESSIONS, LOGIN))
  const cookie = pair.replace('RSession', 'EraSession')
  const answer = await api.as(null).delete(CURRENT, { cookie })
  assert.equal(answer.status, 204)
  const [first = '', second = ''] = answer.headers.getSetCookie()
  assert.match(first, /^RSession=; .*Max-Age=0$/)
  assert.match(second, /^EraSession=; .*Max-Age=0$/)
  assertError(await api.as(null).get(G, { cookie: pair }), 401, 'Unauthorized')
  assert.equal((await api.delete(CURRENT)).status, 204)
  assertError(await api.get(G), 401, 'Unauthorized')
  listed(await api.as(other).get(G))
})

incoplaxTest('a session is cloned from that of the cookie', async ({ as, running }) => {
  const api = as(null)
  const { pair } = cookieOf(await api.post(SESSIONS, LOGIN))
  const body = { session_type: 'token_clone_cookie' }
  const token = String(good(await api.post(SESSIONS, body, { cookie: pair })).session_token)
  assert.notEqual(`RSession=${token}`, pair)
  assert.equal((await api.delete(CURRENT, { cookie: pair })).status, 204)
  listed(await as(token).get(G))
  assertError(await api.post(SESSIONS, body), 401, 'Unauthorized')
  assertError(await api.post(SESSIONS, body, { token }), 401, 'Unauthorized')
  assertError(await api.post(SESSIONS, body, { cookie: pair }), 401, 'Unauthorized')
  assert.ok((await listTokens(running.store, null)).length > 0)
})

incoplaxTest('a session lasts as long as it is used', async (api) => {
  const { pair } = cookieOf(await api.as(null).post(SESSIONS, LOGIN))
  for (let day = 0; day < 3; day++) {
    api.wait(LIFETIME - 60_000)
    const answer = await api.get(G, { cookie: pair })
    listed(answer)
    assert.equal(cookieOf(answer).pair, pair)
    assert.match(cookieOf(answer).line, /Max-Age=43200$/)
    // The use is written behind the answer.
    await until(async () => cookieOf(await api.get(G, { cookie: pair })).pair === '')
    listed(await api.get(G))
  }
  api.wait(LIFETIME)
  assertError(await api.get(G, { cookie: pair }), 401, 'Unauthorized')
  assertError(await api.get(G), 401, 'Unauthorized')
})

incoplaxTest('the eleventh session of a login ends the one that was used longest ago', async (api) => {
  const { running } = api
  const token = await loginWith(api, ['reader'])
  const login = { ...LOGIN, login: 'login-reader', pwd: 'secret' }
  const tokens = [token]
  for (let number = 2; number <= 10; number++) {
    api.wait(1000)
    tokens.push(await tokenOf(running, login))
  }
  api.wait(61_000)
  for (const one of tokens) if (one !== tokens[3]) listed(await api.as(one).get(G))
  listed(await api.as(tokens[0]!).get(G))
  tokens.push(await tokenOf(running, login))
  assertError(await api.as(tokens[3]!).get(G), 401, 'Unauthorized')
  for (const one of tokens) if (one !== tokens[3]) listed(await api.as(one).get(G))
  listed(await api.get(G))
})

incoplaxTest('ten sessions are all that many logins at once leave', async (api) => {
  await loginWith(api, ['reader'])
  const login = { ...LOGIN, login: 'login-reader', pwd: 'secret' }
  await Promise.all(Array.from({ length: 25 }, () => tokenOf(api.running, login)))
  const tokens = await listTokens(api.running.store, null)
  assert.equal(tokens.filter((one) => one.login === 'login-reader').length, 10)
})

incoplaxTest(`the operator's tokens open the address book, and are no sessions`, async (api) => {
  const operator = api.as(OPERATOR)
  listed(await operator.get(G))
  assert.partialDeepStrictEqual(good(await operator.get(CURRENT)), {
    domain: 'demo',
    user: { login: null, name: 'demo' },
  })
  assertError(await operator.delete(CURRENT), 403, 'Access denied')
  listed(await operator.get(G))
  for (const token of ['OLD', 'OTHER_DOOR', OPERATOR.toLowerCase()]) {
    assertError(await api.as(token).get(G), 401, 'Unauthorized')
  }
  assertError(await api.get(G, { cookie: `RSession=${OPERATOR}` }), 401, 'Unauthorized')
})

incoplaxTest(
  'a token of an account opens what it was given, and no more than the account may',
  async (api) => {
    const { store } = api.running
    await account(api, { login: 'jane', permissions: ['reader'] })
    const { id: directory } = await findDirectory(store, { name: 'demo' })
    const statuses = async (login: string, scopes: readonly string[]) => {
      const { secret } = await createToken(store, { directory, login, purpose: 'bearer', scopes })
      const own = api.as(secret)
      return [(await own.get(G)).status, (await own.post(G, { name: 'x' })).status]
    }
    assert.deepEqual(await statuses('demo', ['all.User']), [403, 403])
    assert.deepEqual(await statuses('demo', ['group.list']), [200, 403])
    assert.deepEqual(await statuses('demo', ['editor']), [200, 200])
    assert.deepEqual(await statuses('jane', ['administrator']), [200, 403])
  },
)

incoplaxTest('an account that is switched off has no sessions', async (api) => {
  const token = await loginWith(api, ['reader'])
  await changeAccount(api.running.store, 'login-reader', { status: 'inactive' })
  assertError(await api.as(token).get(G), 401, 'Unauthorized')
  const body = { ...LOGIN, login: 'login-reader', pwd: 'secret' }
  assertError(await api.as(null).post(SESSIONS, body), 401, 'Unauthorized')
})

incoplaxTest(`a domain is the account's own; an operator of the installation may choose`, async (api) => {
  const { store } = api.running
  await createAccount(store, { login: 'root', directory: null, password: 'root', permissions: ['reader'] })
  await account(api, { login: 'other', permissions: ['administrator'], domain: 'other' })
  const other = { domain: 'other', login: 'other', pwd: 'secret' }
  assert.deepEqual(listed(await api.as(await tokenOf(api.running, other)).get(G)), [])
  assertError(await api.as(null).post(SESSIONS, { ...other, domain: 'demo' }), 401, 'Unauthorized')
  for (const [domain, count] of [['demo', 2], ['other', 0]] as const) {
    const token = await tokenOf(api.running, { domain, login: 'root', pwd: 'root' })
    assert.equal(listed(await api.as(token).get(G)).length, count)
    assert.equal(good(await api.as(token).get(CURRENT)).domain, domain)
  }
})

incoplaxTest('a directory that is not active lets nobody in', async (api) => {
  const { as } = api
  await account(api, { login: 'pending', permissions: ['administrator'], domain: 'pending' })
  const body = { domain: 'pending', login: 'pending', pwd: 'secret' }
  assertError(await as(null).post(SESSIONS, body), 403, 'Access denied')
  assertError(await as('PENDING').get(G), 403, 'Access denied')
})

Deno.test('incoplax sessions are there after a restart', async () => {
  const folder = await Deno.makeTempDir({ prefix: 'muster-test-' })
  const database = `sqlite:${folder}/muster.db`
  try {
    let token = ''
    {
      await using running = await startMuster({ fixtures: FULL, now: NOW, database })
      token = await tokenOf(running)
    }
    await using running = await startMuster({ now: NOW + HOUR, database })
    listed(await apiOf(running, token).get(G))
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
})
