import type { Command } from 'commander'
import { listDirectories } from '../core/directories.ts'
import type { Directory } from '../core/directory.ts'
import { examineDirectory, examineInstallation, type Finding, Findings, findingsMax } from '../store/check.ts'
import type { Driver } from '../store/driver.ts'
import { SqlStore } from '../store/sql-store.ts'
import { isDamaged } from '../store/sqlite-errors.ts'
import { Failure, sentence, withoutPassword } from './failure.ts'
import { openDriverThere } from './opening.ts'
import type { Answer } from './output.ts'
import { everything } from './pages.ts'
import type { PerformOn } from './perform.ts'
import { printable } from './table.ts'
import { counted } from './totals.ts'

/** `database check`. */
export function addCheck(noun: Command, performOn: PerformOn): void {
  noun.command('check').description('look for what is wrong in the database, also while a server runs on it')
    .option('--repair', 'mend what can be mended without guessing')
    .action(({ repair = false }: { repair?: boolean }) => performOn((database) => check(database, repair)))
}

/** A finding and where it is: null is the installation. */
interface Listed extends Finding {
  readonly directory: string | null
}

interface Report {
  readonly findings: Listed[]
  total: number
  mended: number
}

async function check(database: string, repair: boolean): Promise<Answer> {
  const report: Report = { findings: [], total: 0, mended: 0 }
  const driver = await opened(database, report)
  if (!driver) return answerOf(withoutPassword(database), null, { report, repair })
  try {
    reportFile(report, await driver.damages())
    // Rows cannot be trusted where the file cannot.
    const names = report.total > 0 ? null : await checkRows(driver, { repair, report })
    return answerOf(withoutPassword(database), names, { report, repair })
  } finally {
    await driver.close()
  }
}

/** The database's driver, unless the file is damaged so much that it cannot be opened: that is told. */
async function opened(database: string, report: Report): Promise<Driver | undefined> {
  try {
    return await openDriverThere(database)
  } catch (error) {
    const cause = error instanceof Failure ? error.cause : undefined
    if (!isDamaged(cause)) throw error
    reportFile(report, [cause.message])
    return undefined
  }
}

function reportFile(report: Report, damages: readonly string[]): void {
  const findings = new Findings()
  for (const message of damages) findings.add({ problem: 'file', group: null, message, mended: null })
  collect(report, null, findings)
}

async function checkRows(
  driver: Driver,
  { repair, report }: { readonly repair: boolean; readonly report: Report },
): Promise<string[]> {
  const installation = new Findings()
  await examineInstallation(driver, installation)
  collect(report, null, installation)
  const store = new SqlStore(driver, Date.now)
  const all = await everything<Directory>((last) => listDirectories(store, last?.id))
  for (const { id, name } of all) {
    const findings = new Findings()
    await examineDirectory(driver, id, { repair, findings })
    collect(report, name, findings)
  }
  return all.map(({ name }) => name)
}

function collect(report: Report, directory: string | null, { list, total, mended }: Findings): void {
  report.total += total
  report.mended += mended
  const room = findingsMax - report.findings.length
  report.findings.push(...list.slice(0, room).map((finding) => ({ directory, ...finding })))
}

interface Outcome {
  readonly report: Report
  readonly repair: boolean
}

/** `names` are those of the directories that were looked at; null where the file is damaged. */
function answerOf(database: string, names: readonly string[] | null, { report, repair }: Outcome): Answer {
  const directories = names ?? []
  const { findings, total, mended } = report
  const json = { database, directories, total, mended: repair ? mended : null, findings }
  const lines = findings.map((finding) => lineOf(finding, directories.length > 1))
  if (total > findings.length) lines.push(`… and ${counted(total - findings.length, 'finding')} more.`)
  const where = counted(directories.length, 'directory', 'directories')
  if (total === 0) lines.push(`Nothing is wrong in ${where}.`)
  else if (repair && names) lines.push(`${counted(total, 'finding')} in ${where}, ${mended} mended.`)
  const left = total - mended
  return {
    json,
    text: lines.join('\n'),
    ...(left > 0 && { failure: leftOver(left, names === null, repair) }),
  }
}

function leftOver(left: number, isDamaged: boolean, repair: boolean): Failure {
  const what = isDamaged
    ? 'the file is damaged, so its rows were not looked at; restore a backup'
    : repair
    ? 'what is left cannot be mended without guessing'
    : '"muster database check --repair" mends what can be mended without guessing'
  return new Failure('unprocessable', `${counted(left, 'finding')}: ${what}.`)
}

function lineOf({ directory, message, mended }: Listed, isNamed: boolean): string {
  const where = isNamed && directory !== null ? `directory ${directory}: ` : ''
  const what = mended === null ? '' : mended ? ' – mended' : ' – not mended'
  return printable(sentence(`${where}${message}${what}`))
}
