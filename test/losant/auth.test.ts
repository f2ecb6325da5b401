import assert from 'node:assert/strict'
import { findDirectory } from '../../src/core/directories.ts'
import { changeToken, createToken, deleteToken } from '../../src/core/tokens.ts'
import {
  type Answer,
  type Api,
  APPLICATION,
  assertError,
  assertInvalid,
  assertMissing,
  ENDPOINTS,
  FULL,
  G,
  good,
  GROUP,
  GROUPS,
  HOME,
  losantTest,
  MORE,
  NOBODY,
  USERS,
} from './client.ts'

const B = 'b75ec8687ae143cd83dc4a97'

const assertForbidden = (answer: Answer) => assertError(answer, 403, 'Forbidden', 'Access is forbidden')
const assertUnknown = (answer: Answer) => assertError(answer, 401, 'Unauthorized', 'Invalid access token')

const more = { fixtures: MORE }

losantTest('case 9: a malformed application is told to who has no token', async (api) => {
  const answer = await api.get(`/applications/xyz/experience/groups/${G}`, { token: null })
  assertInvalid(answer, 'applicationId pattern mismatch')
})

losantTest('case 10: no token is 403, and so is a scheme that is not spoken', async (api) => {
  assertForbidden(await api.get(GROUP, { token: null }))
  for (
    const authorization of ['Basic ZGVtbzpkZW1v', 'Bearer', 'Bearer ', FULL, `Token ${FULL}`, '', `x${FULL}`]
  ) {
    assertForbidden(await api.get(GROUP, { token: null, headers: { authorization } }))
  }
})

losantTest('case 11: a token that nobody knows is 401, whatever it looks like', async (api) => {
  for (const token of ['nonsense', 'a.b.c', `${FULL}x`, FULL.toLowerCase(), 'x'.repeat(5000), '%00', 'a b']) {
    assertUnknown(await api.get(GROUP, { token }))
  }
  assertUnknown(await api.get(GROUP, { token: 'OTHER_DOOR' }))
}, more)

losantTest('case 12: a token that has ended is told so', async (api) => {
  assertError(await api.get(GROUP, { token: 'OLD' }), 401, 'Unauthorized', 'Access token has expired')
}, more)

losantTest('case 13: a token without scopes is 403', async (api) => {
  assertForbidden(await api.get(GROUP, { token: 'NONE' }))
}, more)

losantTest('cases 14 and 15: a token that reads reads, and changes nothing', async (api) => {
  const token = 'READ'
  const before = good(await api.get(GROUP, { token }))
  assertForbidden(await api.patch(GROUP, { name: 'changed' }, { token }))
  assertForbidden(await api.delete(GROUP, { token }))
  assert.deepEqual(good(await api.get(GROUP, { token })), before)
}, more)

losantTest('case 16: the singular opens one group, and neither the list nor creation', async (api) => {
  const token = 'ONE'
  good(await api.get(GROUP, { token }))
  good(await api.patch(GROUP, { name: 'changed' }, { token }))
  assertForbidden(await api.get(GROUPS, { token }))
  assertForbidden(await api.post(GROUPS, { name: 'made' }, { token }))
}, more)

losantTest('cases 7 and 17: another application is not found, whether it is there or not', async (api) => {
  const group = (application: string) => `/applications/${application}/experience/groups/${G}`
  assertMissing(await api.get(group(APPLICATION), { token: 'FULL_OF_B' }), 'Application')
  assertMissing(await api.get(group(B)), 'Application')
  assertMissing(await api.get(group(NOBODY)), 'Application')
  assertMissing(await api.get(group(B), { token: 'FULL_OF_B' }))
}, more)

losantTest('auth: the scheme has no case, spaces do not count, and JWT does as well', async (api) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'JWT', 'jwt', 'Bearer  ', 'Bearer\t']) {
    const headers = { authorization: `${scheme} ${FULL}` }
    good(await api.get(GROUP, { token: null, headers }))
  }
})

losantTest('auth: a token in the query is none: it would stand in logs', async (api) => {
  for (const name of ['access_token', 'jwt']) {
    assertForbidden(await api.get(`${GROUP}?${name}=${FULL}`, { token: null }))
  }
})

losantTest('auth: a token that is switched off or deleted opens nothing from then on', async (api) => {
  const { store } = api.running
  const { id } = await findDirectory(store, { oid: APPLICATION })
  const fields = { directory: id, purpose: 'bearer', scopes: ['all.Application'] }
  const { token: { secretHash }, secret } = await createToken(store, fields)
  good(await api.get(GROUP, { token: secret }))
  await changeToken(store, secretHash, { status: 'inactive' })
  assertUnknown(await api.get(GROUP, { token: secret }))
  await changeToken(store, secretHash, { status: 'active' })
  good(await api.get(GROUP, { token: secret }))
  await deleteToken(store, secretHash)
  assertUnknown(await api.get(GROUP, { token: secret }))
  assertUnknown(await api.get(GROUP, { token: 'INACTIVE' }))
}, more)

losantTest("auth: an operator's token of no directory works in every application", async (api) => {
  const { store } = api.running
  const { secret } = await createToken(store, { directory: null, purpose: 'bearer', scopes: ['all.User'] })
  good(await api.get(GROUP, { token: secret }))
  const made = good(
    await api.post(`/applications/${B}/experience/groups`, { name: 'made' }, { token: secret }),
    201,
  )
  assert.equal(made.applicationId, B)
  assertMissing(await api.get(`/applications/${NOBODY}/experience/groups`, { token: secret }), 'Application')
  assertMissing(await api.get(`${GROUPS}/${String(made.id)}`, { token: secret }))
}, more)

