import type { Directory } from '../core/directory.ts'
import type { Group } from '../core/group.ts'
import type { Imported } from '../core/transfer/import.ts'
import { COUNTED, type Counted, type Report } from '../core/transfer/report.ts'
import type { Finding } from '../store/check.ts'
import { Failure, failureOf } from './failure.ts'
import type { Answer } from './output.ts'
import { record, table } from './table.ts'
import { counted } from './totals.ts'

interface About {
  readonly directory: Directory
  readonly isDryRun: boolean
}

/** What was imported, for programs and for people; ends with a failure where something was refused. */
export function answerOf(
  imported: Imported<readonly Finding[]>,
  about: About,
): Answer {
  const failure = failureIn(imported, about)
  return {
    json: jsonOf(imported, about),
    text: textOf(imported, about),
    ...(failure ? { failure } : {}),
  }
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

function textOf(
  { way, lines, isWhole, report, checked }: Imported<readonly Finding[]>,
  about: About,
): string {
  const isAsExported = isWhole && report.refused === 0
  const { made, changed, unchanged } = report
  const rows = COUNTED.filter((kind) => made[kind] + changed[kind] + unchanged[kind] > 0)
  const counts = table(rows, [
    { title: 'kind', of: (kind) => kind },
    { title: way === 'restore' ? 'restored' : 'made', of: (kind) => made[kind] },
    ...(way === 'restore' ? [] : [
      { title: 'changed', of: (kind: Counted) => changed[kind] },
      { title: 'unchanged', of: (kind: Counted) => unchanged[kind] },
    ]),
  ])
  const head = record([
    ['directory', about.directory.name],
    [
      'way',
      way === 'merge'
        ? 'merged'
        : isAsExported
        ? 'restored: the directory is as the exported one was'
        : 'restored',
    ],
    ['lines', lines],
    ['passed over', report.passedOver || null],
    ['renumbered', renumberedText(report) || null],
    ['refused', report.refused || null],
    ['not in order', checked?.length || null],
    ['note', about.isDryRun ? tried : null],
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
  return new Failure('unprocessable', `${counted(refused, 'line was', 'lines were')} refused.`)
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

function failureIn(
  { report, isWhole, checked }: Imported<readonly Finding[]>,
  { isDryRun }: About,
): Failure | undefined {
  if (!isWhole) {
    const rest = isDryRun ? 'the restore would wait for it whole' : 'import it whole, and the restore goes on'
    return new Failure('unprocessable', `The file ends early; ${rest}.`)
  }
  if (report.refused > 0) return refusedFailure(report.refused)
  const left = (checked ?? []).filter((one) => one.mended !== true)
  if (left.length === 0) return undefined
  return new Failure(
    'unprocessable',
    `${counted(left.length, 'finding')} after the restore; "muster database check" tells them.`,
  )
}
