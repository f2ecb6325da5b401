import type {
  InstallationReading,
  InstallationWriting,
  Reading,
  Store,
  StoreStatistics,
  Writing,
} from '../core/store.ts'
import { together } from '../core/histogram.ts'
import { analyze } from './analyze.ts'
import type { Connection, Driver } from './driver.ts'
import { type EventListener, Feed } from './feed.ts'
import { guarded } from './guard.ts'
import { MIGRATIONS } from './migrate.ts'
import { SqlInstallationReading, SqlInstallationWriting } from './sql-installation.ts'
import { SqlReading } from './sql-reading.ts'
import { SqlWriting } from './sql-writing.ts'
import { commitSecondsBounds, commitWritesBounds, WriteQueue } from './write-queue.ts'

/** The store over any driver: readers read snapshots, writers wait in line. `clock` is in milliseconds. */
export class SqlStore implements Store {
  readonly clock: () => number
  readonly #driver: Driver
  readonly #queues = new Map<number | null, WriteQueue>()
  readonly #feed: Feed
  /** How many rows were imported, and at how many they are counted next. */
  #restored = 0
  #analyzedNext = 10000

  constructor(driver: Driver, clock: () => number) {
    this.#driver = driver
    this.clock = clock
    this.#feed = new Feed(driver)
  }

  read<T>(directory: number, work: (tx: Reading) => Promise<T>): Promise<T> {
    const { facts } = this.#driver
    return this.#read((connection) => work(new SqlReading(connection, facts, directory)))
  }

  async write<T>(directory: number, work: (tx: Writing) => Promise<T>): Promise<T> {
    const { facts } = this.#driver
    let rows = 0
    const restored = (more: number) => rows += more
    const result = await this.#queue(directory).write(
      directory,
      (outer, ledger) =>
        guarded(outer, (connection) => {
          const now = this.clock()
          return work(new SqlWriting({ connection, facts, directory, ledger: ledger!, now, restored }))
        }),
    )
    if (facts.analyzes && rows > 0) await this.#analyze(rows)
    return result
  }

  /**
   * Has the rows counted that are imported, each time that they are four times as many: of tables that seem to be empty the
   * planner would read all rows for each row. That this fails does not concern who has written.
   */
  async #analyze(rows: number): Promise<void> {
    this.#restored += rows
    if (this.#restored < this.#analyzedNext) return
    this.#analyzedNext = this.#restored * 4
    await analyze(this.#driver).catch(() => {})
  }

  readInstallation<T>(work: (tx: InstallationReading) => Promise<T>): Promise<T> {
    return this.#read((connection) => work(new SqlInstallationReading(connection)))
  }

  writeInstallation<T>(work: (tx: InstallationWriting) => Promise<T>): Promise<T> {
    return this.#queue(null).write(
      null,
      (outer) => guarded(outer, (connection) => work(new SqlInstallationWriting(connection, this.clock()))),
    )
  }

  onEvents(listener: EventListener): () => void {
    return this.#feed.listen(listener)
  }

  #read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#driver.read((connection) => guarded(connection, work))
  }

  #queue(directory: number | null): WriteQueue {
    const key = this.#driver.facts.oneWriter ? null : directory
    let queue = this.#queues.get(key)
    if (!queue) {
      queue = new WriteQueue(this.#driver, (sequences) => this.#feed.committed(sequences))
      this.#queues.set(key, queue)
    }
    return queue
  }

  async statistics(): Promise<StoreStatistics> {
    const queues = [...this.#queues.values()]
    const commitWrites = together(commitWritesBounds, queues.map((queue) => queue.commitWrites))
    const figures = {
      queue: queues.reduce((sum, queue) => sum + queue.length, 0),
      commits: commitWrites.count,
      writes: commitWrites.sum,
      commitWrites,
      commitSeconds: together(commitSecondsBounds, queues.map((queue) => queue.commitSeconds)),
      logBytes: this.#driver.logBytes(),
      schema: MIGRATIONS.length,
    }
    return { ...figures, bytes: await this.#driver.bytes() }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
    await this.#feed.close()
    await this.#driver.close()
  }
}
