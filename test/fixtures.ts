import { loadFixture } from '../src/core/fixture.ts'
import { hashPassword } from '../src/core/secret.ts'
import type { Store } from '../src/core/store.ts'

const hashes = new Map<string, Promise<string>>()

/**
 * Loads a file of `fixtures/`, named without `.json`. Each password is hashed once in a file of tests: that is meant to
 * take long, and would take longer than most of the tests.
 */
export async function loadNamed(store: Store, name: string): Promise<void> {
  const text = await Deno.readTextFile(new URL(`../fixtures/${name}.json`, import.meta.url))
  const passwords = new Map<string, string>()
  const fixture = JSON.parse(text, (_, value) => {
    if (typeof value?.login !== 'string' || typeof value.password !== 'string') return value
    const { password, ...account } = value
    passwords.set(account.login, password)
    return account
  })
  await loadFixture(store, JSON.stringify(fixture))
  for (const [login, password] of passwords) await setHash(store, login, await hashOf(password))
}

function hashOf(password: string): Promise<string> {
  const known = hashes.get(password) ?? hashPassword(password)
  hashes.set(password, known)
  return known
}

/** An account that was there already keeps its own. */
function setHash(store: Store, login: string, passwordHash: string): Promise<void> {
  return store.writeInstallation(async (tx) => {
    const account = await tx.account({ login })
    if (account && account.passwordHash === null) await tx.updateAccount({ ...account, passwordHash })
  })
}
