import assert from 'node:assert/strict'
import type { JsonObject } from '../src/core/json.ts'
import type { Running } from './support.ts'

/** What every case may ask: a body of `json`, or of `text` as it is; a type of null is not sent. */
export interface Body {
  readonly json?: unknown
  readonly text?: string
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

/** A dialect's own client: what may be asked besides a body is `More`. */
export interface Api<More> {
  readonly running: Running
  send(method: string, path: string, ask?: Body & Partial<More>): Promise<Answer>
  get(path: string, ask?: Body & Partial<More>): Promise<Answer>
  post(path: string, json: unknown, ask?: Body & Partial<More>): Promise<Answer>
  put(path: string, json: unknown, ask?: Body & Partial<More>): Promise<Answer>
  patch(path: string, json: unknown, ask?: Body & Partial<More>): Promise<Answer>
  delete(path: string, ask?: Body & Partial<More>): Promise<Answer>
  /** Sets the server's clock forward; it stands still from then on. */
  wait(ms: number): void
}

/** How a dialect's requests look, and what each of its answers must carry. */
export interface Manner<More> {
  /** The content type of a body for which none is asked. */
  readonly type: string
  headersOf(ask: Body & Partial<More>): Headers
  check(response: Response): void
}

/** A client of a server in the manner of a dialect. */
export function newApi<More>(running: Running, manner: Manner<More>): Api<More> {
  const send: Api<More>['send'] = (method, path, ask = {}) =>
    sendTo(running.url + path, { method, ask, manner })
  return {
    running,
    send,
    get: (path, ask) => send('GET', path, ask),
    post: (path, json, ask = {}) => send('POST', path, { json, ...ask }),
    put: (path, json, ask = {}) => send('PUT', path, { json, ...ask }),
    patch: (path, json, ask = {}) => send('PATCH', path, { json, ...ask }),
    delete: (path, ask) => send('DELETE', path, ask),
    wait: (ms) => {
      running.clock.now = running.store.clock() + ms
    },
  }
}

interface Sending<More> {
  readonly method: string
  readonly ask: Body & Partial<More>
  readonly manner: Manner<More>
}

async function sendTo<More>(url: string, { method, ask, manner }: Sending<More>): Promise<Answer> {
  const text = ask.text ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json))
  const headers = manner.headersOf(ask)
  const type = ask.type === undefined && text !== undefined ? manner.type : ask.type
  if (type) headers.set('content-type', type)
  const body = text === undefined ? {} : { body: new TextEncoder().encode(text) }
  const response = await fetch(url, { method, headers, ...body })
  const answer = await response.text()
  manner.check(response)
  return answerOf(response, answer)
}

function answerOf({ status, headers }: Response, text: string): Answer {
  return {
    status,
    headers,
    text,
    get object() {
      const value: JsonObject = JSON.parse(text)
      assert.equal(Array.isArray(value), false, text)
      return value
    },
    get list() {
      const value: JsonObject[] = JSON.parse(text)
      assert.equal(Array.isArray(value), true, text)
      return value
    },
  }
}
