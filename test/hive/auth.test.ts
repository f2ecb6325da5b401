import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { deleteToken } from '../../src/core/tokens.ts'
import { hashSecret } from '../../src/core/secret.ts'
import { readConfig } from '../../src/config.ts'
import {
  type Api,
  assertFails,
  BASE,
  done,
  envelope,
  GROUPS,
  hiveTest,
  HOME,
  lastEvent,
  LIST,
  listed,
  LOGIN,
  makeType,
  TYPES,
} from './client.ts'

const REQUIRED = 'Authorization is required'
const UNKNOWN = 'Authorization token is invalid or has expired'
const HOUR = 3_600_000

async function tokenOf(api: Api, email: string, password: string): Promise<string> {
  const { success, object } = envelope(await api.post(LOGIN, { email, password }, { token: null }))
  assert.equal(success, true)
  assert.match(String(object), /^[!-~]+$/)
  return String(object)
}

hiveTest(
  '47: without a token, with an empty one and with an unknown one, the list is 401',
  async ({ get }) => {
    assertFails(await get(LIST, { token: null }), 401, REQUIRED)
    assertFails(await get(LIST, { token: '' }), 401, REQUIRED)
    for (const token of ['nobody', 'OLD', 'OTHER_DOOR', 'Bearer YOUR_API_ACCESS_TOKEN', 'a, b']) {
      assertFails(await get(LIST, { token }), 401, UNKNOWN)
    }
  },
)

hiveTest('48: without a token nothing is written', async (api) => {
  await makeType(api, 'One')
  const before = await lastEvent(api)
  for (
    const [method, path] of [
      ['POST', TYPES],
      ['PUT', `${TYPES}/1`],
      ['DELETE', `${TYPES}/1`],
      ['PUT', `${TYPES}/0`],
      ['POST', GROUPS],
      ['PUT', `${GROUPS}/${HOME}`],
      ['DELETE', `${GROUPS}/${HOME}`],
      ['GET', `${BASE}/user/list/${HOME}`],
    ] as const
  ) {
    const ask = method === 'GET' ? {} : { json: { name: 'X' } }
    assertFails(await api.send(method, path, { token: null, ...ask }), 401, REQUIRED)
    assertFails(await api.send(method, path, { token: 'nobody', ...ask }), 401, UNKNOWN)
  }
  assert.equal(await lastEvent(api), before)
})

hiveTest('no other header and no cookie is a token here', async ({ get }) => {
  for (
    const headers of [
      { authorization: 'Bearer YOUR_API_ACCESS_TOKEN' },
      { 'x-api-auth-key': 'YOUR_API_ACCESS_TOKEN' },
      { cookie: 'X-Auth=YOUR_API_ACCESS_TOKEN' },
    ] as const
  ) assertFails(await get(LIST, { token: null, headers }), 401, REQUIRED)
  assertFails(await get(`${LIST}?X-Auth=YOUR_API_ACCESS_TOKEN`, { token: null }), 401, REQUIRED)
})

hiveTest('50: a login gives a new token each time, and all of them are good', async (api) => {
  const first = await tokenOf(api, 'demo@example.com', 'demo-password')
  const second = await tokenOf(api, ' DEMO@Example.com ', 'demo-password')
  assert.notEqual(first, second)
  for (const token of [first, second]) done(await api.get(LIST, { token }))
  assert.equal(done(await api.post(TYPES, { name: 'A' }, { token: first }))['id'], 1)
})

hiveTest('a login may be a form', async ({ send }) => {
  const text = 'email=demo%40example.com&password=demo-password'
  const type = 'application/x-www-form-urlencoded'
  assert.equal(envelope(await send('POST', LOGIN, { token: null, text, type }))['success'], true)
})

