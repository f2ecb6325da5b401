import type { Directory } from '../core/directory.ts'
import type { Group } from '../core/group.ts'
import type { Totals } from '../core/store.ts'
import type { Imported } from '../core/transfer/import.ts'
import type { Report } from '../core/transfer/report.ts'
import type { Finding } from '../store/check.ts'
import { Failure, failureOf } from './failure.ts'
import type { Answer } from './output.ts'
import { record, table } from './table.ts'

/** What was imported, for programs and for people; ends with a failure where something was refused. */
export function answerOf(
  imported: Imported<readonly Finding[]>,
  about: { readonly directory: Directory; readonly isDryRun: boolean },
): Answer {
  const failure = failureIn(imported)
  return {
    json: jsonOf(imported, about),
    text: textOf(imported, about),
    ...(failure ? { failure } : {}),
  }
}

interface About {
  readonly directory: Directory
  readonly isDryRun: boolean
}

function jsonOf(
  { way, lines, isWhole, report, checked }: Imported<readonly Finding[]>,
  about: About,
): object {
  const { made, changed, unchanged, passedOver, refused, renumbered, renumberings } = report
  const { id, name, number } = about.directory
  return {
    way,
    dryRun: about.isDryRun,
    directory: { id, name, number },
    lines,
    complete: isWhole,
    made,
    changed,
    unchanged,
    passedOver,
    refused,
    refusals: refusalsOf(report),
    renumbered,
    renumberings,
    findings: checked ?? [],
  }
}

const KINDS = ['types', 'people', 'things', 'groups', 'members', 'events'] as const satisfies (keyof Totals)[]

function textOf(
  { way, lines, isWhole, report, checked }: Imported<readonly Finding[]>,
  about: About,
): string {
  const { made, changed, unchanged } = report
  const rows = KINDS.filter((kind) => made[kind] + changed[kind] + unchanged[kind] > 0)
  const counts = table(rows, [
    { title: 'kind', of: (kind) => kind },
    { title: way === 'restore' ? 'restored' : 'made', of: (kind) => made[kind] },
    ...(way === 'restore' ? [] : [
      { title: 'changed', of: (kind: keyof Totals) => changed[kind] },
      { title: 'unchanged', of: (kind: keyof Totals) => unchanged[kind] },
    ]),
  ])
  const head = record([
    ['directory', about.directory.name],
    ['way', way === 'restore' ? 'restored: the directory is as the exported one was' : 'merged'],
    ['lines', lines],
    ['passed over', report.passedOver || null],
    ['renumbered', renumberedText(report) || null],
    ['refused', report.refused || null],
    ['not in order', checked?.length || null],
    ['note', noteOf(isWhole, about)],
  ])
  return rows.length === 0 ? head : `${head}\n\n${counts}`
}

/** What was imported into one group. */
export function membersAnswer(
  report: Report,
  { group, isDryRun }: { readonly group: Group; readonly isDryRun: boolean },
): Answer {
  const { refused, passedOver } = report
  const [made, changed, unchanged] = [report.made.members, report.changed.members, report.unchanged.members]
  const refusals = refusalsOf(report)
  return {
    json: { dryRun: isDryRun, group: group.number, made, changed, unchanged, passedOver, refused, refusals },
    text: record([
      ['group', `${group.number} ${group.name}`],
      ['made', made],
      ['changed', changed],
      ['unchanged', unchanged],
      ['passed over', passedOver || null],
      ['refused', refused || null],
      ['note', isDryRun ? tried : null],
    ]),
    ...(refused > 0 ? { failure: refusedFailure(refused) } : {}),
  }
}

const tried = 'nothing was changed: this is what would happen'

function refusedFailure(refused: number): Failure {
  return new Failure('unprocessable', `${refused} ${refused === 1 ? 'line was' : 'lines were'} refused.`)
}

function refusalsOf({ refusals }: Report): object[] {
  return refusals.map(({ line, reason }) => {
    const { code, message } = failureOf(reason)
    return { line, code, message }
  })
}

/** How many other numbers a sentence names. */
const namedMax = 10

function renumberedText({ renumbered, renumberings }: Imported['report']): string {
  const some = renumberings.slice(0, namedMax).map(({ from, to }) => `${from} is ${to}`).join(', ')
  return renumbered > namedMax ? `${renumbered}: ${some} and so on` : some
}

function noteOf(isWhole: boolean, { isDryRun }: About): string | null {
  if (isDryRun) return tried
  return isWhole ? null : 'the file ends early: import it again when it is whole, and the restore goes on'
}

function failureIn({ report, isWhole, checked }: Imported<readonly Finding[]>): Failure | undefined {
  if (!isWhole) {
    return new Failure('unprocessable', 'The file ends early; the restore waits for the whole file.')
  }
  if (report.refused > 0) return refusedFailure(report.refused)
  const left = (checked ?? []).filter((one) => one.mended !== true)
  if (left.length === 0) return undefined
  return new Failure(
    'unprocessable',
    `${left.length} things are not in order; "muster database check" tells them.`,
  )
}
