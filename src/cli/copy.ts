import { DirectoryError } from '../core/error.ts'
import type { Copied, Driver, Totals } from '../store/driver.ts'
import { isBusy } from '../store/sqlite-errors.ts'
import { Failure, reasonOf } from './failure.ts'

/** Copies a database into a new file; gives what is in it. Throws `unavailable` where the file cannot be written. */
export async function copyInto(
  driver: Driver,
  file: string,
  told: (copied: Copied) => void = () => {},
): Promise<Totals> {
  try {
    return await driver.copyTo(file, told)
  } catch (error) {
    const isOfFile = error instanceof DirectoryError && error.code === 'unavailable' && !isBusy(error.cause)
    if (!isOfFile) throw error
    throw new Failure(
      'unavailable',
      `The database cannot be copied to ${file} (${reasonOf(error.cause)}); see that there is room for it.`,
      error,
    )
  }
}
