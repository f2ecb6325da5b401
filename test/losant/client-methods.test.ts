import assert from 'node:assert/strict'
import { routerOf } from '../../src/http/router.ts'
import { losant } from '../../src/dialects/losant/index.ts'
import { clientTest, HERE, type Use } from './client-npm.ts'
import { type Sent, tapBefore } from './client-wire.ts'

clientTest('drives every operation that is spoken, and is answered by its schemas', async (use) => {
  await using tap = tapBefore(use.api.running.url)
  use.client.setOption('url', tap.url)
  const group = await driveGroups(use)
  await driveUsers(use, group)
  await driveEndpoints(use, group)
  await driveTokens(use)
  await driveAuth(use)
  const driven = new Set(tap.taken().map(operationOf))
  const spoken = losant.routes.map(([method, path]) => `${method} ${path}`)
  const unknown = use.version === '2.8.1' ? [] : ['GET /auth/ssoDomain']
  assert.deepEqual(spoken.filter((operation) => !driven.has(operation)), unknown)
})

/** Gives the id of a group that stays. */
async function driveGroups({ client: { experienceGroups, experienceGroup }, check }: Use): Promise<string> {
  const parent = check(
    'experienceGroup',
    await experienceGroups.post({ ...HERE, experienceGroup: { name: 'up' } }),
  )
  const all = {
    name: 'all',
    description: '',
    experienceUserIds: ['575ed70c7ae143cd83dc4aa9'],
    experienceEndpointIds: ['58b9d743cbfafe1be675744b'],
    groupTags: { floor: '8' },
    deviceIds: ['58b9d743cbfafe1be675744d'],
    deviceTags: [{ key: 'site' }, { value: 'a' }, {}],
    deviceQueryJson: '{ "$nor": [] }',
    parentId: parent.id!,
  }
  const made = check('experienceGroup', await experienceGroups.post({ ...HERE, experienceGroup: all }))
  assert.deepEqual(shownOf(made, all), all)
  const one = { ...HERE, experienceGroupId: made.id! }
  assert.deepEqual(check('experienceGroup', await experienceGroup.get(one)), made)
  const set = { description: 'b', deviceIds: [], groupTags: {}, deviceQueryJson: null, parentId: null }
  const changed = await experienceGroup.patch({ ...one, experienceGroup: set })
  assert.deepEqual(shownOf(check('experienceGroup', changed), all), { ...all, ...set })
  const list = check('experienceGroups', await experienceGroups.get(HERE))
  assert.ok(Array.isArray(list.items))
  assert.deepEqual(list.items.find(({ id }) => id === made.id), changed)
  check('success', await experienceGroup.delete({ ...HERE, experienceGroupId: parent.id! }))
  return String(made.id)
}

async function driveUsers(
  { client: { experienceUsers, experienceUser }, check }: Use,
  group: string,
): Promise<void> {
  const shown = {
    email: 'Anna@example.com',
    firstName: 'Anna',
    lastName: '',
    tokenCutoff: '2026-01-02T03:04:05.678Z',
    userTags: { role: 'x' },
  }
  const body = { ...shown, password: 'password', experienceGroupIds: [group] }
  const made = check('experienceUser', await experienceUsers.post({ ...HERE, experienceUser: body }))
  assert.deepEqual(shownOf(made, shown), shown)
  assert.deepEqual(made.experienceGroups, [{ id: group, name: 'all', parentId: null }])
  const one = { ...HERE, experienceUserId: made.id! }
  assert.deepEqual(check('experienceUser', await experienceUser.get(one)), made)
  const set = { lastName: 'b', userTags: {}, experienceGroupIds: [] }
  const changed = await experienceUser.patch({ ...one, experienceUser: set })
  assert.deepEqual(check('experienceUser', changed).experienceGroups, [])
  assert.deepEqual([changed.lastName, changed.userTags], ['b', {}])
  for (const experienceGroupId of [group, 'any', 'none', '']) {
    const asked = { ...HERE, experienceGroupId, includeAncestorGroups: 'true' }
    const list = check('experienceUsers', await experienceUsers.get(asked))
    assert.equal(list.totalCount, experienceGroupId === group || experienceGroupId === 'any' ? 0 : 1)
  }
  check('success', await experienceUser.delete(one))
}

