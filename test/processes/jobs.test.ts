import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import type { Served } from '../../torture/server.ts'
import { newPostgresDatabase, rowsOf } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { folder, run, urlIn } from '../process.ts'
import { until } from '../support.ts'
import { processesTest, type Servers } from './scene.ts'

/** Who holds the lease of the jobs. */
async function holder({ database }: Servers): Promise<string | undefined> {
  const [row] = await rowsOf(database, `select value from installation where name = 'lease:jobs'`)
  return row?.[0]?.split(' ')[0]
}

/** Makes groups that expire a moment later; gives their numbers. */
async function makeShortLived({ store, principal }: Servers, count: number): Promise<number[]> {
  const made = Array.from(
    { length: count },
    () => createGroup(store, principal, { name: 'short-lived', expiresAt: Date.now() + 700 }),
  )
  return (await Promise.all(made)).map(({ group }) => group.number)
}

/** How often each of these groups was trashed, told by the events. */
async function trashings({ database }: Servers, numbers: readonly number[]): Promise<number[]> {
  const rows = await rowsOf(
    database,
    `select subject_number, count(*) from event where kind = 'group.trash' group by subject_number`,
  )
  const counts = new Map(rows.map(([number, count]) => [Number(number), Number(count)]))
  return numbers.map((number) => counts.get(number) ?? 0)
}

processesTest(
  'what expires is trashed once, by one server; another takes over when that is killed',
  async (servers) => {
    const one = await servers.start()
    await until(async () => await holder(servers) !== undefined)
    const first = await holder(servers)
    const other = await servers.start()
    const early = await makeShortLived(servers, 20)
    await until(async () => (await trashings(servers, early)).every((count) => count > 0))
    assert.equal(await holder(servers), first, 'the first one still has the jobs')
    await kill(one)
    const late = await makeShortLived(servers, 20)
    await until(async () => (await trashings(servers, late)).every((count) => count > 0))
    assert.notEqual(await holder(servers), first)
    assert.deepEqual(new Set(await trashings(servers, [...early, ...late])), new Set([1]))
    await stop(other)
    assert.equal(await holder(servers), undefined, 'who stops gives the jobs back')
  },
)

async function kill({ process }: Served): Promise<void> {
  await process[Symbol.asyncDispose]()
}

async function stop({ process }: Served): Promise<void> {
  process.child.kill('SIGTERM')
  const { code } = await process.ended()
  assert.equal(code, 0)
}

Deno.test({
  name:
    'processes: of two servers that start at once on an empty database one shows the credentials, which are good',
  ignore: missingPostgres !== undefined,
  async fn() {
    const place = await newPostgresDatabase({ empty: true })
    await using folders = new AsyncDisposableStack()
    const data = [folders.use(await folder()), folders.use(await folder())]
    const started = data.map(({ path }) =>
      folders.use(run('start', path, { MUSTER_DATABASE: place.address }))
    )
    const outputs = await Promise.all(started.map((one) => one.until('"event":"listening"')))
    const shown = outputs.filter((out) => out.includes('Bearer token'))
    assert.equal(shown.length, 1)
    const token = /LOX24 token +(\S+)/.exec(shown[0]!)?.[1] ?? ''
    for (const out of outputs) {
      const response = await fetch(`${urlIn(out)}/groups`, { headers: { 'x-lox24-auth-token': token } })
      assert.equal(response.status, 200, await response.text())
    }
    await folders.disposeAsync()
    await place.remove()
  },
})
