import type { Group } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Member } from '../../core/member.ts'
import { pageMax } from '../../core/store.ts'
import type { Arrival } from '../../http/dialect.ts'
import { answerFormat, type Format } from './accept.ts'
import { encodeHeader, encodePhones } from './csv.ts'
import { encodeItem, encodeList, encodeMember, frameOf, type Resource, viewOf, type Wire } from './hydra.ts'
import { phoneToWire } from './phone.ts'

const TYPES = {
  jsonld: 'application/ld+json; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const

/**
 * One thing: 200 for one that is read, changed or made (201), with the headers that the vendor's framework
 * adds.
 */
export function answerItem(
  { request }: Arrival,
  status: 200 | 201,
  { resource, wire }: { readonly resource: Resource; readonly wire: Wire },
): Response {
  const format = answerFormat(request)
  const path = `/${resource}/${wire.id}`
  const headers = {
    'content-type': TYPES[format],
    ...(status === 201 ? { location: path } : {}),
    ...(status === 201 || request.method === 'PUT' ? { 'content-location': path } : {}),
  }
  return new Response(JSON.stringify(encodeItem(wire, resource, format)), { status, headers })
}

/** A page of a list, with its number and the total of all pages. */
export interface Page {
  readonly resource: Resource
  readonly page: number
  readonly total: number
  readonly wires: readonly Wire[]
}

/** A page of a list, with its neighbours in JSON-LD. */
export function answerPage(
  { request, url }: Arrival,
  { resource, page, total, wires }: Page,
): Response {
  const format = answerFormat(request)
  const frame = frameOf({ resource, path: url.pathname, view: viewOf(url, { page, total }) }, format)
  const items = wires.map((wire) => encodeMember(wire, resource, format))
  return new Response(encodeList(frame, items, total), { headers: { 'content-type': TYPES[format] } })
}

/** The outcome of each item of a batch. spec/lox24.md §5 E8 */
export function answerBatch(
  { request, url }: Arrival,
  outcomes: (format: Format) => JsonObject[],
): Response {
  const format = answerFormat(request)
  const items = outcomes(format)
  const frame = frameOf({ resource: 'phones', path: url.pathname }, format)
  const body = encodeList(frame, items, items.length)
  return new Response(body, { status: 201, headers: { 'content-type': TYPES[format] } })
}

/** A group with its phones in pages of the store. */
export interface Listing {
  readonly group: Group
  readonly pages: AsyncIterable<readonly Member[]>
}

/** All phones of a group as a list. */
export function answerPhones({ request, url }: Arrival, listing: Listing): Promise<Response> {
  const format = answerFormat(request)
  const frame = frameOf({ resource: 'phones', path: url.pathname, view: viewOf(url) }, format)
  const encode = (member: Member) => JSON.stringify(encodeMember(phoneToWire(member), 'phones', format))
  return answerPieces(listing.group, TYPES[format], pieces())

  async function* pieces(): AsyncGenerator<string> {
    yield frame.opening
    let total = 0
    for await (const page of listing.pages) {
      if (page.length > 0) yield (total > 0 ? ',' : '') + page.map(encode).join(',')
      total += page.length
    }
    yield frame.closing(total)
  }
}

/** All phones of a group as CSV. */
export function answerCsv({ group, pages }: Listing): Promise<Response> {
  return answerPieces(group, TYPES.csv, pieces())

  async function* pieces(): AsyncGenerator<string> {
    yield encodeHeader(group)
    for await (const page of pages) yield encodePhones(page)
  }
}

/**
 * Up to one page of the store is sent whole, from one snapshot; more is sent as it is read, so that memory
 * stays small.
 */
async function answerPieces(group: Group, type: string, pieces: AsyncGenerator<string>): Promise<Response> {
  const body = group.counts.phone <= pageMax
    ? (await Array.fromAsync(pieces)).join('')
    : ReadableStream.from(pieces).pipeThrough(new TextEncoderStream())
  return new Response(body, { headers: { 'content-type': type } })
}

/** The public context of a resource, which is JSON-LD whatever is accepted. */
export function answerContext(context: JsonObject): Response {
  return new Response(JSON.stringify(context), { headers: { 'content-type': TYPES.jsonld } })
}

/** What every answer of this vendor carries, errors and empty ones too. spec/lox24.md §2 */
export function finish(response: Response, { id }: Arrival): Response {
  response.headers.set('x-lox24-request-id', id)
  response.headers.set('vary', 'Accept')
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('x-frame-options', 'deny')
  return response
}
