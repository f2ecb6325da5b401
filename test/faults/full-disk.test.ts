import assert from 'node:assert/strict'
import { lox24Traffic } from '../../torture/lox24.ts'
import { newRandom } from '../../torture/random.ts'
import { wrongIn } from '../../torture/verifier.ts'
import { newInstallation } from '../cli/command.ts'
import { run } from '../process.ts'
import { attempt, faultTest, openScene, pause, type Scene } from './scene.ts'

/** The size of the disk, in MiB. */
const diskSize = 12

/** A small disk of its own, or why there is none. */
async function mountDisk(): Promise<{ readonly path: string; readonly missing: string | undefined }> {
  const path = await Deno.makeTempDir({ prefix: 'muster-disk-' })
  const done = await attempt('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}m`, 'tmpfs', path])
  const missing = done === undefined
    ? 'there is no mount'
    : done.code === 0
    ? undefined
    : `no disk can be mounted: ${done.text.trim()}`
  if (missing !== undefined) await Deno.remove(path)
  return { path, missing }
}

async function unmount(path: string): Promise<void> {
  await attempt('umount', [path])
  await Deno.remove(path)
}

async function isMountable(): Promise<string | undefined> {
  const { path, missing } = await mountDisk()
  if (missing === undefined) await unmount(path)
  return missing
}

async function onDisk(work: (path: string) => Promise<void>): Promise<void> {
  const { path } = await mountDisk()
  try {
    await work(path)
  } finally {
    await unmount(path)
  }
}

const missing = await isMountable()

/** Fills a disk up to its last byte, and then leaves this many free. */
async function fill(path: string, freeBytes = 0): Promise<void> {
  const file = `${path}/filling`
  using filling = await Deno.open(file, { create: true, append: true })
  const piece = new Uint8Array(4096)
  for (;;) {
    const written = await filling.write(piece).catch(() => 0)
    if (written < piece.length) break
  }
  const { size } = await Deno.stat(file)
  await Deno.truncate(file, Math.max(0, size - freeBytes))
}

async function free(path: string): Promise<void> {
  await Deno.remove(`${path}/filling`)
}

async function sizeOf(file: string): Promise<number> {
  return (await Deno.stat(file)).size
}

function phones(count: number, from = 0): { phone: string; a: string }[] {
  return Array.from({ length: count }, (_, at) => ({ phone: `+49151${from + at}`, a: 'a'.repeat(100) }))
}

async function assertRefused(scene: Scene, method: string, path: string, body: unknown): Promise<void> {
  const answer = await scene.ask(method, path, body)
  assert.equal(answer.status, 503)
  assert.equal(answer.retryAfter, '1')
  assert.deepEqual(answer.body, {
    type: 'https://tools.ietf.org/html/rfc2616#section-10',
    title: 'An error occurred',
    detail: 'Service Unavailable',
  })
}

faultTest(
  'on a full disk writes get 503, reads go on, and with room again all is well without a restart',
  missing,
  () =>
    onDisk(async (data) => {
      await using scene = await openScene({ data })
      assert.equal((await scene.ask('POST', '/groups', { name: 'kept' })).status, 201)
      await fill(data)
      await assertRefused(scene, 'PUT', '/groups/1', { name: 'refused' })
      await assertRefused(scene, 'POST', '/groups/1/phones', phones(1)[0])
      await assertRefused(scene, 'POST', '/groups/1/phones/batch', phones(5000))
      const { status, body } = await scene.ask('GET', '/groups/1')
      assert.deepEqual([status, Object(body).name, Object(body).count_items], [200, 'kept', 0])
      // Ready to read is what it says, and that is true.
      const ready = await fetch(`${scene.url}/readyz`)
      assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ok' }])
      await free(data)
      assert.equal((await scene.ask('PUT', '/groups/1', { name: 'healed' })).status, 200)
      await using after = await scene.again()
      assert.equal(Object((await after.ask('GET', '/groups/1')).body).name, 'healed')
      assert.deepEqual(await wrongIn(`sqlite:${data}/muster.db`), [])
    }),
)

faultTest(
  'a disk that fills up under load loses nothing acknowledged, and keeps nothing refused',
  missing,
  () =>
    onDisk(async (data) => {
      await using scene = await openScene({ data })
      const traffic = lox24Traffic({ random: newRandom('full disk'), clients: 8 })
      const stop = new AbortController()
      const target = { url: scene.url, signal: stop.signal }
      const ended = traffic.run(target)
      await pause(300)
      // Less room from one time to the next: the end comes in the middle of a write, of the log's index, of a checkpoint.
      for (const bytes of [3_000_000, 600_000, 100_000, 40_000, 9000, 0]) {
        await fill(data, bytes)
        await pause(150)
        await free(data)
        await pause(50)
      }
      stop.abort()
      await ended
      assert.ok(traffic.unavailable > 0, `${traffic.unavailable} requests were refused`)
      await traffic.verify(scene.url)
      await using after = await scene.again()
      await traffic.verify(after.url)
      assert.deepEqual(await wrongIn(`sqlite:${data}/muster.db`), [])
    }),
)

faultTest(
  'a checkpoint that found no room is made up for when there is some',
  missing,
  () =>
    onDisk(async (data) => {
      await using scene = await openScene({ data })
      assert.equal((await scene.ask('POST', '/groups', { name: 'x' })).status, 201)
      const database = `${data}/muster.db`
      // Enough room for the write, and not for copying it into the database as well.
      await fill(data, 5_000_000)
      const before = await sizeOf(database)
      let kept = 0
      while ((await scene.ask('POST', '/groups/1/phones/batch', phones(1000, kept))).status === 201) {
        kept += 1000
      }
      assert.ok(kept > 0)
      const logged = await sizeOf(`${database}-wal`)
      await assertRefused(scene, 'POST', '/groups/1/phones/batch', phones(1000, kept))
      assert.equal(Object((await scene.ask('GET', '/groups/1')).body).count_items, kept)
      await free(data)
      assert.equal((await scene.ask('POST', '/groups/1/phones', phones(1, kept)[0])).status, 201)
      assert.equal((await scene.ask('POST', '/groups/1/phones', phones(1, kept + 1)[0])).status, 201)
      assert.ok(await sizeOf(database) > before, 'the log was copied into the database')
      assert.equal((await scene.ask('POST', '/groups/1/phones/batch', phones(1000, kept + 2))).status, 201)
      assert.ok(
        await sizeOf(`${database}-wal`) <= logged + 4096 * 300,
        'the log is used again from its beginning',
      )
      await using after = await scene.again()
      assert.equal(Object((await after.ask('GET', '/groups/1')).body).count_items, kept + 1002)
      assert.deepEqual(await wrongIn(`sqlite:${database}`), [])
    }),
)

for (const [name, hasData] of [['a database', true], ['an empty folder', false]] as const) {
  faultTest(
    `a start with ${name} on a full disk says so in one sentence and ends with 1`,
    missing,
    () =>
      onDisk(async (data) => {
        if (hasData) {
          await using scene = await openScene({ data })
          scene.signal('SIGTERM')
          await scene.ended()
        }
        for (const bytes of [0, 20_000, 60_000, 200_000]) {
          await fill(data, bytes)
          await using failing = run('start', data)
          const started = failing.until('"event":"listening"').then(() => true, () => false)
          if (await started) failing.child.kill('SIGTERM')
          const { code, error } = await failing.ended()
          if (!hasData || bytes === 0) assert.equal(code, 1)
          if (code === 1) assert.match(error, /^muster: .*(disk|space).*\n$/)
          await free(data)
        }
        await using fine = run('start', data)
        assert.equal((await fine.until('"event":"listening"')).includes('LOX24 token'), !hasData)
      }),
  )
}

faultTest(
  'commands name the file for which there is no room, and leave nothing of it',
  missing,
  () =>
    onDisk(async (path) => {
      await using installation = await newInstallation()
      await installation.json(['import', 'docs/example.ndjson'])
      await fill(path)
      for (const args of [['export'], ['member', 'export', 'sales'], ['database', 'backup']]) {
        const file = `${path}/copy`
        const { exit, message } = await installation.refused([...args, file], { env: { MUSTER_FILES: path } })
        assert.equal(exit, 5, args.join(' '))
        assert.ok(message.includes(file), message)
        assert.deepEqual(Array.from(Deno.readDirSync(path), ({ name }) => name), ['filling'])
      }
    }),
)
