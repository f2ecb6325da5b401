import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DirectoryError } from '../core/error.ts'
import type { Store } from '../core/store.ts'
import type { Driver } from './driver.ts'
import { migrate, NewerSchemaError } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { addressFault, openingWords } from './postgres-words.ts'
import { openSqlite } from './sqlite.ts'
import { SqlStore } from './sql-store.ts'

export interface StoreOptions {
  /** `sqlite:` and a file's path, or a `postgres://` address. */
  readonly database: string
  /** The server's clock, in milliseconds. */
  readonly clock?: () => number
}

/**
 * Opens a database and brings it to the newest schema. Throws `NewerSchemaError` for one that a newer Muster wrote, and an
 * `OpeningError` for a PostgreSQL that cannot be used.
 */
export async function openStore({ database, clock = Date.now }: StoreOptions): Promise<Store> {
  const driver = openDriver(database)
  try {
    await migrate(driver)
  } catch (error) {
    await driver.close()
    throw openingErrorOf(error, database)
  }
  return new SqlStore(driver, clock)
}

/** Thrown for a database that cannot be used when it is opened. Its message is a sentence for the operator. */
export class OpeningError extends Error {}

/** What a PostgreSQL has thrown when it was opened, in a sentence; what anything else has thrown as it is. */
export function openingErrorOf(error: unknown, database: string): unknown {
  if (isFile(database) || error instanceof NewerSchemaError || error instanceof OpeningError) return error
  // An unfinished copy has words of its own.
  if (error instanceof DirectoryError && error.code === 'conflict') return error
  return new OpeningError(openingWords(error, database), { cause: error })
}

/** Whether a database is a file, which one server has for itself; others are shared by any number of them. */
export function isFile(database: string): boolean {
  return database.startsWith('sqlite:')
}

/** The file that a database is. Throws an `Error` with a sentence for an address that is not understood. */
export function fileOf(database: string): string {
  const path = /^sqlite:(?!:memory:$)(.+)$/.exec(database)?.[1]
  if (path !== undefined) return path
  throw new Error(`MUSTER_DATABASE must be sqlite:<file>, such as sqlite:data/muster.db, or ${example}`)
}

/** Opens a database as it is. Throws an `Error` with a sentence for an address that is not understood. */
export function openDriver(database: string): Driver {
  if (/^postgres(ql)?:/.test(database)) return openPostgresAt(database)
  const path = fileOf(database)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return openSqlite(path)
}

const example = 'postgres://user:password@host:5432/database'

/** The address may hold a password: nothing of it is told. */
function openPostgresAt(database: string): Driver {
  const fault = addressFault(database)
  if (fault !== undefined) throw new OpeningError(fault)
  return openPostgres(database)
}
