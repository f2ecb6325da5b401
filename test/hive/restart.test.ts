import assert from 'node:assert/strict'
import { folder, run, urlIn } from '../process.ts'
import { GROUPS, LIST, LOGIN, TYPES } from './client.ts'

interface Envelope {
  readonly success: boolean
  readonly object: unknown
}

type Ask = (path: string, json?: unknown) => Promise<unknown>

/** Asks with a token; gives the object of the answer. */
function askerOf(url: string, token: string): Ask {
  return async (path, json) => {
    const response = await fetch(url + path, {
      method: json === undefined ? 'GET' : 'POST',
      headers: { 'x-auth': token, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    const { success, object }: Envelope = await response.json()
    assert.deepEqual([response.status, success], [200, true])
    return object
  }
}

/** Starts a server in a process of its own, and stops it in good order. */
async function serving<T>(data: string, work: (url: string, out: string) => Promise<T>): Promise<T> {
  await using server = run('start', data)
  const out = await server.until('"event":"listening"')
  const result = await work(urlIn(out), out)
  server.child.kill('SIGTERM')
  assert.equal((await server.ended()).code, 0)
  return result
}

Deno.test('hive 60: after a restart everything is as before, tokens too, and ids go on counting', async () => {
  await using data = await folder()
  const { before, token } = await serving(data.path, async (url, out) => {
    const [, password] = /password +(\S+)/.exec(out) ?? []
    const token = String(await askerOf(url, '')(LOGIN, { email: 'admin@localhost', password }))
    const ask = askerOf(url, token)
    for (const name of ['A', 'B']) await ask(TYPES, { name })
    await ask(GROUPS, { name: 'Lyon', slug: 'lyon', typeId: 2 })
    return { before: await ask(LIST), token }
  })
  await serving(data.path, async (url) => {
    const ask = askerOf(url, token)
    assert.deepEqual(await ask(LIST), before)
    assert.partialDeepStrictEqual(await ask(TYPES, { name: 'C' }), { id: 3, groups: [] })
  })
})
