import { signIn } from '../../core/accounts.ts'
import { attempt, type BlockRule, type Counter } from '../../core/blocks.ts'
import { type Account, loginMax } from '../../core/directory.ts'
import { findDirectory } from '../../core/directories.ts'
import { DirectoryError } from '../../core/error.ts'
import { fold, isLongerThan, isStorable } from '../../core/text.ts'
import { createToken } from '../../core/tokens.ts'
import type { Arrival, Call, Route } from '../../http/dialect.ts'
import { type Body, decodeBody, fieldOf, textOf } from './decode.ts'
import { answer, type Fault } from './envelope.ts'
import { trim } from './trim.ts'

/** How long a token lasts from its login on; use does not prolong it. spec/enterprise-hive.md §3.1 */
const tokenMs = 28_800_000

/** How many failed logins lock an address out of one account, and out of all. The vendor tells neither. */
const loginFailuresMax = 10
const addressFailuresMax = 100
/** Within which time they do, and for how long. */
const failuresMs = 900_000
const lockMs = 900_000

const TIMES = { windowMs: failuresMs, blockMs: lockMs }
const loginBlock: BlockRule = { name: 'hive-login', failures: loginFailuresMax, ...TIMES }
const addressBlock: BlockRule = { name: 'hive', failures: addressFailuresMax, ...TIMES }

export const signInRoutes: readonly Route[] = [
  ['POST', '/api/v1/:locale/security/login', login],
]

/** A new token for an e-mail and a password; those that were given before stay good. spec/enterprise-hive.md §3.2 */
async function login(call: Call): Promise<Response> {
  const { faults, email, password } = decode(decodeBody(call.request, await call.text()))
  if (faults.length > 0) return answer(call, { message: 'Sign-in failed.', errors: faults, object: null })
  const verify = () => accountOf(call, email, password)
  const account = await attempt(call.store, {
    address: call.address,
    counters: countersOf(call, email),
    verify,
  })
  // While the address is locked out the answer is that of a wrong password, also for the right one.
  if (!account) throw new DirectoryError('unauthenticated', 'Invalid email or password')
  const { status } = await findDirectory(call.store, { id: account.directory })
  if (status === 'pending') throw new DirectoryError('inactive', 'the directory is pending')
  return answer(call, { message: 'Signed in.', object: await newToken(call, account) })
}

type Owner = Account & { readonly directory: number }

/** Accounts of the installation's operator have no directory, and nothing to do here. */
async function accountOf({ store }: Call, email: string, password: string): Promise<Owner | undefined> {
  const account = isPossible(email) ? await signIn(store, email, password) : undefined
  const directory = account?.directory ?? null
  return account && directory !== null ? { ...account, directory } : undefined
}

async function newToken({ store }: Call, { login, oid, directory }: Owner): Promise<string> {
  const { secret } = await createToken(store, {
    directory,
    login,
    purpose: 'hive',
    scopes: [],
    expiresAt: store.clock() + tokenMs,
    creator: { kind: 'account', oid },
  })
  return secret
}

interface Credentials {
  readonly email: string
  readonly password: string
  readonly faults: readonly Fault[]
}

/** Blanks belong to a password, and to no address. */
function decode(body: Body): Credentials {
  const email = fieldOf(body, 'email') ?? ''
  const password = fieldOf(body, 'password') ?? ''
  const address = typeof email === 'string' ? trim(email) : email
  return {
    email: textOf(address),
    password: textOf(password),
    faults: [...faultsOf('email', 'Email', address), ...faultsOf('password', 'Password', password)],
  }
}

/** A password is not said again. */
function faultsOf(key: string, label: string, value: unknown): Fault[] {
  if (value === '') return [{ key, value: '', message: `${label} cannot be blank` }]
  if (typeof value === 'string') return []
  return [{ key, value: key === 'password' ? '' : textOf(value), message: `${label} must be text` }]
}

function countersOf({ address }: Arrival, email: string): readonly Counter[] {
  const ofAddress = [addressBlock, address] as const
  return isPossible(email) ? [ofAddress, [loginBlock, `${address} ${fold(email)}`]] : [ofAddress]
}

/** Whether an account may have this e-mail at all. */
function isPossible(email: string): boolean {
  return isStorable(email) && !isLongerThan(email, loginMax)
}
