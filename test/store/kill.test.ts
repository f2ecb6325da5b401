import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
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
      check(file, acknowledged)
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

function check(file: string, acknowledged: readonly Acknowledged[]): void {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    assert.deepEqual(database.prepare('pragma integrity_check').all().map((row) => Object.values(row)), [[
      'ok',
    ]])
    for (const [wrong, sql] of WRONG) assert.deepEqual(database.prepare(sql).all(), [], wrong)
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

/** How many spells each event began or ended in each group, and what the event says of it. */
const told = (column: 'since' | 'until', total: 'beganTotal' | 'endedTotal') =>
  `with spells as (select ${column} as sequence, group_number, count(*) as total from member
       where ${column} is not null group by 1, 2)
   select e.sequence from event e left join spells s on s.sequence = e.sequence and s.group_number = e.subject_number
     where e.subject_kind = 'group' and coalesce(e.members ->> '${total}', 0) <> coalesce(s.total, 0)`

const counted = (column: string, kind: string) =>
  `with live as (select group_number, count(*) as total from member
       where kind = '${kind}' and until = 0 and state = 'live' group by 1)
   select g.number from groups g left join live on live.group_number = g.number
     where g.${column} <> coalesce(live.total, 0)`

/** What must give no row; the database has one directory. */
const WRONG: readonly (readonly [string, string])[] = [
  ['a count of people that differs from the members', counted('people', 'person')],
  ['a count of phones that differs from the members', counted('phones', 'phone')],
  ['a count of groups that differs from the members', counted('contained', 'group')],
  [
    'gaps in the events',
    'select count(*), max(sequence) from event having count(*) <> coalesce(max(sequence), 0)',
  ],
  [
    'a ledger that is not at the last event',
    'select sequence from ledger where sequence <> (select coalesce(max(sequence), 0) from event)',
  ],
  [
    'numbers that would be given again',
    `select * from ledger where next_group <= (select coalesce(max(number), 0) from groups where builtin = '')
       or next_member <= (select coalesce(max(max(id, position, place)), 0) from member)`,
  ],
  [
    'totals that differ from the rows',
    `select * from ledger where live_groups <> (select count(*) from groups where state = 'live' and builtin = '')
       or live_people <> (select count(*) from person where state = 'live')`,
  ],
  ['events of which not all spells began', told('since', 'beganTotal')],
  ['events of which not all spells ended', told('until', 'endedTotal')],
  [
    'spells of no event',
    `select id from member where since not in (select sequence from event)
       or until <> 0 and until not in (select sequence from event)`,
  ],
  [
    'versions that are not the number of the events',
    `with told as (select subject_number, count(*) as total from event where subject_kind = 'group' group by 1)
     select number from groups left join told on subject_number = number
       where builtin = '' and state <> 'stub' and version <> coalesce(total, 0)`,
  ],
  [
    'members that refer to nobody',
    `select id from member where kind = 'person' and ref not in (select number from person)
       or kind = 'group' and ref not in (select number from groups)`,
  ],
]
