import { signIn } from '../../core/accounts.ts'
import { attempt } from '../../core/blocks.ts'
import type { Account, Directory } from '../../core/directory.ts'
import { DirectoryError } from '../../core/error.ts'
import { hashSecret } from '../../core/secret.ts'
import type { Store } from '../../core/store.ts'
import { createToken, deleteToken } from '../../core/tokens.ts'
import type { Arrival, Call, Operation, Route } from '../../http/dialect.ts'
import { answerJson, answerNothing } from './answer.ts'
import { banRule, type Caller, callerOf, cookieCaller, purpose, refuseBanned, unauthorized } from './auth.ts'
import { readBody } from './body.ts'
import { encodeCookie, goneCookies } from './cookie.ts'
import { badBody } from './fault.ts'
import { decodeLogin, type Login } from './login.ts'
import type { IncoplaxSettings } from './settings.ts'

/** How many sessions a login may have at once; one more takes away that which was used longest ago. */
const sessionsMax = 10

const SESSIONS = '/rest/v1/iam/sessions'

/** spec/incoplax.md §3.1 */
export function sessionRoutes(settings: IncoplaxSettings): readonly Route[] {
  const logIn: Operation = (call) => openSession(call, settings)
  const readSession: Operation = (call) => showSession(call, settings)
  const patchSession: Operation = (call) => keepSession(call, settings)
  const logOut: Operation = (call) => closeSession(call, settings)
  return [
    ['POST', SESSIONS, logIn],
    ['GET', `${SESSIONS}/current`, readSession],
    ['PATCH', `${SESSIONS}/current`, patchSession],
    ['DELETE', `${SESSIONS}/current`, logOut],
  ]
}

/** A banned address is refused before anything else is looked at. spec/incoplax.md §3.2 */
async function openSession(call: Call, settings: IncoplaxSettings): Promise<Response> {
  await refuseBanned(call, settings)
  const login = decodeLogin(await readBody(call))
  const owner = await attempt(call.store, {
    address: call.address,
    counters: settings.ban ? [[banRule, call.address]] : [],
    verify: () => ownerOf(call, login, settings),
  })
  if (!owner) throw unauthorized('wrong login data')
  if (owner.directory.status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  const secret = await beginSession(call.store, owner, settings)
  return login.type === 'cookie'
    ? answerCookie(call, secret, settings)
    : answerJson({ session_token: secret })
}

/** Whose session is to begin, and where. */
interface Owner {
  readonly account: Pick<Account, 'login'>
  readonly directory: Directory
}

async function ownerOf(
  call: Call,
  login: Login,
  settings: IncoplaxSettings,
): Promise<Owner | undefined> {
  switch (login.type) {
    case 'cookie':
    case 'token':
      return await fromPassword(call, login)
    case 'token_clone_cookie': {
      const { credential } = await cookieCaller(call, settings) ?? {}
      return credential?.account && { account: credential.account, directory: credential.directory }
    }
  }
}

/** An account of the installation's operator has no directory: it may log in to any. */
async function fromPassword(
  { store }: Arrival,
  { domain, login, pwd }: Extract<Login, { readonly pwd: string }>,
): Promise<Owner | undefined> {
  const account = await signIn(store, login, pwd)
  const directory = await store.readInstallation((tx) => tx.directory({ name: domain }))
  if (!account || !directory) return undefined
  return account.directory === null || account.directory === directory.id ? { account, directory } : undefined
}

async function beginSession(
  store: Store,
  { account, directory }: Owner,
  { sessionMs }: IncoplaxSettings,
): Promise<string> {
  const expiresAt = store.clock() + sessionMs
  const owned = { directory: directory.id, login: account.login, purpose }
  const { secret } = await createToken(store, { ...owned, scopes: [], expiresAt }, { perLogin: sessionsMax })
  return secret
}

function answerCookie(call: Call, secret: string, { cookie, sessionMs }: IncoplaxSettings): Response {
  const response = answerJson({})
  response.headers.set('set-cookie', encodeCookie({ name: cookie, secret, lifetimeMs: sessionMs }, call))
  return response
}

async function showSession(call: Call, settings: IncoplaxSettings): Promise<Response> {
  return answerJson(toWire(await callerOf(call, settings)))
}

/** Which fields may be changed is not documented: what is sent is passed over. spec/incoplax.md §3.1 */
async function keepSession(call: Call, settings: IncoplaxSettings): Promise<Response> {
  const body = await readBody(call)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badBody()
  return await showSession(call, settings)
}

/** Throws `forbidden` for a token of the operator's: it is no session. */
async function closeSession(call: Call, settings: IncoplaxSettings): Promise<Response> {
  const { session } = await callerOf(call, settings)
  if (session === undefined) throw new DirectoryError('forbidden', 'a token of the operator is no session')
  await deleteToken(call.store, hashSecret(session))
  const response = answerNothing()
  for (const line of goneCookies(call.request, call.url, settings.cookie)) {
    response.headers.append('set-cookie', line)
  }
  return response
}

/** spec/incoplax.md §3.1 */
function toWire({ credential: { account, directory, token }, session }: Caller) {
  const login = account?.login ?? null
  const name = account?.login ?? token.name ?? ''
  return {
    domain: directory.name,
    user: { id: account?.oid ?? token.oid, login, name },
    roles: session === undefined ? token.scopes : account?.permissions ?? [],
  }
}
