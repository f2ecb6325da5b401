import assert from 'node:assert/strict'
import { checkDirectory } from '../../src/store/check.ts'
import { MIGRATIONS, schemaVersion } from '../../src/store/migrate.ts'
import { openDriver, openStore } from '../../src/store/open.ts'
import { type Direct, direct } from '../databases.ts'
import { onEach } from './drivers.ts'
import { range } from './suite.ts'
import type { Acknowledged } from './writer.ts'

const rounds = 12
/** How much a writer acknowledges before it is killed, at most. */
const lifeMax = 60
/** How long one lives that is killed early, at most, in milliseconds. */
const lifeMs = 300

/** Starts a writer, kills it without warning, and gives what it had acknowledged. */
async function killed(database: string, { early }: { early: boolean }): Promise<Acknowledged[]> {
  const program = new URL('./writer.ts', import.meta.url).href
  const permissions = ['--allow-read', '--allow-write', '--allow-net', '--allow-env=PG*']
  const args = ['run', '--quiet', '--no-check', ...permissions, program, database]
  const child = new Deno.Command(Deno.execPath(), { args, stdout: 'piped', stderr: 'inherit' }).spawn()
  if (early) setTimeout(() => child.kill('SIGKILL'), 50 + Math.random() * lifeMs)
  // Counted in acknowledgements: how many come in a time is the machine's affair.
  let life = early ? Infinity : 1 + Math.random() * lifeMax
  let text = ''
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part
    if (text.split('\n').length <= life) continue
    child.kill('SIGKILL')
    life = Infinity
  }
  const { signal } = await child.status
  assert.equal(signal, 'SIGKILL', 'the writer did not end by itself')
  // What stands behind the last line break was cut off by the kill.
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line))
}

/** Registers a test on an empty database, for every database. */
function onEmpty(name: string, work: (database: string) => Promise<void>): void {
  onEach(name, async (tested) => {
    const place = await tested.database({ empty: true })
    try {
      await work(place.address)
    } finally {
      await place.remove()
    }
  })
}

onEmpty('a killed writer loses nothing acknowledged and leaves nothing half done', async (database) => {
  const acknowledged: Acknowledged[] = []
  for (const round of range(rounds)) {
    acknowledged.push(...await killed(database, { early: round % 5 === 0 }))
    // Opening it again is a part of what must work: it brings a file into order.
    await (await openStore({ database })).close()
    await check(database, acknowledged)
  }
  assert.ok(acknowledged.length > rounds, `${acknowledged.length} acknowledgements`)
})

onEach('a start that is killed leaves a database that starts', async (tested) => {
  for (const _ of range(4)) {
    const { address: database, remove } = await tested.database({ empty: true })
    await killed(database, { early: true })
    await (await openStore({ database })).close()
    const driver = openDriver(database)
    assert.equal(await schemaVersion(driver), MIGRATIONS.length)
    await driver.close()
    await remove()
  }
})

async function check(database: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const driver = openDriver(database)
  assert.deepEqual(await driver.damages(), [])
  assert.deepEqual(await checkDirectory(driver, 1), [])
  await driver.close()
  await checkAcknowledged(database, acknowledged)
}

/** Each that was told to be there is there, and no older. */
async function checkAcknowledged(database: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  await using sql = direct(database)
  const versions = async (table: string) =>
    new Map(await pairs(sql, `select number, version from ${table} where directory_id = 1`))
  const known = { group: await versions('groups'), person: await versions('person') }
  const groups = new Map(await pairs(sql, 'select id, group_number from member where directory_id = 1'))
  for (const one of acknowledged) {
    assert.ok((known[one.told].get(one.number) ?? 0) >= one.version, `lost: ${JSON.stringify(one)}`)
    if (one.told === 'person') continue
    for (const id of one.members) {
      assert.equal(groups.get(id), one.number, `lost: member ${id} of ${one.number}`)
    }
  }
}

async function pairs(sql: Direct, select: string): Promise<(readonly [number, number])[]> {
  return (await sql.rows(select)).map(([key, value]) => [Number(key), Number(value)] as const)
}
