import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { breakDatabase } from '../support.ts'
import { G, ids, MORE, NOBODY, P } from './client.ts'
import { type Client, clientTest, connect, HERE } from './client-npm.ts'
import { assertAllowed, type Version } from './client-schemas.ts'

type Call = (client: Client) => Promise<JsonObject>

/** What the client throws. spec/losant.md §7 */
interface Thrown {
  readonly statusCode: number
  readonly type: string
  readonly message: string | RegExp
}

const USER = { email: 'a@example.com', password: 'password' }

const add = (experienceGroup: JsonObject): Call => (to) =>
  to.experienceGroups.post({ ...HERE, experienceGroup })
const edit = (experienceGroup: Json): Call => (to) =>
  to.experienceGroup.patch({ ...HERE, experienceGroupId: G, experienceGroup })
const list = (asked: JsonObject): Call => (to) => to.experienceGroups.get({ ...HERE, ...asked })
const get = (asked: JsonObject): Call => (to) =>
  to.experienceGroup.get({ ...HERE, experienceGroupId: G, ...asked })
const addUser = (more: JsonObject): Call => (to) =>
  to.experienceUsers.post({ ...HERE, experienceUser: { ...USER, ...more } })
const addEndpoint = (experienceEndpoint: JsonObject): Call => (to) =>
  to.experienceEndpoints.post({ ...HERE, experienceEndpoint })
const addToken = (apiToken: JsonObject): Call => (to) => to.applicationApiTokens.post({ ...HERE, apiToken })
const signIn = (credentials: JsonObject): Call => (to) => to.auth.authenticateUser({ credentials })

const INVALID: readonly (readonly [call: Call, message: string])[] = [
  [add({}), 'experienceGroup.name is required'],
  [edit({ name: '' }), 'experienceGroup.name has less length than allowed'],
  [edit({ name: 'a'.repeat(256) }), 'experienceGroup.name has longer length than allowed'],
  [edit({ foo: 1 }), 'experienceGroup has additional properties'],
  [edit({ deviceIds: null }), 'experienceGroup.deviceIds is the wrong type'],
  [edit({ experienceUserIds: [G, 'zzz'] }), 'experienceGroup.experienceUserIds.1 pattern mismatch'],
  [edit({ deviceIds: ids(1001) }), 'experienceGroup.deviceIds has more items than allowed'],
  [edit({ deviceTags: [{ a: 'b' }] }), 'experienceGroup.deviceTags.0 has additional properties'],
  [edit({ groupTags: { 'bad key': 'v' } }), 'experienceGroup.groupTags has additional properties'],
  [edit({ parentId: '' }), 'experienceGroup.parentId no (or more than one) schemas match'],
  [edit({ deviceQueryJson: '[' }), 'experienceGroup.deviceQueryJson is not a valid device query'],
  // For null the client sends no body.
  [edit(null), 'experienceGroup is required'],
  [list({ sortField: 'email' }), 'sortField must be an enum value'],
  [list({ sortDirection: 'up' }), 'sortDirection must be an enum value'],
  [list({ filterField: 'description', filter: 'a' }), 'filterField must be an enum value'],
  [list({ page: -1 }), 'page must be a non-negative integer'],
  [get({ experienceGroupId: 'x' }), 'experienceGroupId pattern mismatch'],
  [get({ applicationId: 'x' }), 'applicationId pattern mismatch'],
  [addUser({ password: 'short' }), 'experienceUser.password has less length than allowed'],
  [addUser({ email: 'a' }), 'experienceUser.email must be email format'],
  [(to) => to.experienceUsers.get({ ...HERE, experienceGroupId: 'x' }), 'experienceGroupId pattern mismatch'],
  [addEndpoint({ route: '/' }), 'experienceEndpoint.method is required'],
  [addEndpoint({ route: '/', method: 'GET' }), 'experienceEndpoint.method must be an enum value'],
  [addToken({ name: 'a', scope: ['x'] }), 'apiToken.scope.0 must be an enum value'],
  [signIn({}), 'credentials.email is required'],
]

const MISSING: readonly (readonly [call: Call, message: string])[] = [
  [get({ experienceGroupId: NOBODY }), 'Experience Group was not found'],
  [
    (to) => to.experienceGroup.delete({ ...HERE, experienceGroupId: NOBODY }),
    'Experience Group was not found',
  ],
  [edit({ parentId: NOBODY }), 'Experience Group was not found'],
  [(to) => to.experienceUser.get({ ...HERE, experienceUserId: NOBODY }), 'Experience User was not found'],
  [addUser({ experienceGroupIds: [NOBODY] }), 'Experience Group was not found'],
  [
    (to) => to.experienceEndpoint.get({ ...HERE, experienceEndpointId: NOBODY }),
    'Experience Endpoint was not found',
  ],
  [(to) => to.applicationApiToken.get({ ...HERE, apiTokenId: NOBODY }), 'API Token was not found'],
  [get({ applicationId: NOBODY }), 'Application was not found'],
  // Without an id the client asks for a path with a hole in it.
  [(to) => to.experienceGroups.get(), '/applications//experience/groups does not exist'],
  [(to) => to.auth.authenticateDevice({ credentials: {} }), '/auth/device does not exist'],
]

