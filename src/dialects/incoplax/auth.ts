import { blockedFor, type BlockRule, noteFailure } from '../../core/blocks.ts'
import type { Credential, Directory } from '../../core/directory.ts'
import { DirectoryError } from '../../core/error.ts'
import { ALL, NONE } from '../../core/filter.ts'
import { type Permission, permissionsOf, type Principal } from '../../core/principal.ts'
import { findCredential, isUseDue } from '../../core/tokens.ts'
import type { Arrival } from '../../http/dialect.ts'
import { cookiesOf, encodeCookie } from './cookie.ts'
import type { IncoplaxSettings } from './settings.ts'

/** The door that sessions of this vendor open, with a cookie or a token. */
export const purpose = 'incoplax'

/** How many failures from one address keep it out, and within which time; it is let in again as they grow old. */
const failuresMax = 5
const failuresMs = 180_000

/** The vendor's ban filter. spec/incoplax.md §3.2 */
export const banRule: BlockRule = {
  name: 'incoplax',
  failures: failuresMax,
  windowMs: failuresMs,
  blockMs: null,
}

/** Who asks, and with which session: none with a token that the operator made. */
export interface Caller {
  readonly credential: Credential & { readonly directory: Directory }
  /** What names the session: its secret. */
  readonly session: string | undefined
}

/**
 * Who asks. Throws `unauthenticated` without a session or with one that is not there, `blocked` for the latter from a
 * banned address, and `inactive` for a directory that is not active. Who logs in is nobody yet. spec/incoplax.md §3
 */
export async function identify(arrival: Arrival, settings: IncoplaxSettings): Promise<Principal> {
  if (isLogin(arrival)) return nobody(arrival)
  const caller = await callerOf(arrival, settings)
  const { token, directory, account } = caller.credential
  return {
    directory: directory.id,
    name: account?.login ?? token.name ?? 'Incoplax token',
    dialect: 'incoplax',
    request: arrival.id,
    permissions: permissionsFor(caller),
    sees: ALL,
  }
}

/** A session may what its account may; a token what it was given, and of an account no more than that may. */
function permissionsFor({ credential: { token, account }, session }: Caller): ReadonlySet<Permission> {
  const own = account && permissionsOf(account.permissions)
  if (session !== undefined) return own ?? new Set()
  const given = permissionsOf(token.scopes)
  return own ? given.intersection(own) : given
}

/** The session of a request, or the operator's token. Throws as `identify` does. */
export async function callerOf(arrival: Arrival, settings: IncoplaxSettings): Promise<Caller> {
  const given = secretsOf(arrival.request.headers, settings)
  if (given.secrets.length === 0) throw unauthorized('no session')
  const caller = await knownCaller(arrival, given, settings)
  if (!caller) {
    await noteStranger(arrival, settings)
    throw unauthorized('no such session')
  }
  if (caller.credential.directory.status === 'pending') {
    throw new DirectoryError('inactive', 'the directory is pending')
  }
  return caller
}

/** The session that a request's cookie names; undefined for one that is not there. spec/incoplax.md §3.1 */
export async function cookieCaller(
  arrival: Arrival,
  settings: IncoplaxSettings,
): Promise<Caller | undefined> {
  const secrets = cookiesOf(arrival.request.headers, settings.cookie)
  if (secrets.length === 0) throw unauthorized('no session')
  return await knownCaller(arrival, { isCookie: true, secrets }, settings)
}

/** Throws `blocked` while an address is banned. spec/incoplax.md §3.2 */
export async function refuseBanned({ store, address }: Arrival, { ban }: IncoplaxSettings): Promise<void> {
  if (!ban || await blockedFor(store, banRule, address) === 0) return
  throw new DirectoryError('blocked', `${address} is banned`)
}

/** Counts a failed login, or a session that is not there. */
export async function noteStranger(arrival: Arrival, settings: IncoplaxSettings): Promise<void> {
  if (!settings.ban) return
  await refuseBanned(arrival, settings)
  await noteFailure(arrival.store, banRule, arrival.address)
}

export function unauthorized(reason: string): DirectoryError {
  return new DirectoryError('unauthenticated', reason)
}

const renewals = new WeakMap<Request, string>()

/** The cookie of a request's session, where that has just begun to last longer. */
export function renewalOf({ request }: Pick<Arrival, 'request'>): string | undefined {
  return renewals.get(request)
}

interface Given {
  readonly isCookie: boolean
  readonly secrets: readonly string[]
}

/** The header goes before the cookie; a scheme other than Bearer counts as none. */
function secretsOf(headers: Headers, { cookie }: IncoplaxSettings): Given {
  const [, secret] = /^\s*bearer\s+(\S.*?)\s*$/is.exec(headers.get('authorization') ?? '') ?? []
  return secret === undefined
    ? { isCookie: true, secrets: cookiesOf(headers, cookie) }
    : { isCookie: false, secrets: [secret] }
}

/** Both editions' cookies may be sent: the first that is good counts. The operator's tokens are no cookies. */
async function knownCaller(
  arrival: Arrival,
  { isCookie, secrets }: Given,
  settings: IncoplaxSettings,
): Promise<Caller | undefined> {
  for (const secret of secrets) {
    const found = await fromSession(arrival, { isCookie, secret }, settings)
    if (found) return found
  }
  const [secret = ''] = secrets
  return isCookie ? undefined : await fromToken(arrival, secret)
}

async function fromSession(
  { store, request, url }: Arrival,
  { isCookie, secret }: { readonly isCookie: boolean; readonly secret: string },
  { cookie, sessionMs }: IncoplaxSettings,
): Promise<Caller | undefined> {
  const credential = await findCredential(store, purpose, secret, { slideMs: sessionMs })
  if (!credential?.directory || credential.account?.status !== 'active') return undefined
  if (isCookie && isUseDue(credential.token, store.clock())) {
    renewals.set(request, encodeCookie({ name: cookie, secret, lifetimeMs: sessionMs }, { request, url }))
  }
  return { credential: { ...credential, directory: credential.directory }, session: secret }
}

/** A program's token, which the operator has made. One of an account counts while that is active. */
async function fromToken({ store }: Arrival, secret: string): Promise<Caller | undefined> {
  const credential = await findCredential(store, 'bearer', secret)
  if (!credential?.directory) return undefined
  if (credential.token.login !== null && credential.account?.status !== 'active') return undefined
  return { credential: { ...credential, directory: credential.directory }, session: undefined }
}

function isLogin({ request, url }: Arrival): boolean {
  return request.method === 'POST' && url.pathname.startsWith('/rest/v1/iam/')
}

function nobody({ id }: Arrival): Principal {
  return {
    directory: 0,
    name: 'nobody',
    dialect: 'incoplax',
    request: id,
    permissions: new Set(),
    sees: NONE,
  }
}
