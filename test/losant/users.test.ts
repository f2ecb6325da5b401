import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Api,
  APPLICATION,
  assertError,
  assertInvalid,
  assertMissing,
  at,
  G,
  good,
  GROUP,
  GROUPS,
  idOf,
  ids,
  losantTest,
  make,
  NOBODY,
  P,
  USERS,
} from './client.ts'

const BODY = { email: 'ann@example.com', password: 'password' }

/** Makes a user; gives it as it was answered. */
async function makeUser({ post }: Api, body: JsonObject): Promise<JsonObject> {
  return good(await post(USERS, { ...BODY, ...body }), 201)
}

async function usersOf(api: Api, group: string): Promise<unknown> {
  return good(await api.get(at(GROUPS, group))).experienceUserIds
}

losantTest('users: one is made of an address and a password, which is not shown', async (api) => {
  const { id, creationDate, _actions, _links, ...rest } = await makeUser(api, {})
  assert.match(String(id), /^[0-9a-f]{24}$/)
  assert.deepEqual(rest, {
    experienceUserId: id,
    applicationId: APPLICATION,
    lastUpdated: creationDate,
    passwordLastUpdated: creationDate,
    email: 'ann@example.com',
    userTags: {},
    experienceGroups: [],
    _type: 'experienceUser',
  })
  assert.deepEqual(_links, { self: { href: at(USERS, id) } })
  assert.deepEqual(Object.keys(Object(_actions)), ['delete', 'get', 'patch'])
  assert.equal((await api.get(at(USERS, id))).text.includes('"password"'), false)
})

losantTest('users: one is made with all that it may have', async (api) => {
  const body = {
    firstName: 'Ann',
    lastName: 'Ågren',
    tokenCutoff: '2026-01-02T03:04:05.678Z',
    userTags: { role: 'admin' },
  }
  const child = await make(api, { name: 'child', parentId: P })
  const made = await makeUser(api, { ...body, experienceGroupIds: [child.id, G] })
  const groups = [{ id: child.id, name: 'child', parentId: P }, { id: G, name: 'Fixture', parentId: null }]
  assert.partialDeepStrictEqual(made, { ...body, experienceGroups: groups })
  assert.deepEqual(good(await api.get(at(USERS, made.id))), made)
  assert.deepEqual([await usersOf(api, G), await usersOf(api, P)], [[made.id], []])
})

losantTest('users: a body that is not right', async (api) => {
  const bad: readonly (readonly [body: JsonObject, message: string])[] = [
    [{}, 'email is required'],
    [{ email: 'a@example.com' }, 'password is required'],
    [{ ...BODY, foo: 1 }, 'has additional properties'],
    [{ ...BODY, experienceGroups: [] }, 'has additional properties'],
    [{ ...BODY, password: '1234567' }, 'password has less length than allowed'],
    [{ ...BODY, password: 'x'.repeat(2049) }, 'password has longer length than allowed'],
    [{ ...BODY, firstName: 'x'.repeat(1025) }, 'firstName has longer length than allowed'],
    [{ ...BODY, lastName: 5 }, 'lastName is the wrong type'],
    [{ ...BODY, userTags: { 'a b': 'c' } }, 'userTags has additional properties'],
    [{ ...BODY, experienceGroupIds: ['x'] }, 'experienceGroupIds.0 pattern mismatch'],
    [{ ...BODY, experienceGroupIds: ids(1001) }, 'experienceGroupIds has more items than allowed'],
  ]
  for (const [body, message] of bad) {
    const text = message.startsWith('has') ? message : `.${message}`
    const told = text.startsWith('.') ? `experienceUser${text}` : `experienceUser ${text}`
    assertInvalid(await api.post(USERS, body), told)
  }
  for (const email of ['', 'x', 5, null]) {
    assertInvalid(await api.post(USERS, { ...BODY, email }), /^experienceUser\.email /)
  }
  assertInvalid(await api.post(USERS, { ...BODY, tokenCutoff: 'never' }), /^experienceUser\.tokenCutoff /)
  assert.equal(good(await api.get(USERS)).totalCount, 0)
})

losantTest('users: an address is given once, without regard to case', async (api) => {
  await makeUser(api, {})
  const message = 'Email address "ANN@example.com" already exists'
  assertError(await api.post(USERS, { ...BODY, email: 'ANN@example.com' }), 400, 'AlreadyExists', message)
  const other = await makeUser(api, { email: 'bob@example.com' })
  const answer = await api.patch(at(USERS, other.id), { email: 'ANN@example.com', firstName: 'never' })
  assertError(answer, 400, 'AlreadyExists', message)
  assert.equal('firstName' in good(await api.get(at(USERS, other.id))), false)
  good(await api.patch(at(USERS, other.id), { email: 'BOB@example.com' }))
})

