import assert from 'node:assert/strict'
import { changeAccount } from '../../src/core/accounts.ts'
import { findDirectory } from '../../src/core/directories.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { createToken } from '../../src/core/tokens.ts'
import {
  type Api,
  APPLICATION,
  assertError,
  assertInvalid,
  assertMissing,
  at,
  FULL,
  good,
  GROUP,
  HOME,
  items,
  losantTest,
  MORE,
  NOBODY,
} from './client.ts'

const TOKENS = `${HOME}/tokens`
const DAY = '2026-11-23T12:00:00.000Z'

type Made = JsonObject & { readonly id: string; readonly token: string }

/** Makes a token; gives what was answered. */
async function make(api: Api, body: unknown, by = FULL): Promise<Made> {
  const { id, token, ...rest } = good(await api.post(TOKENS, body, { token: by }), 201)
  return { ...rest, id: String(id), token: String(token) }
}

/** The names of the listed tokens that these tests have made, in the list's order. */
async function listed(api: Api, query: string): Promise<unknown[]> {
  return (await items(api, `${TOKENS}?${query}`)).map(({ name }) => name).filter((name) => name !== 'demo')
}

losantTest('tokens: one is made with all that the vendor shows, and its secret is told once', async (api) => {
  const { id, token, ...rest } = await make(api, { name: 'mine', description: '', expirationDate: DAY })
  assert.match(id, /^[0-9a-f]{24}$/)
  assert.match(String(rest.creatorId), /^[0-9a-f]{24}$/)
  const shown = {
    apiTokenId: id,
    ownerId: APPLICATION,
    ownerType: 'application',
    creatorId: rest.creatorId,
    creatorType: 'apiToken',
    name: 'mine',
    description: '',
    creationDate: '2026-11-22T12:00:00.000Z',
    lastUpdated: '2026-11-22T12:00:00.000Z',
    expirationDate: DAY,
    scope: ['all.Application'],
    status: 'active',
    _type: 'apiToken',
    _links: { self: { href: at(TOKENS, id) } },
  }
  const { _actions, ...made } = rest
  assert.deepEqual(made, shown)
  assert.deepEqual(Object.keys(Object(_actions)).sort(), ['delete', 'get', 'patch'])
  good(await api.get(GROUP, { token }))
  const { _actions: _, ...read } = good(await api.get(at(TOKENS, id)))
  assert.deepEqual(read, { id, ...shown })
  assert.deepEqual(good(await api.get(at(TOKENS, id.toUpperCase()))).id, id)
})

losantTest('tokens: the shortest body makes one of the whole application that does not end', async (api) => {
  const { token, ...made } = await make(api, { name: 'x' })
  assert.equal('expirationDate' in made || 'description' in made, false)
  api.wait(100 * 365 * 86_400_000)
  good(await api.get(GROUP, { token }))
})

losantTest('tokens: the body is what the vendor says, and nothing else', async (api) => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, 'apiToken.name is required'],
    [[], 'apiToken is the wrong type'],
    [{ name: '' }, 'apiToken.name has less length than allowed'],
    [{ name: 'x'.repeat(256) }, 'apiToken.name has longer length than allowed'],
    [{ name: 'x', description: 'x'.repeat(32768) }, 'apiToken.description has longer length than allowed'],
    [{ name: 'x', description: null }, 'apiToken.description is the wrong type'],
    [{ name: 'x', token: 'mine' }, 'apiToken has additional properties'],
    [{ name: 'x', status: 'on' }, 'apiToken.status must be an enum value'],
    [{ name: 'x', scope: ['all.User'] }, 'apiToken.scope.0 must be an enum value'],
    [{ name: 'x', scope: ['administrator'] }, 'apiToken.scope.0 must be an enum value'],
    [{ name: 'x', scope: ['experienceGroup.get', 'experienceGroup.get'] }, 'apiToken.scope must be unique'],
    [{ name: 'x', expirationDate: 'tomorrow' }, 'apiToken.expirationDate must be date-time format'],
  ]
  for (const [body, message] of cases) assertInvalid(await api.post(TOKENS, body), message)
  assertInvalid(await api.send('POST', TOKENS, { type: 'application/json' }), 'apiToken is required')
  assertError(await api.send('POST', TOKENS, { text: '{' }), 400, 'InvalidContent')
  assert.deepEqual(await listed(api, ''), [])
  good(await api.post(TOKENS, { name: 'x'.repeat(255), description: 'x'.repeat(32767) }), 201)
})

