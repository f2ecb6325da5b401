import type {
  InstallationReading,
  InstallationWriting,
  Reading,
  Store,
  StoreStatistics,
  Writing,
} from '../core/store.ts'
import { together } from '../core/histogram.ts'
import type { Connection, Driver } from './driver.ts'
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

  constructor(driver: Driver, clock: () => number) {
    this.#driver = driver
    this.clock = clock
  }

  read<T>(directory: number, work: (tx: Reading) => Promise<T>): Promise<T> {
    const { facts } = this.#driver
    return this.#read((connection) => work(new SqlReading(connection, facts, directory)))
  }

  write<T>(directory: number, work: (tx: Writing) => Promise<T>): Promise<T> {
    const { facts } = this.#driver
    return this.#queue(directory).write(directory, (outer, ledger) =>
      guarded(outer, (connection) => {
        const now = this.clock()
        return work(new SqlWriting({ connection, facts, directory, ledger: ledger!, now }))
      }))
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

  #read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#driver.read((connection) => guarded(connection, work))
  }

  #queue(directory: number | null): WriteQueue {
    const key = this.#driver.facts.oneWriter ? null : directory
    let queue = this.#queues.get(key)
    if (!queue) {
      queue = new WriteQueue(this.#driver)
      this.#queues.set(key, queue)
    }
    return queue
  }

  statistics(): StoreStatistics {
    const queues = [...this.#queues.values()]
    const commitWrites = together(commitWritesBounds, queues.map((queue) => queue.commitWrites))
    return {
      queue: queues.reduce((sum, queue) => sum + queue.length, 0),
      commits: commitWrites.count,
      writes: commitWrites.sum,
      commitWrites,
      commitSeconds: together(commitSecondsBounds, queues.map((queue) => queue.commitSeconds)),
      bytes: this.#driver.bytes(),
      logBytes: this.#driver.logBytes(),
      schema: MIGRATIONS.length,
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
    await this.#driver.close()
  }
}
