import type { Group } from '../core/group.ts'
import { numberMax } from '../core/ids.ts'
import type { Member } from '../core/member.ts'
import type { Numbers, Rows } from '../core/store.ts'
import type { Connection, Row, Value } from './driver.ts'
import { selectorRows, tagRows } from './index-rows.ts'
import type { Ledger } from './ledger.ts'
import { personRow, thingRow } from './people-rows.ts'
import { eventRow, GROUP_COLUMNS, groupRow } from './rows.ts'
import { updateRow } from './statement.ts'

/** Where rows are written, and the counters that know the totals. */
interface Place {
  readonly directory: number
  readonly ledger: Ledger
}

/** Writes rows as they were elsewhere, in the order in which they refer to each other. */
export async function insertRows(
  connection: Connection,
  { directory, ledger }: Place,
  { types, people, things, groups, members, events }: Rows,
): Promise<void> {
  const insert = (table: string, rows: readonly Row[]) => insertAll(connection, directory, table, rows)
  await insert('group_type', types.map(({ number, name }) => ({ number, name })))
  await insert('person', people.map(personRow))
  ledger.livePeople += people.filter(({ state }) => state === 'live').length
  await insert('thing', things.map(thingRow))
  await insert('tag', things.flatMap(tagRows))
  const others = await replaceBuiltins(connection, directory, groups)
  await insert('groups', others.map(groupRow))
  await insert('selector', groups.flatMap(selectorRows))
  ledger.liveGroups += groups.filter(({ state, builtin }) => state === 'live' && builtin === null).length
  await insertSpells(connection, directory, members)
  await insert('event', events.map(eventRow))
}

/** Lifts the counters, so that nothing is given again. */
export function raiseLedger(ledger: Ledger, numbers: Numbers): void {
  ledger.sequence = Math.max(ledger.sequence, numbers.sequence)
  ledger.nextGroup = Math.max(ledger.nextGroup, numbers.group)
  ledger.nextType = Math.max(ledger.nextType, numbers.type)
  ledger.nextPerson = Math.max(ledger.nextPerson, numbers.person)
  ledger.nextThing = Math.max(ledger.nextThing, numbers.thing)
  ledger.nextMember = Math.max(ledger.nextMember, numbers.member)
}

async function insertAll(
  connection: Connection,
  directory: number,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const sql = insertion(table, Object.keys(first))
  await connection.runEach(sql, rows.map((row) => [directory, ...Object.values(row)]))
}

function insertion(table: string, columns: readonly string[]): string {
  const places = columns.map((_, at) => `?${at + 2}`).join(', ')
  return `insert into ${table} (directory_id, ${columns.join(', ')}) values (?1, ${places})`
}

/** Lists that come with the directory are there already: they become those of the rows. Gives the other groups. */
async function replaceBuiltins(
  connection: Connection,
  directory: number,
  groups: readonly Group[],
): Promise<Group[]> {
  const others: Group[] = []
  for (const group of groups) {
    if (group.builtin === null || !await replaceBuiltin(connection, directory, group)) others.push(group)
  }
  return others
}

async function replaceBuiltin(connection: Connection, directory: number, group: Group): Promise<boolean> {
  const [before] = await connection.all(
    `select ${GROUP_COLUMNS.join(', ')} from groups
       where directory_id = ?1 and number > ${numberMax - 10000} and builtin = ?2`,
    [directory, group.builtin],
  )
  if (!before) return false
  const key = { directory_id: directory, number: before['number'] ?? null }
  await updateRow(connection, 'groups', { key, before, after: groupRow(group) })
  return true
}

const spellColumns = [
  'id',
  'since',
  'until',
  'state',
  'group_number',
  'kind',
  'ref',
  'home',
  'name',
  'name_key',
  'position',
  'place',
  'data',
  'valid_from',
  'valid_until',
] as const

/** Members are the most, so that their values are listed without a row in between. */
async function insertSpells(
  connection: Connection,
  directory: number,
  members: readonly Member[],
): Promise<void> {
  if (members.length === 0) return
  await connection.runEach(
    insertion('member', spellColumns),
    members.map((one): Value[] => [
      directory,
      one.id,
      one.since,
      one.until ?? 0,
      one.state,
      one.group,
      one.kind,
      one.ref,
      one.home ? 1 : 0,
      one.name,
      one.nameKey,
      one.position,
      one.place,
      dataText(one.data),
      one.validFrom,
      one.validUntil,
    ]),
  )
}

function dataText(data: Member['data']): string {
  for (const _ in data) return JSON.stringify(data)
  return '{}'
}