losantTest('tokens: one has just the scopes that it was made with', async (api) => {
  const { token } = await make(api, { name: 'x', scope: ['experienceGroup.get'] })
  good(await api.get(GROUP, { token }))
  assertError(await api.patch(GROUP, { name: 'x' }, { token }), 403, 'Forbidden')
  const none = await make(api, { name: 'none', scope: [] })
  assertError(await api.get(GROUP, { token: none.token }), 403, 'Forbidden')
})

losantTest('tokens: name, description and status change, scope and end never do', async (api) => {
  const made = await make(api, { name: 'x', scope: ['experienceGroup.get'] })
  api.wait(1000)
  const path = at(TOKENS, made.id)
  const changed = good(await api.patch(path, { name: 'y', description: 'z' }))
  assert.deepEqual([changed.name, changed.description, changed.lastUpdated, changed.creationDate], [
    'y',
    'z',
    '2026-11-22T12:00:01.000Z',
    '2026-11-22T12:00:00.000Z',
  ])
  assert.equal('token' in changed, false)
  api.wait(1000)
  assert.deepEqual(good(await api.patch(path, {})), changed)
  assert.deepEqual(good(await api.patch(path, { name: 'y' })), changed)
  for (const body of [{ scope: [] }, { expirationDate: DAY }, { token: 'x' }, { id: NOBODY }]) {
    assertInvalid(await api.patch(path, body), 'apiToken has additional properties')
  }
})

losantTest('tokens: one that is switched off is void at once, until it is switched on', async (api) => {
  const { id, token } = await make(api, { name: 'x' })
  good(await api.get(GROUP, { token }))
  assert.equal(good(await api.patch(at(TOKENS, id), { status: 'inactive' })).status, 'inactive')
  assertError(await api.get(GROUP, { token }), 401, 'Unauthorized', 'Invalid access token')
  good(await api.patch(at(TOKENS, id), { status: 'active' }))
  good(await api.get(GROUP, { token }))
  const born = await make(api, { name: 'off', status: 'inactive' })
  assertError(await api.get(GROUP, { token: born.token }), 401, 'Unauthorized', 'Invalid access token')
})

losantTest('tokens: one that is deleted is void at once, and not found from then on', async (api) => {
  const { id, token } = await make(api, { name: 'x' })
  const path = at(TOKENS, id)
  assert.equal((await api.delete(path)).text, '{"success":true}')
  assertError(await api.get(GROUP, { token }), 401, 'Unauthorized', 'Invalid access token')
  for (const method of ['GET', 'DELETE']) assertMissing(await api.send(method, path), 'API Token')
  assertMissing(await api.patch(path, { name: 'x' }), 'API Token')
  const self = await make(api, { name: 'self' })
  good(await api.delete(at(TOKENS, self.id), { token: self.token }))
  assertError(await api.get(GROUP, { token: self.token }), 401, 'Unauthorized')
})

losantTest(
  'tokens: an id that is none is 400, and a token of another application is not found',
  async (api) => {
    const other = '/applications/b75ec8687ae143cd83dc4a97/tokens'
    const { id } = good(await api.post(other, { name: 'x' }, { token: 'FULL_OF_B' }), 201)
    for (const method of ['GET', 'DELETE']) {
      assertMissing(await api.send(method, at(TOKENS, id)), 'API Token')
      assertInvalid(await api.send(method, at(TOKENS, 'x')), 'apiTokenId pattern mismatch')
      assertInvalid(await api.send(method, `/applications/x/tokens/x`), 'applicationId pattern mismatch')
    }
    assertMissing(await api.patch(at(TOKENS, id), { status: 'inactive' }), 'API Token')
    assertMissing(await api.get(other), 'Application')
    assert.equal(good(await api.get(at(other, id), { token: 'FULL_OF_B' })).status, 'active')
  },
  { fixtures: MORE },
)

