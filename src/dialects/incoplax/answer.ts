import type { Json } from '../../core/json.ts'
import { renewalOf } from './auth.ts'
import type { Arrival } from '../../http/dialect.ts'

const TYPE = 'application/json; charset=utf-8'

/** An answer with a JSON body. Creation is 200, too. spec/incoplax.md §6.14 */
export function answerJson(body: Json | object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': TYPE } })
}

/** The answer to what has nothing to give back. spec/incoplax.md §5.5 */
export function answerNothing(): Response {
  return new Response(null, { status: 204 })
}

/**
 * A bare array. One page of the store is sent whole, from one snapshot; more is sent as it is read, so that memory stays
 * small. spec/incoplax.md §5.2
 */
export async function answerList<T>(
  pages: AsyncIterable<readonly T[]>,
  toWire: (one: T) => object,
): Promise<Response> {
  const rest = pages[Symbol.asyncIterator]()
  const first = encodePage((await rest.next()).value ?? [], toWire)
  const second = await rest.next()
  const body = second.done
    ? `[${first}]`
    : ReadableStream.from(pieces(second.value)).pipeThrough(new TextEncoderStream())
  return new Response(body, { headers: { 'content-type': TYPE } })

  async function* pieces(next: readonly T[]): AsyncGenerator<string> {
    yield `[${first}`
    for (let page: readonly T[] | undefined = next; page;) {
      if (page.length > 0) yield `,${encodePage(page, toWire)}`
      const { done, value }: IteratorResult<readonly T[]> = await rest.next()
      page = done ? undefined : value
    }
    yield ']'
  }
}

function encodePage<T>(page: readonly T[], toWire: (one: T) => object): string {
  return page.map((one) => JSON.stringify(toWire(one))).join(',')
}

/** The ids that a LOOKUP has found; none is an error of its own. spec/incoplax.md §5.6 */
export function answerFound(found: readonly { readonly uuid: string }[]): Response {
  return found.length === 0 ? encodeError(404, 'Lookup failed') : answerJson(found.map(({ uuid }) => uuid))
}

/** An error has two keys, and its code is a thousand more than the status. spec/incoplax.md §7 */
export function encodeError(status: number, message: string): Response {
  return answerJson({ error_code: 1000 + status, error_message: message }, status)
}

/** What every answer of this vendor carries: the cookie of a session that lasts on, once a minute. */
export function finish(response: Response, arrival: Arrival): Response {
  const cookie = renewalOf(arrival)
  if (cookie !== undefined && !response.headers.has('set-cookie')) response.headers.set('set-cookie', cookie)
  response.headers.set('cache-control', 'no-store')
  return response
}
