import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { noteFailure } from '../../src/core/blocks.ts'
import { createDirectory, findDirectory } from '../../src/core/directories.ts'
import { createToken } from '../../src/core/tokens.ts'
import { addressBlock } from '../../src/dialects/losant/sign-in.ts'
import { readFacts } from './facts.ts'
import {
  type Api,
  APPLICATION,
  assertError,
  assertInvalid,
  assertMissing,
  at,
  FULL,
  G,
  good,
  GROUP,
  GROUPS,
  losantTest,
  MORE,
} from './client.ts'

const USER = '/auth/user'
const DEMO = { email: 'demo@example.com', password: 'demo-password' }
const READER = { email: 'reader@example.com', password: 'reader-password' }
const OTHER = '/applications/b75ec8687ae143cd83dc4a97/experience/groups'

/** Signs in without a token, as every client does. */
function signIn({ post }: Api, body: unknown) {
  return post(USER, body, { token: null })
}

async function tokenOf(api: Api, body: unknown): Promise<string> {
  return String(good(await signIn(api, body)).token)
}

losantTest('case 60: who has the password gets a token that works, and who has not gets 401', async (api) => {
  const body = good(await signIn(api, DEMO))
  assert.deepEqual(Object.keys(body), ['userId', 'token'])
  assert.match(String(body.userId), /^[0-9a-f]{24}$/)
  assert.equal((await api.get(GROUP, { token: String(body.token) })).status, 200)
  const wrong = await signIn(api, { ...DEMO, password: 'wrong-password' })
  assertError(wrong, 401, 'Unauthorized', 'Unauthorized')
  assertInvalid(await signIn(api, {}), 'credentials.email is required')
})

losantTest('sign-in: an account that is not there is refused as a wrong password is', async (api) => {
  const nobody = await signIn(api, { ...DEMO, email: 'nobody@example.com' })
  const wrong = await signIn(api, { ...DEMO, password: 'wrong-password' })
  assert.deepEqual([nobody.status, nobody.text], [wrong.status, wrong.text])
})

losantTest('sign-in: the body is what the vendor says, and nothing else', async (api) => {
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ email: 'demo' }, 'credentials.email must be email format'],
    [{ email: `${'x'.repeat(1020)}@x.de` }, 'credentials.email has longer length than allowed'],
    [{ password: '1234567' }, 'credentials.password has less length than allowed'],
    [{ password: 'x'.repeat(2049) }, 'credentials.password has longer length than allowed'],
    [{ password: 5 }, 'credentials.password is the wrong type'],
    [{ remember: true }, 'credentials has additional properties'],
    [{ tokenTTL: -1 }, 'credentials.tokenTTL is less than minimum'],
    [{ tokenTTL: 1.5 }, 'credentials.tokenTTL is the wrong type'],
    [{ requestedScopes: 'all.User' }, 'credentials.requestedScopes is the wrong type'],
    [{ requestedScopes: ['all.User', 'all.User'] }, 'credentials.requestedScopes must be unique'],
    [
      { requestedScopes: ['all.Everything'] },
      'credentials.requestedScopes.0 no (or more than one) schemas match',
    ],
  ]
  for (const [more, message] of cases) assertInvalid(await signIn(api, { ...DEMO, ...more }), message)
  const text = { token: null, text: '' }
  assertInvalid(await api.send('POST', USER, text), 'credentials is required')
  assertError(await api.send('POST', USER, { ...text, text: '{' }), 400, 'InvalidContent', /^Invalid JSON: /)
  for (const json of [[], null, 'x']) {
    assertInvalid(await api.post(USER, json, { token: null }), 'credentials is the wrong type')
  }
})

losantTest("sign-in: a second code, the envelope's parameters and a token change nothing", async (api) => {
  good(await signIn(api, { ...DEMO, twoFactorCode: '123456' }))
  good(await api.post(`${USER}?_actions=false&_links=true&_embedded=true`, DEMO, { token: 'nonsense' }))
  good(await signIn(api, { ...DEMO, email: 'DEMO@Example.com' }))
})

losantTest('sign-in: the token lasts as long as it was asked for', async (api) => {
  const tokens = {
    minute: await tokenOf(api, { ...DEMO, tokenTTL: 60 }),
    usual: await tokenOf(api, DEMO),
    ever: await tokenOf(api, { ...DEMO, tokenTTL: 0 }),
    long: await tokenOf(api, { ...DEMO, tokenTTL: Number.MAX_SAFE_INTEGER }),
  }
  const works = async () => {
    const all = Object.entries(tokens).map(async ([name, token]) => {
      const answer = await api.get(GROUP, { token })
      if (answer.status === 200) return name
      assertError(answer, 401, 'Unauthorized', 'Access token has expired')
      return null
    })
    return (await Promise.all(all)).filter((name) => name !== null)
  }
  assert.deepEqual(await works(), ['minute', 'usual', 'ever', 'long'])
  api.wait(60_000)
  assert.deepEqual(await works(), ['usual', 'ever', 'long'])
  api.wait(86_400_000)
  assert.deepEqual(await works(), ['ever', 'long'])
})

