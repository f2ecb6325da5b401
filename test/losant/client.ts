import assert from 'node:assert/strict'
import { findDirectory } from '../../src/core/directories.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Tag } from '../../src/core/person.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { createThing } from '../../src/core/things.ts'
import { type Answer, type Api as ApiOf, type Body, newApi } from '../client.ts'
import { type Running, startMuster } from '../support.ts'

/** Application A of the specification's cases, and its two groups. spec/losant.md §11 */
export const APPLICATION = '575ec8687ae143cd83dc4a97'
export const G = '575ed78e7ae143cd83dc4aab'
export const P = '775ed70c7ae143cd83dc4aa9'
/** An id that nothing has. */
export const NOBODY = '000000000000000000000000'

/** The headers of the vendor's three curl samples. */
export const CURL = { type: 'application/json', headers: { accept: 'application/json' } }

/** The body of the vendor's PATCH sample. spec/losant.md §4.2 */
export const SAMPLE = {
  name: 'My New Group Name',
  experienceUserIds: ['575ed70c7ae143cd83dc4aa9', '675ed70c7ae143cd83dc4aa9'],
  experienceEndpointIds: ['58b9d743cbfafe1be675744b', '58b9d743cbfafe1be675744c'],
  parentId: P,
  deviceIds: ['58b9d743cbfafe1be675744d'],
  deviceTags: [{ key: 'myKey', value: 'foo' }],
}

/** `all.Application` on A: the demo's token, and the one of the documentation's samples. */
export const FULL = 'YOUR_API_ACCESS_TOKEN'

export const HOME = `/applications/${APPLICATION}`
export const GROUPS = `${HOME}/experience/groups`
export const USERS = `${HOME}/experience/users`
export const ENDPOINTS = `${HOME}/experience/endpoints`
export const GROUP = `${GROUPS}/${G}`

/** What the demo does not have: the tokens READ, ONE, NONE and OLD, and application B. */
export const MORE = ['losant', 'acceptance/losant']

/** A token of null is not sent. */
interface More {
  readonly token: string | null
}

/** What a case asks. */
export type Ask = Body & Partial<More>
export type Api = ApiOf<More>
export type { Answer }

/** Where the clock stands when a test begins. */
export const NOW = Date.UTC(2026, 10, 22, 12)

type Options = Parameters<typeof startMuster>[0] & { readonly ignore?: boolean }

/** A test against a server of its own, which holds the Losant examples and is spoken to over a socket. */
export function losantTest(
  name: string,
  work: (api: Api) => Promise<void>,
  { ignore = false, ...options }: Options = {},
): void {
  Deno.test(`losant ${name}`, { ignore }, async () => {
    await using running = await startMuster({ fixtures: ['losant'], now: NOW, ...options })
    await work(apiOf(running))
  })
}

export function apiOf(running: Running): Api {
  return newApi(running, { type: 'application/json', headersOf, check: checkCommonHeaders })
}

function headersOf({ token = FULL, headers }: Ask): Headers {
  const sent = new Headers({ accept: 'application/json', ...headers })
  if (token !== null) sent.set('authorization', `Bearer ${token}`)
  return sent
}

/** What every answer of this dialect carries. spec/losant.md §2 */
function checkCommonHeaders({ headers, status }: Response): void {
  assert.equal(headers.get('cache-control'), 'no-cache, no-store, must-revalidate')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.ok(headers.has('access-control-allow-origin'))
  if (status !== 204) assert.match(headers.get('content-type') ?? '', /^application\/json/)
}

/** Whether the answer is this error; without a message any text will do. spec/losant.md §7 */
export function assertError(answer: Answer, status: number, type: string, message?: string | RegExp): void {
  assert.equal(answer.status, status, answer.text)
  const { type: told, message: text, ...more } = answer.object
  assert.equal(told, type, answer.text)
  if (typeof message === 'string') assert.equal(text, message)
  else assert.match(String(text), message ?? /./)
  assert.deepEqual(Object.keys(more).filter((key) => key !== 'code'), [])
}

export function assertInvalid(answer: Answer, message?: string | RegExp): void {
  assertError(answer, 400, 'Validation', message)
}

export function assertMissing(answer: Answer, what = 'Experience Group'): void {
  assertError(answer, 404, 'NotFound', `${what} was not found`)
}

/** The object of a good answer. */
export function good(answer: Answer, status = 200): JsonObject {
  assert.equal(answer.status, status, answer.text)
  return answer.object
}

/** Makes a group of this body; gives it as it was answered. */
export async function make({ post }: Api, body: JsonObject): Promise<JsonObject & { readonly id: string }> {
  const { id, ...rest } = good(await post(GROUPS, body), 201)
  return { ...rest, id: String(id) }
}

/** The path of a group, a user or an endpoint. */
export const at = (collection: string, id: unknown): string => `${collection}/${id}`

/** The items of a collection, as they are answered. */
export async function items(api: Api, path: string): Promise<JsonObject[]> {
  const { items } = good(await api.get(path))
  assert.ok(Array.isArray(items))
  return items as unknown as JsonObject[]
}

/** The names of the groups of a collection, in its order. */
export async function names(api: Api, path: string): Promise<unknown[]> {
  return (await items(api, path)).map(({ name }) => name)
}

/** The path of an advanced query. */
export function asked(query: unknown, collection = GROUPS): string {
  return `${collection}?query=${encodeURIComponent(JSON.stringify(query))}`
}

/** An id of the n-th thing: 24 hexadecimal digits. */
export function idOf(n: number): string {
  return n.toString(16).padStart(24, '0')
}

/** So many ids, no two the same. */
export function ids(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => idOf(from + index))
}

/** Puts a device into the directory, as an operator does: this vendor's API for them is out of scope. */
export async function device(
  api: Api,
  { id, tags = [] }: { readonly id: string; readonly tags?: readonly Tag[] },
): Promise<void> {
  const { store } = api.running
  await createThing(store, await operatorOf(api), { kind: 'device', oid: id, name: `device ${id}`, tags })
}

/** Who may do all in the directory of application A. */
export async function operatorOf({ running: { store } }: Api): Promise<Principal> {
  return operator((await findDirectory(store, { oid: APPLICATION })).id, 'test')
}
