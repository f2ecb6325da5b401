import { Buffer } from 'node:buffer'
import type { Token } from '../../core/directory.ts'
import { matchesGlob } from './glob.ts'
import type { Frame } from './parameters.ts'

/** A page of tokens, and how many there are on all pages. */
export interface TokenPage {
  readonly tokens: readonly Token[]
  readonly total: number
}

/** What a list's parameters leave of an application's tokens: filtered, sorted and cut. spec/losant.md §8 */
export function pageOf(
  tokens: readonly Token[],
  frame: Frame & { perPage: number; page: number },
): TokenPage {
  const { filterField, filter, sortField, sortDirection, perPage, page } = frame
  const found = filterField === undefined || filter === undefined
    ? tokens
    : tokens.filter((token) => matchesGlob(filter, String(valueOf(token, filterField) ?? '')))
  const way = sortDirection.toLowerCase() === 'desc' ? -1 : 1
  const sorted = found.toSorted((a, b) =>
    way * compare(valueOf(a, sortField), valueOf(b, sortField)) || compare(a.oid, b.oid)
  )
  return { tokens: sorted.slice(page * perPage, (page + 1) * perPage), total: found.length }
}

type Cell = string | number | null

function valueOf(token: Token, field: string): Cell {
  switch (field) {
    case 'status':
      return token.status
    case 'id':
      return token.oid
    case 'creationDate':
      return token.createdAt
    case 'lastUpdated':
      return token.updatedAt
    case 'expirationDate':
      return token.expiresAt
    default:
      return token.name
  }
}

/** Nothing stands before something; texts are in the order of their bytes, as in the store. */
function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return (a === null ? 0 : 1) - (b === null ? 0 : 1)
}
