import assert from 'node:assert/strict'
import { findDirectory } from '../../src/core/directories.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { type Answer, type Api as ApiOf, type Body, newApi } from '../client.ts'
import { type Running, startMuster, type StartOptions } from '../support.ts'

/** The token of the documentation's samples: an administrator's. */
export const TOKEN = 'YOUR_API_ACCESS_TOKEN'
export const HOME = 'e532e792-4101-4ef5-8cd7-68380bbbc703'
export const NOBODY = '00000000-0000-0000-0000-000000000000'

export const BASE = '/api/v1/en_US'
export const TYPES = `${BASE}/group-type`
export const LIST = `${TYPES}/list`
export const GROUPS = `${BASE}/group`
export const LOGIN = `${BASE}/security/login`

/** A token of null is not sent. */
interface More {
  readonly token: string | null
}

export type Api = ApiOf<More>
export type { Answer }

/** Where the clock stands when a test begins. */
export const NOW = Date.UTC(2026, 10, 22, 12)

type Options = StartOptions & { readonly ignore?: boolean }

/** A test against a server of its own with one group, `Home`, and no type but `Default`. spec/enterprise-hive.md §11 */
export function hiveTest(
  name: string,
  work: (api: Api) => Promise<void>,
  { ignore = false, ...options }: Options = {},
): void {
  Deno.test(`hive ${name}`, { ignore }, async () => {
    await using running = await startMuster({ fixtures: ['acceptance/hive'], now: NOW, ...options })
    await work(apiOf(running))
  })
}

export function apiOf(running: Running): Api {
  return newApi(running, { type: 'application/json', headersOf, check: checkCommonHeaders })
}

function headersOf({ token = TOKEN, headers }: Body & Partial<More>): Headers {
  const sent = new Headers(headers)
  if (token !== null) sent.set('x-auth', token)
  return sent
}

/** What every answer of this dialect carries. spec/enterprise-hive.md §2 */
function checkCommonHeaders({ headers, status }: Response): void {
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(headers.get('access-control-allow-origin'), '*')
  if (status !== 204) assert.equal(headers.get('content-type'), 'application/json; charset=utf-8')
}

/** The envelope of a 200, with exactly its five keys. */
export function envelope(answer: Answer): JsonObject {
  assert.equal(answer.status, 200, answer.text)
  return checked(answer)
}

function checked({ object }: Answer): JsonObject {
  assert.deepEqual(Object.keys(object).sort(), ['errors', 'message', 'object', 'success', 'timestamp'])
  assert.match(String(object['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.equal(typeof object['message'], 'string')
  assert.ok(Array.isArray(object['errors']))
  return object
}

/** The object of an operation that was done. */
export function done(answer: Answer): JsonObject {
  const { success, errors, object } = envelope(answer)
  assert.deepEqual([success, errors], [true, []], answer.text)
  assert.ok(isObject(object), answer.text)
  return object
}

/** The object of one that was refused, with its faults. */
export function refused(answer: Answer): { readonly errors: unknown; readonly object: JsonObject } {
  const { success, message, errors, object } = envelope(answer)
  assert.equal(success, false, answer.text)
  assert.match(String(message), /^The group(?: type)? was not (?:saved|deleted)\.$/)
  assert.notDeepEqual(errors, [])
  assert.ok(isObject(object), answer.text)
  return { errors, object }
}

/** Whether an answer is the failure envelope with this status; without a message any text will do. */
export function assertFails(answer: Answer, status: number, message?: string): void {
  assert.equal(answer.status, status, answer.text)
  const { success, errors, object, message: told } = checked(answer)
  assert.deepEqual([success, errors, object], [false, [], null])
  if (message !== undefined) assert.equal(told, message)
  if (status === 401) assert.equal(answer.headers.get('www-authenticate'), 'X-Auth')
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A type as the list has it: its id, its name, and the slugs of its groups. */
export type Listed = readonly [id: unknown, name: unknown, slugs: readonly unknown[]]

/** The list of types in short. */
export async function listed(api: Api): Promise<Listed[]> {
  const { groupTypes } = done(await api.get(LIST))
  assert.ok(Array.isArray(groupTypes))
  return groupTypes.map((type: JsonObject) => [type['id'], type['name'], slugsOf(type)])
}

/** The slugs of the groups of a type. */
export function slugsOf({ groups }: JsonObject): unknown[] {
  assert.ok(Array.isArray(groups))
  return groups.map((group: JsonObject) => group['slug'])
}

/** Makes a type and gives its id. */
export async function makeType(api: Api, name: string): Promise<number> {
  return Number(done(await api.post(TYPES, { name }))['id'])
}

/** Makes a group and gives it as it was answered. */
export async function makeGroup(api: Api, body: JsonObject): Promise<JsonObject & { readonly id: string }> {
  const { id, ...rest } = done(await api.post(GROUPS, body))
  return { ...rest, id: String(id) }
}

/** Who may do all in the directory of the tests. */
export async function operatorOf({ running: { store } }: Api): Promise<Principal> {
  return operator((await findDirectory(store, { name: 'demo' })).id, 'test')
}

/** Everything that is remembered, to see that a refusal changed nothing: the events tell of each change. */
export async function lastEvent(api: Api): Promise<number> {
  const { directory } = await operatorOf(api)
  return (await api.running.store.read(directory, (tx) => tx.numbers())).sequence
}
