import assert from 'node:assert/strict'
import {
  attempt,
  connect,
  filesOf,
  headOf,
  memoryOf,
  openScene,
  pause,
  requestOf,
  type Scene,
  waitFor,
  type Wire,
} from './scene.ts'

/** How many phones the group has that is exported. */
const phonesTotal = 100_000

/** About what its export has, in MiB. */
const exportSize = 22

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}

/** Whether an ordinary client gets right answers to a write and to a read. */
async function assertServes(scene: Scene): Promise<void> {
  const name = crypto.randomUUID()
  assert.equal((await scene.ask('PUT', '/groups/1', { name })).status, 200)
  assert.equal(Object((await scene.ask('GET', '/groups/1')).body).name, name)
}

async function withGroup(env: Record<string, string> = {}): Promise<Scene> {
  const scene = await openScene({ env })
  assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
  return scene
}

async function close(wires: readonly Wire[]): Promise<void> {
  for (const wire of wires) wire[Symbol.dispose]()
  await pause(0)
}

Deno.test('faults: heads that do not end keep nobody else waiting', async () => {
  await using scene = await withGroup()
  const wires = await Promise.all(range(500).map(() => connect(scene)))
  for (const letter of 'GET /groups HTTP/1.1') {
    await Promise.all(wires.map((wire) => wire.write(letter)))
    if (letter === ' ') await assertServes(scene)
  }
  await assertServes(scene)
  await close(wires)
})

Deno.test('faults: a head without an end is refused', async () => {
  await using scene = await withGroup()
  using wire = await connect(scene)
  await wire.write('GET /groups HTTP/1.1\r\nHost: x\r\n')
  // The server closes in the middle; what is sent after that is lost.
  for (const _ of range(400)) {
    await wire.write(`X-${'a'.repeat(1000)}: ${'b'.repeat(1000)}\r\n`).catch(() => {})
  }
  assert.match(await wire.until(/\r\n\r\n/).catch(() => 'HTTP/1.1 400 (reset)'), /^HTTP\/1\.1 4\d\d /)
  await assertServes(scene)
})

Deno.test('faults: bodies that come byte by byte are answered, others meanwhile', async () => {
  await using scene = await withGroup()
  const wires = await Promise.all(range(100).map(() => connect(scene)))
  const request = (at: number) => requestOf('POST', '/groups/1/phones', { phone: `+491511${100 + at}` })
  const bodyAt = request(0).indexOf('{')
  await Promise.all(wires.map((wire, at) => wire.write(request(at).slice(0, bodyAt))))
  for (let byte = bodyAt; byte < request(0).length; byte++) {
    await Promise.all(wires.map((wire, at) => wire.write(request(at)[byte] ?? '')))
    if (byte % 8 === 0) await assertServes(scene)
  }
  const answers = await Promise.all(wires.map((wire) => wire.until(/\}$/)))
  assert.deepEqual(new Set(answers.map((text) => text.slice(0, 12))), new Set(['HTTP/1.1 201']))
  assert.equal(Object((await scene.ask('GET', '/groups/1')).body).count_items, wires.length)
  await close(wires)
})

Deno.test('faults: bodies that never end are refused in time, others meanwhile', async () => {
  await using scene = await withGroup({ MUSTER_BODY_MS: '500' })
  const wires = await Promise.all(range(50).map(() => connect(scene)))
  const head = headOf('POST', '/groups/1/phones', [
    'Content-Type: application/json',
    'Transfer-Encoding: chunked',
  ])
  await Promise.all(wires.map((wire) => wire.write(`${head}1\r\n \r\n`)))
  const answers = Promise.all(wires.map((wire) => wire.until(/\}$/)))
  const dripping = new AbortController()
  const drip = async (wire: Wire) => {
    while (!dripping.signal.aborted) {
      await wire.write('1\r\n \r\n').catch(() => dripping.abort())
      await pause(50)
    }
  }
  const drips = Promise.all(wires.map(drip))
  await assertServes(scene)
  assert.deepEqual(new Set((await answers).map((text) => text.slice(0, 12))), new Set(['HTTP/1.1 408']))
  dripping.abort()
  await drips
  await assertServes(scene)
  await close(wires)
})

