import { findDirectory } from '../../core/directories.ts'
import type { Credential, Directory } from '../../core/directory.ts'
import { DirectoryError, notFound } from '../../core/error.ts'
import { ALL, NONE } from '../../core/filter.ts'
import { permissionsOf, type Principal } from '../../core/principal.ts'
import { presentSecret } from '../../core/tokens.ts'
import type { Arrival, Call } from '../../http/dialect.ts'
import { type Action, actionsOf, permissionsFor } from './scopes.ts'

/** The application that a path names, and the caller as one of it. */
export interface Application {
  /** Its id on the wire. */
  readonly id: string
  readonly directory: Directory
  readonly principal: Principal
}

/**
 * Who asks. It throws nothing: what is wrong with the credential is told behind what is wrong with the path, the query and
 * the body, when the operation asks for a permission. spec/losant.md §3.4
 */
export async function identify(arrival: Arrival): Promise<Principal> {
  const secret = secretOf(arrival.request.headers)
  if (isPublic(arrival)) return nobody(arrival)
  if (secret === undefined) return nobody(arrival, new DirectoryError('forbidden', 'no access token'))
  const presented = await presentSecret(arrival.store, 'bearer', secret)
  switch (presented.is) {
    case 'good':
      return isOrphan(presented.credential) ? unknown(arrival) : principalOf(presented.credential, arrival)
    case 'expired':
      return nobody(arrival, new DirectoryError('unauthenticated', 'Access token has expired'))
    case 'unknown':
      return unknown(arrival)
  }
}

/**
 * Throws what is wrong with the credential, or `forbidden` where it does not open this operation. An operation calls it
 * behind decoding and before `applicationOf`.
 */
export function authorized({ principal }: Pick<Call, 'principal'>, action: Action): void {
  if (principal.refusal) throw principal.refusal
  if (!may(principal, action)) throw new DirectoryError('forbidden', `${principal.name} lacks ${action}`)
}

/** Whether a caller may ask for an operation: for `_actions`. */
export function may({ scopes }: Principal, action: Action): boolean {
  return scopes?.includes(action) ?? false
}

/**
 * The application that `:applicationId` of the path names. Throws `not_found` where there is none, or it is not the one of
 * the credential: who asks from elsewhere is not told that it is there. Throws `inactive` for one that is pending.
 */
export async function applicationOf({ store, principal, params }: Call): Promise<Application> {
  const id = (params['applicationId'] ?? '').toLowerCase()
  const directory = await findDirectory(store, { oid: id })
  const isHome = principal.directory === directory.id || principal.directory === anyDirectory
  if (!isHome) throw notFound('directory')
  if (directory.status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  return { id, directory, principal: { ...principal, directory: directory.id } }
}

/** The directory of a credential that belongs to none: it works where the path names one. */
const anyDirectory = 0

/** Signing in takes a password, and asks for no token. */
function isPublic({ url }: Arrival): boolean {
  return url.pathname.startsWith('/auth/')
}

/** The word `JWT` does as well; every other scheme counts as none. spec/losant.md §3.1 */
function secretOf(headers: Headers): string | undefined {
  const [, secret] = /^\s*(?:bearer|jwt)\s+(\S.*?)\s*$/is.exec(headers.get('authorization') ?? '') ?? []
  return secret
}

/** Whether the account that a token belongs to is not there any more, or is switched off. */
function isOrphan({ token, account }: Credential): boolean {
  return token.login !== null && account?.status !== 'active'
}

/** A token that is revoked, switched off or was never there: the caller cannot tell which. spec/losant.md §3.3 */
function unknown(arrival: Arrival): Principal {
  return nobody(arrival, new DirectoryError('unauthenticated', 'Invalid access token'))
}

function nobody({ id }: Arrival, refusal?: DirectoryError): Principal {
  return {
    directory: anyDirectory,
    name: 'nobody',
    dialect: 'losant',
    request: id,
    permissions: new Set(),
    sees: NONE,
    ...(refusal && { refusal }),
  }
}

function principalOf({ token, account }: Credential, { id }: Arrival): Principal {
  const actions = actionsOf(token.scopes, account && permissionsOf(account.permissions))
  return {
    directory: token.directory ?? anyDirectory,
    name: token.name ?? account?.login ?? 'Losant token',
    dialect: 'losant',
    request: id,
    permissions: permissionsFor(actions),
    scopes: actions,
    credential: account ? { kind: 'account', oid: account.oid } : { kind: 'token', oid: token.oid },
    sees: ALL,
  }
}
