import type { Token } from '../../core/directory.ts'
import type { NewToken } from '../../core/tokens.ts'
import { encodeInstant, instantOf } from './instant.ts'
import { check } from './schema.ts'
import { descriptionMax, nameMax, TOKEN_PATCH, TOKEN_POST } from './shapes.ts'
import { cutUnits } from './text.ts'

/** An application's token as this vendor writes it, keys in the order of its schema. spec/losant.md §5.9 */
export interface ApiToken {
  readonly id: string
  readonly apiTokenId: string
  readonly ownerId: string
  readonly ownerType: 'application'
  readonly creatorId?: string
  readonly creatorType?: 'user' | 'apiToken'
  readonly name?: string
  readonly description?: string
  readonly creationDate: string
  readonly lastUpdated: string
  readonly expirationDate?: string
  readonly scope: readonly string[]
  readonly status: Token['status']
  /** Its secret: in the answer to its creation only. */
  readonly token?: string
}

/** What may be written of a token that exists. */
export type TokenPatch = Partial<Pick<ApiToken, 'name' | 'description' | 'status'>>

export type TokenPost = TokenPatch & Partial<Pick<ApiToken, 'expirationDate' | 'scope'>> & {
  readonly name: string
}

/** The token as it is shown: without its secret, unless that is given. */
export function toWire(token: Token, applicationId: string, secret?: string): ApiToken {
  const { name, description, creator, expiresAt } = token
  return {
    id: token.oid,
    apiTokenId: token.oid,
    ownerId: applicationId,
    ownerType: 'application',
    ...(creator
      ? { creatorId: creator.oid, creatorType: creator.kind === 'account' ? 'user' : 'apiToken' }
      : {}),
    ...(name ? { name: cutUnits(name, nameMax) } : {}),
    ...(description === null ? {} : { description: cutUnits(description, descriptionMax) }),
    creationDate: encodeInstant(token.createdAt),
    lastUpdated: encodeInstant(token.updatedAt),
    ...(expiresAt === null ? {} : { expirationDate: encodeInstant(expiresAt) }),
    scope: token.scopes,
    status: token.status,
    ...(secret === undefined ? {} : { token: secret }),
  }
}

/** The body of a PATCH. Throws `invalid` in the vendor's words. */
export function decodeTokenPatch(body: unknown): TokenPatch {
  check(TOKEN_PATCH, body, 'apiToken')
  return body as TokenPatch
}

/** The body of a POST. Throws `invalid` in the vendor's words. */
export function decodeTokenPost(body: unknown): TokenPost {
  check(TOKEN_POST, body, 'apiToken')
  return body as TokenPost
}

/** What a body changes. What equals the shown value is no change. */
export function fromWire(body: TokenPatch, current: Token): TokenPatch {
  const { name, description, status } = body
  const shown = toWire(current, '')
  return {
    ...(name === undefined || name === shown.name ? {} : { name }),
    ...(description === undefined || description === shown.description ? {} : { description }),
    ...(status === undefined ? {} : { status }),
  }
}

/** The scopes of a token that asks for none. [docs: rest-api/overview] */
const DEFAULT_SCOPES = ['all.Application']

/** What a body says of a new token. */
export function newFromWire(body: TokenPost): Omit<NewToken, 'directory' | 'purpose'> {
  const { name, description, expirationDate, scope, status } = body
  return {
    name,
    ...(description === undefined ? {} : { description }),
    expiresAt: expirationDate === undefined ? null : instantOf(expirationDate) ?? null,
    scopes: scope ?? DEFAULT_SCOPES,
    ...(status === undefined ? {} : { status }),
  }
}
