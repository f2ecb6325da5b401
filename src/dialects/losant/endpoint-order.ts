import type { PlacedThing } from '../../core/thing-queries.ts'
import { arranged, type Cell } from './arranged.ts'
import type { Frame } from './parameters.ts'

/** The endpoints that a list shows, in its order: the vendor has no pages for them. spec/losant.md §4.8 */
export function inOrder(endpoints: readonly PlacedThing[], frame: Frame): PlacedThing[] {
  return arranged(endpoints, frame, valueOf)
}

/** Nobody orders endpoints or counts requests here: their order is that in which they were made. */
function valueOf({ thing }: PlacedThing, field: string): Cell {
  const { oid, number, data, createdAt, updatedAt } = thing
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
