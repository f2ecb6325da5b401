import { DirectoryError } from '../core/error.ts'
import { newHistogram, record } from '../core/histogram.ts'
import { type Committed, isThere, type Job, runBatch, runBeside, runJob, runTrusting } from './batch.ts'
import type { Connection, Driver } from './driver.ts'
import type { Ledger } from './ledger.ts'
import { isOver } from './savepoint.ts'
import { turn } from './turn.ts'

/** How many writes share a commit at most: what a reader waits for is one such batch. */
const batchMax = 64
/** How long a commit waits at most for callers that are likely to come back. */
const gatherMs = 2
/** How many writes may wait; more are refused, so that memory stays bounded. */
export const queueMax = 10000

/** The bounds of what is told of commits. */
export const commitWritesBounds = [1, 2, 4, 8, 16, 32, 64]
export const commitSecondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10]

/**
 * The one writer of a database: writes wait in a queue, and those that wait together share a transaction and its commit,
 * a savepoint each. Without the queue an awaited step inside a transaction would let another request's statements in.
 */
export class WriteQueue {
  readonly #driver: Driver
  readonly #committed: (sequences: ReadonlyMap<number, number>) => void
  readonly #jobs: Job[] = []
  #running: Promise<void> | undefined
  #closed = false
  /** How many writes are likely to come together, and how long the last commit took. */
  #expected = 0
  #commitMs = 0
  /** Whether nothing was refused lately. */
  #isSmooth = true
  readonly commitWrites = newHistogram(commitWritesBounds)
  readonly commitSeconds = newHistogram(commitSecondsBounds)

  /** `committed` is told the sequences of the directories that a commit has changed. */
  constructor(driver: Driver, committed: (sequences: ReadonlyMap<number, number>) => void = () => {}) {
    this.#driver = driver
    this.#committed = committed
  }

  get length(): number {
    return this.#jobs.length
  }

  /** Waits for its turn, runs, and resolves when the commit is on disk. */
  write<T>(
    directory: number | null,
    run: (connection: Connection, ledger: Ledger | undefined) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) return Promise.reject(closedError())
    if (this.#jobs.length >= queueMax) return Promise.reject(fullError())
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ directory, run, resolve, reject })
      this.#running ??= this.#drain()
    })
  }

  /** Refuses new writes and waits for those that are there. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running
  }

  async #drain(): Promise<void> {
    while (this.#jobs.length > 0) {
      await this.#gather()
      const jobs = this.#jobs.splice(0, batchMax)
      await this.#commit(jobs)
      this.#expected = jobs.length + this.#jobs.length
    }
    this.#running = undefined
  }

  /**
   * Lets writes come in: as long as each turn of the loop brings more, and for half the time of a commit, but no longer
   * than `gatherMs`, while those are missing who were answered by the last one. Callers that go on come back together
   * then, and share the next commit; committing at once would leave half of them to the commit behind it.
   */
  async #gather(): Promise<void> {
    const patience = performance.now() + Math.min(this.#commitMs / 2, gatherMs)
    for (let known = 0; known < batchMax;) {
      const isMissing = this.#jobs.length < this.#expected && performance.now() < patience
      if (this.#jobs.length === known && !isMissing) return
      known = this.#jobs.length
      await turn()
    }
  }

  /** Where each savepoint costs a round trip, writes go without as long as none fails; those of a batch that does, again. */
  async #run(jobs: readonly Job[]): Promise<Committed> {
    const { facts } = this.#driver
    if (jobs.length > 1 && facts.settlesLate && this.#isSmooth) {
      try {
        return await this.#driver.write(
          (connection) => runBatch(connection, facts, jobs, runTrusting),
          isThere,
        )
      } catch (error) {
        if (isOver(error)) throw error
      }
    }
    // What is refused alone is rolled back with its transaction.
    const run = jobs.length === 1 ? runJob : runBeside
    const committed = await this.#driver.write(
      (connection) => runBatch(connection, facts, jobs, run),
      isThere,
    )
    this.#isSmooth = committed.outcomes.every((one) => !one.isRefused)
    return committed
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    const begun = performance.now()
    try {
      const { outcomes, sequences } = await this.#run(jobs)
      this.#commitMs = performance.now() - begun
      record(this.commitWrites, jobs.length)
      record(this.commitSeconds, this.#commitMs / 1000)
      for (const { settle } of outcomes) settle()
      if (sequences.size > 0) this.#committed(sequences)
    } catch (error) {
      for (const job of jobs) job.reject(error)
    }
  }
}

function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the store is closed', { retryAfter: 1 })
}

function fullError(): DirectoryError {
  return new DirectoryError('unavailable', `more than ${queueMax} writes wait`, { retryAfter: 1 })
}
