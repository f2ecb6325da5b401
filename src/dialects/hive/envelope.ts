import { bodyOf } from '../../http/pieces.ts'
import type { Arrival } from '../../http/dialect.ts'

/** What is wrong with one field: its name on the wire, what was sent as text, and why. spec/enterprise-hive.md §7.2 */
export interface Fault {
  readonly key: string
  readonly value: string
  readonly message: string
}

/** What an answer says besides its object. Faults mean that the operation has not been done. */
export interface Outcome {
  readonly message: string
  readonly errors?: readonly Fault[]
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const

/** A 200 in the vendor's envelope: with faults, too, where a record was reached. spec/enterprise-hive.md §7.1 */
export function answer(
  arrival: Arrival,
  { object, ...outcome }: Outcome & { readonly object: unknown },
): Response {
  return new Response(opening(arrival, outcome) + JSON.stringify(object) + '}', { headers: HEADERS })
}

/** The same with an object whose JSON comes in pieces. A short one is sent whole; a longer one as it is read. */
export async function answerPieces(
  arrival: Arrival,
  outcome: Outcome,
  pieces: AsyncIterable<string>,
): Promise<Response> {
  const body = await bodyOf(enclosed(opening(arrival, outcome), pieces))
  return new Response(body, { headers: HEADERS })
}

/** A request that reached no record: no faults, and no object. */
export function fail(
  arrival: Arrival,
  { status, message, headers = {} }: {
    readonly status: number
    readonly message: string
    readonly headers?: Readonly<Record<string, string>>
  },
): Response {
  const body = { success: false, message, timestamp: timestamp(arrival), errors: [], object: null }
  return new Response(JSON.stringify(body), { status, headers: { ...HEADERS, ...headers } })
}

function opening(arrival: Arrival, { message, errors = [] }: Outcome): string {
  const head = { success: errors.length === 0, message, timestamp: timestamp(arrival), errors }
  return `${JSON.stringify(head).slice(0, -1)},"object":`
}

async function* enclosed(before: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield before
  yield* pieces
  yield '}'
}

function timestamp({ store }: Arrival): string {
  return encodeInstant(store.clock())
}

/** A time as this vendor writes it: UTC, in whole seconds. */
export function encodeInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
