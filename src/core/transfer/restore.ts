import { DirectoryError, notFound } from '../error.ts'
import { BUILTIN_GROUPS } from '../group.ts'
import type { Reading, Store } from '../store.ts'
import type { ImportFile } from './file.ts'
import type { Header } from './format.ts'
import { readBlocks } from './lines.ts'
import { Report } from './report.ts'
import { factName, type Progress, Restoring, type RestoringOptions } from './restoring.ts'
import { NO_SUMS } from './sums.ts'

export interface RestoreOptions<C> extends RestoringOptions {
  /** Checks the directory at the end, and mends its counts where lines were refused. */
  readonly check: (repair: boolean) => Promise<C>
  /** Whether it is checked even where nothing was refused and the file adds up. */
  readonly isCheckedAlways: boolean
}

/** What a restore came to. */
export interface Restored<C> {
  readonly report: Report
  readonly lines: number
  /** Whether the file went on to its end line; else the restore waits for the whole file. */
  readonly isWhole: boolean
  /** What the check found; null where none was made. */
  readonly checked: C | null
}

/** Whether a restore of this directory waits to be gone on with. */
export async function isUnfinished(tx: Reading): Promise<boolean> {
  return await tx.fact(factName(tx.directory)) !== undefined
}

/** Whether nothing has happened in a directory yet. */
export async function isUntouched(tx: Reading): Promise<boolean> {
  const { sequence, ...next } = await tx.numbers()
  const { groups, ...others } = await tx.totals()
  return sequence === 0 && Object.values(next).every((one) => one === 1) &&
    groups === BUILTIN_GROUPS.length && Object.values(others).every((one) => one === 0)
}

/**
 * Writes the rows of a complete file as they are into a directory in which nothing has happened, or goes on where an
 * interrupted restore of the same file was. Throws `conflict` for another file while one is unfinished.
 */
export async function restore<C>(
  store: Store,
  { header, bytes }: ImportFile,
  options: RestoreOptions<C>,
): Promise<Restored<C>> {
  const before = await begin(store, options.directory, header)
  const work = new Restoring(store, options, { before, next: header.next! })
  const isKnown = await work.read(readBlocks(bytes, before.bytes))
  if (!isKnown) throw anotherFile()
  const { report, lines, isWhole } = work
  return { report, lines, isWhole, checked: isWhole ? await finish(store, options, work) : null }
}

function begin(store: Store, directory: number, header: Header): Promise<Progress> {
  const { next } = header
  return store.write(directory, async (tx) => {
    const fact = await tx.fact(factName(directory))
    if (fact) return goingOn(JSON.parse(fact.value), header)
    if (!next || !await isUntouched(tx)) throw notFound('directory in which nothing has happened')
    tx.raiseNumbers(next)
    const standing = { line: 0, group: null, refusedLine: null, isWhole: false, sums: NO_SUMS }
    const none = {
      header: JSON.stringify(header),
      standing,
      bytes: 0,
      digest: '',
      ...new Report(() => {}).soFar,
    }
    await tx.putFact({ name: factName(directory), value: JSON.stringify(none), until: null })
    return none
  })
}

function goingOn(before: Progress, header: Header): Progress {
  if (before.header !== JSON.stringify(header)) throw anotherFile()
  return before
}

/** A file that is as it was exported and adds up need not be checked row by row once more. */
async function finish<C>(
  store: Store,
  { directory, check, isCheckedAlways }: RestoreOptions<C>,
  { report: { refused }, isOff }: Pick<Restoring, 'report' | 'isOff'>,
): Promise<C | null> {
  const checked = refused > 0 || isOff || isCheckedAlways ? await check(refused > 0) : null
  await store.write(directory, (tx) => tx.deleteFact(factName(directory)))
  return checked
}

function anotherFile(): DirectoryError {
  return new DirectoryError(
    'conflict',
    'the restore of another file is unfinished in this directory: import that file again, which goes on with it, or ' +
      'import into another directory',
  )
}
