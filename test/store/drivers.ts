import type { Store } from '../../src/core/store.ts'
import type { Driver } from '../../src/store/driver.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openDriver } from '../../src/store/open.ts'
import { SqlStore } from '../../src/store/sql-store.ts'

export interface OpenOptions {
  /** The server's clock, in milliseconds; the real time unless given. */
  readonly clock?: () => number
}

/** An open store on a database of its own. */
export interface Opened {
  readonly store: Store
  readonly driver: Driver
  /** The address of the database, as `openStore` takes it. */
  readonly database: string
  /** Closes the store and opens the same database again. */
  reopen(options?: OpenOptions): Promise<Opened>
  /** Opens a second store on the same database, as another process would; close it before this one. */
  beside(options?: OpenOptions): Promise<Store>
  /** Closes the store, if it is still open; the database stays. */
  shut(): Promise<void>
  /** Closes the store and takes the database away. */
  close(): Promise<void>
}

/** One database under the store. */
export interface TestedDriver {
  readonly name: string
  /** Opens a store on a new, migrated database. */
  open(options?: OpenOptions): Promise<Opened>
}

/** The databases that must keep the store's contract. */
export const drivers: readonly TestedDriver[] = [{ name: 'sqlite', open: openSqliteStore }]

/** Opens a store on a new SQLite file. */
export async function openSqliteStore(options: OpenOptions = {}): Promise<Opened> {
  const folder = await Deno.makeTempDir({ prefix: 'muster-store-' })
  return await openedAt(folder, options)
}

async function openedAt(folder: string, options: OpenOptions): Promise<Opened> {
  const database = `sqlite:${folder}/muster.db`
  const { store, driver } = await storeAt(database, options)
  let closing: Promise<void> | undefined
  const shut = () => closing ??= store.close()
  return {
    store,
    driver,
    database,
    shut,
    async reopen(again = options) {
      await shut()
      return await openedAt(folder, again)
    },
    async beside(again = options) {
      return (await storeAt(database, again)).store
    },
    async close() {
      await shut()
      await Deno.remove(folder, { recursive: true })
    },
  }
}

async function storeAt(
  database: string,
  { clock = Date.now }: OpenOptions,
): Promise<{ store: Store; driver: Driver }> {
  const driver = openDriver(database)
  await migrate(driver)
  return { store: new SqlStore(driver, clock), driver }
}