losantTest('sign-in: the token does what its scopes and its account may, and no more', async (api) => {
  const reader = await tokenOf(api, READER)
  assert.equal((await api.get(GROUP, { token: reader })).status, 200)
  assertError(
    await api.patch(GROUP, { name: 'x' }, { token: reader }),
    403,
    'Forbidden',
    'Access is forbidden',
  )
  const narrow = await tokenOf(api, { ...DEMO, requestedScopes: ['experienceGroup.get'] })
  assert.equal((await api.get(GROUP, { token: narrow })).status, 200)
  assertError(await api.patch(GROUP, { name: 'x' }, { token: narrow }), 403, 'Forbidden')
  assertError(await api.get(GROUPS, { token: narrow }), 403, 'Forbidden')
  const none = await tokenOf(api, { ...DEMO, requestedScopes: [] })
  assertError(await api.get(GROUP, { token: none }), 403, 'Forbidden')
}, { fixtures: MORE })

losantTest('sign-in: a change of the account is a change of its tokens, at once', async (api) => {
  const { store } = api.running
  const token = await tokenOf(api, READER)
  await changeAccount(store, READER.email, { permissions: ['editor'] })
  good(await api.patch(GROUP, { name: 'edited' }, { token }))
  await changeAccount(store, READER.email, { permissions: ['group.create'] })
  assertError(await api.get(GROUP, { token }), 403, 'Forbidden')
  await changeAccount(store, READER.email, { status: 'inactive' })
  assertError(await api.get(GROUP, { token }), 401, 'Unauthorized', 'Invalid access token')
  assertError(await signIn(api, READER), 401, 'Unauthorized', 'Unauthorized')
}, { fixtures: MORE })

losantTest("sign-in: an account reaches its own application, and an operator's every one", async (api) => {
  const { store } = api.running
  const own = await tokenOf(api, DEMO)
  assertMissing(await api.get(OTHER, { token: own }), 'Application')
  const operator = { login: 'root@example.com', password: 'root-password' }
  await createAccount(store, { ...operator, directory: null, permissions: ['administrator'] })
  const all = await tokenOf(api, { email: operator.login, password: operator.password })
  good(await api.get(OTHER, { token: all }))
  good(await api.get(GROUP, { token: all }))
}, { fixtures: MORE })

losantTest(
  'sign-in: failures lock an address out of an account for a while, and no other account',
  async (api) => {
    const wrong = { ...DEMO, password: 'wrong-password' }
    for (let count = 0; count < 5; count++) assertError(await signIn(api, wrong), 401, 'Unauthorized')
    const locked = await signIn(api, DEMO)
    assertError(locked, 401, 'AccountLocked')
    assert.equal(locked.headers.get('retry-after'), '900')
    assertError(await signIn(api, { ...DEMO, email: 'DEMO@example.com' }), 401, 'AccountLocked')
    good(await signIn(api, READER))
    assert.equal((await api.get(GROUP)).status, 200, 'tokens work on')
    api.wait(900_000)
    good(await signIn(api, DEMO))
  },
  { fixtures: MORE },
)

losantTest('sign-in: many guesses at once are no way around the lock', async (api) => {
  const guesses = Array.from({ length: 16 }, (_, count) => ({ ...DEMO, password: `wrong-password-${count}` }))
  const answers = await Promise.all(guesses.map((body) => signIn(api, body)))
  const locked = answers.filter(({ object }) => object.type === 'AccountLocked')
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [401])
  assert.equal(locked.length, 11)
  assertError(await signIn(api, DEMO), 401, 'AccountLocked')
})

losantTest('sign-in: who tries many accounts is locked out of all', async (api) => {
  const { store } = api.running
  for (let count = 1; count < addressBlock.failures; count++) {
    await noteFailure(store, addressBlock, '127.0.0.1')
  }
  assertError(
    await signIn(api, { ...DEMO, email: 'nobody@example.com' }),
    401,
    'Unauthorized',
    'Unauthorized',
  )
  assertError(await signIn(api, DEMO), 401, 'AccountLocked')
})

losantTest('sign-in: what is stored is a hash, and passwords and secrets are nowhere', async (api) => {
  const token = await tokenOf(api, DEMO)
  const made = good(await api.post(`/applications/${APPLICATION}/tokens`, { name: 'secret' }), 201)
  const kept = await readFacts(api.running)
  for (const secret of [token, String(made.token), FULL, DEMO.password]) {
    assert.equal(kept.includes(secret), false, secret)
  }
})

losantTest('sign-in: a pending application lets nobody do anything', async (api) => {
  const { store } = api.running
  const { id } = await findDirectory(store, { oid: 'c75ec8687ae143cd83dc4a97' })
  const path = '/applications/c75ec8687ae143cd83dc4a97/experience/groups'
  assertError(await api.get(path, { token: 'PENDING' }), 403, 'Forbidden')
  const fields = { login: 'p@example.com', password: 'pending-password', directory: id }
  await createAccount(store, { ...fields, permissions: ['administrator'] })
  const token = await tokenOf(api, { email: fields.login, password: fields.password })
  assertError(await api.get(path, { token }), 403, 'Forbidden')
}, { fixtures: MORE })

losantTest('sign-in: no single sign-on is configured, for nobody', async (api) => {
  for (const query of ['', '?email=x@example.com', '?email=nonsense']) {
    const answer = await api.get(`/auth/ssoDomain${query}`, { token: null })
    assert.deepEqual([answer.status, answer.text], [204, ''])
  }
})

losantTest('sign-in: a token of an account that is not there opens nothing', async (api) => {
  const { store } = api.running
  const { id } = await createDirectory(store, { name: 'new' })
  const fields = { directory: id, purpose: 'bearer', scopes: ['all.Application'], login: 'gone' }
  const { secret } = await createToken(store, fields)
  assertError(await api.get(at(GROUPS, G), { token: secret }), 401, 'Unauthorized', 'Invalid access token')
})
