import type { Account, Directory } from './directory.ts'
import { DirectoryError } from './error.ts'
import { hashSecret } from './secret.ts'
import type { Store } from './store.ts'
import { createToken, deleteToken, findCredential } from './tokens.ts'

/** How long somebody who has signed in stays so. */
export const sessionMs = 43_200_000

/** A session that has just begun: who holds the secret is signed in. */
export interface OpenSession {
  readonly secret: string
  /** What pages send beside the cookie: another site's page cannot read it. */
  readonly xsrf: string
  readonly expiresAt: number
}

/** Who is signed in. */
export interface Session {
  readonly account: Account
  readonly directory: Directory
  readonly xsrf: string
}

/** Begins a session of an account: a token of its own kind, kept by the hash of its secret. */
export async function openSession(store: Store, { login, directory }: Account): Promise<OpenSession> {
  const expiresAt = store.clock() + sessionMs
  const { secret } = await createToken(store, { directory, login, purpose: 'session', scopes: [], expiresAt })
  return { secret, xsrf: xsrfOf(secret), expiresAt }
}

/** The session with this secret, while it lasts and its account is active; else undefined. */
export async function findSession(store: Store, secret: string): Promise<Session | undefined> {
  const { account, directory } = await findCredential(store, 'session', secret) ?? {}
  return directory && account?.status === 'active' ? { account, directory, xsrf: xsrfOf(secret) } : undefined
}

/** Ends a session at once; one that has ended already stays so. */
export async function closeSession(store: Store, secret: string): Promise<void> {
  try {
    await deleteToken(store, hashSecret(secret))
  } catch (error) {
    if (!(error instanceof DirectoryError) || error.code !== 'not_found') throw error
  }
}

/** Made of the secret, so that it needs no place in the store; nobody can find the secret from it. */
function xsrfOf(secret: string): string {
  return hashSecret(`xsrf ${secret}`)
}
