import assert from 'node:assert/strict'
import { createAccount } from '../../src/core/accounts.ts'
import { findDirectory } from '../../src/core/directories.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { type Answer, type Api as ApiOf, type Body, newApi } from '../client.ts'
import { type Running, startMuster } from '../support.ts'

/** The paths of the specification's cases. spec/incoplax.md §11 */
export const G = '/rest/v1/addressbook/contactgroups'
export const C = '/rest/v1/addressbook/contacts'
export const COMBINED = '/rest/v1/addressbook/combined_contacts'
export const SESSIONS = '/rest/v1/iam/sessions'
export const CURRENT = `${SESSIONS}/current`

/** The ids of the vendor's two groups. */
export const G101 = '67f1f2df-016c-dc6b-5202-50e54938780c'
export const G007 = '94cfb284-016c-dc6a-6823-50e54938780c'
/** An id that nothing has. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The domain and the login of the demo. */
export const LOGIN = { domain: 'demo', login: 'demo', pwd: 'demo' }

/** The operator's token of the demo. */
export const OPERATOR = 'YOUR_API_ACCESS_TOKEN'

/** The vendor's groups 007 and 101 with contacts 1, 5, 15 and 27, and who may do what. */
export const FULL = ['incoplax', 'acceptance/incoplax']
/** The same without groups and contacts. */
export const EMPTY = ['acceptance/incoplax']

/** What is sent to say who asks; a token of null is none. */
interface More {
  readonly token: string | null
  readonly cookie: string
}

export type Ask = Body & Partial<More>
export type { Answer }

export interface Api extends ApiOf<More> {
  /** LOOKUP with a key as JSON. */
  lookup(path: string, key: unknown, ask?: Ask): Promise<Answer>
  /** Another login's client. */
  as(token: string | null): Api
}

/** Where the clock stands when a test begins: its last digit is cut off in answers. */
export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0, 609)

type Options = Parameters<typeof startMuster>[0] & { readonly ignore?: boolean }

/** A test against a server of its own, spoken to over a socket by who has a session. */
export function incoplaxTest(
  name: string,
  work: (api: Api) => Promise<void>,
  { ignore = false, ...options }: Options = {},
): void {
  Deno.test(`incoplax ${name}`, { ignore }, async () => {
    await using running = await startMuster({ fixtures: FULL, now: NOW, ...options })
    await work(apiOf(running, await tokenOf(running)))
  })
}

/** Logs in, and gives the token of the session. */
export async function tokenOf(running: Running, login: JsonObject = LOGIN): Promise<string> {
  const answer = await apiOf(running, null).post(SESSIONS, { session_type: 'token', ...login })
  return String(good(answer).session_token)
}

/** A client that sends this token unless asked otherwise. */
export function apiOf(running: Running, token: string | null): Api {
  const api = newApi<More>(running, {
    type: 'application/json; charset=utf-8',
    headersOf: ({ token: other = token, cookie, headers }) => {
      const sent = new Headers(headers)
      if (other !== null && cookie === undefined) sent.set('authorization', `Bearer ${other}`)
      if (cookie !== undefined) sent.set('cookie', cookie)
      return sent
    },
    check: checkType,
  })
  return {
    ...api,
    lookup: (path, json, ask = {}) => api.send('LOOKUP', path, { json, ...ask }),
    as: (other) => apiOf(running, other),
  }
}

/** spec/incoplax.md §2 */
function checkType({ status, headers }: Response): void {
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('content-type'), status === 204 ? null : 'application/json; charset=utf-8')
}

/** The object of a good answer, whose times have two digits of a second. */
export function good(answer: Answer, status = 200): JsonObject {
  assert.equal(answer.status, status, answer.text)
  checkTimes(answer.object)
  return answer.object
}

/** The objects of a good answer to a list. */
export function listed(answer: Answer): readonly JsonObject[] {
  assert.equal(answer.status, 200, answer.text)
  for (const one of answer.list) checkTimes(one)
  return answer.list
}

