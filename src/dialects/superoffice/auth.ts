import { signIn } from '../../core/accounts.ts'
import { findDirectory } from '../../core/directories.ts'
import type { Directory } from '../../core/directory.ts'
import { DirectoryError } from '../../core/error.ts'
import { ALL, NONE } from '../../core/filter.ts'
import { type Permission, permissionsOf, type Principal } from '../../core/principal.ts'
import { findSession } from '../../core/sessions.ts'
import { findCredential } from '../../core/tokens.ts'
import type { Arrival } from '../../http/dialect.ts'
import { hasXsrf, sessionOf } from '../../http/session.ts'

/** The ways to sign in that an installation can switch off. */
const SCHEMES = ['basic', 'soticket', 'bearer', 'session'] as const
type Scheme = (typeof SCHEMES)[number]

export interface SignIn {
  readonly schemes: readonly Scheme[]
  /** Whether a ticket counts only beside an `SO-AppToken`, as in the vendor's hosted installations. */
  readonly appToken: boolean
}

/** Who is known: the name for the history, and what they may do. */
interface Known {
  readonly directory: Directory
  readonly name: string
  readonly permissions: ReadonlySet<Permission>
}

/**
 * Who asks. Throws `unauthenticated` for no, a wrong or a switched-off way to sign in, and `inactive` for a directory that
 * is not active. spec/superoffice.md §3
 */
export async function identify(arrival: Arrival, settings: SignIn): Promise<Principal> {
  const { request } = arrival
  const authorization = request.headers.get('authorization') ?? ''
  const known = authorization.trim() === ''
    ? await fromSession(arrival, settings)
    : await fromHeader(arrival, authorization, settings)
  if (!known) throw refused()
  if (known.directory.status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  return {
    directory: known.directory.id,
    name: known.name,
    dialect: 'superoffice',
    request: arrival.id,
    permissions: known.permissions,
    sees: ALL,
  }
}

/** Who asks for what is told to anybody: no directory, no permission, nothing to see. */
export function nobody({ id }: Arrival): Principal {
  return {
    directory: 0,
    name: 'nobody',
    dialect: 'superoffice',
    request: id,
    permissions: new Set(),
    sees: NONE,
  }
}

/** The word of a scheme has no case: the vendor writes `SoTicket`, `SOTicket` and `SOTICKET`. */
async function fromHeader(arrival: Arrival, header: string, settings: SignIn): Promise<Known | undefined> {
  const [, word = '', secret = ''] = /^\s*(\S+)\s+(\S.*?)\s*$/s.exec(header) ?? []
  const scheme = SCHEMES.find((one) => one === word.toLowerCase() && settings.schemes.includes(one))
  switch (scheme) {
    case 'basic':
      return await fromPassword(arrival, secret)
    case 'soticket':
      if (settings.appToken && !arrival.request.headers.get('so-apptoken')?.trim()) throw refused()
      return await fromToken(arrival, 'superoffice', secret)
    case 'bearer':
      return await fromToken(arrival, 'bearer', secret)
    case 'session':
    case undefined:
      return undefined
  }
}

async function fromPassword({ store }: Arrival, encoded: string): Promise<Known | undefined> {
  const text = decodeBase64(encoded)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) return undefined
  const account = await signIn(store, text.slice(0, colon), text.slice(colon + 1))
  if (!account || account.directory === null) return undefined
  const directory = await findDirectory(store, { id: account.directory })
  return { directory, name: account.login, permissions: permissionsOf(account.permissions) }
}

/** A token of an account counts while that is active, and opens no more than the account may. */
async function fromToken({ store }: Arrival, purpose: string, secret: string): Promise<Known | undefined> {
  const { token, directory, account } = await findCredential(store, purpose, secret) ?? {}
  if (!token || !directory || token.login !== null && account?.status !== 'active') return undefined
  const given = permissionsOf(token.scopes)
  const permissions = account ? given.intersection(permissionsOf(account.permissions)) : given
  return { directory, name: token.name ?? 'SuperOffice', permissions }
}

/** A page of this site: it sends the session's cookie, and says what only such a page can read. */
async function fromSession({ store, request }: Arrival, { schemes }: SignIn): Promise<Known | undefined> {
  const secret = schemes.includes('session') ? sessionOf(request.headers) : undefined
  const session = secret === undefined ? undefined : await findSession(store, secret)
  if (!session || !hasXsrf(request.headers, session.xsrf)) return undefined
  const { account, directory } = session
  return { directory, name: account.login, permissions: permissionsOf(account.permissions) }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function decodeBase64(text: string): string | undefined {
  try {
    return UTF8.decode(Uint8Array.fromBase64(text))
  } catch {
    return undefined // No base64, or not of UTF-8: nobody's password.
  }
}

function refused(): DirectoryError {
  return new DirectoryError('unauthenticated', 'You are not signed in, or not as you must be')
}
