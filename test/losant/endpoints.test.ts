import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Api,
  APPLICATION,
  assertInvalid,
  assertMissing,
  at,
  ENDPOINTS,
  G,
  good,
  GROUPS,
  items,
  losantTest,
  NOBODY,
  P,
} from './client.ts'

const BODY = { route: '/a/{id}', method: 'get' }

/** Makes an endpoint; gives it as it was answered. */
async function makeEndpoint({ post }: Api, body: JsonObject): Promise<JsonObject> {
  return good(await post(ENDPOINTS, { ...BODY, ...body }), 201)
}

async function endpointsOf(api: Api, group: string): Promise<unknown> {
  return good(await api.get(at(GROUPS, group))).experienceEndpointIds
}

losantTest('endpoints: one is made of a route and a method', async (api) => {
  const made = await makeEndpoint(api, {})
  assert.match(String(made.id), /^[0-9a-f]{24}$/)
  assert.partialDeepStrictEqual(made, {
    experienceEndpointId: made.id,
    applicationId: APPLICATION,
    lastUpdated: made.creationDate,
    ...BODY,
    experienceGroups: [],
    _type: 'experienceEndpoint',
    _links: { self: { href: at(ENDPOINTS, made.id) } },
  })
  assert.deepEqual(good(await api.get(at(ENDPOINTS, made.id))), made)
})

losantTest('endpoints: one is made with all that it may have, in groups', async (api) => {
  const body = {
    description: 'd',
    route: '/x',
    method: 'put',
    enabled: false,
    access: 'group',
    deviceIdTemplate: '{{x}}',
    endpointTags: { a: 'b' },
    staticReply: { type: 'page', value: '58b9d743cbfafe1be675744b', statusCode: 200 },
    unauthorizedReply: { type: 'redirect', value: '/login' },
  }
  const made = await makeEndpoint(api, { ...body, experienceGroupIds: [P, G] })
  const experienceGroups = [{ id: P, name: 'System' }, { id: G, name: 'Fixture' }]
  assert.partialDeepStrictEqual(made, body)
  assert.deepEqual(made.experienceGroups, experienceGroups)
  assert.deepEqual([await endpointsOf(api, G), await endpointsOf(api, P)], [[made.id], [made.id]])
})

losantTest('endpoints: a body that is not right', async (api) => {
  const bad: readonly (readonly [body: JsonObject, message: RegExp])[] = [
    [{}, /^experienceEndpoint\.\w+ is required$/],
    [{ route: '/x' }, /^experienceEndpoint\.method is required$/],
    [{ ...BODY, foo: 1 }, /^experienceEndpoint has additional properties$/],
    [{ ...BODY, route: '' }, /^experienceEndpoint\.route has less length than allowed$/],
    [{ ...BODY, route: 'x'.repeat(1025) }, /^experienceEndpoint\.route has longer length than allowed$/],
    [{ ...BODY, method: 'GET' }, /^experienceEndpoint\.method must be an enum value$/],
    [{ ...BODY, access: 'all' }, /^experienceEndpoint\.access must be an enum value$/],
    [{ ...BODY, enabled: 'yes' }, /^experienceEndpoint\.enabled is the wrong type$/],
    [{ ...BODY, experienceGroupIds: 'x' }, /^experienceEndpoint\.experienceGroupIds is the wrong type$/],
    [{ ...BODY, staticReply: { type: 'x' } }, /^experienceEndpoint\.staticReply/],
    [
      { ...BODY, staticReply: { type: 'page', value: 'x', statusCode: 99 } },
      /^experienceEndpoint\.staticReply/,
    ],
  ]
  for (const [body, message] of bad) assertInvalid(await api.post(ENDPOINTS, body), message)
  assert.equal((await items(api, ENDPOINTS)).length, 0)
})

losantTest('endpoints: a PATCH changes what it names, and a list of groups as a whole', async (api) => {
  const made = await makeEndpoint(api, { experienceGroupIds: [G] })
  const after = good(await api.patch(at(ENDPOINTS, made.id), { route: '/b', experienceGroupIds: [P] }))
  assert.partialDeepStrictEqual(after, { route: '/b', method: 'get' })
  assert.deepEqual(after.experienceGroups, [{ id: P, name: 'System' }])
  assert.deepEqual([await endpointsOf(api, G), await endpointsOf(api, P)], [[], [made.id]])
  assert.deepEqual(good(await api.patch(at(ENDPOINTS, made.id), {})), after)
  assertMissing(await api.patch(at(ENDPOINTS, made.id), { experienceGroupIds: [NOBODY], route: '/never' }))
  assert.deepEqual(good(await api.get(at(ENDPOINTS, made.id))), after)
})

losantTest('endpoints: one that is not there, and one that is deleted', async (api) => {
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { json: {} } : {}
    assertMissing(await api.send(method, at(ENDPOINTS, NOBODY), body), 'Experience Endpoint')
    assertInvalid(await api.send(method, `${ENDPOINTS}/x`, body), 'experienceEndpointId pattern mismatch')
  }
  const made = await makeEndpoint(api, { experienceGroupIds: [G] })
  assert.equal((await api.delete(at(ENDPOINTS, made.id))).text, '{"success":true}')
  assertMissing(await api.delete(at(ENDPOINTS, made.id)), 'Experience Endpoint')
  assert.deepEqual(await endpointsOf(api, G), [])
})

losantTest('endpoints: a list has all of them, without pages', async (api) => {
  for (const [route, method] of [['/c', 'get'], ['/a', 'post'], ['/b', 'get']]) {
    api.wait(1000)
    await makeEndpoint(api, {
      route: route!,
      method: method!,
      ...(route === '/b' ? { experienceGroupIds: [G] } : {}),
    })
  }
  const routes = async (query: string) =>
    (await items(api, `${ENDPOINTS}?${query}`)).map(({ route }) => route).join('')
  const body = good(await api.get(ENDPOINTS))
  assert.partialDeepStrictEqual(body, {
    count: 3,
    totalCount: 3,
    applicationId: APPLICATION,
    sortField: 'order',
    sortDirection: 'asc',
    _type: 'experienceEndpoints',
    _links: { self: { href: ENDPOINTS } },
  })
  assert.deepEqual(['page' in body, 'perPage' in body], [false, false])
  const rows = [
    ['', '/c/a/b'],
    ['sortDirection=desc', '/b/a/c'],
    ['sortField=route', '/a/b/c'],
    ['sortField=route&sortDirection=desc', '/c/b/a'],
    ['sortField=method&sortDirection=desc', '/a/c/b'],
    ['sortField=creationDate&sortDirection=desc', '/b/a/c'],
    ['filterField=method&filter=GET', '/c/b'],
    ['filterField=route&filter=/a*', '/a'],
    [`experienceGroupId=${G}`, '/b'],
    ['experienceGroupId=', '/c/a/b'],
    ['page=9&perPage=1', '/c/a/b'],
  ] as const
  for (const [query, expected] of rows) assert.equal(await routes(query), expected, query)
  for (const query of ['experienceGroupId=any', 'sortField=name', 'filterField=access&filter=x']) {
    assertInvalid(await api.get(`${ENDPOINTS}?${query}`))
  }
  assertMissing(await api.get(`${ENDPOINTS}?experienceGroupId=${NOBODY}`))
})
