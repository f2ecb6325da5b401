import type { Principal } from '../principal.ts'
import type { Store } from '../store.ts'
import type { ImportFile } from './file.ts'
import { merge } from './merge.ts'
import { type Refusal, Report } from './report.ts'
import { isUnfinished, isUntouched, restore } from './restore.ts'

/** The vendors whose numbers may meet those of another in one directory. */
export const VENDORS = ['lox24', 'superoffice'] as const
export type Vendor = (typeof VENDORS)[number]

export interface ImportOptions<C> {
  /** Whose groups get a new number where theirs is taken; null: they are refused. */
  readonly renumber: Vendor | null
  readonly onProgress: (lines: number) => void
  readonly onRefusal: (refusal: Refusal) => void
  /** Checks a directory that has been restored; mends its counts where lines were refused. */
  readonly check: (repair: boolean) => Promise<C>
  /** Whether it is checked even where nothing was refused and the file adds up. */
  readonly isCheckedAlways: boolean
}

/** What an import came to. */
export interface Imported<C = unknown> {
  readonly way: 'restore' | 'merge'
  readonly report: Report
  readonly lines: number
  /** Whether a complete file was read to its end line; else its restore waits for the whole file. */
  readonly isWhole: boolean
  /** What the check found; null where none was made. */
  readonly checked: C | null
}

/**
 * Imports a file into the principal's directory. A complete one is restored where nothing has happened yet: row for row,
 * ids and history included. Any other is merged through the commands that everybody uses. Throws `conflict` while the
 * restore of another file is unfinished.
 */
export async function importInto<C>(
  store: Store,
  principal: Principal,
  file: ImportFile,
  { renumber, onProgress, onRefusal, check, isCheckedAlways }: ImportOptions<C>,
): Promise<Imported<C>> {
  const { directory } = principal
  const restores = await store.read(
    directory,
    async (tx) => await isUnfinished(tx) || file.header.complete && await isUntouched(tx),
  )
  const options = { onProgress, report: (before?: Report['soFar']) => new Report(onRefusal, before) }
  if (restores) {
    return {
      way: 'restore',
      ...await restore(store, file, { ...options, directory, check, isCheckedAlways }),
    }
  }
  const merged = await merge(store, principal, file, { ...options, renumber })
  return { way: 'merge', isWhole: true, checked: null, ...merged }
}
