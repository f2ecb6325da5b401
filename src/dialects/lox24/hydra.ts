import { DirectoryError } from '../../core/error.ts'
import { numberMax } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Format } from './accept.ts'
import { type Lox24Phone, PHONE_KEYS } from './phone.ts'
import { GROUP_KEYS, type Lox24Group } from './resource.ts'

export type Resource = 'groups' | 'phones'
export type Wire = Lox24Group | Lox24Phone

/** How many items a page has: the default of the vendor's framework. spec/lox24.md §8 */
export const pageSize = 30

/** One thing as an answer of its own. spec/lox24.md §4.4 */
export function encodeItem(wire: Wire, resource: Resource, format: Format): JsonObject {
  if (format === 'json') return { ...wire }
  return { '@context': `/contexts/${resource}`, ...encodeMember(wire, resource, format) }
}

/** One thing inside a list: without a context of its own. */
export function encodeMember(wire: Wire, resource: Resource, format: Format): JsonObject {
  return format === 'json' ? { ...wire } : { '@id': `/${resource}/${wire.id}`, '@type': resource, ...wire }
}

/** A list's text before its first item and behind its last one, so that a long list can be sent in pieces. */
export interface Frame {
  readonly opening: string
  closing(total: number): string
}

/** The frame of a list; `view` is undefined where the vendor documents none. */
export function frameOf(
  list: { resource: Resource; path: string; view?: JsonObject },
  format: Format,
): Frame {
  if (format === 'json') return { opening: '[', closing: () => ']' }
  const head = JSON.stringify({
    '@context': `/contexts/${list.resource}`,
    '@id': list.path,
    '@type': 'hydra:Collection',
  })
  return {
    opening: `${head.slice(0, -1)},"hydra:member":[`,
    closing: (total) => {
      const tail = { 'hydra:totalItems': total, ...(list.view ? { 'hydra:view': list.view } : {}) }
      return `],${JSON.stringify(tail).slice(1)}`
    },
  }
}

/** A whole list. */
export function encodeList(frame: Frame, items: readonly JsonObject[], total: number): string {
  return frame.opening + items.map((item) => JSON.stringify(item)).join(',') + frame.closing(total)
}

/**
 * The page that is asked for; undefined where none is. The last one counts if there are several, as in PHP.
 * Throws `invalid` for what is no integer from 1 up; an empty one is no integer.
 */
export function pageOf(url: URL): number | undefined {
  const text = url.searchParams.getAll('page').at(-1)
  if (text === undefined) return undefined
  const page = /^\d+$/.test(text) ? Number(text) : 0
  if (page < 1) throw new DirectoryError('invalid', 'Page should not be less than 1')
  if (page > numberMax) throw new DirectoryError('invalid', `Page should not be greater than ${numberMax}`)
  return page
}

/**
 * Where a list's page stands among the others. It is there for a single page too: the vendor's own client
 * fails without it. The other parameters of the request are kept. spec/lox24.md §8
 */
export function viewOf(url: URL, paged?: { readonly page: number; readonly total: number }): JsonObject {
  const type = { '@type': 'hydra:PartialCollectionView' }
  if (!paged) return { '@id': url.pathname + url.search, ...type }
  const { page } = paged
  const last = Math.max(1, Math.ceil(paged.total / pageSize))
  return {
    '@id': pageIri(url, page),
    ...type,
    ...(last > 1 ? { 'hydra:first': pageIri(url, 1), 'hydra:last': pageIri(url, last) } : {}),
    ...(page > 1 ? { 'hydra:previous': pageIri(url, page - 1) } : {}),
    ...(page < last ? { 'hydra:next': pageIri(url, page + 1) } : {}),
  }
}

function pageIri(url: URL, page: number): string {
  const query = new URLSearchParams(url.searchParams)
  query.set('page', String(page))
  return `${url.pathname}?${query}`
}

/** The public context of JSON-LD: where the words of a resource are explained. spec/lox24.md §5 */
export function contextOf(origin: string, resource: Resource): JsonObject {
  const keys: readonly string[] = resource === 'groups' ? GROUP_KEYS : PHONE_KEYS
  return {
    '@context': {
      '@vocab': `${origin}/docs.jsonld#`,
      hydra: 'http://www.w3.org/ns/hydra/core#',
      ...Object.fromEntries(keys.map((key) => [key, `${resource}/${key}`])),
    },
  }
}