losantTest('users: a PATCH changes what it names, and a list of groups as a whole', async (api) => {
  const made = await makeUser(api, { firstName: 'Ann', experienceGroupIds: [G, P] })
  const renamed = good(await api.patch(at(USERS, made.id), { lastName: 'Lee' }))
  assert.deepEqual(renamed, { ...made, lastName: 'Lee', lastUpdated: renamed.lastUpdated })
  assert.notEqual(renamed.lastUpdated, made.lastUpdated)
  const moved = good(await api.patch(at(USERS, made.id), { experienceGroupIds: [P, P.toUpperCase()] }))
  assert.deepEqual(moved.experienceGroups, [{ id: P, name: 'System', parentId: null }])
  assert.equal(moved.lastUpdated, renamed.lastUpdated)
  assert.deepEqual([await usersOf(api, G), await usersOf(api, P)], [[], [made.id]])
  assert.deepEqual(good(await api.patch(at(USERS, made.id), {})), moved)
  assert.deepEqual(good(await api.patch(at(USERS, made.id), { experienceGroupIds: [] })).experienceGroups, [])
})

losantTest('users: a new password is told by its time alone', async (api) => {
  const made = await makeUser(api, {})
  api.wait(5000)
  const after = good(await api.patch(at(USERS, made.id), { password: 'another one' }))
  assert.equal(after.passwordLastUpdated, '2026-11-22T12:00:05.000Z')
  assertInvalid(await api.patch(at(USERS, made.id), { password: 'short' }))
})

losantTest('users: groups that are not there', async (api) => {
  assertMissing(await api.post(USERS, { ...BODY, experienceGroupIds: [G, NOBODY] }))
  assert.equal(good(await api.get(USERS)).totalCount, 0)
  const made = await makeUser(api, { experienceGroupIds: [G] })
  const answer = await api.patch(at(USERS, made.id), { firstName: 'never', experienceGroupIds: [NOBODY] })
  assertMissing(answer)
  assert.deepEqual(good(await api.get(at(USERS, made.id))), made)
})

losantTest('users: one that is not there', async (api) => {
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { json: { firstName: 'x' } } : {}
    assertMissing(await api.send(method, at(USERS, NOBODY), body), 'Experience User')
    assertInvalid(await api.send(method, `${USERS}/x`, body), 'experienceUserId pattern mismatch')
    const path = `/applications/${NOBODY}/experience/users/${NOBODY}`
    assertMissing(await api.send(method, path, body), 'Application')
  }
})

losantTest('users: who is deleted leaves all groups, and its address is free', async (api) => {
  const made = await makeUser(api, { experienceGroupIds: [G, P] })
  const answer = await api.send('DELETE', at(USERS, made.id), { type: 'application/json' })
  assert.deepEqual([answer.status, answer.text], [200, '{"success":true}'])
  assert.deepEqual([await usersOf(api, G), await usersOf(api, P)], [[], []])
  assertMissing(await api.delete(at(USERS, made.id)), 'Experience User')
  await makeUser(api, {})
})

losantTest('users: an id in a group, of which nothing is known, is no user', async (api) => {
  await api.patch(GROUP, { experienceUserIds: [idOf(1)] })
  assertMissing(await api.get(at(USERS, idOf(1))), 'Experience User')
  assert.deepEqual([good(await api.get(USERS)).totalCount, await usersOf(api, G)], [0, [idOf(1)]])
})

losantTest('users: a list has its frame, in the order of addresses', async (api) => {
  for (const email of ['c@x.org', 'B@x.org', 'a@x.org']) await makeUser(api, { email })
  const { items, _actions, ...frame } = good(await api.get(USERS))
  assert.deepEqual(frame, {
    count: 3,
    applicationId: APPLICATION,
    perPage: 100,
    page: 0,
    sortField: 'email',
    sortDirection: 'asc',
    totalCount: 3,
    _type: 'experienceUsers',
    _links: { self: { href: USERS } },
  })
  assert.partialDeepStrictEqual(items, [{ email: 'B@x.org' }, { email: 'a@x.org' }, { email: 'c@x.org' }])
  assert.partialDeepStrictEqual(good(await api.get(`${USERS}?perPage=2&page=1`)), {
    count: 1,
    totalCount: 3,
    items: [{ email: 'c@x.org' }],
  })
  for (const field of ['firstName', 'lastName', 'email', 'id', 'creationDate', 'lastLogin', 'lastUpdated']) {
    assert.equal(good(await api.get(`${USERS}?sortField=${field}&sortDirection=desc`)).count, 3, field)
  }
  assertInvalid(await api.get(`${USERS}?sortField=name`), 'sortField must be an enum value')
})

losantTest('users: what changes a group is no change of the user, and the other way round', async (api) => {
  const made = await makeUser(api, {})
  const before = good(await api.get(GROUP))
  const joined = good(await api.patch(GROUP, { experienceUserIds: [String(made.id)] }))
  assert.notEqual(joined.lastUpdated, before.lastUpdated)
  const user = good(await api.get(at(USERS, made.id)))
  assert.deepEqual(user, { ...made, experienceGroups: [{ id: G, name: 'Fixture', parentId: null }] })
  await api.patch(at(USERS, made.id), { firstName: 'Ann' })
  assert.deepEqual(good(await api.get(GROUP)), joined)
})
