import { blockedFor, type BlockRule, noteFailure } from '../../core/blocks.ts'
import type { Directory, Token } from '../../core/directory.ts'
import { DirectoryError } from '../../core/error.ts'
import { ALL, NONE } from '../../core/filter.ts'
import { permissionsOf, type Principal } from '../../core/principal.ts'
import { findCredential } from '../../core/tokens.ts'
import type { Arrival } from '../../http/dialect.ts'
import { bestFormat } from './accept.ts'
import { supported } from './decode.ts'

/** Throws `blocked`, also for valid credentials, while the address is blocked. spec/lox24.md §3.3 */
export async function refuseBlocked({ store, address }: Arrival, rule: BlockRule | null): Promise<void> {
  const leftMs = rule ? await blockedFor(store, rule, address) : 0
  if (leftMs === 0) return
  throw new DirectoryError('blocked', `${address} is blocked`, { retryAfter: Math.ceil(leftMs / 1000) })
}

/**
 * Who asks, in the vendor's order: `not_acceptable`, then `unauthenticated`, then `inactive`. A wrong
 * credential counts towards the block, a missing one does not. spec/lox24.md §3
 */
export async function identify(arrival: Arrival, rule: BlockRule | null): Promise<Principal> {
  refuseFormat(arrival)
  if (arrival.url.pathname.startsWith('/contexts/')) return nobody(arrival)
  const given = credentialsOf(arrival.request.headers)
  if (!given) throw new DirectoryError('unauthenticated', 'no credentials')
  const known = await find(arrival, given)
  if (!known) {
    if (rule) await noteFailure(arrival.store, rule, arrival.address)
    throw new DirectoryError('unauthenticated', 'unknown credentials')
  }
  if (known.directory.status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  return principalOf(known, arrival)
}

/** The export is CSV whatever the caller accepts. spec/lox24.md §5 E9 */
function refuseFormat({ request, url }: Arrival): void {
  const accept = request.headers.get('accept')
  if (/^\/groups\/[^/]+\/file\/csv$/.test(url.pathname) || bestFormat(accept, ['jsonld', 'json'])) return
  throw new DirectoryError('not_acceptable', `Requested format "${accept}" is not supported. ${supported}`)
}

/** Who reads the public contexts of JSON-LD: no directory, no permission, nothing to see. */
function nobody({ id }: Arrival): Principal {
  return { directory: 0, name: 'nobody', dialect: 'lox24', request: id, permissions: new Set(), sees: NONE }
}

interface Credentials {
  readonly clientId: string
  readonly key: string
}

/**
 * Both documented forms: `client:key` in one header, split at the first colon, or the key alone beside a
 * header with the client id. One release note spells that header with AUTH. Undefined where none was sent.
 * spec/lox24.md §3.1
 */
function credentialsOf(headers: Headers): Credentials | undefined {
  const token = headers.get('x-lox24-auth-token')
  if (!token) return undefined
  const colon = token.indexOf(':')
  if (colon >= 0) return { clientId: token.slice(0, colon), key: token.slice(colon + 1) }
  const clientId = headers.get('x-lox24-client-id') ?? headers.get('x-lox24-auth-client-id')
  return { clientId: clientId ?? '', key: token }
}

interface Known {
  readonly token: Token
  readonly directory: Directory
}

async function find({ store }: Arrival, { clientId, key }: Credentials): Promise<Known | undefined> {
  const { token, directory } = await findCredential(store, 'lox24', key) ?? {}
  return token && directory && String(directory.number) === clientId ? { token, directory } : undefined
}

function principalOf({ token, directory }: Known, { id }: Arrival): Principal {
  return {
    directory: directory.id,
    name: token.name ?? 'LOX24 key',
    dialect: 'lox24',
    request: id,
    permissions: permissionsOf(token.scopes),
    sees: ALL,
  }
}
