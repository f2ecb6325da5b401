import { DirectoryError } from '../core/error.ts'
import { type Place, PostgresConnection } from './postgres-connection.ts'
import { isCrowded, unavailable } from './postgres-errors.ts'

/** How many transactions wait; more are refused at once, so that memory stays bounded. */
const waitingMax = 10000
/** How long connecting rests after it has failed. */
const gateMs = 100

/** A connection that is in use, by several who read at once. */
export interface Lease {
  readonly connection: PostgresConnection
  /** How many have not given it back. */
  users: number
  isBegun: boolean
}

interface Waiting {
  readonly isAlone: boolean
  readonly since: number
  readonly resolve: (lease: Lease) => void
  readonly reject: (error: unknown) => void
}

export interface PoolOptions {
  readonly place: Place
  /** How many connections there are at most; they are made when they are needed. */
  readonly max: number
  /** How many of those that wait may have one connection together. */
  readonly shares: number
  /** How long one waits for a connection at most. */
  readonly waitMs: number
  readonly gate: Gate
}

/** Connections that are used by one transaction at a time. */
export class Pool {
  readonly #options: PoolOptions
  readonly all: PostgresConnection[] = []
  readonly #idle: PostgresConnection[] = []
  readonly #waiting: Waiting[] = []
  #connecting = 0
  #patience: ReturnType<typeof setTimeout> | undefined
  #closing: PromiseWithResolvers<void> | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /**
   * A connection that is open; `isAlone` where nobody may share it. Throws `unavailable` where none can be made, or none
   * comes free in time.
   */
  async take({ isAlone = false } = {}): Promise<Lease> {
    const open = this.#idle.findLastIndex((one) => one.isOpen)
    if (open >= 0) return leaseOf(this.#idle.splice(open, 1)[0]!, 1)
    const closed = this.#isCrowded() ? undefined : this.#idle.pop() ?? this.#another()
    return closed ? await this.#connected(closed, isAlone) : await this.#inLine(isAlone)
  }

  #another(): PostgresConnection | undefined {
    if (this.all.length >= this.#options.max) return undefined
    const connection = new PostgresConnection(this.#options.place)
    this.all.push(connection)
    return connection
  }

  /** Where PostgreSQL has no room for more, those that there are must do. */
  #isCrowded(): boolean {
    return this.#options.gate.isCrowded() && (this.#connecting > 0 || this.all.some((one) => one.isOpen))
  }

  async #connected(connection: PostgresConnection, isAlone: boolean): Promise<Lease> {
    this.#connecting++
    try {
      await this.#options.gate.connect(connection).finally(() => this.#connecting--)
      return leaseOf(connection, 1)
    } catch (error) {
      this.#free(connection)
      // Meanwhile one of those that there are may have come free.
      if (this.#isCrowded()) return await this.take({ isAlone })
      throw error
    }
  }

  #inLine(isAlone: boolean): Promise<Lease> {
    if (this.#waiting.length >= waitingMax) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ isAlone, since: performance.now(), resolve, reject })
      this.#patience ??= setTimeout(() => this.#refuseLate(), this.#options.waitMs)
    })
  }

  /** One clock for all who wait: the first in line has waited longest. */
  #refuseLate(): void {
    const { waitMs } = this.#options
    this.#patience = undefined
    while (this.#waiting[0] && performance.now() - this.#waiting[0].since >= waitMs - 1) {
      this.#waiting.shift()?.reject(busy())
    }
    const [first] = this.#waiting
    if (!first) return
    this.#patience = setTimeout(() => this.#refuseLate(), waitMs - (performance.now() - first.since))
  }

  giveBack(lease: Lease): void {
    if (--lease.users === 0) this.#free(lease.connection)
  }

  #free(connection: PostgresConnection): void {
    if (this.#waiting.length > 0 && (connection.isOpen || !this.#isCrowded())) return this.#serve(connection)
    this.#idle.push(connection)
    if (this.#idle.length === this.all.length) this.#closing?.resolve()
  }

  /** Those that have waited share a connection, as many as it takes for all to be served at once. */
  #serve(connection: PostgresConnection): void {
    const some = this.#waiting.splice(0, this.#together())
    if (connection.isOpen) return share(leaseOf(connection, some.length), some)
    this.#options.gate.connect(connection).then(
      () => share(leaseOf(connection, some.length), some),
      (error) => {
        for (const one of some) one.reject(error)
        this.#free(connection)
      },
    )
  }

  /** How many of those that wait, from the first on, may have one connection. */
  #together(): number {
    const { shares, max } = this.#options
    const alone = this.#waiting.findIndex(({ isAlone }) => isAlone)
    const most = Math.min(shares, Math.ceil(this.#waiting.length / max))
    return alone < 0 ? most : Math.max(1, Math.min(most, alone))
  }

  /** Waits for the transactions that are under way and for those that wait. */
  async close(): Promise<void> {
    this.#closing = Promise.withResolvers()
    if (this.#idle.length < this.all.length) await this.#closing.promise
    clearTimeout(this.#patience)
    await Promise.all(this.all.map((one) => one.close()))
  }
}

function leaseOf(connection: PostgresConnection, users: number): Lease {
  connection.freshen()
  return { connection, users, isBegun: false }
}

function share(lease: Lease, those: readonly Waiting[]): void {
  for (const one of those) one.resolve(lease)
}

function busy(): DirectoryError {
  return new DirectoryError('unavailable', 'all connections to the database are busy', { retryAfter: 1 })
}

/**
 * The one way to a connection: open to all as long as connecting works, so that after a failure one at a time tries, at
 * most ten times a second, and all others are told at once that it has failed.
 */
export class Gate {
  #failure: { readonly error: DirectoryError; readonly at: number } | undefined
  #trying = 0

  isCrowded(): boolean {
    return isCrowded(this.#failure?.error)
  }

  /** Throws `unavailable`; its cause says why. */
  async connect(connection: PostgresConnection): Promise<void> {
    if (this.#failure && (this.#trying > 0 || performance.now() < this.#failure.at + gateMs)) {
      throw this.#failure.error
    }
    this.#trying++
    try {
      await connection.connect()
      this.#failure = undefined
    } catch (cause) {
      const error = cause instanceof DirectoryError ? cause : unavailable(cause)
      this.#failure = { error, at: performance.now() }
      throw error
    } finally {
      this.#trying--
    }
  }
}
