import { MEMBER_KINDS, type MemberKind, REFERRING_KINDS } from '../core/member.ts'
import { phoneKey } from '../core/phone.ts'
import { fold } from '../core/text.ts'
import { type Checking, memberRanges, type Range, repairer } from './checking.ts'
import { int, text, textOrNull } from './cells.ts'
import type { Connection, Row } from './driver.ts'
import { brokenColumns } from './check-json.ts'

/** The largest numbers that the members of a directory have: what the ledger must be beyond. */
export interface MemberMaxima {
  id: number
  sequence: number
}

/** Checks every spell of a directory: its columns, what it points to, its events, its folded name. */
export async function checkMembers(check: Checking, country: string | undefined): Promise<MemberMaxima> {
  const maxima = { id: 0, sequence: 0 }
  for await (const range of memberRanges(check)) {
    await checkShapes(check, range)
    await checkReferences(check, range)
    await checkEventsOf(check, range)
    await checkSuccession(check, range)
    for (const row of await textsOf(check, range)) checkTexts(check, row, country)
    const row = await check.one(MAXIMA, range.from, range.to)
    maxima.id = Math.max(maxima.id, int(row['id']))
    maxima.sequence = Math.max(maxima.sequence, int(row['sequence']))
  }
  await checkHomes(check)
  return maxima
}

const IN_RANGE = 'm.directory_id = ?1 and m.id > ?2 and m.id <= ?3'

const MAXIMA = `select coalesce(max(case when m.id > m.position and m.id > m.place then m.id
    when m.position > m.place then m.position else m.place end), 0) as id,
  coalesce(max(case when m.until > m.since then m.until else m.since end), 0) as sequence
  from member m where ${IN_RANGE}`

const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

/** What a spell's columns cannot be, in words that go on behind its name. */
const SHAPES = `select * from (select m.id, m.since, m.kind, m.group_number, case
    when m.kind not in (${list(MEMBER_KINDS)}) then 'has an unknown kind'
    when m.state not in ('live', 'waiting') then 'has an unknown state'
    when m.kind in (${list(REFERRING_KINDS)}) and m.ref is null then 'points to nothing'
    when m.kind not in (${list(REFERRING_KINDS)}) and m.ref is not null then 'points to something'
    when m.kind not in (${list(REFERRING_KINDS)}) and m.name is null then 'has no name'
    when m.home not in (0, 1) or m.home = 1 and m.kind <> 'group' then 'is no home and says that it is'
    when m.until <> 0 and m.until <= m.since then 'ends before it begins'
  end as wrong from member m where ${IN_RANGE}) spell where spell.wrong is not null`

async function checkShapes(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(SHAPES, from, to)) {
    check.report({
      problem: 'states',
      group: int(row['group_number']),
      message: `${nameOf(row)} ${row['wrong']}`,
    })
  }
}

/** What a repair has ended is in order: that it points to nothing is its history. */
const REFERENCES = `select * from (select m.id, m.since, m.until, m.kind, m.group_number, m.ref, case
    when not exists (select 1 from groups g where g.directory_id = ?1 and g.number = m.group_number)
      then 'is in a group that does not exist'
    when m.kind = 'person' and not exists (select 1 from person p where p.directory_id = ?1 and p.number = m.ref)
      or m.kind = 'group' and not exists (select 1 from groups g where g.directory_id = ?1 and g.number = m.ref)
      or m.kind in ('device', 'endpoint') and not exists
        (select 1 from thing t where t.directory_id = ?1 and t.kind = m.kind and t.number = m.ref)
      then 'points to '
  end as wrong from member m where ${IN_RANGE}) spell where spell.wrong is not null
    and not exists (select 1 from event e where e.directory_id = ?1 and e.sequence = spell.until
      and e.actor = '${repairer}')`

async function checkReferences(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(REFERENCES, from, to)) {
    const isNowhere = text(row['wrong']) === 'points to '
    const group = int(row['group_number'])
    const target = isNowhere ? `${row['kind']} ${row['ref']}, which does not exist` : ''
    const message = `${nameOf(row)} ${row['wrong']}${target}`
    const stray = isNowhere && int(row['until']) === 0 ? { group, id: int(row['id']) } : undefined
    check.report({ problem: 'references', group, message, ...(stray && { stray }) })
  }
}

