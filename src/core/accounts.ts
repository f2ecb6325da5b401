import { type Account, loginMax } from './directory.ts'
import { invalid, notFound, taken } from './error.ts'
import { isOid, newIds } from './ids.ts'
import { isPermission, isRole } from './principal.ts'
import { hashPassword, NOBODYS_HASH, verifyPassword } from './secret.ts'
import { type InstallationReading, pageMax, type Store } from './store.ts'
import { checkText } from './text.ts'

export interface NewAccount {
  readonly login: string
  /** Made unless given. */
  readonly oid?: string
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
    if (await tx.account({ login: fields.login })) throw taken('login', fields.login)
    if (fields.directory !== null && !await tx.directory({ id: fields.directory })) {
      throw notFound('directory')
    }
    await refuseTakenEmail(tx, fields.email ?? null, fields.login)
    const oid = fields.oid ?? newIds(tx.now).oid
    if (await tx.account({ oid })) throw taken('oid', oid)
    const account: Account = {
      login: fields.login,
      oid,
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
    const before = await tx.account({ login })
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
    await tx.account({ login: name }) ?? await tx.account({ email: name })
  )
  // Who is not there takes as long as who is: the time tells nobody which logins there are.
  const isRight = await verifyPassword(password, account?.passwordHash ?? NOBODYS_HASH, store.clock())
  return isRight && account?.status === 'active' ? account : undefined
}

function checkAccount(fields: Pick<NewAccount, 'login' | 'permissions'> & Partial<NewAccount>): void {
  if (fields.login.trim() === '') throw invalid('login', 'required')
  if (fields.oid !== undefined && !isOid(fields.oid)) throw invalid('oid', 'format')
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
  const other = email === null ? undefined : await tx.account({ email })
  if (other && other.login !== login) throw taken('email', email)
}