hiveTest('51: a wrong password, an unknown e-mail and a blocked account do not differ', async (api) => {
  await changeAccount(api.running.store, 'editor', { status: 'inactive' })
  for (
    const [email, password] of [
      ['demo@example.com', 'wrong'],
      ['demo@example.com', 'demo-password '],
      ['nobody@example.com', 'demo-password'],
      ['editor@example.com', 'editor-password'],
      ['demo@example.com\0', 'demo-password'],
      ['\ud800', 'x'],
      ['x'.repeat(100_000), 'x'],
      ['demo@example.com', 'x'.repeat(100_000)],
    ]
  ) {
    const answer = await api.post(LOGIN, { email, password }, { token: null })
    assertFails(answer, 401, 'Invalid email or password')
  }
})

hiveTest(
  'what is blank or no text at a login is told, and a password is not repeated',
  async ({ post, send }) => {
    const email = { key: 'email', value: '', message: 'Email cannot be blank' }
    const password = { key: 'password', value: '', message: 'Password cannot be blank' }
    for (
      const [body, errors] of [
        [{}, [email, password]],
        [{ email: ' ', password: '' }, [email, password]],
        [{ email: null, password: null }, [email, password]],
        [{ email: 'demo@example.com' }, [password]],
        [{ password: 'x' }, [email]],
        [{ email: 5, password: ['secret'] }, [
          { key: 'email', value: '5', message: 'Email must be text' },
          { key: 'password', value: '', message: 'Password must be text' },
        ]],
      ] as const
    ) {
      const told = envelope(await post(LOGIN, body, { token: null }))
      assert.deepEqual(
        [told['success'], told['message'], told['errors'], told['object']],
        [false, 'Sign-in failed.', errors, null],
      )
    }
    assertFails(await send('POST', LOGIN, { token: null, text: '{' }), 400)
    assertFails(await send('POST', LOGIN, { token: null, text: '<a/>', type: 'text/xml' }), 415)
  },
)

hiveTest('52: a token lasts eight hours from its login, and use does not prolong it', async (api) => {
  const token = await tokenOf(api, 'demo@example.com', 'demo-password')
  api.wait(8 * HOUR - 60_000)
  done(await api.get(LIST, { token }))
  api.wait(61_000)
  assertFails(await api.get(LIST, { token }), 401, UNKNOWN)
})

