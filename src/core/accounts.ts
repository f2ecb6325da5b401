import { type Account, type Directory, loginMax, type Token, tokenNameMax } from './directory.ts'
import { invalid, notFound, taken } from './error.ts'
import { isPermission, isRole } from './principal.ts'
import { hashPassword, hashSecret, newSecret, NOBODYS_HASH, verifyPassword } from './secret.ts'
import { type InstallationReading, pageMax, type Store } from './store.ts'
import { checkText } from './text.ts'

export interface NewAccount {
  readonly login: string
  readonly directory: number | null
  readonly email?: string | null
  readonly password?: string
  /** Roles and permissions. */
  readonly permissions: readonly string[]
}

export type AccountChange = Pick<Partial<Account>, 'email' | 'permissions' | 'status'> & {
  readonly password?: string
}

export const passwordMax = 2048

/** Makes a login, unique in the installation. Throws `invalid`, and `conflict` for a login or e-mail that is taken. */
export async function createAccount(store: Store, fields: NewAccount): Promise<Account> {
  checkAccount(fields)
  const passwordHash = fields.password === undefined ? null : await hashPassword(fields.password)
  return store.writeInstallation(async (tx) => {
    if (await tx.account(fields.login)) throw taken('login', fields.login)
    if (fields.directory !== null && !await tx.directory({ id: fields.directory })) {
      throw notFound('directory')
    }
    await refuseTakenEmail(tx, fields.email ?? null, fields.login)
    const account: Account = {
      login: fields.login,
      directory: fields.directory,
      email: fields.email ?? null,
      passwordHash,
      permissions: fields.permissions,
      person: null,
      status: 'active',
      createdAt: tx.now,
    }
    await tx.insertAccount(account)
    return account
  })
}

/** Changes an account. Throws `not_found`, `invalid`, `conflict`. */
export async function changeAccount(store: Store, login: string, change: AccountChange): Promise<Account> {
  const { password, ...fields } = change
  checkAccount({ login, permissions: [], ...change })
  const passwordHash = password === undefined ? undefined : await hashPassword(password)
  return store.writeInstallation(async (tx) => {
    const before = await tx.account(login)
    if (!before) throw notFound('account')
    const after = { ...before, ...fields, ...(passwordHash === undefined ? {} : { passwordHash }) }
    await refuseTakenEmail(tx, after.email, after.login)
    await tx.updateAccount(after)
    return after
  })
}

/** A page of accounts by login, of one directory or (with null) of all. */
export function listAccounts(
  store: Store,
  directory: number | null,
  after = '',
  limit = pageMax,
): Promise<Account[]> {
  return store.readInstallation((tx) => tx.accounts(directory, after, Math.min(limit, pageMax)))
}

/** The active account with this login or e-mail and password, or undefined. */
export async function signIn(store: Store, name: string, password: string): Promise<Account | undefined> {
  const account = await store.readInstallation(async (tx) =>
    await tx.account(name) ?? await tx.accountByEmail(name)
  )
  // Who is not there takes as long as who is: the time tells nobody which logins there are.
  const isRight = await verifyPassword(password, account?.passwordHash ?? NOBODYS_HASH, store.clock())
  return isRight && account?.status === 'active' ? account : undefined
}

export interface NewToken {
  readonly directory: number | null
  readonly login?: string | null
  readonly purpose: string
  readonly name?: string | null
  readonly scopes: readonly string[]
  /** Given when a key is moved from elsewhere; else one is made. */
  readonly secret?: string
  readonly expiresAt?: number | null
  readonly status?: Token['status']
}

/**
 * Makes a credential. Its secret is in this answer only: the store keeps a hash. Throws `invalid`, `not_found` for the
 * directory, and `conflict` for a secret that exists.
 */
