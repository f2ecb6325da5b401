import assert from 'node:assert/strict'
import { connect, headOf, openScene, pause, requestOf, type Scene, type Wire } from './scene.ts'

const clients = 64
/** How long the clients write before the stop, in milliseconds. */
const loadMs = 400

/** What one client was told until its connection ended. */
interface Told {
  readonly phones: string[]
  /** What came of an answer that was not whole. */
  half: string
}

/** Adds phones over one connection, one after the other, until the server closes it. */
async function write(scene: Scene, client: number): Promise<Told> {
  using wire = await connect(scene)
  const told: Told = { phones: [], half: '' }
  for (let at = 0;; at++) {
    const phone = `+49151${client}${String(at).padStart(6, '0')}`
    // The server may close the connection before the request is there; nobody was told anything then.
    const answer = await wire.write(requestOf('POST', '/groups/1/phones', { phone }))
      .then(() => wire.until(/\r\n\r\n.*\}$/)).catch(() => '')
    if (!/\r\n\r\n.*\}$/.test(answer)) return { ...told, half: answer }
    assert.match(answer, /^HTTP\/1\.1 201 /)
    told.phones.push(phone)
  }
}

Deno.test('faults: a stop under load answers what it has begun, and keeps what it answered', async () => {
  await using scene = await openScene()
  assert.equal((await scene.ask('POST', '/groups', { name: 'crowd' })).status, 201)
  const writing = Array.from({ length: clients }, (_, client) => write(scene, client))
  await pause(loadMs)
  scene.signal('SIGTERM')
  const told = await Promise.all(writing)
  assert.deepEqual(told.map(({ half }) => half).filter((half) => half !== ''), [])
  const { code, error } = await scene.ended()
  assert.deepEqual({ code, error }, { code: 0, error: '' })
  await using after = await scene.again()
  const { body } = await after.ask('GET', '/groups/1/phones')
  const there = new Set(Array.isArray(body) ? body.map(({ phone }) => phone) : [])
  // Equal: nothing is there that was not answered either.
  assert.deepEqual(there, new Set(told.flatMap(({ phones }) => phones)))
  assert.ok(there.size > clients, `${there.size} phones`)
})

/** Opens a connection, perhaps after a request, and gives what comes on it from then on. */
async function idle(scene: Scene, request = ''): Promise<Wire> {
  const wire = await connect(scene)
  if (request === '') return wire
  await wire.write(request)
  assert.match(await wire.until(/\}$/), /^HTTP\/1\.1 200 /)
  return wire
}

Deno.test('faults: a stop closes idle connections cleanly and at once', async () => {
  await using scene = await openScene()
  assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
  using fresh = await idle(scene)
  using used = await idle(scene, requestOf('GET', '/groups/1'))
  using half = await idle(scene)
  await half.write('GET /groups HTTP/1.1\r\nHost: x\r\n')
  await pause(100)
  scene.signal('SIGTERM')
  assert.deepEqual(await Promise.all([fresh.read(), used.read(), half.read()]), [null, null, null])
  assert.equal((await scene.ended()).code, 0)
})

Deno.test('faults: a stop waits for a body that is still arriving', async () => {
  await using scene = await openScene()
  assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
  using slow = await connect(scene)
  const request = requestOf('PUT', '/groups/1', { name: 'slow' })
  await slow.write(request.slice(0, -5))
  await pause(200)
  scene.signal('SIGTERM')
  await pause(200)
  await slow.write(request.slice(-5))
  assert.match(await slow.until(/\}$/), /^HTTP\/1\.1 200 [^]*"name":"slow"/)
  assert.equal((await scene.ended()).code, 0)
})

Deno.test('faults: a body that does not end is told of the stop, and the stop does not wait for ever', async () => {
  await using scene = await openScene({ env: { MUSTER_STOP_MS: '600' } })
  assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
  using slow = await connect(scene)
  await slow.write(requestOf('PUT', '/groups/1', { name: 'slow' }).slice(0, -5))
  await pause(200)
  scene.signal('SIGTERM')
  assert.match(await slow.until(/\}$/), /^HTTP\/1\.1 503 [^]*retry-after: 1[^]*"Service Unavailable"/i)
  const { code, error } = await scene.ended()
  assert.deepEqual({ code, error }, { code: 0, error: '' })
})

/** A group with so many phones that its export does not fit into the buffers of a connection. */
async function fillGroup(scene: Scene, phones: number): Promise<void> {
  assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
  for (let at = 0; at < phones; at += 10_000) {
    const batch = Array.from(
      { length: 10_000 },
      (_, index) => ({ phone: `+49151${at + index}`, a: 'a'.repeat(300) }),
    )
    assert.equal((await scene.ask('POST', '/groups/1/phones/batch', batch)).status, 201)
  }
}

Deno.test('faults: a stop lets a running export come to its end', async () => {
  await using scene = await openScene()
  await fillGroup(scene, 30_000)
  using reader = await connect(scene)
  await reader.write(headOf('GET', '/groups/1/file/csv'))
  let text = await reader.read() ?? ''
  scene.signal('SIGTERM')
  await pause(300)
  text += await reader.until(/\r\n0\r\n\r\n$/)
  assert.match(text, /\r\n0\r\n\r\n$/)
  assert.match(text, /\+4915129999,/)
  assert.equal((await scene.ended()).code, 0)
})

Deno.test('faults: a reader that has stopped reading does not keep the server from stopping', async () => {
  await using scene = await openScene({ env: { MUSTER_STOP_MS: '600' } })
  await fillGroup(scene, 30_000)
  using reader = await connect(scene)
  await reader.write(headOf('GET', '/groups/1/file/csv'))
  await reader.read()
  scene.signal('SIGTERM')
  const { code, error } = await scene.ended()
  assert.deepEqual({ code, error }, { code: 0, error: '' })
})
