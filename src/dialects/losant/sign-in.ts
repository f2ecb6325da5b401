import { signIn } from '../../core/accounts.ts'
import { attempt, type BlockRule, type Counter } from '../../core/blocks.ts'
import { DirectoryError } from '../../core/error.ts'
import { fold } from '../../core/text.ts'
import { createToken } from '../../core/tokens.ts'
import type { Arrival, Call, Route } from '../../http/dialect.ts'
import { readBody } from './body.ts'
import { check } from './schema.ts'
import { CREDENTIALS } from './shapes.ts'

/** How long a token lasts for who does not say. The vendor does not tell its own default. */
const signInSeconds = 86_400
/** The end of a token that is to last longer. */
const LAST = Date.UTC(9999, 11, 31)

/** How many failed logins lock an address out of one account, and out of all: who tries one password on many accounts. */
const loginFailuresMax = 5
const addressFailuresMax = 50
/** Within which time they do, and for how long. The vendor tells neither. spec/losant.md §3.5 */
const failuresMs = 900_000
const lockMs = 900_000

const TIMES = { windowMs: failuresMs, blockMs: lockMs }
const loginBlock: BlockRule = { name: 'losant-login', failures: loginFailuresMax, ...TIMES }
export const addressBlock: BlockRule = { name: 'losant', failures: addressFailuresMax, ...TIMES }

export const signInRoutes: readonly Route[] = [
  ['POST', '/auth/user', authenticateUser],
  ['GET', '/auth/ssoDomain', readSsoDomain],
]

/** A token of an account for its e-mail or login and its password. spec/losant.md §3.5 */
async function authenticateUser(call: Call): Promise<Response> {
  const { email, password, requestedScopes, tokenTTL } = decode(await readBody(call))
  const verify = () => signIn(call.store, email, password)
  const account = await attempt(call.store, {
    address: call.address,
    counters: countersOf(call, email),
    verify,
  })
  if (!account) throw new DirectoryError('unauthenticated', 'Unauthorized')
  const { secret } = await createToken(call.store, {
    directory: account.directory,
    login: account.login,
    purpose: 'bearer',
    scopes: requestedScopes ?? ['all.User'],
    expiresAt: endOf(call.store.clock(), tokenTTL ?? signInSeconds),
    creator: { kind: 'account', oid: account.oid },
  })
  return Response.json({ userId: account.oid, token: secret })
}

/** Nobody signs in at another place here: 204, whatever is asked. spec/losant.md §3.5 */
function readSsoDomain(): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 204 }))
}

interface Credentials {
  readonly email: string
  readonly password: string
  readonly requestedScopes?: readonly string[]
  readonly tokenTTL?: number
}

/** A code of a second factor is read and passed over: accounts have none here. */
function decode(body: unknown): Credentials {
  check(CREDENTIALS, body, 'credentials')
  return body as Credentials
}

function countersOf({ address }: Arrival, email: string): readonly Counter[] {
  return [[addressBlock, address], [loginBlock, `${address} ${fold(email)}`]]
}

/** Zero is no end. */
function endOf(now: number, seconds: number): number | null {
  return seconds === 0 ? null : Math.min(now + seconds * 1000, LAST)
}
