import { createAccount, createToken } from './core/accounts.ts'
import { createDirectory, listDirectories } from './core/directories.ts'
import { newSecret } from './core/secret.ts'
import type { Store } from './core/store.ts'

/**
 * In an empty installation: makes a directory, its administrator and two tokens, and gives what a newcomer needs, to be
 * shown once. Else undefined.
 */
export async function firstStart(store: Store, url: string): Promise<string | undefined> {
  if ((await listDirectories(store, 0, 1)).length > 0) return undefined
  const directory = await createDirectory(store, { name: 'main' })
  const own = { directory: directory.id, name: 'first start' }
  const password = newSecret()
  const login = 'admin@localhost'
  await createAccount(store, { login, directory: directory.id, password, permissions: ['administrator'] })
  const scopes = ['administrator', 'all.Application']
  const bearer = await createToken(store, { ...own, login, purpose: 'bearer', scopes })
  const lox24 = await createToken(store, { ...own, purpose: 'lox24', scopes: ['administrator'] })
  return welcome({
    url,
    login,
    password,
    bearer: bearer.secret,
    lox24: `${directory.number}:${lox24.secret}`,
  })
}

interface Welcome {
  readonly url: string
  readonly login: string
  readonly password: string
  readonly bearer: string
  readonly lox24: string
}

function welcome({ url, login, password, bearer, lox24 }: Welcome): string {
  return `
Muster has made the directory "main" and its administrator. This is shown once; keep it.

  login         ${login}
  password      ${password}
  Bearer token  ${bearer}
  LOX24 token   ${lox24}

Try it:

  curl -H 'X-LOX24-AUTH-TOKEN: ${lox24}' ${url}/groups
`
}
