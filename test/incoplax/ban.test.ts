import assert from 'node:assert/strict'
import { assertError, EMPTY, G, good, incoplaxTest, listed, LOGIN, OPERATOR, SESSIONS } from './client.ts'

/** How long a session lasts that nobody uses. */
const LIFETIME = 43_200_000

incoplaxTest('case 58: five failed logins keep an address out for three minutes', async ({ as, wait }) => {
  const api = as(null)
  const wrong = [{ pwd: 'wrong' }, { login: 'nobody' }, { domain: 'other' }, { domain: 'nowhere' }, {
    pwd: '',
  }]
  for (const part of wrong) {
    assertError(await api.post(SESSIONS, { ...LOGIN, ...part }), 401, 'Unauthorized')
    wait(10_000)
  }
  for (let time = 0; time < 5; time++) assertError(await api.post(SESSIONS, LOGIN), 403, 'Access denied')
  wait(129_000)
  assertError(await api.post(SESSIONS, LOGIN), 403, 'Access denied')
  wait(2_000)
  good(await api.post(SESSIONS, LOGIN))
  assertError(await api.post(SESSIONS, { ...LOGIN, pwd: 'wrong' }), 401, 'Unauthorized')
  assertError(await api.post(SESSIONS, LOGIN), 403, 'Access denied')
})

incoplaxTest(
  'a session that is not there counts as a failed login does; one that is goes on',
  async (api) => {
    const stale = api.as('0'.repeat(32))
    for (let time = 0; time < 4; time++) assertError(await stale.get(G), 401, 'Unauthorized')
    assertError(await api.get(G, { cookie: 'EraSession=stale' }), 401, 'Unauthorized')
    assertError(await stale.get(G), 403, 'Access denied')
    assertError(await api.as(null).post(SESSIONS, LOGIN), 403, 'Access denied')
    assertError(
      await api.as(null).post(SESSIONS, { session_type: 'token_clone_cookie' }),
      403,
      'Access denied',
    )
    assertError(await api.as(null).get(G), 401, 'Unauthorized')
    listed(await api.get(G))
    listed(await api.get(G, { token: OPERATOR }))
    api.wait(180_001)
    assertError(await stale.get(G), 401, 'Unauthorized')
  },
)

incoplaxTest('many guesses at once are no way around the ban', async ({ as }) => {
  const api = as(null)
  const guesses = Array.from({ length: 30 }, (_, count) => ({ ...LOGIN, pwd: `wrong-${count}` }))
  const answers = await Promise.all(guesses.map((body) => api.post(SESSIONS, body)))
  assert.equal(answers.filter(({ status }) => status === 401).length, 5)
  assert.equal(answers.filter(({ status }) => status === 403).length, 25)
  assertError(await api.post(SESSIONS, LOGIN), 403, 'Access denied')
})

incoplaxTest('an operator may switch the ban off', async ({ as }) => {
  for (let time = 0; time < 8; time++) {
    assertError(await as(null).post(SESSIONS, { ...LOGIN, pwd: 'wrong' }), 401, 'Unauthorized')
  }
  good(await as(null).post(SESSIONS, LOGIN))
}, { config: { incoplax: { cookie: 'RSession', sessionMs: LIFETIME, ban: false, strict: false } } })

incoplaxTest('a login that is no login is refused, and not counted', async ({ as }) => {
  const api = as(null)
  const bodies = [
    {},
    { ...LOGIN, pwd: 5 },
    { ...LOGIN, login: null },
    { ...LOGIN, domain: ['demo'] },
    { ...LOGIN, session_type: 'cookie' },
    { ...LOGIN, session_type: 1 },
    { ...LOGIN, pwd: 'x'.repeat(2049) },
    [LOGIN],
    'demo',
  ]
  for (const body of bodies) assertError(await api.post(SESSIONS, body), 400)
  assertError(await api.send('POST', SESSIONS), 400)
  assertError(
    await api.send('POST', SESSIONS, { json: LOGIN, type: 'text/plain' }),
    415,
    'Unsupported media type',
  )
  good(await api.send('POST', SESSIONS, { json: LOGIN, type: null }))
  good(await api.post(SESSIONS, { ...LOGIN, session_type: null, more: 1 }))
})

incoplaxTest('neither the log nor an answer tells a password or a session', async (api) => {
  await api.as(null).post(SESSIONS, { ...LOGIN, pwd: 'very-secret' })
  await api.as('a-stale-session').get(G)
  const told = api.running.lines.join('\n')
  for (const secret of ['very-secret', 'a-stale-session']) assert.ok(!told.includes(secret))
}, { fixtures: EMPTY })
