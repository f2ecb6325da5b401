import type { Token } from '../../core/directory.ts'
import { arranged, type Cell } from './arranged.ts'
import type { Frame } from './parameters.ts'

/** A page of tokens, and how many there are on all pages. */
export interface TokenPage {
  readonly tokens: readonly Token[]
  readonly total: number
}

/** What a list's parameters leave of an application's tokens: filtered, sorted and cut. spec/losant.md §8 */
export function pageOf(
  tokens: readonly Token[],
  frame: Frame & { readonly perPage: number; readonly page: number },
): TokenPage {
  const { perPage, page } = frame
  const found = arranged(tokens, frame, valueOf)
  return { tokens: found.slice(page * perPage, (page + 1) * perPage), total: found.length }
}

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
