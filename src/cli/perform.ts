import { loadConfig } from '../config.ts'
import type { Store } from '../core/store.ts'
import { type Opening, openThere } from './opening.ts'
import { type Answer, print } from './output.ts'

/** Does a command's work with the database's address, and prints its answer; null was printed already. */
export type PerformOn = (work: (database: string) => Promise<Answer | null>) => Promise<void>

/** Opens the database, does a command's work, closes it, and prints the answer. */
export type Perform = (work: (store: Store) => Promise<Answer | null>, open?: Opening) => Promise<void>

/** How commands are performed on the database of the configuration. `asJson` is asked once the options are read. */
export function performOnDatabase(asJson: () => boolean): PerformOn {
  return async (work) => {
    const { database } = await loadConfig()
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