/** Case 60: every time in any answer. */
function checkTimes(value: JsonObject): void {
  const { ct, lwt } = part(value, 'ext') ?? { ct: value['ext.ct'], lwt: value['ext.lwt'] }
  for (const time of [ct, lwt]) {
    if (time !== undefined) assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\dZ$/)
  }
}

function part(value: JsonObject, key: string): JsonObject | undefined {
  const found: Json | undefined = value[key]
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? found as JsonObject
    : undefined
}

/** The composite field `opts` of an entity. */
export function opts(entity: JsonObject): JsonObject {
  return part(entity, 'opts') ?? {}
}

/** The composite field `ext` of an entity. */
export function ext(entity: JsonObject): JsonObject {
  return part(entity, 'ext') ?? {}
}

/** Whether the answer is this error; without a message any text will do. spec/incoplax.md §7 */
export function assertError(answer: Answer, status: number, message?: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.deepEqual(Object.keys(answer.object).toSorted(), ['error_code', 'error_message'])
  assert.equal(answer.object.error_code, 1000 + status)
  if (message === undefined) assert.match(String(answer.object.error_message), /./)
  else assert.equal(answer.object.error_message, message)
}

/** The paths of one group and of one contact. */
export const at = (collection: string, id: unknown): string => `${collection}/${id}`

/** A list with these parameters; what is no text is sent as JSON. */
export function asked(path: string, parameters: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(parameters).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return `${path}?${new URLSearchParams(pairs)}`
}

/** Makes one of a collection; gives it as it was answered. */
export async function make(api: Api, path: string, body: JsonObject): Promise<JsonObject> {
  return good(await api.post(path, body))
}

/** Makes so many contacts, with numbers from 1 in an empty domain; gives their ids. */
export async function contacts(api: Api, count: number): Promise<string[]> {
  const made: string[] = []
  for (let n = 1; n <= count; n++) {
    made.push(String((await make(api, C, { displayname: `contact ${n}`, number: `${n}` })).id))
  }
  return made
}

/** The codes of a contact's groups. */
export async function codesOf(api: Api, id: unknown): Promise<Json | undefined> {
  return opts(good(await api.get(at(C, id)))).groups
}

/** The autokeys of a group's members, with their number. */
export async function membersOf(api: Api, id: unknown): Promise<Json | undefined> {
  const { abonents, abonentcount } = opts(good(await api.get(at(G, id))))
  assert.equal(Array.isArray(abonents) && abonents.length, abonentcount)
  return abonents
}

/** The id of a contact of the vendor's, by its autokey. */
export async function idOf(api: Api, autokey: number): Promise<string> {
  const [contact] = listed(await api.get(asked(C, { filter: { autokey } })))
  return String(contact?.id)
}

/** A login of the demo's directory with these permissions; gives the token of its session. */
export async function loginWith(api: Api, permissions: readonly string[]): Promise<string> {
  const login = `login-${permissions.join('-')}`
  const isThere = await api.running.store.readInstallation((tx) => tx.account({ login }))
  if (!isThere) await account(api, { login, permissions })
  return await tokenOf(api.running, { ...LOGIN, login, pwd: 'secret' })
}

/** Makes a login with the password `secret`, in the demo's directory unless told. */
export async function account(
  { running: { store } }: Api,
  { login, permissions, domain = 'demo' }: {
    readonly login: string
    readonly permissions: readonly string[]
    readonly domain?: string
  },
): Promise<void> {
  const { id: directory } = await findDirectory(store, { name: domain })
  await createAccount(store, { login, directory, password: 'secret', permissions })
}

/** Who may do all in the demo's directory. */
export async function operatorOf({ running: { store } }: Api): Promise<Principal> {
  return operator((await findDirectory(store, { name: 'demo' })).id, 'test')
}
