import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { checkDirectory } from '../../src/store/check.ts'
import { MIGRATIONS, schemaVersion } from '../../src/store/migrate.ts'
import { openDriver, openStore } from '../../src/store/open.ts'
import { range } from './suite.ts'
import type { Acknowledged } from './writer.ts'

const rounds = 20
/** How long a writer lives after its first acknowledgement, at most, in milliseconds. */
const lifeMs = 250

/** Starts a writer, kills it without warning, and gives what it had acknowledged. */
async function killed(database: string, { early }: { early: boolean }): Promise<Acknowledged[]> {
  const program = new URL('./writer.ts', import.meta.url).href
  const args = ['run', '--quiet', '--no-check', '--allow-read', '--allow-write', program, database]
  const child = new Deno.Command(Deno.execPath(), { args, stdout: 'piped', stderr: 'inherit' }).spawn()
  if (early) setTimeout(() => child.kill('SIGKILL'), 50 + Math.random() * lifeMs)
  let text = ''
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (text === '' && !early) setTimeout(() => child.kill('SIGKILL'), Math.random() * lifeMs)
    text += part
  }
  const { signal } = await child.status
  assert.equal(signal, 'SIGKILL', 'the writer did not end by itself')
  // What stands behind the last line break was cut off by the kill.
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line))
}

async function inFolder(work: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: 'muster-kill-' })
  try {
    await work(`${folder}/muster.db`)
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
}

Deno.test('sqlite: a killed writer loses nothing acknowledged and leaves nothing half done', async () => {
  await inFolder(async (file) => {
    const database = `sqlite:${file}`
    const acknowledged: Acknowledged[] = []
    for (const round of range(rounds)) {
      acknowledged.push(...await killed(database, { early: round % 5 === 0 }))
      // Opening it again is a part of what must work: it brings the file into order.
      await (await openStore({ database })).close()
      await check(file, acknowledged)
    }
    assert.ok(acknowledged.length > 10 * rounds, `${acknowledged.length} acknowledgements`)
  })
})

Deno.test('sqlite: a start that is killed leaves a database that starts', async () => {
  await inFolder(async (file) => {
    for (const _ of range(4)) {
      await killed(`sqlite:${file}`, { early: true })
      const store = await openStore({ database: `sqlite:${file}` })
      await store.close()
      const driver = openDriver(`sqlite:${file}`)
      assert.equal(await schemaVersion(driver), MIGRATIONS.length)
      await driver.close()
      await Deno.remove(file)
    }
  })
})

async function check(file: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const driver = openDriver(`sqlite:${file}`)
  assert.deepEqual(await driver.damages(), [])
  assert.deepEqual(await checkDirectory(driver, 1), [])
  await driver.close()
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    checkAcknowledged(database, acknowledged)
  } finally {
    database.close()
  }
}

function checkAcknowledged(database: DatabaseSync, acknowledged: readonly Acknowledged[]): void {
  const group = database.prepare('select version from groups where directory_id = 1 and number = ?1')
  const person = database.prepare('select version from person where directory_id = 1 and number = ?1')
  const member = database.prepare(
    'select 1 from member where directory_id = 1 and id = ?1 and group_number = ?2',
  )
  for (const one of acknowledged) {
    const row = (one.told === 'group' ? group : person).get(one.number)
    assert.ok(Number(row?.['version']) >= one.version, `lost: ${JSON.stringify(one)}`)
    if (one.told === 'person') continue
    for (const id of one.members) assert.ok(member.get(id, one.number), `lost: member ${id} of ${one.number}`)
  }
}