Deno.test('faults: readers that do not read cost buffers, block nobody and let the log of the database be used again', async () => {
  await using scene = await withGroup()
  for (let from = 0; from < phonesTotal; from += 10_000) {
    const batch = range(10_000).map((at) => ({ phone: `+49151${from + at}`, a: 'a'.repeat(200) }))
    assert.equal((await scene.ask('POST', '/groups/1/phones/batch', batch)).status, 201)
  }
  const before = await memoryOf(scene)
  const wires = await Promise.all(range(30).map(() => connect(scene)))
  await Promise.all(wires.map((wire) => wire.write(headOf('GET', '/groups/1/file/csv'))))
  assert.deepEqual(
    (await Promise.all(wires.map((wire) => wire.read()))).map((text) => text?.slice(0, 15)),
    wires.map(() => 'HTTP/1.1 200 OK'),
  )
  await assertServes(scene)
  const wal = () => Deno.stat(`${scene.data}/muster.db-wal`).then(({ size }) => size)
  const logged = await wal()
  await Promise.all(
    range(16).map(async () => {
      for (const _ of range(25)) {
        assert.equal((await scene.ask('PUT', '/groups/1', { name: crypto.randomUUID() })).status, 200)
      }
    }),
  )
  // A snapshot that were open would keep the log growing behind it.
  assert.ok(await wal() <= Math.max(logged, 6_000_000), `${logged} bytes before, ${await wal()} after`)
  const grown = await memoryOf(scene) - before
  // Buffers and what is not collected yet, but not the answers.
  assert.ok(grown < wires.length * exportSize / 2, `${grown} MiB more`)
  await close(wires)
  await assertServes(scene)
})

/** What this process may open: each connection takes a file here and one in the server. */
const idleMax = Math.max(100, Math.min(10_000, await filesOfThisProcess() - 1000))

async function filesOfThisProcess(): Promise<number> {
  const limit = await attempt('sh', ['-c', 'ulimit -n'])
  return Number(limit?.text) || 1024
}

Deno.test(`faults: ${idleMax} idle connections leave room for work, and their memory comes back`, async () => {
  if (idleMax < 10_000) {
    console.log(`this process may open few files: ${idleMax} connections instead of 10000`)
  }
  await using scene = await withGroup()
  const before = await memoryOf(scene)
  const wires: Wire[] = []
  while (wires.length < idleMax) {
    wires.push(...await Promise.all(range(Math.min(500, idleMax - wires.length)).map(() => connect(scene))))
  }
  await assertServes(scene)
  const held = await memoryOf(scene) - before
  assert.ok(held / wires.length < 0.05, `${held} MiB for ${wires.length} connections`)
  await close(wires)
  await waitFor('the end of the connections', async () => await filesOf(scene) < 100)
  await assertServes(scene)
})

for (
  const [what, ask] of [
    [
      'writes',
      (scene: Scene, at: number) => scene.ask('POST', '/groups/1/phones', { phone: `+491511${1000 + at}` }),
    ],
    ['reads', (scene: Scene) => scene.ask('GET', '/groups/1/phones')],
  ] as const
) {
  Deno.test(`faults: 1000 ${what} at once are all answered, others meanwhile`, async () => {
    await using scene = await withGroup()
    const all = Promise.all(range(1000).map((at) => ask(scene, at)))
    await assertServes(scene)
    const statuses = new Set((await all).map(({ status }) => status))
    assert.deepEqual(statuses, new Set([what === 'writes' ? 201 : 200]))
    const { count_items } = Object((await scene.ask('GET', '/groups/1')).body)
    assert.equal(count_items, what === 'writes' ? 1000 : 0)
  })
}

Deno.test('faults: a client that leaves in the middle of an answer is no error of the server', async () => {
  await using scene = await withGroup()
  assert.equal(
    (await scene.ask(
      'POST',
      '/groups/1/phones/batch',
      range(10_000).map((at) => ({ phone: `+4915${1000 + at}`, a: 'a'.repeat(500) })),
    )).status,
    201,
  )
  for (const _ of range(10)) {
    using wire = await connect(scene)
    await wire.write(headOf('GET', '/groups/1/phones'))
    await wire.read()
  }
  await assertServes(scene)
  scene.signal('SIGTERM')
  const { code, out, error } = await scene.ended()
  assert.deepEqual({ code, error }, { code: 0, error: '' })
  assert.deepEqual(out.split('\n').filter((line) => /"level":"(error|warn)"/.test(line)), [])
})
