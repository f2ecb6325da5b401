import assert from 'node:assert/strict'
import { attempt, connect, faultTest, openScene, requestOf, type Scene, waitFor, type Wire } from './scene.ts'

/** How many files the server may open: a few more than it has when it is ready. */
const filesMax = 60

const missing = (await attempt('prlimit', ['--version'])) ? undefined : 'there is no prlimit'

async function limitFiles({ pid }: Scene): Promise<void> {
  const done = await attempt('prlimit', [`--nofile=${filesMax}:${filesMax}`, '--pid', String(pid)])
  assert.equal(done?.code, 0)
}

/** Opens more connections than the server can have. */
async function crowd(scene: Scene): Promise<Wire[]> {
  const wires: Wire[] = []
  for (let at = 0; at < 2 * filesMax; at++) {
    // While the server has no room nobody listens; then the next one is refused.
    const wire = await connect(scene).catch(() => undefined)
    if (wire) wires.push(wire)
  }
  return wires
}

faultTest('a server without room for connections makes room and takes new ones', missing, async () => {
  await using scene = await openScene()
  assert.equal((await scene.ask('POST', '/groups', { name: 'crowd' })).status, 201)
  await limitFiles(scene)
  const idle = await crowd(scene)
  assert.match(await scene.until('"event":"cannot-accept"'), /Too many open files/)
  // The idle ones are still held by their clients.
  await waitFor(
    'a new connection',
    () => scene.ask('GET', '/groups/1').then(({ status }) => status === 200, () => false),
  )
  assert.equal((await scene.ask('PUT', '/groups/1', { name: 'after' })).status, 200)
  for (const wire of idle) wire[Symbol.dispose]()
})

faultTest('half a head holds no room for ever either', missing, async () => {
  await using scene = await openScene()
  await limitFiles(scene)
  const slow = await crowd(scene)
  await Promise.all(
    slow.map((wire) => wire.write('GET /groups HTTP/1.1\r\nHost: x\r\nX-Slow: ').catch(() => {})),
  )
  await waitFor(
    'a new connection',
    () => scene.ask('GET', '/groups').then(({ status }) => status === 200, () => false),
  )
  for (const wire of slow) wire[Symbol.dispose]()
})

faultTest(
  'a request under way is answered when the room runs out, and when the stop comes then',
  missing,
  async () => {
    await using scene = await openScene()
    assert.equal((await scene.ask('POST', '/groups', { name: 'crowd' })).status, 201)
    using busy = await connect(scene)
    using late = await connect(scene)
    const request = (name: string) => requestOf('PUT', '/groups/1', { name })
    await busy.write(request('busy').slice(0, -5))
    await late.write(request('late').slice(0, -5))
    await limitFiles(scene)
    const wires = await crowd(scene)
    await scene.until('"event":"cannot-accept"')
    await busy.write(request('busy').slice(-5))
    assert.match(await busy.until(/\}$/), /^HTTP\/1\.1 200 [^]*"name":"busy"/)
    for (const wire of wires) wire[Symbol.dispose]()
    scene.signal('SIGTERM')
    await late.write(request('late').slice(-5))
    assert.match(await late.until(/\}$/), /^HTTP\/1\.1 200 [^]*"name":"late"/)
    const { code, error } = await scene.ended()
    assert.deepEqual({ code, error }, { code: 0, error: '' })
  },
)
