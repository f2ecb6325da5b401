import type { Spells } from '../core/event.ts'
import { brokenColumns } from './check-json.ts'
import { type Checking, memberRanges, type Range, stepTexts } from './checking.ts'
import { int, intOrNull, jsonOrNull, text } from './cells.ts'
import type { Row } from './driver.ts'

/** For how many events at once the spells are counted: eight bytes each. */
const windowMax = 4_000_000

/** Checks the events of a directory: no gaps, subjects that exist, and totals that are those of the spells. */
export async function checkEvents(check: Checking): Promise<void> {
  const last = int((await check.one(LAST))['sequence'])
  for (let from = 0; from < last; from += windowMax) {
    const range = { from, to: Math.min(last, from + windowMax) }
    const totals = await spellTotals(check, range)
    await checkWindow(check, range, totals)
  }
}

const LAST =
  'select coalesce(max(sequence), 0) as sequence from event where directory_id = ?1 and sequence > 0'

/** How many spells each event of a window began and ended: the one at `sequence - from - 1`. */
interface Totals {
  readonly began: Int32Array
  readonly ended: Int32Array
}

async function spellTotals(check: Checking, { from, to }: Range): Promise<Totals> {
  const totals = { began: new Int32Array(to - from), ended: new Int32Array(to - from) }
  for await (const part of memberRanges(check)) {
    count(totals.began, from, await check.all(totalsSql('since'), part.from, part.to))
    count(totals.ended, from, await check.all(totalsSql('until'), part.from, part.to))
  }
  return totals
}

function totalsSql(column: 'since' | 'until'): string {
  return `select m.${column} as sequence, count(*) as total from member m
    where m.directory_id = ?1 and m.id > ?2 and m.id <= ?3 group by m.${column}`
}

function count(totals: Int32Array, from: number, rows: readonly Row[]): void {
  for (const row of rows) {
    const at = int(row['sequence']) - from - 1
    if (at >= 0 && at < totals.length) totals[at]! += int(row['total'])
  }
}

const PAGE =
  `select sequence, kind, subject_kind, subject_number, before, after, members, cause, undoes from event
  where directory_id = ?1 and sequence > ?2 and sequence <= ?3 order by sequence limit ${stepTexts}`

async function checkWindow(check: Checking, { from, to }: Range, totals: Totals): Promise<void> {
  for (let after = from; after < to;) {
    const rows = await check.all(PAGE, after, to)
    for (const row of rows) {
      const sequence = int(row['sequence'])
      if (sequence > after + 1) check.report({ problem: 'events', message: gap(after + 1, sequence - 1) })
      checkEvent(check, row)
      const at = sequence - from - 1
      checkTotals(check, row, { began: totals.began[at] ?? 0, ended: totals.ended[at] ?? 0 })
      after = sequence
    }
    await checkSubjects(check, { from: int(rows[0]?.['sequence'] ?? to) - 1, to: after })
    await check.step()
    if (rows.length === 0) return
  }
}

function gap(from: number, to: number): string {
  return from === to ? `event ${from} is missing` : `the events ${from} to ${to} are missing`
}

const SHAPES = { before: 'object', after: 'object', members: 'object' } as const

function checkEvent(check: Checking, row: Row): void {
  const sequence = int(row['sequence'])
  for (const column of brokenColumns(row, SHAPES)) {
    check.report({
      problem: 'json',
      group: groupOf(row),
      message: `event ${sequence} has ${column} that cannot be read`,
    })
  }
  const [noun, verb = ''] = text(row['kind']).split('.')
  if (noun !== row['subject_kind'] || !VERBS.includes(verb)) {
    const message = `event ${sequence} has the kind ${row['kind']} and is of a ${row['subject_kind']}`
    check.report({ problem: 'states', group: groupOf(row), message })
  }
  for (const column of ['cause', 'undoes'] as const) {
    const named = intOrNull(row[column])
    if (named === null || named > 0 && named < sequence) continue
    check.report({
      problem: 'events',
      group: groupOf(row),
      message: `event ${sequence} names event ${named}, which is not before it`,
    })
  }
}

const VERBS: readonly string[] = ['create', 'change', 'trash', 'restore', 'delete', 'undo']

function checkTotals(
  check: Checking,
  row: Row,
  found: { readonly began: number; readonly ended: number },
): void {
  if (brokenColumns(row, { members: 'object' }).length > 0) return
  const told = jsonOrNull<Spells>(row['members'])
  for (const verb of ['began', 'ended'] as const) {
    const total = told?.[`${verb}Total`] ?? 0
    if (total === found[verb]) continue
    const message = `event ${row['sequence']} tells that ${total} members ${verb}, and there are ${
      found[verb]
    }`
    check.report({ problem: 'events', group: groupOf(row), message })
  }
}

const SUBJECTS = `select e.sequence, e.subject_kind, e.subject_number from event e
  where e.directory_id = ?1 and e.sequence > ?2 and e.sequence <= ?3 and (
    e.subject_kind = 'group' and not exists
      (select 1 from groups g where g.directory_id = ?1 and g.number = e.subject_number)
    or e.subject_kind = 'person' and not exists
      (select 1 from person p where p.directory_id = ?1 and p.number = e.subject_number)
    or e.subject_kind in ('device', 'endpoint') and not exists
      (select 1 from thing t where t.directory_id = ?1 and t.kind = e.subject_kind and t.number = e.subject_number))`

/** Nothing but a group type is ever taken away. */
async function checkSubjects(check: Checking, { from, to }: Range): Promise<void> {
  for (const row of await check.all(SUBJECTS, from, to)) {
    const message = `event ${row['sequence']} is of ${row['subject_kind']} ${
      row['subject_number']
    }, which does not exist`
    check.report({ problem: 'references', group: groupOf(row), message })
  }
}

function groupOf(row: Row): number | undefined {
  return row['subject_kind'] === 'group' ? int(row['subject_number']) : undefined
}
