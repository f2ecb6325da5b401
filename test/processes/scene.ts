import { createDirectory } from '../../src/core/directories.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { createToken } from '../../src/core/tokens.ts'
import { openStore } from '../../src/store/open.ts'
import { type Served, startServer } from '../../torture/server.ts'
import { newPostgresDatabase, type TestDatabase } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { folder } from '../process.ts'

const secret = '0123456789abcdef0123456789abcdef'
const bearer = 'fedcba9876543210fedcba9876543210'
const number = 1234567

/** What each dialect wants to hear. */
export const HEADERS = {
  lox24: { 'x-lox24-auth-token': `${number}:${secret}` },
  superoffice: { authorization: `SoTicket 7T:${secret}` },
  losant: { authorization: `Bearer ${bearer}` },
  incoplax: { authorization: `Bearer ${bearer}` },
  hive: { 'x-auth': bearer },
} as const

/** Real servers on one PostgreSQL, and a store beside them. */
export interface Servers extends AsyncDisposable {
  readonly database: string
  readonly store: Store
  readonly principal: Principal
  /** The oid of the directory. */
  readonly application: string
  /** Starts another one, with a folder of its own. */
  start(env?: Record<string, string>): Promise<Served>
}

export interface Ask {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** Sends a request to a server; it has a connection of its own for each that is under way. */
export async function ask(
  { url }: Served,
  method: string,
  path: string,
  { headers, body }: Ask,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** A test with servers on a PostgreSQL; ignored, and counted, where there is none. */
export function processesTest(name: string, work: (servers: Servers) => Promise<void>): void {
  Deno.test({
    name: `processes: ${name}`,
    ignore: missingPostgres !== undefined,
    async fn() {
      const place = await newPostgresDatabase()
      const servers = await serversOn(place)
      try {
        await work(servers)
      } finally {
        await servers[Symbol.asyncDispose]()
        await place.remove()
      }
    },
  })
}

async function serversOn({ address }: TestDatabase): Promise<Servers> {
  const store = await openStore({ database: address })
  const { id, oid } = await createDirectory(store, { name: 'main', number })
  for (const [purpose, given] of [['lox24', secret], ['superoffice', `7T:${secret}`]] as const) {
    await createToken(store, {
      directory: id,
      name: 'test',
      purpose,
      secret: given,
      scopes: ['administrator'],
    })
  }
  const scopes = ['administrator', 'all.Application']
  await createToken(store, { directory: id, name: 'test', purpose: 'bearer', secret: bearer, scopes })
  const open: AsyncDisposable[] = []
  return {
    database: address,
    store,
    principal: operator(id, 'test'),
    application: oid,
    async start(env = {}) {
      const data = await folder()
      const served = await startServer(data.path, { MUSTER_DATABASE: address, ...env })
      open.push(served, data)
      return served
    },
    async [Symbol.asyncDispose]() {
      for (const one of open) await one[Symbol.asyncDispose]()
      await store.close()
    },
  }
}
