import assert from 'node:assert/strict'
import { lox24Traffic } from '../../torture/lox24.ts'
import { newRandom } from '../../torture/random.ts'
import type { Traffic } from '../../torture/traffic.ts'
import { wrongIn } from '../../torture/verifier.ts'
import { inject, missingStrace } from './injected.ts'
import { faultTest, openScene, pause, type Scene } from './scene.ts'

const missing = await missingStrace()

/** How long the load goes on, in milliseconds; and at most, where it waits for what it must meet. */
const loadMs = 700
const loadMaxMs = 20_000

interface Length {
  /** Whether one of the clients makes changes with thousands of rows. */
  readonly long?: boolean
  /** What must have come, too, before the load ends: a slow disk needs longer. */
  readonly until?: () => Promise<boolean>
}

async function load(traffic: Traffic, { url }: Scene, { long = false, until }: Length = {}): Promise<void> {
  const stop = new AbortController()
  const target = { url, signal: stop.signal }
  const ended = Promise.all([traffic.run(target), ...(long ? [traffic.runLong(target)] : [])])
  await Promise.race([longEnough(until), ended])
  stop.abort()
  await ended
}

async function longEnough(until: Length['until']): Promise<void> {
  const end = performance.now() + loadMaxMs
  await pause(loadMs)
  while (until && !await until() && performance.now() < end) await pause(50)
}

async function check(scene: Scene, traffic: Traffic): Promise<void> {
  await traffic.verify(scene.url)
  assert.deepEqual(await wrongIn(`sqlite:${scene.data}/muster.db`), [])
}

/** What may fail: a whole call each, every third time, so that some writes come through between two that do not. */
const FAULTS: readonly (readonly [name: string, faults: readonly string[]])[] = [
  ['a write to the disk fails', ['pwrite64:error=EIO:when=20+60']],
  ['a write to the disk finds it full', ['pwrite64:error=ENOSPC:when=20+60']],
  ['a sync fails', ['fsync:error=EIO:when=2+3', 'fdatasync:error=EIO:when=2+3']],
]

for (const [name, faults] of FAULTS) {
  faultTest(
    `${name}, again and again: nothing acknowledged is lost, nothing refused is there`,
    missing,
    async () => {
      await using scene = await openScene()
      const traffic = lox24Traffic({ random: newRandom(name), clients: 8 })
      await load(traffic, scene)
      {
        await using injected = await inject(scene, faults)
        const until = async () => traffic.unavailable > 0 && await injected.failures() > 2
        await load(traffic, scene, { long: true, until })
        assert.ok(await injected.failures() > 2, `${await injected.failures()} failures`)
      }
      assert.ok(traffic.unavailable > 0, `${traffic.unavailable} requests were refused`)
      await check(scene, traffic)
      const before = traffic.acknowledged
      await load(traffic, scene, { long: true })
      assert.ok(traffic.acknowledged > before, 'it heals without a restart')
      await using after = await scene.again()
      await check(after, traffic)
    },
  )
}

for (const fault of ['pwrite64:error=EIO', 'fsync:error=EIO', 'fdatasync:error=EIO']) {
  faultTest(`while ${fault} lasts, writes get 503 and reads go on`, missing, async () => {
    await using scene = await openScene()
    assert.equal((await scene.ask('POST', '/groups', { name: 'kept' })).status, 201)
    {
      await using _ = await inject(scene, [fault])
      const refused = fault.startsWith('fdatasync') ? 200 : 503
      const answer = await scene.ask('PUT', '/groups/1', { name: 'refused' })
      assert.equal(answer.status, refused)
      if (refused === 503) assert.equal(answer.retryAfter, '1')
      const { status, body } = await scene.ask('GET', '/groups/1')
      assert.equal(status, 200)
      assert.equal(Reflect.get(Object(body), 'name'), refused === 503 ? 'kept' : 'refused')
    }
    assert.equal((await scene.ask('PUT', '/groups/1', { name: 'healed' })).status, 200)
  })
}

faultTest(
  'reads of the disk that fail end no server, and cost nothing that was acknowledged',
  missing,
  async () => {
    await using scene = await openScene()
    assert.equal((await scene.ask('POST', '/groups', { name: 'first' })).status, 201)
    const names = ['first']
    for (const when of ['1', '2', '3', '4', '1+2', '2+2', '2+3', '1+1']) {
      await using injected = await inject(scene, [`pread64:error=EIO:when=${when}`])
      for (let at = 0; at < 4; at++) {
        const name = `${when} ${at}`
        const { status } = await scene.ask('PUT', '/groups/1', { name })
        // SQLite takes a schema that it cannot read for a damaged one.
        assert.ok([200, 500, 503].includes(status), String(status))
        if (status === 200) names.push(name)
        assert.ok([200, 500, 503].includes((await scene.ask('GET', '/groups/1')).status))
      }
      assert.ok(await injected.failures() > 0)
    }
    const shown = async (one: Scene) => Reflect.get(Object((await one.ask('GET', '/groups/1')).body), 'name')
    assert.equal(await shown(scene), names.at(-1))
    assert.equal((await scene.ask('PUT', '/groups/1', { name: 'healed' })).status, 200)
    await using after = await scene.again()
    assert.equal(await shown(after), 'healed')
  },
)

faultTest(
  'a write that was refused because its sync failed does not come back after a kill',
  missing,
  async () => {
    await using scene = await openScene()
    assert.equal(
      (await scene.ask('POST', '/groups', { name: 'kept', phones: [{ phone: '+4915100000001' }] })).status,
      201,
    )
    const phones = Array.from(
      { length: 2000 },
      (_, at) => ({ phone: `+49152${String(at).padStart(7, '0')}` }),
    )
    {
      await using _ = await inject(scene, ['fsync:error=EIO'])
      assert.equal((await scene.ask('PUT', '/groups/1', { name: 'doubtful', phones })).status, 503)
    }
    await using after = await scene.again()
    const { name, count_items } = Object((await after.ask('GET', '/groups/1')).body)
    assert.deepEqual({ name, count_items }, { name: 'kept', count_items: 1 })
    assert.deepEqual(await wrongIn(`sqlite:${scene.data}/muster.db`), [])
  },
)

faultTest(
  'a write whose sync failed never comes back once another one was acknowledged',
  missing,
  async () => {
    await using scene = await openScene()
    assert.equal((await scene.ask('POST', '/groups', { name: 'kept' })).status, 201)
    {
      await using _ = await inject(scene, ['fsync:error=EIO'])
      const phones = Array.from(
        { length: 2000 },
        (_, at) => ({ phone: `+49152${String(at).padStart(7, '0')}` }),
      )
      assert.equal((await scene.ask('PUT', '/groups/1', { name: 'refused', phones })).status, 503)
    }
    assert.equal((await scene.ask('POST', '/groups', { name: 'after' })).status, 201)
    await using after = await scene.again()
    const { name, count_items } = Object((await after.ask('GET', '/groups/1')).body)
    assert.deepEqual({ name, count_items }, { name: 'kept', count_items: 0 })
    assert.equal(Object((await after.ask('GET', '/groups/2')).body).name, 'after')
    assert.deepEqual(await wrongIn(`sqlite:${scene.data}/muster.db`), [])
  },
)
