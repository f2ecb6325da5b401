import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { type Answer, type Api as ApiOf, type Body, newApi } from '../client.ts'
import { type Running, startMuster } from '../support.ts'

export const TOKEN = '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx'
export const INACTIVE_KEY = '1234567:inactive00000000000000000000000000'
export const PENDING = '7654321:pending0000000000000000000000000000'
export const READER = '1234567:reader000000000000000000000000000'
export const OTHER = '2222222:other00000000000000000000000000000'

/** The group of the specification's cases. */
export const GROUP = '/groups/12344'

/** A token of null is not sent. */
interface More {
  readonly token: string | null
  readonly accept: string
}

/** What a case asks. */
export type Ask = Body & Partial<More>
export type Api = ApiOf<More>
export type { Answer }

/** Where the clock stands in the cases that are about time. */
export const NOW = Date.UTC(2026, 10, 22)

type Options = Parameters<typeof startMuster>[0] & { readonly ignore?: boolean }

/** A test against a server of its own, which holds the LOX24 fixtures and is spoken to over a socket. */
export function lox24Test(
  name: string,
  work: (api: Api) => Promise<void>,
  { ignore = false, ...options }: Options = {},
): void {
  Deno.test(`lox24 ${name}`, { ignore }, async () => {
    await using running = await startMuster({ fixtures: ['lox24', 'acceptance/lox24'], ...options })
    await work(apiOf(running))
  })
}

function apiOf(running: Running): Api {
  return newApi(running, { type: 'application/json', headersOf, check: checkCommonHeaders })
}

function headersOf({ token = TOKEN, accept = 'application/json', headers }: Ask): Headers {
  const sent = new Headers({ accept, ...headers })
  if (token !== null) sent.set('x-lox24-auth-token', token)
  return sent
}

/** What every answer of the vendor carries. spec/lox24.md §2 */
function checkCommonHeaders({ headers }: Response): void {
  assert.match(headers.get('x-lox24-request-id') ?? '', /^[0-9A-Za-z]{32}$/)
  assert.equal(headers.get('vary'), 'Accept')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('x-frame-options'), 'deny')
}

/** Whether the answer is this error, in the plain format, with this text. spec/lox24.md §7 */
export function assertError(answer: Answer, status: number, detail?: string | RegExp): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  const { type, title, detail: told } = answer.object
  assert.equal(type, 'https://tools.ietf.org/html/rfc2616#section-10')
  assert.equal(title, 'An error occurred')
  if (typeof detail === 'string') assert.equal(told, detail)
  else assert.match(String(told), detail ?? /./)
}

/** Whether the answer is a 400 with exactly these violations, as `path: message`. */
export function assertViolations(answer: Answer, lines: readonly string[]): void {
  assertError(answer, 400, lines.join('\n'))
  const violations = Array.isArray(answer.object.violations) ? answer.object.violations : []
  assert.deepEqual(violations.map((one: JsonObject) => `${one.propertyPath}: ${one.message}`), lines)
}

/** Whether the answer is a success in the plain format. */
export function assertPlain(answer: Answer, status: number): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
}

/** Whether the answer is a success in JSON-LD. */
export function assertLinked(answer: Answer, status: number): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/ld+json; charset=utf-8')
}

export const BLANK = 'This value should not be blank.'
export const tooLong = (max: number) => `This value is too long. It should have ${max} characters or less.`
