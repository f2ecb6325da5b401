import { DirectoryError } from '../core/error.ts'
import type { Connection, Driver } from './driver.ts'
import { type Ledger, lockLedger, writeLedger } from './ledger.ts'
import { turn } from './turn.ts'

/** How many writes share a commit at most: what a reader waits for is one such batch. */
const batchMax = 64
/** How many writes may wait; more are refused, so that memory stays bounded. */
export const queueMax = 10000

/** One write that waits. `directory` is null for what belongs to none. */
export interface Job {
  readonly directory: number | null
  readonly run: (connection: Connection, ledger: Ledger | undefined) => Promise<unknown>
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

interface Outcome {
  readonly job: Job
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
  commits = 0
  writes = 0

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
      // One turn of the loop, so that the requests that have arrived together share the commit.
      await turn()
      await this.#commit(this.#jobs.splice(0, batchMax))
    }
    this.#running = undefined
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    try {
      const outcomes = await this.#driver.write((connection) => runBatch(connection, jobs))
      this.commits++
      this.writes += jobs.length
      for (const { settle } of outcomes) settle()
    } catch (error) {
      for (const job of jobs) job.reject(error)
    }
  }
}

async function runBatch(connection: Connection, jobs: readonly Job[]): Promise<Outcome[]> {
  const ledgers = new Map<number, Ledger>()
  const touched = new Set<number>()
  const outcomes: Outcome[] = []
  for (const job of jobs) outcomes.push(await runJob(connection, job, ledgers, touched))
  for (const directory of touched) await writeLedger(connection, directory, ledgers.get(directory)!)
  return outcomes
}

/** Runs one write in a savepoint; its caller is answered after the commit, a refusal too: it may rest on a neighbour. */
async function runJob(
  connection: Connection,
  job: Job,
  ledgers: Map<number, Ledger>,
  touched: Set<number>,
): Promise<Outcome> {
  const ledger = await ledgerOf(connection, job.directory, ledgers)
  const before = ledger && { ...ledger }
  await connection.run('savepoint job')
  try {
    if (job.directory !== null && !ledger) throw new DirectoryError('not_found', 'directory was not found')
    const result = await job.run(connection, ledger)
    await connection.run('release job')
    if (job.directory !== null && ledger && before && changed(before, ledger)) touched.add(job.directory)
    return { job, settle: () => job.resolve(result as never) }
  } catch (error) {
    if (error instanceof DirectoryError && error.code === 'unavailable') throw error
    await connection.run('rollback to job')
    await connection.run('release job')
    if (ledger && before) Object.assign(ledger, before)
    return { job, settle: () => job.reject(error) }
  }
}

async function ledgerOf(
  connection: Connection,
  directory: number | null,
  ledgers: Map<number, Ledger>,
): Promise<Ledger | undefined> {
  if (directory === null) return undefined
  const known = ledgers.get(directory)
  if (known) return known
  const locked = await lockLedger(connection, directory)
  if (locked) ledgers.set(directory, locked)
  return locked
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
