import { Buffer } from 'node:buffer'
import { matchesGlob } from './glob.ts'
import type { Frame } from './parameters.ts'

/** A value by which something is found and stands in order. */
export type Cell = string | number | null

/**
 * What a list shows of things that are all at hand, in its order; equals by id, whatever the direction. Each field has
 * values of one type; `id` is one of them. spec/losant.md §8
 */
export function arranged<T>(
  all: readonly T[],
  { filterField, filter, sortField, sortDirection }: Frame,
  valueOf: (one: T, field: string) => Cell,
): T[] {
  const found = filterField === undefined || filter === undefined
    ? all
    : all.filter((one) => matchesGlob(filter, String(valueOf(one, filterField) ?? '')))
  const way = sortDirection.toLowerCase() === 'desc' ? -1 : 1
  return found.toSorted((a, b) =>
    way * compare(valueOf(a, sortField), valueOf(b, sortField)) ||
    compare(valueOf(a, 'id'), valueOf(b, 'id'))
  )
}

/** Nothing stands before something; texts are in the order of their bytes, as in the store. */
function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return (a === null ? 0 : 1) - (b === null ? 0 : 1)
}
