import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { closeSession, openSession } from '../../src/core/sessions.ts'
import { openCookies } from '../../src/http/session.ts'
import type { Served } from '../../torture/server.ts'
import { type Answer, type Ask, ask, processesTest, type Servers } from './scene.ts'

const email = 'ann@example.com'
const password = 'the right one'

const SESSIONS = '/rest/v1/iam/sessions'
const CURRENT = `${SESSIONS}/current`
const LISTS = '/api/v1/List'
const TYPES = '/api/v1/en_US/group-type/list'

function newAccount({ store, principal }: Servers) {
  const { directory } = principal
  return createAccount(store, { directory, login: 'ann', email, password, permissions: ['administrator'] })
}

/** Two servers, behind a proxy that says where a request came from. */
function startBoth({ start }: Servers): Promise<[Served, Served]> {
  const env = { MUSTER_TRUSTED_PROXIES: '127.0.0.1' }
  return Promise.all([start(env), start(env)])
}

const from = (address: string) => ({ 'x-forwarded-for': address })

/** How each vendor's client signs in with a password. */
const DOORS = {
  incoplax: (given: string) => ({
    path: SESSIONS,
    body: { session_type: 'token', domain: 'main', login: 'ann', pwd: given },
  }),
  hive: (given: string) => ({
    path: '/api/v1/en_US/security/login',
    body: { email, password: given },
  }),
  losant: (given: string) => ({ path: '/auth/user', body: { email, password: given } }),
} as const

function signIn(server: Served, door: keyof typeof DOORS, given: string, address = '192.0.2.9') {
  const { path, body } = DOORS[door](given)
  return ask(server, 'POST', path, { headers: from(address), body })
}

for (
  const [door, failures, blocked] of [['incoplax', 5, 403], ['hive', 10, 401], ['losant', 5, 401]] as const
) {
  processesTest(`${door}: wrong passwords at both servers keep an address out of both`, async (servers) => {
    await newAccount(servers)
    const [one, other] = await startBoth(servers)
    assert.equal((await signIn(one, door, password, '192.0.2.1')).status, 200, 'it is let in before')
    for (let at = 0; at < failures; at++) {
      assert.equal((await signIn(at % 2 ? one : other, door, 'the wrong one', '192.0.2.1')).status, 401)
    }
    for (const server of [one, other]) {
      assert.equal((await signIn(server, door, password, '192.0.2.1')).status, blocked)
      assert.equal((await signIn(server, door, password, '192.0.2.2')).status, 200)
    }
  })
}

/** A credential that a server has given, as a request that shows it. */
type Shown = Ask & { readonly path: string }

function said(answer: Answer, what: RegExp): string {
  assert.equal(answer.status, 200, answer.text)
  const [, found] = what.exec(answer.text) ?? []
  assert.ok(found, answer.text)
  return found
}

/** Signs in everywhere, at one server. */
async function signInEverywhere(servers: Servers, server: Served): Promise<Record<string, Shown>> {
  const { store, application } = servers
  const account = await newAccount(servers)
  const token = said(await signIn(server, 'incoplax', password), /"session_token":"(.+?)"/)
  const asCookie = { domain: 'main', login: 'ann', pwd: password }
  const set = (await ask(server, 'POST', SESSIONS, { headers: {}, body: asCookie })).headers.get('set-cookie')
  const hive = said(await signIn(server, 'hive', password), /"object":"(.+?)"/)
  const losant = await ask(server, 'POST', '/auth/user', {
    headers: {},
    body: { email, password, requestedScopes: ['all.Application'] },
  })
  const session = await openSession(store, account)
  const cookie = openCookies(session, { secure: false }).map((line) => line.split(';')[0]).join('; ')
  const basic = new TextEncoder().encode(`ann:${password}`).toBase64()
  return {
    incoplaxToken: { path: CURRENT, headers: { authorization: `Bearer ${token}` } },
    incoplaxCookie: { path: CURRENT, headers: { cookie: set?.split(';')[0] ?? '' } },
    hive: { path: TYPES, headers: { 'x-auth': hive } },
    losant: {
      path: `/applications/${application}/experience/groups`,
      headers: { authorization: `Bearer ${said(losant, /"token":"(.+?)"/)}` },
    },
    superofficeSession: { path: LISTS, headers: { cookie, 'x-xsrf-token': session.xsrf } },
    superofficePassword: { path: LISTS, headers: { authorization: `Basic ${basic}` } },
  }
}

