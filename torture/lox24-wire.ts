import type { Entry, Remembered } from './remembered.ts'
import { TOKEN } from './server.ts'
import { Broken } from './traffic.ts'

/** How long an answer may take before the client gives up: a server that hangs is a fault. */
const answerMs = 30_000

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: unknown
}

/** Sends one request to the LOX24 dialect and reads the whole answer. Throws what `fetch` throws when it breaks off. */
export async function send(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'x-lox24-auth-token': TOKEN,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(answerMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: text === '' ? undefined : JSON.parse(text),
  }
}

/** A group with its phones as the server shows it; undefined where there is none. */
export async function readGroup(url: string, id: number): Promise<Remembered | undefined> {
  const group = await send(url, 'GET', `/groups/${id}`)
  if (group.status === 404) return undefined
  const phones = await send(url, 'GET', `/groups/${id}/phones`)
  if (group.status !== 200 || phones.status !== 200) {
    throw new Error(`group ${id} was read with ${group.status}, its phones with ${phones.status}`)
  }
  const found = { ...decodeGroup(group.body), phones: listOf(phones.body).map(decodePhone) }
  const counted = Reflect.get(recordOf(group.body), 'count_items')
  if (counted === found.phones.length) return found
  throw new Broken(`group ${id} says that it has ${counted} phones, and there are ${found.phones.length}`)
}

/** The ids of all groups of the directory, with their names, page by page. */
export async function listGroups(url: string): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (let page = 1;; page++) {
    const { status, body } = await send(url, 'GET', `/groups?page=${page}`)
    if (status !== 200) throw new Error(`page ${page} of the groups was read with ${status}`)
    const groups = listOf(body).map(decodeGroup)
    if (groups.length === 0) return found
    for (const { id, name } of groups) found.set(id, name)
  }
}

export function decodeGroup(body: unknown): Omit<Remembered, 'phones'> {
  const { id, name, description } = recordOf(body)
  return { id: Number(id), name: String(name), description: textOrNull(description) }
}

export function decodePhone(body: unknown): Entry {
  const { id, phone, a } = recordOf(body)
  return { id: String(id), phone: String(phone), a: textOrNull(a) }
}

export function listOf(body: unknown): readonly unknown[] {
  if (!Array.isArray(body)) throw new Error(`no list: ${JSON.stringify(body).slice(0, 200)}`)
  return body
}

export function recordOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null) throw new Error(`no object: ${JSON.stringify(body)}`)
  return { ...body }
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
