import { statSync } from 'node:fs'
import { DirectoryError } from '../core/error.ts'
import type { Store } from '../core/store.ts'
import type { Driver } from '../store/driver.ts'
import { migrate, MIGRATIONS, schemaVersion } from '../store/migrate.ts'
import { fileOf, isFile, openDriver, OpeningError, openingErrorOf } from '../store/open.ts'
import { SqlStore } from '../store/sql-store.ts'
import { isBusy, isDamaged } from '../store/sqlite-errors.ts'
import { Failure, reasonOf, sentence, withoutPassword } from './failure.ts'

/** How a command opens the database whose address the configuration gives. */
export type Opening = (database: string) => Promise<Store>

/** An open database, and the version of its schema: 0 for an empty one. */
export interface Opened {
  readonly driver: Driver
  readonly version: number
}

/**
 * Opens a database that is there and has this program's schema: a command beside a running server must not change the
 * schema under it. Throws `no_database`, `old_database`, `newer_database`, `unavailable`.
 */
export async function openThere(database: string): Promise<Store> {
  return new SqlStore(await openDriverThere(database), Date.now)
}

/** Opens it as `openThere` does, and gives the driver. */
export async function openDriverThere(database: string): Promise<Driver> {
  const { driver, version } = await openAny(database)
  await closingOnError(driver, async () => {
    if (version === 0) throw noDatabase(database)
    await checkSchema(driver, version)
  })
  return driver
}

/** Opens a database as `openThere` does, or makes it where there is none yet. */
export async function openOrMake(database: string): Promise<Store> {
  return await storeOf(await openEvenNew(database), async ({ driver, version }) => {
    if (version > 0) await checkSchema(driver, version)
    else await bringUp(driver, database)
  })
}

/**
 * Opens a database into which all of another one is to be copied, or makes it: also what a copy that was interrupted has
 * left. Throws `old_database`, `newer_database`, `unavailable`.
 */
export async function openForCopy(database: string): Promise<Driver> {
  const { driver, version } = await openEvenNew(database)
  await closingOnError(driver, async () => {
    if (version === 0) await bringUp(driver, database)
    if (version > MIGRATIONS.length) throw newer(version)
    if (version > 0 && version < MIGRATIONS.length) throw older(version)
  })
  return driver
}

/** Opens a database that is there, whatever its schema. Throws `no_database`, `unavailable`. */
export async function openAny(database: string): Promise<Opened> {
  if (isMissing(database)) throw noDatabase(database)
  return await openEvenNew(database)
}

/** Opens a database, or makes an empty one, whatever its schema. Throws `unavailable`. */
export async function openEvenNew(database: string): Promise<Opened> {
  try {
    return await versioned(openDriver(database))
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error
    const told = toldOf(error, database)
    if (told instanceof Failure || told instanceof DirectoryError) throw told
    throw new Failure(
      'unavailable',
      `The database ${withoutPassword(database)} cannot be opened (${reasonOf(error)}); ${remedyFor(error)}.`,
      error,
    )
  }
}

/** Brings a database to the newest schema, as `migrate` does. Throws `unavailable` where its tables cannot be made. */
export async function bringUp(driver: Driver, database: string): Promise<{ from: number; to: number }> {
  try {
    return await migrate(driver)
  } catch (error) {
    throw toldOf(error, database)
  }
}

/** What a PostgreSQL has thrown when it was opened, as a failure; what anything else has thrown as it is. */
function toldOf(error: unknown, database: string): unknown {
  const failed = openingErrorOf(error, database)
  return failed instanceof OpeningError ? new Failure('unavailable', sentence(failed.message), error) : failed
}

function remedyFor(error: unknown): string {
  const check = 'check MUSTER_DATA and MUSTER_DATABASE'
  if (isBusy(error)) return 'try again in a moment'
  return isDamaged(error) ? `${check}, or restore a backup` : check
}

async function versioned(driver: Driver): Promise<Opened> {
  return { driver, version: await closingOnError(driver, () => schemaVersion(driver)) }
}

async function storeOf(opened: Opened, prepare: (opened: Opened) => Promise<void>): Promise<Store> {
  await closingOnError(opened.driver, () => prepare(opened))
  return new SqlStore(opened.driver, Date.now)
}

async function closingOnError<T>(driver: Driver, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await driver.close()
    throw error
  }
}

async function checkSchema(driver: Driver, version: number): Promise<void> {
  if (version < MIGRATIONS.length) throw older(version)
  // There is nothing to run; a newer schema is refused.
  await migrate(driver)
}

function older(version: number): Failure {
  return new Failure(
    'old_database',
    `The database has schema ${version} and this Muster needs ${MIGRATIONS.length}: stop the server that runs on it ` +
      'and run "muster database migrate".',
  )
}

/** That a newer Muster has written a schema. */
export function newer(version: number): Failure {
  return new Failure(
    'newer_database',
    `It has schema ${version}, written by a newer Muster; this one knows ${MIGRATIONS.length}: use the newer version.`,
  )
}

function noDatabase(database: string): Failure {
  const address = withoutPassword(database)
  return new Failure(
    'no_database',
    `There is no database at ${address} yet: start the server, or run "muster directory create" to make it with a ` +
      'first directory; MUSTER_DATA and MUSTER_DATABASE say where it lies.',
  )
}

function isMissing(database: string): boolean {
  return isFile(database) && statSync(fileOf(database), { throwIfNoEntry: false }) === undefined
}
