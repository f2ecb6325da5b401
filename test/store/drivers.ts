import type { Store } from '../../src/core/store.ts'
import type { Driver } from '../../src/store/driver.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openDriver } from '../../src/store/open.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { newDatabase, type TestDatabase, testedDatabase } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'

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
  readonly name: 'sqlite' | 'postgres'
  /** Why it cannot be tested here; its tests are then counted as ignored. */
  readonly missing?: string
  /** A new database; without a schema if it is to be empty. */
  database(options?: { readonly empty?: boolean }): Promise<TestDatabase>
  /** Opens a store on a new, migrated database. */
  open(options?: OpenOptions): Promise<Opened>
}

/** The databases that must keep the store's contract; none in the second run, as the first one has tested both. */
export const drivers: readonly TestedDriver[] = testedDatabase() === 'postgres' ? [] : [
  driverOf('sqlite'),
  { ...driverOf('postgres'), ...(missingPostgres && { missing: missingPostgres }) },
]

/** Registers a test for every database. */
export function onEach(name: string, work: (tested: TestedDriver) => Promise<void>): void {
  for (const tested of drivers) {
    const ignore = tested.missing !== undefined
    Deno.test({ name: `${tested.name}: ${name}`, ignore, fn: () => work(tested) })
  }
}

function driverOf(name: TestedDriver['name']): TestedDriver {
  const database = (options = {}) => newDatabase(name, options)
  return { name, database, open: async (options = {}) => await openedAt(await database(), options) }
}

/** Opens a store on a new database of the kind that this run of the tests stands on. */
export async function openTestedStore(options: OpenOptions = {}): Promise<Opened> {
  return await openedAt(await newDatabase(testedDatabase()), options)
}

async function openedAt(place: TestDatabase, options: OpenOptions): Promise<Opened> {
  const database = place.address
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
      return await openedAt(place, again)
    },
    async beside(again = options) {
      return (await storeAt(database, again)).store
    },
    async close() {
      await shut()
      await place.remove()
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
