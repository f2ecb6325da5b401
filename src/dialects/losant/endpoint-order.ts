import { Buffer } from 'node:buffer'
import type { Thing } from '../../core/person.ts'
import type { PlacedThing } from '../../core/thing-queries.ts'
import { matchesGlob } from './glob.ts'
import type { Frame } from './parameters.ts'

/**
 * The endpoints that a list shows, in its order. All of them are at hand, because the vendor has no pages for them.
 * spec/losant.md §4.8
 */
export function inOrder(
  endpoints: readonly PlacedThing[],
  { filterField, filter, sortField, sortDirection }: Frame,
): PlacedThing[] {
  const found = filterField === undefined || filter === undefined
    ? endpoints
    : endpoints.filter(({ thing }) => matchesGlob(filter, String(valueOf(thing, filterField))))
  const way = sortDirection.toLowerCase() === 'desc' ? -1 : 1
  return found.toSorted((a, b) =>
    way * compare(valueOf(a.thing, sortField), valueOf(b.thing, sortField)) ||
    compare(a.thing.oid, b.thing.oid)
  )
}

/** Nobody orders endpoints or counts requests here: their order is that in which they were made. */
function valueOf({ oid, number, data, createdAt, updatedAt }: Thing, field: string): string | number {
  switch (field) {
    case 'route':
    case 'method':
      return String(data[field] ?? '')
    case 'id':
      return oid
    case 'creationDate':
      return createdAt
    case 'lastUpdated':
      return updatedAt
    default:
      return field === 'requestCount' ? 0 : number
  }
}

/** Texts are in the order of their bytes, as in the store. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}
