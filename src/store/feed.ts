import { newRest, type Rest } from '../core/rest.ts'
import { int } from './cells.ts'
import type { Connection, Driver, Row } from './driver.ts'

/** How often a process looks for what others have committed, where nobody tells it. */
const lookMs = 500
/** At which of these times it looks although it is told: a process that dies may not have told of its last commit. */
const looksToldMax = 10

/** Told the sequence of a directory's newest event. It must not throw. */
export type EventListener = (directory: number, sequence: number) => void

/**
 * Who wants to know of new events, in whichever process they were committed: this one's are told at once, others' by the
 * database's signals where it has them, and by looking at the ledgers.
 */
export class Feed {
  readonly #driver: Driver
  readonly #listeners = new Set<EventListener>()
  /** The newest sequences that were told. */
  readonly #told = new Map<number, number>()
  /** The sum of all sequences when it was looked last: they only rise. */
  #sum = -1
  #resting: Rest | undefined
  #watching: Promise<void> = Promise.resolve()

  constructor(driver: Driver) {
    this.#driver = driver
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener)
    if (!this.#resting) this.#begin()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#end()
    }
  }

  /** Tells of what this process has committed: the sequences of directories. */
  committed(sequences: ReadonlyMap<number, number>): void {
    this.#tell(sequences)
    this.#driver.signals?.send(sequences)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    this.#end()
    await this.#watching
  }

  #tell(sequences: Iterable<readonly [number, number]>): void {
    if (this.#listeners.size === 0) return
    for (const [directory, sequence] of sequences) {
      if (sequence <= (this.#told.get(directory) ?? 0)) continue
      this.#told.set(directory, sequence)
      for (const listener of this.#listeners) listener(directory, sequence)
    }
  }

  #begin(): void {
    const resting = newRest()
    this.#resting = resting
    this.#watching = this.#watching.then(() => this.#watch(resting))
  }

  #end(): void {
    this.#resting?.end()
    this.#resting = undefined
    this.#told.clear()
    this.#sum = -1
  }

  async #watch(resting: Rest): Promise<void> {
    const { signals } = this.#driver
    for (let looks = 0; !resting.isOver; looks++) {
      const isTold = signals?.isListening() ?? false
      // What is committed while nobody listens is found by the look behind it.
      if (!isTold) await signals?.listen((sequences) => this.#tell(sequences)).catch(ignore)
      if (!isTold || looks % looksToldMax === 0) await this.#look().catch(ignore)
      await resting.rest(lookMs)
    }
    await signals?.unlisten().catch(ignore)
  }

  async #look(): Promise<void> {
    const rows = await this.#driver.read((connection) => this.#newer(connection))
    this.#tell(rows.map((row) => [int(row['directory_id']), int(row['sequence'])] as const))
  }

  /** One sum says whether anything is new at all; on SQLite it is remembered until somebody has committed. */
  async #newer(connection: Connection): Promise<readonly Row[]> {
    const [row] = await connection.all(
      'select cast(coalesce(sum(sequence), 0) as bigint) as total from ledger',
    )
    const sum = int(row?.['total'])
    if (sum === this.#sum) return []
    const rows = await connection.all('select directory_id, sequence from ledger')
    this.#sum = sum
    return rows
  }
}

/** The database is away: the next look finds what there is by then. */
function ignore(): void {}
