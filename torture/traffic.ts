import type { Random } from './random.ts'

/** A server that is asked, and when to stop asking it. */
export interface Target {
  readonly url: string
  readonly signal: AbortSignal
}

/**
 * The load of one dialect on one directory, and what was promised to its clients. A new dialect is another one of these
 * and an entry in `main.ts`.
 */
export interface Traffic {
  /** How many changes have been acknowledged so far. */
  readonly acknowledged: number
  /** How many requests have been refused with 503 so far; nothing of them may be there. */
  readonly unavailable: number
  /** Called at each acknowledgement. */
  onAcknowledged: () => void
  /** Many clients, each with one request at a time, until the server is gone or the signal comes. */
  run(target: Target): Promise<void>
  /** One change with thousands of rows: the promise that it has been sent, and the one of its end. */
  runLong(target: Target): Promise<void>
  /**
   * Compares the directory with what was promised. Throws `Broken` where an acknowledged change is missing, where
   * something is there that nobody asked for, or where a change is half done. What was sent and not answered may be there
   * or not; afterwards it counts as promised if it is.
   */
  verify(url: string): Promise<void>
}

/** How a load is made: with the same random choices for the same seed. */
export interface TrafficOptions {
  readonly random: Random
  readonly clients: number
  /**
   * Whether a client that got no answer goes on with another group, as long as there are other servers; what it had is
   * verified at the end.
   */
  readonly goesOn?: boolean
}

/** A promise that was not kept. */
export class Broken extends Error {}
