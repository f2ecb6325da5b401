import {
  type Credential,
  type CredentialKey,
  loginMax,
  type Token,
  tokenDescriptionMax,
  tokenNameMax,
} from './directory.ts'
import { invalid, notFound, taken } from './error.ts'
import { isOid, newIds } from './ids.ts'
import { hashSecret, newSecret } from './secret.ts'
import { type InstallationWriting, pageMax, type Store } from './store.ts'
import { checkText } from './text.ts'

export interface NewToken {
  readonly directory: number | null
  /** Made unless given. */
  readonly oid?: string
  readonly login?: string | null
  readonly purpose: string
  readonly name?: string | null
  readonly description?: string | null
  readonly scopes: readonly string[]
  /** Given when a key is moved from elsewhere; else one is made. */
  readonly secret?: string
  readonly expiresAt?: number | null
  readonly status?: Token['status']
  readonly creator?: CredentialKey | null
}

export interface TokenLimit {
  /** How many tokens the login may then have for this purpose: those that were used longest ago go. */
  readonly perLogin?: number
}

/**
 * Makes a credential. Its secret is in this answer only: the store keeps a hash. Throws `invalid`, `not_found` for the
 * directory, and `conflict` for a secret or an oid that exists.
 */
export async function createToken(
  store: Store,
  fields: NewToken,
  { perLogin }: TokenLimit = {},
): Promise<{ token: Token; secret: string }> {
  const secret = fields.secret ?? newSecret()
  checkToken(fields)
  checkText('login', fields.login ?? '', loginMax)
  checkText('secret', secret, 4096)
  return await store.writeInstallation(async (tx) => {
    if (fields.directory !== null && !await tx.directory({ id: fields.directory })) {
      throw notFound('directory')
    }
    const token = tokenOf(fields, hashSecret(secret), tx.now)
    if (await tx.token({ secretHash: token.secretHash })) throw taken('secret', undefined)
    if (await tx.token({ oid: token.oid })) throw taken('oid', token.oid)
    if (perLogin !== undefined) await forgetOldest(tx, token, perLogin)
    await tx.insertToken(token)
    return { token, secret }
  })
}

/** Makes room for one more among so many tokens of its login and purpose. */
async function forgetOldest(tx: InstallationWriting, token: Token, most: number): Promise<void> {
  const { login, purpose } = token
  if (login === null) return
  const there = await tx.loginTokens({ login, purpose, limit: pageMax })
  const lasting = there.filter(({ expiresAt }) => expiresAt === null || expiresAt > tx.now)
  const kept = lasting.toSorted((a, b) => lastUse(b) - lastUse(a)).slice(0, most - 1)
  for (const one of there) if (!kept.includes(one)) await tx.deleteToken(one.secretHash)
}

function lastUse({ usedAt, createdAt }: Token): number {
  return usedAt ?? createdAt
}

function tokenOf(fields: NewToken, secretHash: string, now: number): Token {
  return {
    secretHash,
    oid: fields.oid ?? newIds(now).oid,
    directory: fields.directory,
    login: fields.login ?? null,
    purpose: fields.purpose,
    name: fields.name ?? null,
    description: fields.description ?? null,
    scopes: fields.scopes,
    status: fields.status ?? 'active',
    creator: fields.creator ?? null,
    createdAt: now,
    updatedAt: now,
    expiresAt: fields.expiresAt ?? null,
    usedAt: null,
  }
}

const usedAtStepMs = 60000

/** What a secret is worth. Expired is only what would be good but for its end. */
export type Presented =
  | { readonly is: 'good'; readonly credential: Credential }
  | { readonly is: 'expired' }
  | { readonly is: 'unknown' }

export interface Presenting {
  /** How long the token lasts from its last use on; unless given, its end stays. */
  readonly slideMs?: number
}

/**
 * The active token of this purpose with this secret, with its directory, or undefined. Its use is noted at most once a
 * minute, beside the request: a reader does not wait for a write, and is not refused because one fails.
 */
export async function findCredential(
  store: Store,
  purpose: string,
  secret: string,
  presenting?: Presenting,
): Promise<Credential | undefined> {
  const presented = await presentSecret(store, purpose, secret, presenting)
  return presented.is === 'good' ? presented.credential : undefined
}

