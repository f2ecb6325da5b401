import type { MemberMaxima } from './check-members.ts'
import type { Checking } from './checking.ts'
import { int } from './cells.ts'
import type { Connection, Row } from './driver.ts'
import { insertRow } from './statement.ts'

/** What the ledger must tell, by the rows: totals and the last event exactly, next numbers at least. */
const FOUND = `select
  (select coalesce(max(sequence), 0) from event where directory_id = ?1 and sequence > 0) as sequence,
  (select count(*) from groups where directory_id = ?1 and number > 0 and state = 'live' and builtin = '')
    as live_groups,
  (select count(*) from person where directory_id = ?1 and number > 0 and state = 'live') as live_people,
  (select coalesce(max(number), 0) + 1 from groups where directory_id = ?1 and number > 0 and builtin = '')
    as next_group,
  (select coalesce(max(number), 0) + 1 from (
     select number from group_type where directory_id = ?1 and number > 0
     union all select subject_number from event where directory_id = ?1 and subject_kind = 'type'
       and subject_number > 0) type) as next_type,
  (select coalesce(max(number), 0) + 1 from thing where directory_id = ?1 and kind in ('device', 'endpoint')
     and number > 0) as next_thing`

/** A person's number that somebody has is passed over, so the next one need not be beyond all. */
const COUNTERS = {
  sequence: 'exact',
  live_groups: 'exact',
  live_people: 'exact',
  next_group: 'least',
  next_type: 'least',
  next_thing: 'least',
  next_member: 'least',
} as const
type Counter = keyof typeof COUNTERS
const NAMES = Object.keys(COUNTERS) as readonly Counter[]

const SAYS: Readonly<Record<Counter, (told: number, found: number) => string>> = {
  sequence: (told, found) => `the ledger is at event ${told}, and the last event is ${found}`,
  live_groups: (told, found) => `the ledger counts ${told} groups, and there are ${found}`,
  live_people: (told, found) => `the ledger counts ${told} people, and there are ${found}`,
  next_group: (told, found) => `the next group would get the number ${told}, which must be at least ${found}`,
  next_type: (told, found) =>
    `the next group type would get the number ${told}, which must be at least ${found}`,
  next_thing: (told, found) => `the next thing would get the number ${told}, which must be at least ${found}`,
  next_member: (told, found) => `the next member would get the id ${told}, which must be at least ${found}`,
}

/** Checks a directory's totals and next numbers. `maxima` are those of all members. */
export async function checkLedger(check: Checking, maxima: MemberMaxima): Promise<void> {
  const [ledger] = await check.all('select * from ledger where directory_id = ?1')
  const expected = { ...await check.one(FOUND), next_member: maxima.id + 1 }
  if (ledger) checkCounters(check, { ledger, expected, maxima })
  else reportLost(check, maxima)
  await check.step()
}

interface Comparison {
  readonly ledger: Row
  readonly expected: Row
  readonly maxima: MemberMaxima
}

function checkCounters(check: Checking, { ledger, expected, maxima }: Comparison): void {
  for (const counter of NAMES) {
    const told = int(ledger[counter])
    const found = int(expected[counter])
    if (isRight(counter, told, found)) continue
    // Where spells name events that are lost, going back to the last event would give their sequences again.
    const isLost = counter === 'sequence' && maxima.sequence > found
    check.report({
      problem: counter.startsWith('next') ? 'numbers' : 'ledger',
      message: SAYS[counter](told, found),
      ...(!isLost && { mend: (connection) => mend(connection, check.directory, counter, maxima) }),
    })
  }
}

function isRight(counter: Counter, told: number, found: number): boolean {
  return COUNTERS[counter] === 'exact' ? told === found : told >= found
}

async function mend(
  connection: Connection,
  directory: number,
  counter: Counter,
  maxima: MemberMaxima,
): Promise<void> {
  const expected = await expectedNow(connection, directory, maxima)
  const [ledger = {}] = await connection.all('select * from ledger where directory_id = ?1', [directory])
  if (isRight(counter, int(ledger[counter]), int(expected[counter]))) return
  await connection.run(`update ledger set ${counter} = ?2 where directory_id = ?1`, [
    directory,
    int(expected[counter]),
  ])
}

async function expectedNow(connection: Connection, directory: number, maxima: MemberMaxima): Promise<Row> {
  const [found = {}] = await connection.all(FOUND, [directory])
  return { ...found, next_member: maxima.id + 1 }
}

function reportLost(check: Checking, maxima: MemberMaxima): void {
  check.report({
    problem: 'tenants',
    message: 'the directory has no ledger, so that nothing can be written to it',
    async mend(connection) {
      const expected = await expectedNow(connection, check.directory, maxima)
      const [person] = await connection.all(
        'select coalesce(max(number), 0) + 1 as next from person where directory_id = ?1 and number > 0',
        [check.directory],
      )
      const counter = (name: Counter) => int(expected[name])
      await insertRow(connection, 'ledger', {
        directory_id: check.directory,
        sequence: Math.max(counter('sequence'), maxima.sequence),
        next_group: counter('next_group'),
        next_type: counter('next_type'),
        next_person: int(person?.['next']),
        next_thing: counter('next_thing'),
        next_member: counter('next_member'),
        live_groups: counter('live_groups'),
        live_people: counter('live_people'),
      })
    },
  })
}
