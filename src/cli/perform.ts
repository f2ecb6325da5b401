import { loadConfig } from '../config.ts'
import type { Store } from '../core/store.ts'
import { isFile } from '../store/open.ts'
import { type Opening, openThere } from './opening.ts'
import { type Answer, print } from './output.ts'

/**
 * Does a command's work with the database's address, and prints its answer; null was printed already. `others` are
 * further addresses that the command was given.
 */
export type PerformOn = (
  work: (database: string) => Promise<Answer | null>,
  others?: readonly (string | undefined)[],
) => Promise<void>

/** Opens the database, does a command's work, closes it, and prints the answer. */
export type Perform = (work: (store: Store) => Promise<Answer | null>, open?: Opening) => Promise<void>

/** How commands are performed on the database of the configuration. `asJson` is asked once the options are read. */
export function performOnDatabase(asJson: () => boolean): PerformOn {
  return async (work, others = []) => {
    const { database } = await loadConfig()
    await keepToFiles([database, ...others])
    const answer = await work(database)
    if (answer) await print(answer, asJson())
    if (answer?.failure) throw answer.failure
  }
}

/** How commands are performed on the open store. */
export function performOnStore(performOn: PerformOn): Perform {
  return (work, open = openThere) =>
    performOn(async (database) => {
      const store = await open(database)
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    })
}

/** The network is for databases that are no files: where all are files, the process gives up its right to use it. */
async function keepToFiles(databases: readonly (string | undefined)[]): Promise<void> {
  if (databases.every((one) => one === undefined || isFile(one))) {
    await Deno.permissions.revoke({ name: 'net' })
  }
}
