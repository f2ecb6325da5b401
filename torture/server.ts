import { createDirectory } from '../src/core/directories.ts'
import { createToken } from '../src/core/tokens.ts'
import { openStore } from '../src/store/open.ts'
import { type Process, run, urlIn } from '../test/process.ts'

/** The client and the key of the server's directory, as the LOX24 dialect takes them. */
export const TOKEN = '1234567:key0000000000000000000000000000key'

/** A server in a process of its own that is ready to be asked. */
export interface Served extends AsyncDisposable {
  readonly process: Process
  readonly url: string
  /** How long the process took from its first instruction until it was ready, in milliseconds. */
  readonly startMs: number
}

/** Makes an installation of one directory with one key, so that no first start is needed. */
export async function prepareDatabase(database: string): Promise<void> {
  const store = await openStore({ database })
  const [client = '', secret = ''] = TOKEN.split(':')
  const { id } = await createDirectory(store, { name: 'main', number: Number(client) })
  await createToken(store, {
    directory: id,
    name: 'torture',
    purpose: 'lox24',
    secret,
    scopes: ['administrator'],
  })
  await store.close()
}

/** Starts a server on a folder and waits until it is ready. Throws what it said if it ends before. */
export async function startServer(data: string, env: Record<string, string> = {}): Promise<Served> {
  const began = performance.now()
  const process = run('start', data, env)
  const url = urlIn(await process.until('"event":"listening"'))
  return {
    process,
    url,
    startMs: performance.now() - began,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  }
}

/** Ends a process without warning, and waits until it is gone. */
export async function killServer(process: Process): Promise<void> {
  await process[Symbol.asyncDispose]()
}
