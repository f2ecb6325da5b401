import { storedDeviceFilter } from '../core/device-query.ts'
import { type Group, type State } from '../core/group.ts'
import { isOid, isUuid } from '../core/ids.ts'
import { MEMBER_KINDS, type MemberKind } from '../core/member.ts'
import { brokenColumns } from './check-json.ts'
import { type Checking, pagesOf, type Range } from './checking.ts'
import { int, text } from './cells.ts'
import type { Connection, Row } from './driver.ts'
import { selectorRows } from './index-rows.ts'
import { groupOf, groupRow } from './rows.ts'
import { insertRow } from './statement.ts'

/** The column in which a group counts its members of a kind. */
const COUNTS = {
  person: 'people',
  phone: 'phones',
  item: 'items',
  heading: 'headings',
  device: 'devices',
  endpoint: 'endpoints',
  group: 'contained',
} as const satisfies Record<MemberKind, string>

/** What lies beside the rows of a page of groups. */
interface Beside {
  /** By `number kind`. */
  readonly counts: ReadonlyMap<string, number>
  readonly events: ReadonlyMap<number, number>
  readonly selectors: ReadonlyMap<number, readonly Row[]>
}

/** Checks every group of a directory: counts, keys, selectors, JSON, state, type, ids, version. */
export async function checkGroups(check: Checking): Promise<void> {
  for await (const { rows, ...range } of pagesOf(check, 'groups')) {
    const beside = await besideOf(check, range)
    for (const row of rows) checkGroup(check, row, beside)
    await checkTypes(check, range)
  }
  await checkLostSelectors(check)
}

async function besideOf(check: Checking, { from, to }: Range): Promise<Beside> {
  const counts = await check.all(LIVE, from, to)
  const events = await check.all(EVENTS, from, to)
  const selectors = await check.all(SELECTORS, from, to)
  return {
    counts: new Map(counts.map((row) => [`${row['group_number']} ${row['kind']}`, int(row['total'])])),
    events: new Map(events.map((row) => [int(row['subject_number']), int(row['total'])])),
    selectors: Map.groupBy(selectors, (row) => int(row['group_number'])),
  }
}

const LIVE = `select m.group_number, m.kind, count(*) as total from member m where m.directory_id = ?1
  and m.group_number > ?2 and m.group_number <= ?3 and m.until = 0 and m.state = 'live' group by m.group_number, m.kind`
const EVENTS = `select e.subject_number, count(*) as total from event e where e.directory_id = ?1
  and e.subject_kind = 'group' and e.subject_number > ?2 and e.subject_number <= ?3 group by e.subject_number`
const SELECTORS = `select group_number, position, kind, key, value from selector where directory_id = ?1
  and group_number > ?2 and group_number <= ?3 order by group_number, position`

const SHAPES = { labels: 'object', columns: 'array', selectors: 'array', extras: 'object' } as const
const STATES: readonly string[] = ['live', 'trashed', 'stub'] satisfies readonly State[]

function checkGroup(check: Checking, row: Row, beside: Beside): void {
  const group = int(row['number'])
  const broken = brokenColumns(row, SHAPES)
  for (const column of broken) {
    check.report({ problem: 'json', group, message: `group ${group} has ${column} that cannot be read` })
  }
  checkState(check, row)
  checkCounts(check, row, beside)
  checkVersion(check, row, beside)
  if (broken.length > 0) return
  const found = groupOf(row)
  checkKeys(check, row, found)
  checkSelectors(check, found, beside)
}

function checkState(check: Checking, row: Row): void {
  const group = int(row['number'])
  const state = text(row['state'])
  if (!STATES.includes(state)) {
    check.report({ problem: 'states', group, message: `group ${group} has the unknown state ${state}` })
  } else if ((row['trashed_at'] !== null) !== (state === 'trashed')) {
    const message = `group ${group} is ${state} and has ${
      row['trashed_at'] === null ? 'no' : 'a'
    } time in the trash`
    check.report({ problem: 'states', group, message })
  }
  if (isUuid(text(row['uuid'])) && isOid(text(row['oid'])) && row['code'] !== '') return
  check.report({
    problem: 'ids',
    group,
    message: `group ${group} has an id that is not written as it must be`,
  })
}

function checkCounts(check: Checking, row: Row, { counts }: Beside): void {
  const group = int(row['number'])
  for (const kind of MEMBER_KINDS) {
    const total = counts.get(`${group} ${kind}`) ?? 0
    const told = int(row[COUNTS[kind]])
    if (told === total) continue
    check.report({
      problem: 'counts',
      group,
      message: `group ${group} counts ${told} members of kind ${kind}, and has ${total}`,
      mend: (connection) => mendCount(connection, check.directory, group, kind),
    })
  }
}