const EVENTS = `select m.id, m.since, m.until, m.kind, m.group_number,
    b.sequence as begun, b.subject_kind as begun_kind, b.subject_number as begun_number,
    e.sequence as ended, e.subject_kind as ended_kind, e.subject_number as ended_number
  from member m left join event b on b.directory_id = ?1 and b.sequence = m.since
    left join event e on e.directory_id = ?1 and e.sequence = m.until
  where ${IN_RANGE} and (b.sequence is null or b.subject_kind <> 'group' or b.subject_number <> m.group_number
    or m.until <> 0 and (e.sequence is null or e.subject_kind <> 'group' or e.subject_number <> m.group_number))`

async function checkEventsOf(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(EVENTS, from, to)) {
    for (const [verb, column] of [['begun', 'since'], ['ended', 'until']] as const) {
      const wrong = wrongEvent(row, verb, int(row[column]))
      if (!wrong) continue
      const message = `${nameOf(row)} was ${verb} by event ${row[column]}, ${wrong}`
      check.report({ problem: 'spells', group: int(row['group_number']), message })
    }
  }
}

function wrongEvent(row: Row, verb: 'begun' | 'ended', sequence: number): string | undefined {
  if (verb === 'ended' && sequence === 0) return undefined
  if (row[verb] === null) return 'which does not exist'
  const isOfGroup = row[`${verb}_kind`] === 'group' && row[`${verb}_number`] === row['group_number']
  return isOfGroup ? undefined : 'which is of another subject'
}

/** Spells of one membership follow each other: the next one begins when or after this one has ended. */
const SUCCESSION = `select * from (select m.id, m.since, m.until, m.kind, m.group_number,
    lead(m.since) over (partition by m.id order by m.since) as next from member m where ${IN_RANGE}) spell
  where spell.next is not null and (spell.until = 0 or spell.until > spell.next)`

async function checkSuccession(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(SUCCESSION, from, to)) {
    const message = `${nameOf(row)} still runs when event ${row['next']} begins it again`
    check.report({ problem: 'spells', group: int(row['group_number']), message })
  }
}

const TEXTS = `select m.id, m.since, m.kind, m.group_number, m.name, m.name_key, m.data from member m
  where ${IN_RANGE} and (m.name is not null or m.name_key is not null or m.data <> '{}')`

function textsOf(check: Checking, { from, to }: Range): Promise<Row[]> {
  return check.all(TEXTS, from, to)
}

function checkTexts(check: Checking, row: Row, country: string | undefined): void {
  const group = int(row['group_number'])
  for (const column of brokenColumns(row, { data: 'object' })) {
    check.report({ problem: 'json', group, message: `${nameOf(row)} has ${column} that cannot be read` })
  }
  const name = textOrNull(row['name'])
  const key = name === null ? null : memberKeyOf(text(row['kind']), name, country)
  if (isKey(textOrNull(row['name_key']), key, { isPhone: row['kind'] === 'phone', name })) return
  check.report({
    problem: 'keys',
    group,
    message: `${nameOf(row)} is found by a key that is not the folded form of its name`,
    mend: (connection) => mendKey(connection, check.directory, row, key),
  })
}

function memberKeyOf(kind: string, name: string, country: string | undefined): string {
  const phone: MemberKind = 'phone'
  return kind === phone ? phoneKey(name, country) : fold(name)
}

/**
 * Whether a key is the one of its text. A number that is written without a country has the key of the country that the
 * directory had then: any number will do.
 */
export function isKey(
  key: string | null,
  expected: string | null,
  { isPhone, name }: { readonly isPhone: boolean; readonly name: string | null },
): boolean {
  if (key === expected) return true
  if (!isPhone || key === null || name === null || /^(\+|00)/.test(name.trim())) return false
  return /^\+?\d*$/.test(key)
}

async function mendKey(
  connection: Connection,
  directory: number,
  row: Row,
  key: string | null,
): Promise<void> {
  await connection.run(
    'update member set name_key = ?4 where directory_id = ?1 and id = ?2 and since = ?3',
    [directory, int(row['id']), int(row['since']), key],
  )
}

/** Groups with several homes: an index forbids them, but a damaged one may not have. */
const HOMES =
  `select m.ref, count(*) as total from member m where m.directory_id = ?1 and m.ref > 0 and m.until = 0
  and m.home = 1 group by m.ref having count(*) > 1`

async function checkHomes(check: Checking): Promise<void> {
  for (const row of await check.all(HOMES)) {
    const group = int(row['ref'])
    check.report({ problem: 'homes', group, message: `group ${group} has ${row['total']} homes` })
  }
  await check.step()
}

function nameOf(row: Row): string {
  return `member ${row['id']} (${row['kind']}) of group ${row['group_number']}`
}