hiveTest('53: a plain member reads the list and writes nothing', async (api) => {
  const before = await lastEvent(api)
  for (const token of ['MEMBER', await tokenOf(api, 'member@example.com', 'member-password')]) {
    done(await api.get(LIST, { token }))
    const message = 'You are not allowed to manage group types'
    assertFails(await api.post(TYPES, { name: 'A' }, { token }), 403, message)
    assertFails(await api.send('POST', TYPES, { text: '{', token }), 403, message)
    for (const id of [0, 1, 'abc']) {
      assertFails(await api.put(`${TYPES}/${id}`, { name: 'A' }, { token }), 403, message)
      assertFails(await api.delete(`${TYPES}/${id}`, { token }), 403, message)
    }
    for (
      const answer of [
        await api.post(GROUPS, {}, { token }),
        await api.put(`${GROUPS}/x`, {}, { token }),
        await api.delete(`${GROUPS}/${HOME}`, { token }),
        await api.get(`${BASE}/user/list/${HOME}`, { token }),
      ]
    ) assertFails(answer, 403, 'You are not allowed to manage groups')
  }
  assert.equal(await lastEvent(api), before)
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('types are anyone’s to write where the operator says so; groups are not', async (api) => {
  assert.equal(done(await api.post(TYPES, { name: 'A' }, { token: 'MEMBER' }))['id'], 1)
  assert.equal(done(await api.put(`${TYPES}/1`, { name: 'B' }, { token: 'MEMBER' }))['name'], 'B')
  done(await api.delete(`${TYPES}/1`, { token: 'MEMBER' }))
  assertFails(await api.post(GROUPS, { name: 'A' }, { token: 'MEMBER' }), 403)
}, { config: { hive: { typeWriters: 'anyone' } } })

Deno.test('hive config: who may write types is one of two words', () => {
  assert.deepEqual(readConfig({}, undefined).hive, { typeWriters: 'administrators' })
  assert.deepEqual(readConfig({ MUSTER_HIVE_TYPE_WRITERS: 'anyone' }, undefined).hive, {
    typeWriters: 'anyone',
  })
  assert.throws(() => readConfig({ MUSTER_HIVE_TYPE_WRITERS: 'all' }, undefined), /administrators, anyone/)
})

hiveTest('a token does no more than its account may, whatever it was given', async ({ get, post }) => {
  done(await get(LIST, { token: 'TOO_MUCH' }))
  assertFails(await post(TYPES, { name: 'A' }, { token: 'TOO_MUCH' }), 403)
  assertFails(await get(LIST, { token: 'NOTHING' }), 403)
})

hiveTest(
  '54: the tokens of an account that is blocked, demoted or renamed follow it at once',
  async (api) => {
    const { store } = api.running
    const token = await tokenOf(api, 'editor@example.com', 'editor-password')
    done(await api.post(TYPES, { name: 'A' }, { token }))
    await changeAccount(store, 'editor', { permissions: ['reader'] })
    assertFails(await api.post(TYPES, { name: 'A' }, { token }), 403)
    done(await api.get(LIST, { token }))
    await changeAccount(store, 'editor', { status: 'inactive' })
    assertFails(await api.get(LIST, { token }), 401, UNKNOWN)
    await changeAccount(store, 'editor', { status: 'active' })
    done(await api.get(LIST, { token }))
    await deleteToken(store, hashSecret(token))
    assertFails(await api.get(LIST, { token }), 401, UNKNOWN)
  },
)

hiveTest('many guesses at once are no way around the lock', async (api) => {
  const right = { email: 'demo@example.com', password: 'demo-password' }
  const guesses = Array.from({ length: 40 }, (_, count) => ({ ...right, password: `wrong-${count}` }))
  const answers = await Promise.all(guesses.map((body) => api.post(LOGIN, body, { token: null })))
  for (const answer of answers) assertFails(answer, 401, 'Invalid email or password')
  assert.equal(answers.filter(({ headers }) => headers.has('retry-after')).length, 30)
  assertFails(await api.post(LOGIN, right, { token: null }), 401, 'Invalid email or password')
})

hiveTest('a directory sees its own types and groups only', async (api) => {
  await makeType(api, 'One')
  const { groupTypes } = done(await api.get(LIST, { token: 'OF_ANOTHER' }))
  assert.partialDeepStrictEqual(groupTypes, [{ id: 0, groups: [{ name: 'Elsewhere' }] }])
  assertFails(await api.put(`${TYPES}/1`, { name: 'A' }, { token: 'OF_ANOTHER' }), 404)
  assertFails(await api.delete(`${GROUPS}/${HOME}`, { token: 'OF_ANOTHER' }), 404)
})

hiveTest('a pending directory refuses its tokens; an operator of none signs in nowhere', async (api) => {
  assertFails(await api.get(LIST, { token: 'PENDING' }), 403, 'The directory is not active')
  const pending = { email: 'pending@example.com', password: 'pending-password' }
  assertFails(await api.post(LOGIN, pending, { token: null }), 403, 'The directory is not active')
  assertFails(await api.post(LOGIN, { ...pending, password: 'wrong' }, { token: null }), 401)
  await createAccount(api.running.store, {
    login: 'root@example.com',
    email: 'root@example.com',
    directory: null,
    password: 'root-password',
    permissions: ['administrator'],
  })
  const body = { email: 'root@example.com', password: 'root-password' }
  assertFails(await api.post(LOGIN, body, { token: null }), 401, 'Invalid email or password')
})

hiveTest('ten wrong logins lock an address out of an account for a quarter of an hour', async (api) => {
  const right = { email: 'demo@example.com', password: 'demo-password' }
  for (let at = 0; at < 10; at++) {
    assertFails(await api.post(LOGIN, { ...right, password: 'wrong' }, { token: null }), 401)
  }
  const locked = await api.post(LOGIN, right, { token: null })
  assertFails(locked, 401, 'Invalid email or password')
  assert.equal(locked.headers.get('retry-after'), '900')
  await tokenOf(api, 'member@example.com', 'member-password')
  done(await api.get(LIST))
  api.wait(900_000)
  await tokenOf(api, right.email, right.password)
})