export async function createToken(store: Store, fields: NewToken): Promise<{ token: Token; secret: string }> {
  const secret = fields.secret ?? newSecret()
  checkText('name', fields.name ?? '', tokenNameMax)
  checkText('login', fields.login ?? '', loginMax)
  checkText('secret', secret, 4096)
  return await store.writeInstallation(async (tx) => {
    if (fields.directory !== null && !await tx.directory({ id: fields.directory })) {
      throw notFound('directory')
    }
    const token: Token = {
      secretHash: hashSecret(secret),
      directory: fields.directory,
      login: fields.login ?? null,
      purpose: fields.purpose,
      name: fields.name ?? null,
      scopes: fields.scopes,
      status: fields.status ?? 'active',
      createdAt: tx.now,
      expiresAt: fields.expiresAt ?? null,
      usedAt: null,
    }
    if (await tx.token(token.secretHash)) throw taken('secret', undefined)
    await tx.insertToken(token)
    return { token, secret }
  })
}

const usedAtStepMs = 60000

/** A token, and the directory that it belongs to. */
export interface Credential {
  readonly token: Token
  readonly directory: Directory | undefined
}

/**
 * The active token of this purpose with this secret, with its directory, or undefined. Its use is noted at most once a
 * minute, beside the request: a reader does not wait for a write, and is not refused because one fails.
 */
export async function findCredential(
  store: Store,
  purpose: string,
  secret: string,
): Promise<Credential | undefined> {
  const secretHash = hashSecret(secret)
  const found = await store.readInstallation(async (tx) => {
    const token = await tx.token(secretHash)
    return token &&
      { token, directory: token.directory === null ? undefined : await tx.directory({ id: token.directory }) }
  })
  const now = store.clock()
  if (found?.token.purpose !== purpose || found.token.status !== 'active') return undefined
  const { expiresAt, usedAt } = found.token
  if (expiresAt !== null && expiresAt <= now) return undefined
  if (usedAt === null || now - usedAt >= usedAtStepMs) noteUse(store, secretHash)
  return found
}

function noteUse(store: Store, secretHash: string): void {
  const writing = store.writeInstallation(async (tx) => {
    const token = await tx.token(secretHash)
    if (token) await tx.updateToken({ ...token, usedAt: tx.now })
  })
  writing.catch(() => {})
}

/** Switches a token on or off. Throws `not_found`. */
export function changeToken(
  store: Store,
  secretHash: string,
  { status }: Pick<Token, 'status'>,
): Promise<Token> {
  return store.writeInstallation(async (tx) => {
    const before = await tx.token(secretHash)
    if (!before) throw notFound('token')
    const after = { ...before, status }
    await tx.updateToken(after)
    return after
  })
}

/** Ends a token at once. Throws `not_found`. */
export function deleteToken(store: Store, secretHash: string): Promise<void> {
  return store.writeInstallation(async (tx) => {
    if (!await tx.token(secretHash)) throw notFound('token')
    await tx.deleteToken(secretHash)
  })
}

/** A page of tokens by hash, of one directory or (with null) of all. */
export function listTokens(
  store: Store,
  directory: number | null,
  after = '',
  limit = pageMax,
): Promise<Token[]> {
  return store.readInstallation((tx) => tx.tokens(directory, after, Math.min(limit, pageMax)))
}

function checkAccount(fields: Pick<NewAccount, 'login' | 'permissions'> & Partial<NewAccount>): void {
  if (fields.login.trim() === '') throw invalid('login', 'required')
  checkText('login', fields.login, loginMax)
  checkText('email', fields.email ?? '', loginMax)
  const { password } = fields
  if (password !== undefined) {
    checkText('password', password, passwordMax)
    if (password === '') throw invalid('password', 'required')
  }
  for (const word of fields.permissions) {
    if (!isRole(word) && !isPermission(word)) throw invalid('permissions', 'unknown', { value: word })
  }
}

async function refuseTakenEmail(tx: InstallationReading, email: string | null, login: string): Promise<void> {
  const other = email === null ? undefined : await tx.accountByEmail(email)
  if (other && other.login !== login) throw taken('email', email)
}
