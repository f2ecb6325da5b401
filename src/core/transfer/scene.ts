import { DirectoryError } from '../error.ts'
import type { Principal } from '../principal.ts'
import type { Store, Writing } from '../store.ts'
import type { Batch } from './batch.ts'
import type { NumbersOfFile } from './identity.ts'
import type { Report } from './report.ts'

/** What became of a line. */
export type Outcome = 'made' | 'changed' | 'unchanged'

/** Where one line is merged: inside one write. */
export interface Scene {
  readonly store: Store
  readonly tx: Writing
  readonly principal: Principal
  readonly numbers: NumbersOfFile
  /** The vendor whose numbers the line has. */
  readonly source: string | null
}

/** What one merge of a whole file has. */
export interface MergeScene extends Pick<Scene, 'store' | 'principal' | 'numbers'> {
  readonly report: Report
  /** The vendor whose groups get a new number where theirs is taken. */
  readonly renumber: string | null
  readonly batch: Batch
}

/** The row that a line has become. */
export interface Done {
  readonly number: number
  readonly outcome: Outcome
}

/**
 * Whether a row is left alone whatever its line says. An import trashes nothing that is live and brings nothing back:
 * throws `unprocessable` where the line and the row differ in that.
 */
export function staysAsItIs(
  kind: string,
  { number, state }: { readonly number: number; readonly state: string },
  wanted: string = 'live',
): boolean {
  if (state === 'trashed' && wanted === 'live') {
    throw new DirectoryError('unprocessable', `${kind} ${number} is in the trash: restore it first`)
  }
  if (state === 'live' && wanted === 'trashed') {
    throw new DirectoryError(
      'unprocessable',
      `${kind} ${number} is not in the trash here, as it is in the file`,
    )
  }
  return wanted !== 'live'
}

/** The given ones among some values. */
export function present<T extends object>(
  values: { readonly [K in keyof T]?: T[K] | undefined },
): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
