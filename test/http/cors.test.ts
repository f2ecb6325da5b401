import assert from 'node:assert/strict'
import type { Running } from '../support.ts'
import { echo, EXACT, startSamples } from './sample.ts'

const ORIGIN = 'https://app.example'

function server(corsOrigins: readonly string[]): Promise<Running> {
  const routes = [['PUT', '/it/:id', echo], ['GET', '/it/:id', echo]] as const
  return startSamples([{ name: 'exact', paths: EXACT, routes }], { corsOrigins })
}

async function ask(muster: Running, method: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(`${muster.url}/exact/it/7`, { method, headers })
  await response.body?.cancel()
  return response
}

const PREFLIGHT = {
  origin: ORIGIN,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'x-a, x-b',
}

Deno.test('cors: a preflight of an allowed origin is answered with the methods of the path', async () => {
  await using muster = await server([ORIGIN])
  const { status, headers } = await ask(muster, 'OPTIONS', PREFLIGHT)
  assert.equal(status, 204)
  assert.equal(headers.get('access-control-allow-origin'), ORIGIN)
  assert.equal(headers.get('access-control-allow-methods'), 'GET, PUT')
  assert.equal(headers.get('access-control-allow-headers'), 'x-a, x-b')
  assert.equal(headers.get('access-control-max-age'), '600')
  assert.match(headers.get('vary') ?? '', /Origin/)
})

Deno.test('cors: an answer, an error too, is readable for an allowed origin', async () => {
  await using muster = await server([ORIGIN])
  for (const [method, status] of [['GET', 200], ['DELETE', 405]] as const) {
    const response = await ask(muster, method, { origin: ORIGIN })
    assert.equal(response.status, status)
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN)
    assert.equal(response.headers.get('access-control-expose-headers'), '*')
    assert.equal(response.headers.get('vary'), 'Origin')
  }
})

Deno.test('cors: another origin gets nothing, but caches learn that origins count', async () => {
  await using muster = await server([ORIGIN])
  const other = await ask(muster, 'OPTIONS', { ...PREFLIGHT, origin: 'https://evil.example' })
  assert.equal(other.status, 405)
  assert.equal(other.headers.get('access-control-allow-origin'), null)
  assert.equal((await ask(muster, 'GET', {})).headers.get('vary'), 'Origin')
})

Deno.test('cors: an OPTIONS that is no preflight is an ordinary method', async () => {
  await using muster = await server([ORIGIN])
  assert.equal((await ask(muster, 'OPTIONS', { origin: ORIGIN })).status, 405)
})

Deno.test('cors: any origin may call where told', async () => {
  await using muster = await server(['*'])
  assert.equal((await ask(muster, 'GET', { origin: ORIGIN })).headers.get('access-control-allow-origin'), '*')
  assert.equal((await ask(muster, 'OPTIONS', PREFLIGHT)).headers.get('access-control-allow-origin'), '*')
})

Deno.test('cors: without configured origins nothing is added', async () => {
  await using muster = await server([])
  const preflight = await ask(muster, 'OPTIONS', PREFLIGHT)
  assert.equal(preflight.status, 405)
  const names = [
    ...preflight.headers.keys(),
    ...(await ask(muster, 'GET', { origin: ORIGIN })).headers.keys(),
  ]
  assert.deepEqual(names.filter((name) => name === 'vary' || name.startsWith('access-control-')), [])
})
