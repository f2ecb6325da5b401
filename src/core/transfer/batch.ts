import { DirectoryError } from '../error.ts'

/** How many pieces of work wait together: writes that wait together share a commit. */
const waitingMax = 64
/** How many rows they may hold. */
const weightMax = 1000

/** Work whose pieces are begun in order and share commits. What is begun later sees what was begun before. */
export class Batch {
  #waiting: Promise<void>[] = []
  #weight = 0

  /** Begins a piece of work; `refused` is told if it is refused. Waits where too much waits already. */
  async add(work: () => Promise<void>, refused: (reason: DirectoryError) => void, weight = 1): Promise<void> {
    const piece = unlessRefused(work, refused)
    // It is looked at in `settled`; until then its failure must not end the process.
    piece.catch(() => {})
    this.#waiting.push(piece)
    this.#weight += weight
    if (this.#waiting.length >= waitingMax || this.#weight >= weightMax) await this.settled()
  }

  /** Waits for all that was begun. Throws what is no refusal. */
  async settled(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    this.#weight = 0
    for (const result of await Promise.allSettled(waiting)) {
      if (result.status === 'rejected') throw result.reason
    }
  }
}

/** Whether an error says something of a line, not of the database. */
export function isRefusal(error: unknown): error is DirectoryError {
  return error instanceof DirectoryError && error.code !== 'unavailable' && error.code !== 'internal'
}

async function unlessRefused(
  work: () => Promise<void>,
  refused: (reason: DirectoryError) => void,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isRefusal(error)) throw error
    refused(error)
  }
}

/** Does work on all of some things; where one of them is refused, it is found by halves and the others are done. */
export async function byHalves<T>(
  all: readonly T[],
  work: (some: readonly T[]) => Promise<void>,
  refused: (one: T, reason: DirectoryError) => void,
): Promise<void> {
  try {
    await work(all)
  } catch (error) {
    const [only] = all
    if (!isRefusal(error) || only === undefined) throw error
    if (all.length === 1) return refused(only, error)
    await byHalves(all.slice(0, all.length >> 1), work, refused)
    await byHalves(all.slice(all.length >> 1), work, refused)
  }
}
