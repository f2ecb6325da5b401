import { DirectoryError } from '../core/error.ts'
import { int } from './cells.ts'
import type { Connection, Driver, DriverFacts, Totals } from './driver.ts'
import { isLost, isRepeatable, lost, Repeatable, translated } from './postgres-errors.ts'
import { Gate, Pool } from './postgres-pool.ts'
import { Habits, PostgresReading } from './postgres-reading.ts'
import { PostgresSignals } from './postgres-signals.ts'
import { isOver } from './savepoint.ts'

/** How many connections there are for reading and for writing. */
const readersMax = 8
const writersMax = 4
/** How many reads share a snapshot, of those that had to wait for a connection together. */
const sharesMax = 16
/** How long a transaction waits for a connection at most. */
const waitMs = 10000
/** How often a transaction is run that had to give way to another, and how long it rests in between at most. */
const attemptsMax = 6
const restMs = 20
/** How long it is asked what became of a commit that got no answer, and how long it rests in between. */
const fateMs = 10000
const fateRestMs = 50
/** How long the size of the database is remembered. */
const bytesMs = 60000

const facts: DriverFacts = {
  oneWriter: false,
  settlesLate: true,
  analyzes: true,
  jsonPath: (keys) => `{${keys.map((key) => `"${key.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`,
  jsonAt: (column, path) => {
    const at = `${column}::json #> cast(${path} as text[])`
    const text = `${column}::json #>> cast(${path} as text[])`
    return {
      number: `(case when json_typeof(${at}) = 'number' then cast(${text} as numeric) end)`,
      text: `(case when json_typeof(${at}) = 'string' then (${text}) collate "C" end)`,
      boolean:
        `(case when json_typeof(${at}) = 'boolean' then (case ${text} when 'true' then 1 else 0 end) end)`,
      absent: `coalesce(json_typeof(${at}), 'null') = 'null'`,
    }
  },
  jsonTexts: (column, path) => {
    const at = path === undefined ? `${column}::json` : `${column}::json #> cast(${path} as text[])`
    return `(select one.key collate "C" as key, (one.value #>> '{}') collate "C" as value
      from json_each(case when json_typeof(${at}) = 'object' then ${at} else '{}' end) one
      where json_typeof(one.value) = 'string')`
  },
}

/** Opens a PostgreSQL database by its `postgres://` address. Nothing is connected before it is used. */
export function openPostgres(address: string): Driver {
  return new PostgresDriver(address)
}

type Work<T> = (connection: Connection) => Promise<T>
type IsThere<T> = (connection: Connection, result: T) => Promise<boolean | undefined>

/** How far a transaction has come: before its commit is sent, nothing of it can be kept. */
interface Progress<T> {
  isConnected: boolean
  /** What there is to be given once the commit is answered; undefined until it is sent. */
  committing: { readonly result: T } | undefined
}

/**
 * Transactions, and what to do when they fail. Each has a connection of a `Pool`; a `PostgresConnection` sends its
 * statements (`-statement`, `-script`, `-plans`) over a session of the library (`-session`, `-socket`), and `Answers` sees that
 * something comes back. Reads go through a `PostgresReading`; `-errors` and `-words` say what an error means, to the
 * program and to the operator.
 */
class PostgresDriver implements Driver {
  readonly name = 'postgres'
  readonly facts = facts
  readonly signals: PostgresSignals
  readonly #readers: Pool
  readonly #writers: Pool
  readonly #habits = new Habits()
  #bytes: { readonly value: Promise<number>; readonly at: number } | undefined
  #closing: Promise<void> | undefined

  constructor(address: string) {
    const gate = new Gate()
    const place = { address, isForgetful: false }
    this.signals = new PostgresSignals(address)
    this.#readers = new Pool({ place, max: readersMax, shares: sharesMax, waitMs, gate })
    this.#writers = new Pool({ place, max: writersMax, shares: 1, waitMs, gate })
  }