losantTest('auth: an application is found in either case, and shown in lower case', async (api) => {
  const body = good(await api.get(`/applications/${APPLICATION.toUpperCase()}/experience/groups/${G}`))
  assert.equal(body.applicationId, APPLICATION)
})

losantTest('auth: roles of ours open what they may, and permissions just that', async (api) => {
  const { store } = api.running
  const { id } = await findDirectory(store, { oid: APPLICATION })
  const statuses = async (scopes: readonly string[]) => {
    const { secret: token } = await createToken(store, { directory: id, purpose: 'bearer', scopes })
    const answers = [
      await api.get(GROUP, { token }),
      await api.get(GROUPS, { token }),
      await api.post(GROUPS, { name: 'x' }, { token }),
      await api.get(`${HOME}/tokens`, { token }),
    ]
    return answers.map(({ status }) => status)
  }
  assert.deepEqual(await statuses(['administrator']), [200, 200, 201, 200])
  assert.deepEqual(await statuses(['editor']), [200, 200, 201, 403])
  assert.deepEqual(await statuses(['reader']), [200, 200, 403, 403])
  assert.deepEqual(await statuses(['group.list']), [403, 200, 403, 403])
  assert.deepEqual(await statuses(['reader', 'all.Application']), [200, 200, 201, 200])
})

losantTest('auth: what may be done is linked, and nothing else', async (api) => {
  const actions = async (path: string, token: string) =>
    Object.keys(Object(good(await api.get(path, { token }))._actions)).sort()
  assert.deepEqual(await actions(GROUP, FULL), ['delete', 'get', 'patch'])
  assert.deepEqual(await actions(GROUP, 'READ'), ['get'])
  assert.deepEqual(await actions(GROUP, 'ONE'), ['delete', 'get', 'patch'])
  assert.deepEqual(await actions(GROUPS, FULL), ['get', 'post'])
  assert.deepEqual(await actions(GROUPS, 'READ'), ['get'])
}, more)

interface Asked {
  /** What the vendor calls the resource, and what is done to it. */
  readonly resource: string
  readonly verb: 'get' | 'post' | 'patch' | 'delete'
  readonly path: string
  readonly body?: () => unknown
}

let made = 0

/** Every operation. What it names is not there, so that it may be asked again and again. */
const OPERATIONS: readonly Asked[] = [
  ...familyOf('experienceGroup', GROUPS, () => ({ name: 'x' })),
  ...familyOf('experienceUser', USERS, () => ({ email: `${made++}@example.com`, password: 'password' })),
  ...familyOf('experienceEndpoint', ENDPOINTS, () => ({ route: `/${made++}`, method: 'get' })),
  ...familyOf('applicationApiToken', `${HOME}/tokens`, () => ({ name: 'x' })),
]

function familyOf(name: string, path: string, body: () => unknown): Asked[] {
  const one = { resource: name, path: `${path}/${NOBODY}` }
  return [
    { resource: `${name}s`, path, verb: 'get' },
    { resource: `${name}s`, path, verb: 'post', body },
    { ...one, verb: 'get' },
    { ...one, verb: 'patch', body: () => ({}) },
    { ...one, verb: 'delete' },
  ]
}

const ANY = ['all.Application', 'all.Organization', 'all.User']
const READ = ANY.map((scope) => `${scope}.read`)
const RESOURCES = ['experienceGroup', 'experienceUser', 'experienceEndpoint', 'applicationApiToken']
  .flatMap((one) => [one, `${one}s`])

const GRANTED = [
  ...ANY,
  ...READ,
  ...RESOURCES.flatMap((one) => [`${one}.*`, `${one}.get`, `${one}.post`, `${one}.patch`, `${one}.delete`]),
  'experienceGroups.detailedSummary',
  'experience.*',
  'experienceGroup',
  'all.*',
  '*',
  'all.application',
  'all.Application.cli',
  'device.*',
]

/** What the table of spec/losant.md §3.2 says. */
function isOpen(scope: string, { resource, verb }: Asked): boolean {
  if (ANY.includes(scope)) return true
  if (READ.includes(scope)) return verb === 'get'
  return scope === `${resource}.*` || scope === `${resource}.${verb}`
}

async function ask(api: Api, { verb, path, body }: Asked, token: string): Promise<number> {
  const { status } = await api.send(verb.toUpperCase(), path, { token, json: body?.() })
  return status
}

losantTest('auth: scope by scope, each operation is open to just those of its row', async (api) => {
  const { store } = api.running
  const { id: directory } = await findDirectory(store, { oid: APPLICATION })
  const told: string[] = []
  for (const scope of GRANTED) {
    const { secret } = await createToken(store, { directory, purpose: 'bearer', scopes: [scope] })
    const statuses = await Promise.all(OPERATIONS.map((one) => ask(api, one, secret)))
    for (const [index, status] of statuses.entries()) {
      const operation = OPERATIONS[index]!
      const wrong = status === 400 || status >= 500 || (status !== 403) !== isOpen(scope, operation)
      if (wrong) told.push(`${scope}: ${operation.resource}.${operation.verb} is ${status}`)
    }
  }
  assert.deepEqual(told, [])
})

losantTest('auth: what a token writes stands in the history under its name', async (api) => {
  good(await api.patch(GROUP, { name: 'changed' }, { token: 'ONE' }))
  const { store } = api.running
  const { id } = await findDirectory(store, { oid: APPLICATION })
  const events = await store.read(id, (tx) => tx.events(0, 1000))
  const { actor, dialect } = events.at(-1)!
  assert.deepEqual([actor, dialect], ['ONE', 'losant'])
}, more)
