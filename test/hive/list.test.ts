import assert from 'node:assert/strict'
import { hive } from '../../src/dialects/hive/index.ts'
import { exchange } from '../support.ts'
import {
  assertFails,
  BASE,
  done,
  envelope,
  GROUPS,
  hiveTest,
  HOME,
  LIST,
  listed,
  makeGroup,
  makeType,
  TOKEN,
  TYPES,
} from './client.ts'

hiveTest('1–4: the list is an envelope around Default and its groups', async ({ get }) => {
  const { success, errors, object } = envelope(await get(LIST))
  assert.deepEqual([success, errors], [true, []])
  assert.deepEqual(object, {
    offset: 0,
    groupTypes: [{
      id: 0,
      type: 'groupType',
      name: 'Default',
      groups: [{ id: HOME, slug: 'home', name: 'Home' }],
      accessWarnings: [],
    }],
  })
})

hiveTest('5: the timestamp is the server’s time in whole seconds', async ({ get, running }) => {
  running.clock.now = null
  const { timestamp } = envelope(await get(LIST))
  assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 5000)
  running.clock.now = Date.UTC(2026, 1, 3, 4, 5, 6, 999)
  assert.equal(envelope(await get(LIST))['timestamp'], '2026-02-03T04:05:06Z')
})

hiveTest('6: types are listed by their ids, with and without groups', async (api) => {
  for (const name of ['Type #1', 'Type #2']) await makeType(api, name)
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'Type #1', []], [2, 'Type #2', []]])
})

hiveTest(
  'groups of a type are listed by name without case, then by age; a group is in one type',
  async (api) => {
    for (const name of ['One', 'Two', 'Three']) await makeType(api, name)
    const names = ['beta', 'Alpha', 'alpha', 'Ähre', 'Zeta', 'ALPHA']
    for (const [at, name] of names.entries()) await makeGroup(api, { name, slug: `s${at}`, typeId: 2 })
    await makeGroup(api, { name: 'in three', slug: 'three', typeId: 3 })
    await makeGroup(api, { name: 'AA', slug: 'aa' })
    assert.deepEqual(await listed(api), [
      [0, 'Default', ['aa', 'home']],
      [1, 'One', []],
      [2, 'Two', ['s1', 's2', 's5', 's0', 's4', 's3']],
      [3, 'Three', ['three']],
    ])
  },
)

hiveTest('a fresh directory has one type, without groups', async (api) => {
  await api.delete(`${GROUPS}/${HOME}`)
  assert.deepEqual(await listed(api), [[0, 'Default', []]])
})

hiveTest('55: any locale of the form of en_US is one, and nothing else', async ({ get }) => {
  const { object } = envelope(await get(LIST))
  for (const locale of ['fr_FR', 'xx_XX', 'en%5FUS']) {
    assert.deepEqual(envelope(await get(`/api/v1/${locale}/group-type/list`))['object'], object)
  }
  for (
    const locale of ['english', 'en', 'en-US', 'EN_US', 'en_us', 'en_USA', 'enn_US', '%20', 'e%CC%81_US']
  ) {
    assertFails(await get(`/api/v1/${locale}/group-type/list`), 404, 'Not found')
    assertFails(await get(`/api/v1/${locale}/group-type/list`, { token: null }), 404, 'Not found')
  }
})

hiveTest('56: the query string says nothing', async ({ get, post }) => {
  const { object } = envelope(await get(LIST))
  const path = `${LIST}?offset=5&pageSize=1&filter=x`
  assert.deepEqual(envelope(await get(path))['object'], object)
  done(await post(`${TYPES}?name=other`, { name: 'A' }))
})

hiveTest('57: a path has the methods that the documentation gives it', async ({ send, get }) => {
  for (
    const [method, path, allow] of [
      ['GET', `${TYPES}/1`, ['DELETE', 'PUT']],
      ['POST', `${TYPES}/1`, ['DELETE', 'PUT']],
      ['PATCH', `${TYPES}/1`, ['DELETE', 'PUT']],
      ['GET', TYPES, ['POST']],
      ['PUT', TYPES, ['POST']],
      ['POST', LIST, ['GET', 'HEAD']],
      ['PUT', LIST, ['GET', 'HEAD']],
      ['GET', `${GROUPS}/${HOME}`, ['DELETE', 'PUT']],
      ['GET', `${BASE}/security/login`, ['POST']],
      ['OPTIONS', LIST, ['GET', 'HEAD']],
    ] as const
  ) {
    const answer = await send(method, path)
    assertFails(answer, 405, 'Method not allowed')
    assert.deepEqual(answer.headers.get('allow')?.split(', '), allow, `${method} ${path}`)
  }
  assertFails(await send('GET', `${TYPES}/1`, { token: null }), 405)
  for (
    const path of ['/group-type/1/2', '/group', '/user', '/user/list', '/security']
  ) {
    assert.ok([404, 405].includes((await get(BASE + path)).status), path)
  }
  assertFails(await get(`${BASE}/group-type/1/2`), 404, 'Not found')
  assertFails(await get(`${BASE}/user/list`, { token: null }), 404, 'Not found')
})

hiveTest('58: a preflight is answered without a token', async ({ send }) => {
  const headers = {
    origin: 'https://portal.example.com',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'x-auth',
  }
  const answer = await send('OPTIONS', `${TYPES}/1`, { token: null, headers })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, POST, PUT, DELETE')
  assert.equal(answer.headers.get('access-control-allow-headers'), 'X-Auth, Content-Type')
})

hiveTest('letters of a path have no case, and one slash at its end is nothing', async ({ get, send }) => {
  for (const path of ['/API/v1/en_US/Group-Type/LIST', `${LIST}/`]) envelope(await get(path))
  assertFails(await get(`${LIST}//`), 404)
  assert.equal((await send('HEAD', LIST)).status, 200)
})

Deno.test('hive below /api/v1 owns what has its words behind any first segment but another vendor’s', () => {
  const { owns } = hive({ typeWriters: 'administrators' })
  for (
    const path of [
      LIST,
      '/api/v1/english/group-type/list',
      '/API/V1/x/GROUP',
      '/api/v1//user/list/1',
      '/api/v1/x/security/',
    ]
  ) assert.ok(owns(path), path)
  for (
    const path of [
      '/api/v1',
      '/api/v1/List/305',
      '/api/v1/list/group',
      '/api/v1/MDOList/user',
      '/api/v1/Agents/group',
      '/api/v1/en_US/groups',
      '/api/v1/en_US/page',
      '/api/v2/en_US/group',
      '/x/api/v1/en_US/group',
      '/group',
    ]
  ) assert.ok(!owns(path), path)
})

hiveTest('the header without a space after its colon is read', async ({ running }) => {
  const text = await exchange({
    url: running.url,
    parts: [`GET ${LIST} HTTP/1.1\r\nHost:x\r\nx-auth:${TOKEN}\r\nConnection: close\r\n\r\n`],
  })
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n/)
  assert.match(text, /"name":"Default"/)
})