  async read<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await this.#share(work).catch((error) => {
        if (error instanceof Repeatable) return this.#share(work, { isAlone: true })
        throw error
      })
    } catch (error) {
      throw translated(error)
    }
  }

  /**
   * Reads that wait for a connection share its next snapshot, which is younger than all of them; but not one that is run
   * again, as that may be because of a neighbour.
   */
  async #share<T>(work: Work<T>, { isAlone = false } = {}): Promise<T> {
    if (this.#closing) throw closedError()
    const lease = await this.#readers.take({ isAlone })
    const reading = new PostgresReading(lease, this.#habits)
    if (isAlone) reading.begin()
    try {
      return await work(reading)
    } finally {
      reading.end()
      if (lease.users === 1 && lease.isBegun) lease.connection.end('commit')
      this.#readers.giveBack(lease)
    }
  }

  /**
   * Run again where two transactions met, and where the connection was lost before the commit was sent, or since and
   * `isThere` says that nothing of it is there.
   */
  async write<T>(work: Work<T>, isThere?: IsThere<T>): Promise<T> {
    for (let attempt = 1;; attempt++) {
      const progress = newProgress<T>()
      try {
        return await this.#transact(work, progress)
      } catch (error) {
        const { committing, isConnected } = progress
        if (committing && isLost(error)) {
          if (await this.#wasCommitted(committing.result, isThere)) return committing.result
        } else if (!isRepeatable(error) && !(isLost(error) && isConnected)) throw translated(error)
        if (attempt === attemptsMax) throw translated(error)
      }
      await rest(Math.random() * restMs * attempt)
    }
  }

  /** What became of a commit without an answer: asked as long as it takes to reach the database, but not for ever. */
  async #wasCommitted<T>(result: T, isThere: IsThere<T> | undefined): Promise<boolean> {
    const end = performance.now() + fateMs
    let failure: unknown = lost()
    while (isThere && performance.now() < end) {
      try {
        const found = await this.#transact((connection) => isThere(connection, result))
        if (found !== undefined) return found
        break
      } catch (error) {
        failure = translated(error)
        if (!isOver(failure)) throw failure
      }
      await rest(fateRestMs)
    }
    throw failure
  }

  async #transact<T>(work: Work<T>, progress: Progress<T> = newProgress()): Promise<T> {
    if (this.#closing) throw closedError()
    const lease = await this.#writers.take()
    const { connection } = lease
    try {
      progress.isConnected = true
      connection.begin('begin isolation level read committed')
      const result = await work(connection)
      if (!connection.isOpen) throw lost()
      progress.committing = { result }
      await connection.commit()
      return result
    } catch (error) {
      connection.end('rollback')
      throw error
    } finally {
      this.#writers.giveBack(lease)
    }
  }

  statements(): string[] {
    return [...new Set([...this.#readers.all, ...this.#writers.all].flatMap((one) => one.statements()))]
  }

  /** Measured at most once a minute: it looks at every file. */
  bytes(): Promise<number> {
    const now = performance.now()
    if (!this.#bytes || now > this.#bytes.at + bytesMs) this.#bytes = { value: this.#measured(), at: now }
    return this.#bytes.value
  }

  async #measured(): Promise<number> {
    const before = await this.#bytes?.value ?? 0
    const sql = 'select pg_database_size(current_database()) as bytes'
    try {
      return await this.read(async (connection) => int((await connection.all(sql))[0]?.['bytes']))
    } catch {
      // The figures are told also while the database is away; and not every engine knows its size.
      return before
    }
  }

  logBytes(): number {
    return 0
  }

  damages(): Promise<string[]> {
    return Promise.resolve([])
  }

  copyTo(): Promise<Totals> {
    throw new DirectoryError(
      'unprocessable',
      'PostgreSQL is copied with its own tools: pg_dump, pg_basebackup',
    )
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close()
  }

  async #close(): Promise<void> {
    await Promise.all([this.#readers.close(), this.#writers.close(), this.signals.close()])
  }
}

function newProgress<T>(): Progress<T> {
  return { isConnected: false, committing: undefined }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the database is closed', { retryAfter: 1 })
}