losantTest(
  "tokens: the list has those of the application's programs, in pages, sorted and filtered",
  async (api) => {
    const { store } = api.running
    const { id: directory } = await findDirectory(store, { oid: APPLICATION })
    await createToken(store, { directory, purpose: 'lox24', scopes: [], name: 'of another door' })
    await createToken(store, {
      directory,
      purpose: 'bearer',
      scopes: [],
      login: 'demo@example.com',
      name: 'signed in',
    })
    for (
      const [name, more] of [['b', { status: 'inactive' }], ['C', { expirationDate: DAY }], [
        'a',
        {},
      ]] as const
    ) {
      await make(api, { name, ...more })
      api.wait(1000)
    }
    assert.deepEqual(await listed(api, ''), ['C', 'a', 'b'])
    assert.deepEqual(await listed(api, 'sortDirection=desc'), ['b', 'a', 'C'])
    assert.deepEqual(await listed(api, 'sortField=creationDate'), ['b', 'C', 'a'])
    assert.deepEqual(await listed(api, 'sortField=id&sortDirection=desc'), ['a', 'C', 'b'])
    assert.deepEqual((await listed(api, 'sortField=expirationDate&sortDirection=desc'))[0], 'C')
    assert.deepEqual((await listed(api, 'sortField=status&sortDirection=desc'))[0], 'b')
    assert.deepEqual(await listed(api, 'filterField=name&filter=?'), ['C', 'a', 'b'])
    assert.deepEqual(await listed(api, 'filterField=name&filter=A'), ['a'])
    assert.deepEqual(await listed(api, 'filterField=status&filter=in*'), ['b'])
    const page = good(await api.get(`${TOKENS}?perPage=2&page=1&filterField=&filter=x`))
    const { items: shown, _links, _actions, ...frame } = page
    assert.deepEqual(frame, {
      count: 2,
      perPage: 2,
      page: 1,
      sortField: 'name',
      sortDirection: 'asc',
      totalCount: 4,
      ownerId: APPLICATION,
      ownerType: 'application',
      _type: 'apiTokens',
    })
    assert.deepEqual(Object.keys(Object(_actions)).sort(), ['get', 'post'])
    assert.equal(Object(_links).self.href, TOKENS)
    assert.equal(JSON.stringify(shown).includes('"token"'), false)
    assertInvalid(await api.get(`${TOKENS}?sortField=email`), 'sortField must be an enum value')
    assertInvalid(await api.get(`${TOKENS}?filterField=scope&filter=x`), 'filterField must be an enum value')
    assertInvalid(await api.get(`${TOKENS}?page=-1`), 'page must be a non-negative integer')
  },
)

losantTest('tokens: who has signed in makes none that may do more than that', async (api) => {
  const { store } = api.running
  const login = 'reader@example.com'
  await changeAccount(store, login, { permissions: ['reader', 'token.create'] })
  const credentials = { email: login, password: 'reader-password' }
  const signedIn = good(await api.post('/auth/user', credentials, { token: null }))
  const token = String(signedIn.token)
  assertError(await api.post(TOKENS, { name: 'x' }, { token }), 403, 'Forbidden', 'Access is forbidden')
  const scope = ['experienceGroup.get', 'experienceGroups.get']
  const made = await make(api, { name: 'x', scope }, token)
  assert.deepEqual([made.creatorId, made.creatorType], [signedIn.userId, 'user'])
  good(await api.get(GROUP, { token: made.token }))
}, { fixtures: MORE })
