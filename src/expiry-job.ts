import { forgetEnded } from './core/blocks.ts'
import { dueDirectories, expire } from './core/expiry.ts'
import type { Store } from './core/store.ts'
import { forgetTokens } from './core/tokens.ts'
import { factsOf, type Log } from './http/log.ts'

/** How long the job rests between two rounds. */
const restMs = 1000

/**
 * Trashes what expires, begins and ends dated memberships in all directories, and forgets ended blocks and tokens, one
 * round after the other. An error is logged and the job goes on. Gives the function that stops it, behind the directory that it is at.
 */
export function startExpiry(store: Store, log: Log): () => Promise<void> {
  const stopping = new AbortController()
  const ended = work(store, log, stopping.signal)
  return () => {
    stopping.abort()
    return ended
  }
}

async function work(store: Store, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await rest(signal)
    await round(store, log, signal).catch((error) => log.error('expiry', factsOf(error)))
  }
}

function rest(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, restMs)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    resolve()
  }, { once: true })
  return promise
}

/** One query finds the directories in which something is due: most seconds there is none, however many there are. */
async function round(store: Store, log: Log, signal: AbortSignal): Promise<void> {
  for (const directory of await dueDirectories(store)) {
    if (signal.aborted) return
    await expire(store, directory).catch((error) => log.error('expiry', { directory, ...factsOf(error) }))
  }
  await forgetEnded(store)
  await forgetTokens(store)
}
