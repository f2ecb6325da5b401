import assert from 'node:assert/strict'
import { exchange, type Running } from '../support.ts'
import { echo, EXACT, startSamples } from './sample.ts'

function server(config: Parameters<typeof startSamples>[1] = {}): Promise<Running> {
  return startSamples([{
    name: 'exact',
    paths: EXACT,
    routes: [['POST', '/it', echo], ['GET', '/it', echo]],
  }], config)
}

Deno.test('limits: a body of 100 MB is refused while another request is answered', async () => {
  await using muster = await server()
  const large = fetch(`${muster.url}/exact/it`, { method: 'POST', body: new Uint8Array(100_000_000) })
  const other = await fetch(`${muster.url}/exact/it`)
  assert.equal(other.status, 200)
  await other.body?.cancel()
  const refused = await large
  assert.equal(refused.status, 413)
  assert.equal((await refused.json()).code, 'too_large')
})

Deno.test('limits: a body without a length is refused as soon as it is over the limit', async () => {
  await using muster = await server()
  let sent = 0
  let refused = false
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (refused) return controller.close() // The server reads on, so that clients that send first and then read are answered.
      sent += 65536
      controller.enqueue(new Uint8Array(65536))
    },
  })
  const response = await fetch(`${muster.url}/exact/it`, { method: 'POST', body: endless })
  refused = true
  assert.equal(response.status, 413)
  await response.body?.cancel()
  assert.ok(sent < 50_000_000, `${sent} bytes were sent`)
})

Deno.test('limits: a body of exactly the limit is read', async () => {
  await using muster = await server({ bodyBytesMax: 10 })
  const just = await fetch(`${muster.url}/exact/it`, { method: 'POST', body: '"12345678"' })
  assert.equal((await just.json()).body, '12345678')
  const over = await fetch(`${muster.url}/exact/it`, { method: 'POST', body: '"123456789"' })
  assert.equal(over.status, 413)
  await over.body?.cancel()
})

for (
  const [name, head, rest] of [
    ['with a length', 'Content-Length: 10', '"1'],
    ['in chunks', 'Transfer-Encoding: chunked', '2\r\n"1\r\n'],
  ] as const
) {
  Deno.test(`limits: a body ${name} that does not arrive in time is refused`, async () => {
    await using muster = await server({ bodyMs: 100 })
    const parts = [`POST /exact/it HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`, rest]
    const text = await exchange({ url: muster.url, parts, until: /\}$/ })
    assert.match(text, /^HTTP\/1\.1 408 /)
    assert.match(text, /"code":"timeout"/)
  })
}

for (
  const [name, body] of [
    ['broken UTF-8', new Uint8Array([34, 0xc3, 0x28, 34])],
    ['JSON that is nested too deep', '['.repeat(100_000)],
    ['half of JSON', '{"a":'],
    ['an empty body', ''],
  ] as const
) {
  Deno.test(`limits: ${name} is invalid`, async () => {
    await using muster = await server()
    const response = await fetch(`${muster.url}/exact/it`, { method: 'POST', body })
    const { code, violations } = await response.json()
    assert.deepEqual({ status: response.status, code }, { status: 400, code: 'invalid' })
    assert.deepEqual(violations, [{ field: '', rule: 'format' }])
  })
}

Deno.test('limits: a caller that leaves in the middle of its body is no error of ours', async () => {
  await using muster = await server({ bodyMs: 200 })
  const { hostname, port } = new URL(muster.url)
  const socket = await Deno.connect({ hostname, port: Number(port) })
  await socket.write(
    new TextEncoder().encode('POST /exact/it HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"1'),
  )
  socket.close()
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal((await fetch(`${muster.url}/healthz`).then((it) => it.json())).status, 'ok')
  assert.ok(!muster.lines.some((line) => line.includes('"level":"error"')), muster.lines.join('\n'))
})
