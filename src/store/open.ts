import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Store } from '../core/store.ts'
import type { Driver } from './driver.ts'
import { migrate } from './migrate.ts'
import { openSqlite } from './sqlite.ts'
import { SqlStore } from './sql-store.ts'

export interface StoreOptions {
  /** `sqlite:` and a file's path. */
  readonly database: string
  /** The server's clock, in milliseconds. */
  readonly clock?: () => number
}

/** Opens a database and brings it to the newest schema. Throws `NewerSchemaError` for one that a newer Muster wrote. */
export async function openStore({ database, clock = Date.now }: StoreOptions): Promise<Store> {
  const driver = openDriver(database)
  try {
    await migrate(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
  return new SqlStore(driver, clock)
}

/** The file that a database is. Throws an `Error` with a sentence for an address that is not understood. */
export function fileOf(database: string): string {
  const path = /^sqlite:(?!:memory:$)(.+)$/.exec(database)?.[1]
  if (path !== undefined) return path
  throw new Error('MUSTER_DATABASE must be sqlite:<file>, such as sqlite:data/muster.db')
}

/** Opens a database as it is. Throws an `Error` with a sentence for an address that is not understood. */
export function openDriver(database: string): Driver {
  const path = fileOf(database)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return openSqlite(path)
}
