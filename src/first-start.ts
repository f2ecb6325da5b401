import { changeAccount, createAccount, listAccounts } from './core/accounts.ts'
import { createDirectory, listDirectories } from './core/directories.ts'
import { newSecret } from './core/secret.ts'
import type { Store } from './core/store.ts'
import { createToken, deleteToken, listTokens } from './core/tokens.ts'

/** The fact that a first start has begun and has not shown its credentials yet. */
const begunFact = 'first-start'

/**
 * In an empty installation: makes a directory, its administrator and two tokens, and shows what a newcomer needs, once.
 * A first start that was broken off before that is done again, with new credentials.
 */
export async function firstStart(store: Store, url: string, show: (text: string) => void): Promise<void> {
  if (!await isFirst(store)) return
  show(welcome({ url, ...await credentials(store) }))
  await store.writeInstallation((tx) => tx.deleteFact(begunFact))
}

function isFirst(store: Store): Promise<boolean> {
  return store.writeInstallation(async (tx) => {
    if (await tx.fact(begunFact)) return true
    if ((await tx.directories(0, 1)).length > 0) return false
    await tx.putFact({ name: begunFact, value: '', until: null })
    return true
  })
}

async function credentials(store: Store): Promise<Omit<Welcome, 'url'>> {
  const [there] = await listDirectories(store, 0, 1)
  const directory = there ?? await createDirectory(store, { name: 'main' })
  const own = { directory: directory.id, name: 'first start' }
  const password = newSecret()
  const [account] = await listAccounts(store, directory.id)
  if (account) {
    await changeAccount(store, login, { password })
  } else {
    await createAccount(store, { login, directory: directory.id, password, permissions: ['administrator'] })
  }
  for (const { secretHash, name } of await listTokens(store, directory.id)) {
    if (name === own.name) await deleteToken(store, secretHash)
  }
  const scopes = ['administrator', 'all.Application']
  const bearer = await createToken(store, { ...own, login, purpose: 'bearer', scopes })
  const lox24 = await createToken(store, { ...own, purpose: 'lox24', scopes: ['administrator'] })
  const key = `${directory.number}:${lox24.secret}`
  return { password, bearer: bearer.secret, lox24: key, application: directory.oid }
}

const login = 'admin@localhost'

interface Welcome {
  readonly url: string
  readonly password: string
  readonly bearer: string
  readonly lox24: string
  readonly application: string
}

function welcome({ url, password, bearer, lox24, application }: Welcome): string {
  return `
Muster has made the directory "main" and its administrator. This is shown once; keep it.

  login         ${login}
  password      ${password}
  Bearer token  ${bearer}
  LOX24 token   ${lox24}

Try it:

  curl -H 'X-LOX24-AUTH-TOKEN: ${lox24}' ${url}/groups
  curl -u '${login}:${password}' ${url}/api/v1/List
  curl -H 'Authorization: Bearer ${bearer}' ${url}/applications/${application}/experience/groups
  curl -H 'Authorization: Bearer ${bearer}' ${url}/rest/v1/addressbook/contactgroups
  curl -H 'X-Auth: ${bearer}' ${url}/api/v1/en_US/group-type/list
`
}
