import { checkEvents } from './check-events.ts'
import { type Finding, Findings } from './check-finding.ts'
import { checkGroups } from './check-groups.ts'
import { checkLedger } from './check-ledger.ts'
import { checkMembers } from './check-members.ts'
import { checkPeople } from './check-people.ts'
import { checkThings } from './check-things.ts'
import { checkTree } from './check-tree.ts'
import { Checking } from './checking.ts'
import type { Driver } from './driver.ts'
import { SqlReading } from './sql-reading.ts'

export { type Finding, Findings, findingsMax, type Problem } from './check-finding.ts'
export { examineInstallation } from './check-installation.ts'

export interface CheckOptions {
  /** Whether what needs no guessing is mended. */
  readonly repair?: boolean
}

/**
 * Checks everything that Muster knows of a directory's rows, and gives what is wrong: the first `findingsMax` findings.
 * Reads one snapshot in steps, while others read and write. With `repair` it mends what can be mended without guessing,
 * each thing from the rows as they are by then; what must be ended is ended through the core, with events of the
 * operator `check --repair`. Throws `unavailable`.
 */
export async function checkDirectory(
  driver: Driver,
  directory: number,
  options: CheckOptions = {},
): Promise<Finding[]> {
  const findings = new Findings()
  await examineDirectory(driver, directory, { ...options, findings })
  return findings.list
}

/** As `checkDirectory`, into a collection that counts all findings. */
export async function examineDirectory(
  driver: Driver,
  directory: number,
  { repair = false, findings }: CheckOptions & { readonly findings: Findings },
): Promise<void> {
  await driver.read(async (snapshot) => {
    const check = new Checking({ snapshot, driver, directory, repair, findings })
    const country = await new SqlReading(snapshot, driver.facts, directory).country()
    const maxima = await checkMembers(check, country)
    await checkLedger(check, maxima)
    await checkGroups(check)
    await checkPeople(check, country)
    await checkThings(check)
    await checkEvents(check)
    await checkTree(check)
    await check.endStrays()
  })
}
