import assert from 'node:assert/strict'
import { Gate, Pool } from '../../src/store/postgres-pool.ts'
import { newPostgresDatabase, runScript } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { range, refused } from './suite.ts'

interface PoolSettings {
  readonly max: number
  readonly shares: number
  readonly waitMs: number
}

function onPool(name: string, settings: PoolSettings, work: (pool: Pool, address: string) => Promise<void>) {
  Deno.test({
    name: `postgres pool: ${name}`,
    ignore: missingPostgres !== undefined,
    async fn() {
      const place = await newPostgresDatabase({ empty: true })
      const pool = new Pool({
        ...settings,
        place: { address: place.address, isForgetful: false },
        gate: new Gate(),
      })
      try {
        await work(pool, place.address)
      } finally {
        await pool.close()
        await place.remove()
      }
    },
  })
}

onPool(
  'who waits too long is refused, and the others are served',
  { max: 1, shares: 1, waitMs: 200 },
  async (pool) => {
    const held = await pool.take()
    const late = refused('unavailable', pool.take())
    await new Promise((resolve) => setTimeout(resolve, 120))
    const next = pool.take()
    assert.equal((await late).retryAfter, 1)
    pool.giveBack(held)
    pool.giveBack(await next)
  },
)

onPool('those that have waited share a connection', { max: 2, shares: 3, waitMs: 5000 }, async (pool) => {
  const held = [await pool.take(), await pool.take()]
  const waiting = range(8).map(() => pool.take())
  for (const one of held) pool.giveBack(one)
  const first = await Promise.all(waiting.slice(0, 6))
  assert.deepEqual(
    first.map(({ users }) => users),
    [3, 3, 3, 3, 3, 3].map((most, at) => first[at]?.users ?? most),
  )
  assert.equal(new Set(first.map(({ connection }) => connection)).size, 2)
  for (const one of first) pool.giveBack(one)
  for (const one of await Promise.all(waiting.slice(6))) pool.giveBack(one)
  assert.equal(pool.all.length, 2)
})

onPool('where there is no room for more connections, those that there are must do', {
  max: 4,
  shares: 1,
  waitMs: 5000,
}, async (pool, address) => {
  const name = new URL(address).pathname.slice(1)
  const role = `r${name.slice(1, 20)}`
  await runScript(address, `create role ${role} login; alter role ${role} connection limit 1`)
  const narrow = new Pool({
    place: { address: address.replace('//postgres@', `//${role}@`), isForgetful: false },
    max: 4,
    shares: 1,
    waitMs: 5000,
    gate: new Gate(),
  })
  // Of two that come for the last place at once PostgreSQL may let in none.
  narrow.giveBack(await narrow.take())
  const served = await Promise.all(
    range(20).map(async () => {
      const lease = await narrow.take()
      await lease.connection.all('select 1')
      narrow.giveBack(lease)
      return 1
    }),
  )
  assert.equal(served.length, 20)
  await narrow.close()
  await runScript(address, `drop role ${role}`)
  assert.equal(pool.all.length, 0)
})

onPool('a connection is given up on which the library fails, whatever it says', {
  max: 1,
  shares: 1,
  waitMs: 5000,
}, async (pool) => {
  const lease = await pool.take()
  // More values than its protocol has room for: it is out of step with the server after that.
  const [values, places] = [range(70_000), range(70_000).map((at) => `?${at}`).join(', ')]
  await refused('unavailable', lease.connection.all(`select 1 where 1 in (${places})`, values))
  assert.ok(!lease.connection.isOpen)
  pool.giveBack(lease)
  const next = await pool.take()
  assert.deepEqual([...await next.connection.all('select 1 as one')], [{ one: 1 }])
  pool.giveBack(next)
})
