import assert from 'node:assert/strict'
import { breakDatabase, type Running, startMuster } from '../support.ts'
import { echo, EXACT, startSamples } from './sample.ts'

async function status(url: string, init?: RequestInit): Promise<number> {
  const response = await fetch(url, init)
  await response.body?.cancel()
  return response.status
}

Deno.test('operations: the process is alive and the store can be read', async () => {
  await using muster = await startMuster()
  assert.equal(await status(`${muster.url}/healthz`), 200)
  assert.equal(await status(`${muster.url}/readyz`), 200)
  assert.equal(await status(`${muster.url}/readyz`, { method: 'HEAD' }), 200)
  assert.equal(await status(`${muster.url}/healthz`, { method: 'POST' }), 405)
})

Deno.test('operations: a store that cannot be read makes the server alive but not ready', async () => {
  await using muster = await startMuster()
  assert.equal(await status(`${muster.url}/readyz`), 200)
  await breakDatabase(muster)
  assert.equal(await status(`${muster.url}/healthz`), 200)
  const response = await fetch(`${muster.url}/readyz`)
  assert.equal(response.status, 503)
  assert.match(response.headers.get('retry-after') ?? '', /^\d+$/)
  assert.equal((await response.json()).error.code, 'unavailable')
})

Deno.test('operations: metrics count what was asked', async () => {
  await using muster = await startSamples([{ name: 'exact', paths: EXACT, routes: [['GET', '/it', echo]] }])
  await status(`${muster.url}/exact/it`)
  await status(`${muster.url}/exact/nothing`)
  const response = await fetch(`${muster.url}/metrics`)
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  const text = await response.text()
  assert.match(text, /^muster_requests_total\{dialect="exact",operation="echo",status="2xx"\} 1$/m)
  assert.match(text, /^muster_requests_total\{dialect="exact",operation="none",status="4xx"\} 1$/m)
  assert.match(text, /^muster_requests_in_flight 1$/m)
  assert.match(text, /^muster_database_bytes [1-9]\d*$/m)
})

Deno.test('operations: metrics ask for their token where one is set', async () => {
  await using muster = await startMuster({ config: { metricsToken: 's3cret' } })
  const ask = (authorization: string) => status(`${muster.url}/metrics`, { headers: { authorization } })
  assert.equal(await status(`${muster.url}/metrics`), 401)
  assert.equal(await ask('Bearer wrong'), 401)
  assert.equal(await ask('s3cret'), 401)
  assert.equal(await ask('Bearer s3cret'), 200)
  assert.equal(await status(`${muster.url}/healthz`), 200)
})

function slowServer(began: () => void, ms: number, stopMs: number): Promise<Running> {
  const slow = async () => {
    began()
    await new Promise((resolve) => setTimeout(resolve, ms))
    return new Response('done')
  }
  return startSamples([{ name: 'exact', paths: EXACT, routes: [['GET', '/slow', slow]] }], { stopMs })
}

Deno.test('operations: a server that stops finishes what runs and takes nothing new', async () => {
  const began = Promise.withResolvers<void>()
  await using muster = await slowServer(began.resolve, 300, 5000)
  const running = fetch(`${muster.url}/exact/slow`)
  await began.promise
  const stopped = muster.stop()
  await assert.rejects(fetch(`${muster.url}/healthz`))
  assert.equal(await (await running).text(), 'done')
  await stopped
})

Deno.test('operations: a server that stops waits no longer than it was told', async () => {
  const began = Promise.withResolvers<void>()
  const muster = await slowServer(began.resolve, 3000, 100)
  const running = fetch(`${muster.url}/exact/slow`)
  await began.promise
  const before = performance.now()
  await muster.stop()
  assert.ok(performance.now() - before < 2500)
  await (await running).text() // Here the process goes on; the real server's ends.
})

Deno.test('operations: a connection that idles does not hold up the stop', async () => {
  await using muster = await startMuster()
  assert.equal(await status(`${muster.url}/healthz`), 200)
  const before = performance.now()
  await muster.stop()
  assert.ok(performance.now() - before < 5000)
})
