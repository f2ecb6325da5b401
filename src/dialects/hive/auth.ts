import type { Credential } from '../../core/directory.ts'
import { DirectoryError } from '../../core/error.ts'
import { ALL, NONE } from '../../core/filter.ts'
import { type Permission, permissionsOf, type Principal } from '../../core/principal.ts'
import { findCredential } from '../../core/tokens.ts'
import type { Arrival } from '../../http/dialect.ts'
import type { HiveSettings } from './index.ts'

/**
 * Who asks: by the token of a login, or by a Bearer token of the operator. The account behind it is looked at on each
 * request, because tokens cannot be taken back. Throws `unauthenticated`, `inactive`. spec/enterprise-hive.md §3
 */
export async function identify(arrival: Arrival, settings: HiveSettings): Promise<Principal> {
  if (isPublic(arrival)) return nobody(arrival)
  const secret = arrival.request.headers.get('x-auth')
  if (!secret) throw new DirectoryError('unauthenticated', 'Authorization is required')
  const credential = await find(arrival, secret)
  const { directory, account } = credential ?? {}
  if (!credential || !directory || credential.token.login !== null && account?.status !== 'active') {
    throw new DirectoryError('unauthenticated', 'Authorization token is invalid or has expired')
  }
  if (directory.status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  return {
    directory: directory.id,
    name: credential.token.name ?? account?.login ?? 'Hive token',
    dialect: 'hive',
    request: arrival.id,
    permissions: permissionsFor(credential, settings),
    sees: ALL,
    credential: account
      ? { kind: 'account', oid: account.oid }
      : { kind: 'token', oid: credential.token.oid },
  }
}

/** Signing in takes a password and no token. */
function isPublic({ url }: Arrival): boolean {
  return /\/security\/login\/?$/i.test(url.pathname)
}

async function find({ store }: Arrival, secret: string): Promise<Credential | undefined> {
  return await findCredential(store, 'hive', secret) ?? await findCredential(store, 'bearer', secret)
}

/** A token of a login may what its account may; any other what it was given, and no more than its account. */
function permissionsFor(
  { token, account }: Credential,
  { typeWriters }: HiveSettings,
): ReadonlySet<Permission> {
  const given = account && permissionsOf(account.permissions)
  const own = token.purpose === 'hive' ? given ?? new Set() : permissionsOf(token.scopes)
  const granted = given ? own.intersection(given) : own
  return typeWriters === 'anyone' ? granted.union(TYPES) : granted
}

/** spec/enterprise-hive.md §3.4: the vendor's words ask for a token and no more. */
const TYPES: ReadonlySet<Permission> = new Set(['type.create', 'type.change', 'type.delete'])

/** Who signs in: no directory, no permission, nothing to see. */
function nobody({ id }: Arrival): Principal {
  return { directory: 0, name: 'nobody', dialect: 'hive', request: id, permissions: new Set(), sees: NONE }
}
