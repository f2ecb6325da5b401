import assert from 'node:assert/strict'
import {
  type Api,
  asked,
  assertInvalid,
  assertMissing,
  G,
  good,
  idOf,
  items,
  losantTest,
  make,
  NOBODY,
} from './client.ts'
import { P, USERS } from './client.ts'

/** Users a to e: a in P, b in a child of P, c in both, d in G, e in none. */
async function scene(api: Api): Promise<{ child: string }> {
  const child = (await make(api, { name: 'child', parentId: P })).id
  const groups = { a: [P], b: [child], c: [P, child], d: [G], e: [] }
  for (const [name, experienceGroupIds] of Object.entries(groups)) {
    const rest = name === 'a' ? { userTags: { site: 'x' } } : name === 'b' ? { lastName: 'Bee' } : {}
    const body = { email: `${name}@x.org`, password: 'password', firstName: name.toUpperCase() }
    good(await api.post(USERS, { ...body, ...rest, experienceGroupIds }), 201)
    api.wait(1000)
  }
  return { child }
}

/** The first letters of the users that are found, in their order. */
async function found(api: Api, path: string): Promise<string> {
  return (await items(api, path)).map(({ email }) => String(email)[0]).join('')
}

losantTest('users: the members of a group, of any and of none', async (api) => {
  const { child } = await scene(api)
  const rows = [
    [`experienceGroupId=${P}`, 'ac'],
    [`experienceGroupId=${P.toUpperCase()}`, 'ac'],
    [`experienceGroupId=${child}`, 'bc'],
    [`experienceGroupId=${child}&includeAncestorGroups=true`, 'abc'],
    [`experienceGroupId=${child}&includeAncestorGroups=1`, 'abc'],
    [`experienceGroupId=${child}&includeAncestorGroups=`, 'bc'],
    [`experienceGroupId=${child}&includeAncestorGroups=false`, 'bc'],
    [`experienceGroupId=${child}&includeAncestorGroups=0`, 'bc'],
    [`experienceGroupId=${P}&includeAncestorGroups=true`, 'ac'],
    ['experienceGroupId=any', 'abcd'],
    ['experienceGroupId=none', 'e'],
    ['experienceGroupId=', 'abcde'],
    ['', 'abcde'],
  ] as const
  for (const [query, expected] of rows) assert.equal(await found(api, `${USERS}?${query}`), expected, query)
  const { experienceGroupId, totalCount } = good(await api.get(`${USERS}?experienceGroupId=${P}&perPage=1`))
  assert.deepEqual([experienceGroupId, totalCount], [P, 2])
  assert.equal('experienceGroupId' in good(await api.get(USERS)), false)
  assertInvalid(await api.get(`${USERS}?experienceGroupId=x`), /^experienceGroupId /)
})

losantTest('users: the members of a group that is not there', async (api) => {
  await scene(api)
  assertMissing(await api.get(`${USERS}?experienceGroupId=${NOBODY}`))
})

losantTest('users: a filter of the names and of the address', async (api) => {
  await scene(api)
  const rows = [
    ['filterField=email&filter=A@*', 'a'],
    ['filterField=firstName&filter=c', 'c'],
    ['filterField=lastName&filter=b*', 'b'],
    ['filterField=email&filter=*x.org', 'abcde'],
    ['filterField=&filter=a*', 'abcde'],
    [`filterField=email&filter=*&experienceGroupId=${G}`, 'd'],
  ] as const
  for (const [query, expected] of rows) assert.equal(await found(api, `${USERS}?${query}`), expected, query)
  const { filter, filterField } = good(await api.get(`${USERS}?filterField=email&filter=a*`))
  assert.deepEqual([filter, filterField], ['a*', 'email'])
  assertInvalid(await api.get(`${USERS}?filterField=id&filter=a`), 'filterField must be an enum value')
})

losantTest('users: an advanced query', async (api) => {
  const { child } = await scene(api)
  const all = await items(api, USERS)
  const [first, second] = all
  const rows: readonly (readonly [query: unknown, found: string])[] = [
    [{}, 'abcde'],
    [{ email: 'a@x.org' }, 'a'],
    [{ email: { $startsWith: 'B', $ci: true } }, 'b'],
    [{ firstName: { $in: ['A', 'C'] } }, 'ac'],
    [{ lastName: null }, 'acde'],
    [{ lastName: { $ne: null } }, 'b'],
    [{ id: first?.id }, 'a'],
    [{ creationDate: { $gt: second?.creationDate } }, 'cde'],
    [{ lastLogin: null }, 'abcde'],
    [{ passwordLastUpdated: { $lte: second?.creationDate } }, 'ab'],
    [{ userTags: { site: 'x' } }, 'a'],
    [{ userTags: { $tagKey: 'site' } }, 'a'],
    [{ experienceGroupId: child }, 'bc'],
    [{ experienceGroupId: null }, 'e'],
    [{ experienceGroupId: { $in: [child, G] } }, 'bcd'],
    [{ experienceGroupId: { $nin: [P] } }, 'bde'],
    [{ experienceGroupId: idOf(5) }, ''],
    [{ $or: [{ email: 'a@x.org' }, { experienceGroupId: G }] }, 'ad'],
    [{ $nor: [{ experienceGroupId: P }] }, 'bde'],
  ]
  for (const [query, expected] of rows) {
    assert.equal(await found(api, asked(query, USERS)), expected, JSON.stringify(query))
  }
  const path = `${asked({ email: 'a@x.org' }, USERS)}&experienceGroupId=none&filterField=email&filter=b*`
  assert.equal(await found(api, path), 'a')
  assertInvalid(await api.get(asked({ name: 'x' }, USERS)), 'query has additional properties')
  assertInvalid(await api.get(asked({ email: { $regex: 'x' } }, USERS)), /^query\.email /)
})

losantTest('users: they are sorted by their names and times', async (api) => {
  await scene(api)
  assert.equal(await found(api, `${USERS}?sortField=firstName&sortDirection=desc`), 'edcba')
  assert.equal(await found(api, `${USERS}?sortField=creationDate&sortDirection=desc`), 'edcba')
  assert.equal(await found(api, `${USERS}?sortField=lastName`), 'acdeb')
  assert.equal(await found(api, `${USERS}?sortField=lastName&sortDirection=desc`), 'bacde')
  assert.equal(await found(api, `${USERS}?sortField=lastLogin`), 'abcde')
})
