import { forgetEnded } from './core/blocks.ts'
import { dueDirectories, expire } from './core/expiry.ts'
import type { Lease } from './core/lease.ts'
import { newRest, type Rest } from './core/rest.ts'
import type { Store } from './core/store.ts'
import { forgetTokens } from './core/tokens.ts'
import { factsOf, type Log } from './http/log.ts'

/** How long the job rests between two rounds. */
const restMs = 1000

export interface ExpiryParts {
  readonly store: Store
  readonly log: Log
  /** What says whether it is this process that works; absent where no other one can. */
  readonly lease?: Pick<Lease, 'isHeld'>
}

/**
 * Trashes what expires, begins and ends dated memberships in all directories, and forgets ended blocks and tokens, one
 * round after the other. An error is logged and the job goes on. Gives the function that stops it, behind the directory that it is at.
 */
export function startExpiry(parts: ExpiryParts): () => Promise<void> {
  const resting = newRest()
  const ended = work(parts, resting)
  return () => {
    resting.end()
    return ended
  }
}

async function work(parts: ExpiryParts, resting: Rest): Promise<void> {
  while (!resting.isOver) {
    await resting.rest(restMs)
    await round(parts, resting).catch((error) => parts.log.error('expiry', factsOf(error)))
  }
}

/** One query finds the directories in which something is due: most seconds there is none, however many there are. */
async function round({ store, log, lease }: ExpiryParts, resting: Rest): Promise<void> {
  const isOthers = () => lease?.isHeld() === false
  if (isOthers()) return
  for (const directory of await dueDirectories(store)) {
    if (resting.isOver || isOthers()) return
    await expire(store, directory).catch((error) => log.error('expiry', { directory, ...factsOf(error) }))
  }
  await forgetEnded(store)
  await forgetTokens(store)
}