async function driveEndpoints(
  { client: { experienceEndpoints, experienceEndpoint }, check }: Use,
  group: string,
): Promise<void> {
  const shown = {
    description: 'a',
    route: '/a/{b}',
    method: 'get',
    enabled: false,
    access: 'group',
    deviceIdTemplate: '{{request.params.b}}',
    endpointTags: { a: 'b' },
    staticReply: { type: 'redirect', value: 'https://example.com', statusCode: 302 },
    unauthorizedReply: null,
  }
  const body = { ...shown, experienceGroupIds: [group] }
  const made = await experienceEndpoints.post({ ...HERE, experienceEndpoint: body })
  assert.deepEqual(shownOf(check('experienceEndpoint', made), shown), shown)
  assert.deepEqual(made.experienceGroups, [{ id: group, name: 'all' }])
  const one = { ...HERE, experienceEndpointId: made.id! }
  assert.deepEqual(
    check('experienceEndpoint', await experienceEndpoint.get({ ...one, version: 'develop' })),
    made,
  )
  const set = { method: 'post', staticReply: null, access: 'public' }
  const changed = await experienceEndpoint.patch({ ...one, experienceEndpoint: set })
  assert.deepEqual(shownOf(check('experienceEndpoint', changed), shown), { ...shown, ...set })
  const asked = {
    ...HERE,
    filterField: 'method',
    filter: 'p*',
    experienceGroupId: group,
    requestCountDuration: 1,
  }
  const list = check('experienceEndpoints', await experienceEndpoints.get(asked))
  assert.deepEqual(list.items, [changed])
  check('success', await experienceEndpoint.delete({ ...one, includeWorkflows: 'true' }))
}

async function driveTokens(
  { client: { applicationApiTokens, applicationApiToken }, check }: Use,
): Promise<void> {
  const shown = {
    name: 'a',
    description: 'b',
    expirationDate: '2099-01-02T03:04:05.678Z',
    scope: ['experienceGroup.get', 'all.Application.read'],
    status: 'inactive',
  }
  const { token, ...made } = check('apiToken', await applicationApiTokens.post({ ...HERE, apiToken: shown }))
  assert.equal(typeof token, 'string')
  assert.deepEqual(shownOf(made, shown), shown)
  const one = { ...HERE, apiTokenId: made.id! }
  assert.deepEqual(check('apiToken', await applicationApiToken.get(one)), made)
  const changed = await applicationApiToken.patch({ ...one, apiToken: { status: 'active' } })
  assert.deepEqual(check('apiToken', changed), {
    ...made,
    status: 'active',
    lastUpdated: changed.lastUpdated!,
  })
  const list = check(
    'apiTokens',
    await applicationApiTokens.get({ ...HERE, filterField: 'status', filter: 'active' }),
  )
  assert.equal(list.totalCount, 2)
  check('success', await applicationApiToken.delete(one))
}

async function driveAuth({ client: { auth }, check }: Use): Promise<void> {
  const credentials = {
    email: 'demo@example.com',
    password: 'demo-password',
    requestedScopes: ['all.User.read'],
    tokenTTL: 0,
  }
  check('authedUser', await auth.authenticateUser({ credentials }))
  await auth.ssoDomain?.({ email: credentials.email })
}

/** Of an answer what a body has named. */
function shownOf(answer: object, body: object): object {
  return Object.fromEntries(Object.entries(answer).filter(([key]) => key in body))
}

const find = routerOf(losant.routes, losant.paths)

/** The row of the route table that a request goes to. */
function operationOf({ method, target }: Sent): string | undefined {
  const operation = find(new URL(target, 'http://here').pathname)?.endpoint.operations.get(method)
  const route = losant.routes.find((route) => route[2] === operation)
  return route && `${route[0]} ${route[1]}`
}
