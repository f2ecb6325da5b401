import { DirectoryError } from '../core/error.ts'
import type { Event } from '../core/event.ts'
import { Counting } from './counting.ts'
import type { Connection, DriverFacts } from './driver.ts'
import { type Ledger, lockLedger, readLedger, writeLedger } from './ledger.ts'
import { eventRow } from './rows.ts'
import { inSavepoint, isOver } from './savepoint.ts'
import { lockInstallation } from './sql-facts.ts'

/** One write that waits. `directory` is null for what belongs to none. */
export interface Job {
  readonly directory: number | null
  readonly run: (connection: Connection, ledger: Ledger | undefined) => Promise<unknown>
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

/** What is to be told of one write once its batch is committed. */
interface Outcome {
  readonly settle: () => void
  readonly isRefused?: boolean
}

/** The transaction that some writes share. */
interface Batch {
  readonly connection: Connection
  readonly oneWriter: boolean
  /** Those that have been locked. */
  readonly ledgers: Map<number, Ledger>
  readonly touched: Set<number>
}

/** What became of a batch, once it is committed. */
export interface Committed {
  readonly outcomes: readonly Outcome[]
  /** Of the directories that it has changed. */
  readonly sequences: ReadonlyMap<number, number>
  /** The newest event that it has written, of any directory. */
  readonly newest: { readonly directory: number; readonly event: Event } | undefined
}

/** Runs some writes in a transaction, each as `run` says. */
export async function runBatch(
  connection: Connection,
  { oneWriter }: DriverFacts,
  jobs: readonly Job[],
  run: (batch: Batch, job: Job) => Promise<Outcome>,
): Promise<Committed> {
  const batch: Batch = { connection, oneWriter, ledgers: new Map(), touched: new Set() }
  const outcomes: Outcome[] = []
  if (!oneWriter && jobs.some(({ directory }) => directory === null)) await lockInstallation(connection)
  for (const job of jobs) outcomes.push(await run(batch, job))
  const sequences = new Map<number, number>()
  let newest: Committed['newest']
  for (const directory of batch.touched) {
    const ledger = batch.ledgers.get(directory)!
    await writeLedger(connection, directory, ledger)
    sequences.set(directory, ledger.sequence)
    if (ledger.newest) newest = { directory, event: ledger.newest }
  }
  return { outcomes, sequences, newest }
}

/**
 * Whether a batch was kept whose commit got no answer: then its newest event stands at its sequence, as it was written.
 * Undefined for one that has written none. Whoever is still at that commit has the ledger's lock, which is waited for.
 */
export async function isThere(connection: Connection, { newest }: Committed): Promise<boolean | undefined> {
  if (!newest) return undefined
  const { directory, event } = newest
  await lockLedger(connection, directory)
  const sql = 'select * from event where directory_id = ?1 and sequence = ?2'
  const [row] = await connection.all(sql, [directory, event.sequence])
  return row !== undefined && Object.entries(eventRow(event)).every(([name, value]) => row[name] === value)
}

/** Runs one write in a savepoint; its caller is answered after the commit, a refusal too: it may rest on a neighbour. */
export async function runBeside(batch: Batch, job: Job): Promise<Outcome> {
  const ledger = job.directory === null ? undefined : await ledgerOf(batch, job.directory)
  const before = { ...ledger }
  try {
    return await inSavepoint(batch.connection, () => runJob(batch, job))
  } catch (error) {
    if (isOver(error)) throw error
    if (ledger) Object.assign(ledger, before)
    return { settle: () => job.reject(error), isRefused: true }
  }
}

/** Runs one write without a savepoint. Throws unless it is refused before it has written anything. */
export async function runTrusting(batch: Batch, job: Job): Promise<Outcome> {
  const ledger = job.directory === null ? undefined : await ledgerOf(batch, job.directory)
  const before = { ...ledger }
  const connection = new Counting(batch.connection)
  try {
    return await runJob({ ...batch, connection }, job)
  } catch (error) {
    if (!(error instanceof DirectoryError) || isOver(error) || connection.effects > 0) throw error
    // What a neighbour has run may have failed only now.
    await batch.connection.settle()
    if (ledger) Object.assign(ledger, before)
    return { settle: () => job.reject(error) }
  }
}

/** Runs one write; what is refused alone is rolled back with its transaction. */
export async function runJob(batch: Batch, { directory, run, resolve }: Job): Promise<Outcome> {
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
