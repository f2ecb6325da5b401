import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { type Running, startMuster } from '../support.ts'

export const TOKEN = '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx'
export const INACTIVE_KEY = '1234567:inactive00000000000000000000000000'
export const PENDING = '7654321:pending0000000000000000000000000000'
export const READER = '1234567:reader000000000000000000000000000'
export const OTHER = '2222222:other00000000000000000000000000000'

/** The group of the specification's cases. */
export const GROUP = '/groups/12344'

/** What a case asks: a body of `json`, or of `text` as it is; a token or type of null is not sent. */
export interface Ask {
  readonly json?: unknown
  readonly text?: string
  readonly token?: string | null
  readonly accept?: string
  readonly type?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as a JSON object, and as an array of them. */
  readonly object: JsonObject
  readonly list: readonly JsonObject[]
}

export interface Api {
  readonly running: Running
  send(method: string, path: string, ask?: Ask): Promise<Answer>
  get(path: string, ask?: Ask): Promise<Answer>
  put(path: string, json: unknown, ask?: Ask): Promise<Answer>
  post(path: string, json: unknown, ask?: Ask): Promise<Answer>
  delete(path: string, ask?: Ask): Promise<Answer>
  /** Sets the server's clock forward; it stands still from then on. */
  wait(ms: number): void
}

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
  const send: Api['send'] = (method, path, ask) => sendTo(running.url, { method, path, ...ask })
  return {
    running,
    send,
    get: (path, ask) => send('GET', path, ask),
    put: (path, json, ask) => send('PUT', path, { json, ...ask }),
    post: (path, json, ask) => send('POST', path, { json, ...ask }),
    delete: (path, ask) => send('DELETE', path, ask),
    wait: (ms) => {
      running.clock.now = running.store.clock() + ms
    },
  }
}

async function sendTo(url: string, ask: Ask & { method: string; path: string }): Promise<Answer> {
  const text = ask.text ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json))
  const response = await fetch(url + ask.path, {
    method: ask.method,
    headers: headersOf(ask, text !== undefined),
    ...(text === undefined ? {} : { body: new TextEncoder().encode(text) }),
  })
  const body = await response.text()
  checkCommonHeaders(response)
  return answerOf(response, body)
}

function headersOf(
  { token = TOKEN, accept = 'application/json', type, headers }: Ask,
  body: boolean,
): Headers {
  const sent = new Headers({ accept, ...headers })
  if (token !== null) sent.set('x-lox24-auth-token', token)
  const content = type === undefined && body ? 'application/json' : type
  if (content) sent.set('content-type', content)
  return sent
}

/** What every answer of the vendor carries. spec/lox24.md §2 */
function checkCommonHeaders({ headers }: Response): void {
  assert.match(headers.get('x-lox24-request-id') ?? '', /^[0-9A-Za-z]{32}$/)
  assert.equal(headers.get('vary'), 'Accept')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('x-frame-options'), 'deny')
}

function answerOf({ status, headers }: Response, text: string): Answer {
  return {
    status,
    headers,
    text,
    get object() {
      const value: JsonObject = JSON.parse(text)
      assert.equal(Array.isArray(value), false)
      return value
    },
    get list() {
      const value: JsonObject[] = JSON.parse(text)
      assert.equal(Array.isArray(value), true)
      return value
    },
  }
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