const FORBIDDEN = { statusCode: 403, type: 'Forbidden', message: 'Access is forbidden' }
const UNKNOWN = { statusCode: 401, type: 'Unauthorized', message: 'Invalid access token' }

const TOKENS: readonly (readonly [accessToken: string, call: Call, thrown: Thrown])[] = [
  ['', get({}), FORBIDDEN],
  ['nonsense', get({}), UNKNOWN],
  ['OLD', get({}), { ...UNKNOWN, message: 'Access token has expired' }],
  ['INACTIVE', get({}), UNKNOWN],
  ['NONE', get({}), FORBIDDEN],
  ['READ', edit({ name: 'a' }), FORBIDDEN],
  ['ONE', list({}), FORBIDDEN],
  ['FULL_OF_B', get({}), missing('Application was not found')],
  // The request is looked at before the token.
  ['nonsense', edit({ foo: 1 }), invalid('experienceGroup has additional properties')],
]

clientTest('throws what is wrong with a request', async ({ client, version }) => {
  for (const [call, message] of INVALID) await assertThrown(version, call(client), invalid(message))
  // The client sends a text as it is.
  await assertThrown(version, edit('{"name":')(client), {
    statusCode: 400,
    type: 'InvalidContent',
    message: /^Invalid JSON: ./,
  })
})

clientTest('throws what is not there', async ({ client, version }) => {
  for (const [call, message] of MISSING) await assertThrown(version, call(client), missing(message))
})

clientTest('throws what is wrong with a token', async ({ api, version }) => {
  for (const [accessToken, call, thrown] of TOKENS) {
    await assertThrown(version, call(connect(api, version, { accessToken })), thrown)
  }
}, { fixtures: MORE })

clientTest('throws a taken e-mail, and a move below itself', async ({ client, version }) => {
  await addUser({})(client)
  await assertThrown(version, addUser({})(client), {
    statusCode: 400,
    type: 'AlreadyExists',
    message: 'Email address "a@example.com" already exists',
  })
  await edit({ parentId: P })(client)
  const below = { ...HERE, experienceGroupId: P, experienceGroup: { parentId: G } }
  const text = 'experienceGroup\\.parentId cannot be the group itself or one of its descendants'
  await assertThrown(
    version,
    client.experienceGroup.patch(below),
    invalid(new RegExp(`^${text}: ${P} > ${G}`)),
  )
})

clientTest('throws a wrong password, and then that the account is locked', async ({ client, version }) => {
  const wrong = signIn({ email: 'demo@example.com', password: 'wrong-password' })
  const unauthorized = { statusCode: 401, type: 'Unauthorized', message: 'Unauthorized' }
  for (let failures = 0; failures < 5; failures++) await assertThrown(version, wrong(client), unauthorized)
  await assertThrown(version, wrong(client), { statusCode: 401, type: 'AccountLocked', message: /./ })
})

clientTest('throws what is too large, and a server that is broken', async ({ api, client, version }) => {
  await assertThrown(version, edit({ name: 'a'.repeat(300_000) })(client), {
    statusCode: 413,
    type: 'RequestEntityTooLarge',
    message: 'Request entity too large.',
  })
  await breakDatabase(api.running)
  const broken = { statusCode: 500, type: 'Error', message: 'Internal server error' }
  await assertThrown(version, list({})(client), broken)
}, { config: { bodyBytesMax: 300_000 } })

function invalid(message: Thrown['message']): Thrown {
  return { statusCode: 400, type: 'Validation', message }
}

function missing(message: string): Thrown {
  return { statusCode: 404, type: 'NotFound', message }
}

/** Whether a call ends in an error with the status and all that the body says, and no more. */
async function assertThrown(
  version: Version,
  call: Promise<JsonObject>,
  { statusCode, type, message }: Thrown,
): Promise<void> {
  const error: unknown = await call.then((answer) => assert.fail(JSON.stringify(answer)), (thrown) => thrown)
  assert.ok(error instanceof Error)
  const name = `${type} ${message}`
  if (typeof message === 'string') assert.equal(error.message, message)
  else assert.match(error.message, message, name)
  const { statusCode: told, ...more }: Record<string, unknown> = { ...error }
  assertAllowed(version, 'error', { ...more, message: error.message })
  // The vendor's framework has `code` where its schema has `type`: the client takes over both.
  assert.deepEqual(
    [told, more],
    [statusCode, type === 'InvalidContent' ? { type, code: type } : { type }],
    name,
  )
}