/** What the requests are answered with by both servers. */
async function shownAt(servers: readonly Served[], shown: Record<string, Shown>) {
  const found: Record<string, number[]> = {}
  for (const [name, { path, headers }] of Object.entries(shown)) {
    const answers = await Promise.all(servers.map((server) => ask(server, 'GET', path, { headers })))
    found[name] = answers.map(({ status }) => status)
  }
  return found
}

function all(shown: Record<string, Shown>, status: number): Record<string, number[]> {
  return Object.fromEntries(Object.keys(shown).map((name) => [name, [status, status]]))
}

processesTest('who signs in at one server is signed in at both, and out of both', async (servers) => {
  const both = await Promise.all([servers.start(), servers.start()])
  const [one, other] = both
  const shown = await signInEverywhere(servers, one!)
  assert.deepEqual(await shownAt(both, shown), all(shown, 200))
  const { incoplaxToken, incoplaxCookie, superofficeSession } = shown
  for (const { headers } of [incoplaxToken!, incoplaxCookie!]) {
    assert.equal((await ask(other!, 'DELETE', CURRENT, { headers })).status, 204)
  }
  // Pages sign out; this process is a third one.
  await closeSession(servers.store, /muster-session=(\w+)/.exec(superofficeSession!.headers['cookie']!)![1]!)
  const ended = { incoplaxToken, incoplaxCookie, superofficeSession } as Record<string, Shown>
  assert.deepEqual(await shownAt(both, ended), all(ended, 401))
  const { hive, losant, superofficePassword } = shown
  const left = { hive, losant, superofficePassword } as Record<string, Shown>
  assert.deepEqual(await shownAt(both, left), all(left, 200))
})

processesTest(
  'an account that is switched off is nobody at both servers at once, and back when it is switched on',
  async (servers) => {
    const both = await Promise.all([servers.start(), servers.start()])
    const shown = await signInEverywhere(servers, both[0])
    assert.deepEqual(await shownAt(both, shown), all(shown, 200))
    await changeAccount(servers.store, 'ann', { status: 'inactive' })
    assert.deepEqual(await shownAt(both, shown), all(shown, 401))
    await changeAccount(servers.store, 'ann', { status: 'active' })
    assert.deepEqual(await shownAt(both, shown), all(shown, 200))
  },
)

processesTest(
  'a changed password is wrong at once in both servers that have verified it',
  async (servers) => {
    const both = await startBoth(servers)
    const { superofficePassword } = await signInEverywhere(servers, both[0])
    const shown = { superofficePassword: superofficePassword! }
    assert.deepEqual(await shownAt(both, shown), all(shown, 200))
    await changeAccount(servers.store, 'ann', { password: 'another one' })
    assert.deepEqual(await shownAt(both, shown), all(shown, 401))
    for (const server of both) {
      for (const door of ['incoplax', 'hive', 'losant'] as const) {
        assert.equal((await signIn(server, door, 'another one')).status, 200)
        assert.equal((await signIn(server, door, password, '192.0.2.3')).status, 401)
      }
    }
  },
)

processesTest('of more sessions than a login may have, ten are good in both servers', async (servers) => {
  await newAccount(servers)
  const both = await startBoth(servers)
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, at) => signIn(both[at % 2]!, 'incoplax', password)),
  )
  const secrets = answers.map((answer) => said(answer, /"session_token":"(.+?)"/))
  for (const server of both) {
    const shown = await Promise.all(
      secrets.map((secret) =>
        ask(server, 'GET', CURRENT, { headers: { authorization: `Bearer ${secret}` } })
      ),
    )
    assert.equal(shown.filter(({ status }) => status === 200).length, 10)
  }
})