/** As `findCredential`, for who tells a token that has ended from one that is not known. */
export async function presentSecret(
  store: Store,
  purpose: string,
  secret: string,
  { slideMs }: Presenting = {},
): Promise<Presented> {
  const secretHash = hashSecret(secret)
  const found = await store.readInstallation((tx) => tx.credential(secretHash))
  const now = store.clock()
  if (found?.token.purpose !== purpose || found.token.status !== 'active') return { is: 'unknown' }
  const { expiresAt } = found.token
  if (expiresAt !== null && expiresAt <= now) return { is: 'expired' }
  if (isUseDue(found.token, now)) noteUse(store, secretHash, slideMs)
  return { is: 'good', credential: found }
}

/** The uses that are being noted, by the hashes of secrets: many requests at once with one token are one use. */
const noting = new WeakMap<Store, Set<string>>()

/** Whether a use at this time is noted: where the last one that was noted is a minute ago. */
export function isUseDue({ usedAt }: Token, now: number): boolean {
  return usedAt === null || now - usedAt >= usedAtStepMs
}

function noteUse(store: Store, secretHash: string, slideMs: number | undefined): void {
  const underWay = noting.getOrInsertComputed(store, () => new Set())
  if (underWay.has(secretHash)) return
  underWay.add(secretHash)
  const writing = store.writeInstallation(async (tx) => {
    const token = await tx.token({ secretHash })
    if (!token || !isUseDue(token, tx.now)) return
    const slid = slideMs === undefined ? {} : { expiresAt: tx.now + slideMs }
    await tx.updateToken({ ...token, usedAt: tx.now, ...slid })
  })
  writing.catch(() => {}).finally(() => underWay.delete(secretHash))
}

/** The token of a directory with this oid. Throws `not_found`. */
export async function findToken(store: Store, directory: number, oid: string): Promise<Token> {
  const token = await store.readInstallation((tx) => tx.token({ oid }))
  if (token?.directory !== directory) throw notFound('token')
  return token
}

export type TokenChange = Partial<Pick<Token, 'name' | 'description' | 'status'>>

/** Renames a token, or switches it on or off; what it opens and when it ends stays. Throws `not_found`, `invalid`. */
export async function changeToken(store: Store, secretHash: string, change: TokenChange): Promise<Token> {
  checkToken(change)
  return await store.writeInstallation(async (tx) => {
    const before = await tx.token({ secretHash })
    if (!before) throw notFound('token')
    const changed = { ...before, ...change }
    const { name, description, status } = changed
    if (name === before.name && description === before.description && status === before.status) return before
    const after = { ...changed, updatedAt: tx.now }
    await tx.updateToken(after)
    return after
  })
}

/** Ends a token at once. Throws `not_found`. */
export function deleteToken(store: Store, secretHash: string): Promise<void> {
  return store.writeInstallation(async (tx) => {
    if (!await tx.token({ secretHash })) throw notFound('token')
    await tx.deleteToken(secretHash)
  })
}

/** How long the token of an account is still told to have ended; then it is one that nobody knows. */
const endedMs = 2_592_000_000

/** Deletes the tokens of accounts that have ended long ago: who signs in again and again leaves nothing behind. */
export async function forgetTokens(store: Store): Promise<void> {
  const before = store.clock() - endedMs
  if (await store.readInstallation((tx) => tx.hasEndedTokens(before))) {
    await store.writeInstallation((tx) => tx.forgetTokens(before))
  }
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

/** All tokens of a directory for one purpose that are nobody's: those of its programs. By oid, from one snapshot. */
export function programTokens(store: Store, directory: number, purpose: string): Promise<Token[]> {
  return store.readInstallation(async (tx) => {
    const found: Token[] = []
    for (;;) {
      const page = await tx.programTokens({
        directory,
        purpose,
        after: found.at(-1)?.oid ?? '',
        limit: pageMax,
      })
      found.push(...page)
      if (page.length < pageMax) return found
    }
  })
}

function checkToken(
  { oid, name, description }: Partial<Pick<NewToken, 'oid' | 'name' | 'description'>>,
): void {
  if (oid !== undefined && !isOid(oid)) throw invalid('oid', 'format')
  checkText('name', name ?? '', tokenNameMax)
  checkText('description', description ?? '', tokenDescriptionMax)
}
