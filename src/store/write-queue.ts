import { DirectoryError } from '../core/error.ts'
import { newHistogram, record } from '../core/histogram.ts'
import type { Connection, Driver, DriverFacts } from './driver.ts'
import { type Ledger, lockLedger, readLedger, writeLedger } from './ledger.ts'
import { inSavepoint, isOver } from './savepoint.ts'
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

/** One write that waits. `directory` is null for what belongs to none. */
export interface Job {
  readonly directory: number | null
  readonly run: (connection: Connection, ledger: Ledger | undefined) => Promise<unknown>
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

interface Outcome {
  readonly settle: () => void
}

/**
 * The one writer of a database: writes wait in a queue, and those that wait together share a transaction and its commit,
 * a savepoint each. Without the queue an awaited step inside a transaction would let another request's statements in.
 */
export class WriteQueue {
  readonly #driver: Driver
  readonly #jobs: Job[] = []
  #running: Promise<void> | undefined
  #closed = false
  /** How many writes are likely to come together, and how long the last commit took. */
  #expected = 0
  #commitMs = 0
  readonly commitWrites = newHistogram(commitWritesBounds)
  readonly commitSeconds = newHistogram(commitSecondsBounds)

  constructor(driver: Driver) {
    this.#driver = driver
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

  async #commit(jobs: readonly Job[]): Promise<void> {
    const begun = performance.now()
    const { facts } = this.#driver
    try {
      const outcomes = await this.#driver.write((connection) => runBatch(connection, facts, jobs))
      this.#commitMs = performance.now() - begun
      record(this.commitWrites, jobs.length)
      record(this.commitSeconds, this.#commitMs / 1000)
      for (const { settle } of outcomes) settle()
    } catch (error) {
      for (const job of jobs) job.reject(error)
    }
  }
}

/** The transaction that some writes share. */
interface Batch {
  readonly connection: Connection
  readonly oneWriter: boolean
  /** Those that have been locked. */
  readonly ledgers: Map<number, Ledger>
  readonly touched: Set<number>
}

async function runBatch(
  connection: Connection,
  { oneWriter }: DriverFacts,
  jobs: readonly Job[],
): Promise<Outcome[]> {
  const batch: Batch = { connection, oneWriter, ledgers: new Map(), touched: new Set() }
  const outcomes: Outcome[] = []
  // What is refused alone is rolled back with its transaction.
  const run = jobs.length === 1 ? runJob : runBeside
  for (const job of jobs) outcomes.push(await run(batch, job))
  for (const directory of batch.touched) {
    await writeLedger(connection, directory, batch.ledgers.get(directory)!)
  }
  return outcomes
}

/** Runs one write in a savepoint; its caller is answered after the commit, a refusal too: it may rest on a neighbour. */
async function runBeside(batch: Batch, job: Job): Promise<Outcome> {
  const ledger = job.directory === null ? undefined : await ledgerOf(batch, job.directory)
  const before = { ...ledger }
  try {
    return await inSavepoint(batch.connection, () => runJob(batch, job))
  } catch (error) {
    if (isOver(error)) throw error
    if (ledger) Object.assign(ledger, before)
    return { settle: () => job.reject(error) }
  }
}

async function runJob(batch: Batch, { directory, run, resolve }: Job): Promise<Outcome> {
  const ledger = directory === null ? undefined : await ledgerOf(batch, directory)
  if (directory !== null && !ledger) throw new DirectoryError('not_found', 'directory was not found')
  const before = ledger && { ...ledger }
  const result = await run(batch.connection, ledger)
  if (directory !== null && ledger && before && changed(before, ledger)) batch.touched.add(directory)
  return { settle: () => resolve(result as never) }
}

async function ledgerOf(
  { connection, oneWriter, ledgers }: Batch,
  directory: number,
): Promise<Ledger | undefined> {
  const known = ledgers.get(directory)
  if (known) return known
  // Where all directories share one writer, the transaction is the lock: what changes nothing writes nothing.
  const found = await (oneWriter ? readLedger : lockLedger)(connection, directory)
  if (found) ledgers.set(directory, found)
  return found
}

function changed(before: Ledger, after: Ledger): boolean {
  return Object.values(before).some((value, at) => value !== Object.values(after)[at])
}

function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the store is closed', { retryAfter: 1 })
}

function fullError(): DirectoryError {
  return new DirectoryError('unavailable', `more than ${queueMax} writes wait`, { retryAfter: 1 })
}