async function mendCount(
  connection: Connection,
  directory: number,
  group: number,
  kind: MemberKind,
): Promise<void> {
  await connection.run(
    `update groups set ${COUNTS[kind]} = (select count(*) from member m where m.directory_id = ?1
       and m.group_number = ?2 and m.kind = ?3 and m.until = 0 and m.state = 'live')
     where directory_id = ?1 and number = ?2`,
    [directory, group, kind],
  )
}

/** A group's version counts its events. Stubs and the lists that come with a directory begin without one. */
function checkVersion(check: Checking, row: Row, { events }: Beside): void {
  if (row['state'] === 'stub' || row['builtin'] !== '') return
  const group = int(row['number'])
  const total = events.get(group) ?? 0
  if (int(row['version']) === total) return
  const message = `group ${group} has version ${row['version']} and ${total} events`
  check.report({ problem: 'versions', group, message })
}

/** What groups are found by and stand in order by, and of what each is made. */
const KEYS = [['name_key', 'name'], ['slug_key', 'slug'], ['rank_order', 'rank']] as const

function checkKeys(check: Checking, row: Row, found: Group): void {
  const expected = groupRow(found)
  for (const [column, of] of KEYS) {
    const key = expected[column] ?? null
    if (row[column] === key) continue
    check.report({
      problem: 'keys',
      group: found.number,
      message: `group ${found.number} is found by a key that is not made of its ${of}`,
      mend: (connection) => mendKey(connection, check.directory, { number: found.number, column }),
    })
  }
}

interface Key {
  readonly number: number
  readonly column: (typeof KEYS)[number][0]
}

async function mendKey(connection: Connection, directory: number, { number, column }: Key): Promise<void> {
  const [row] = await connection.all('select * from groups where directory_id = ?1 and number = ?2', [
    directory,
    number,
  ])
  if (!row) return
  await connection.run(`update groups set ${column} = ?3 where directory_id = ?1 and number = ?2`, [
    directory,
    number,
    groupRow(groupOf(row))[column] ?? null,
  ])
}

function checkSelectors(check: Checking, { number, selectors }: Group, beside: Beside): void {
  if (selectors.some((one) => one.kind === 'query' && !storedDeviceFilter(one.value))) {
    const message = `group ${number} has a device query that cannot be read, and finds no device by it`
    check.report({ problem: 'selectors', group: number, message })
  }
  const there = beside.selectors.get(number) ?? []
  const expected = selectorRows({ number, selectors })
  if (JSON.stringify(there) === JSON.stringify(expected)) return
  check.report({
    problem: 'selectors',
    group: number,
    message: `group ${number} is searched by other selectors than it has`,
    mend: (connection) => mendSelectors(connection, check.directory, number),
  })
}

async function mendSelectors(connection: Connection, directory: number, number: number): Promise<void> {
  await connection.run('delete from selector where directory_id = ?1 and group_number = ?2', [
    directory,
    number,
  ])
  const [row] = await connection.all('select selectors from groups where directory_id = ?1 and number = ?2', [
    directory,
    number,
  ])
  if (!row) return
  const selectors: Group['selectors'] = JSON.parse(text(row['selectors']))
  for (const one of selectorRows({ number, selectors })) {
    await insertRow(connection, 'selector', { directory_id: directory, ...one })
  }
}

const TYPES = `select g.number, g.type_number from groups g where g.directory_id = ?1 and g.number > ?2
  and g.number <= ?3 and g.type_number is not null and not exists
    (select 1 from group_type t where t.directory_id = ?1 and t.number = g.type_number)`

async function checkTypes(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(TYPES, from, to)) {
    const message = `group ${row['number']} has the type ${row['type_number']}, which does not exist`
    check.report({ problem: 'references', group: int(row['number']), message })
  }
}

const LOST = `select distinct s.group_number from selector s where s.directory_id = ?1 and s.group_number > -1
  and not exists (select 1 from groups g where g.directory_id = ?1 and g.number = s.group_number)`

async function checkLostSelectors(check: Checking): Promise<void> {
  for (const row of await check.all(LOST)) {
    const number = int(row['group_number'])
    check.report({
      problem: 'selectors',
      message: `selectors are searched of group ${number}, which does not exist`,
      mend: (connection) => mendSelectors(connection, check.directory, number),
    })
  }
  await check.step()
}
