import type { Connection, Row, Value } from './driver.ts'
import { isForgotten, isSpoilt, Repeatable } from './postgres-errors.ts'
import type { Lease } from './postgres-pool.ts'

/** How many texts of statements are remembered. */
const textsMax = 2000
/** After how many reads what was counted long ago weighs half. */
const countsMax = 1000

/** How often a statement has been all of its read, and how often it was followed by another. */
interface Count {
  alone: number
  followed: number
}

/**
 * Remembers which statements mostly come alone: they may go without a transaction, as one statement sees one snapshot
 * anyway, and beginning and ending a transaction costs twice what a small statement does.
 */
export class Habits {
  readonly #counts = new Map<string, Count>()

  isAlone(sql: string): boolean {
    const count = this.#counts.get(sql)
    return count !== undefined && count.alone > count.followed * 4
  }

  record(sql: string, kind: keyof Count): void {
    let count = this.#counts.get(sql)
    if (!count) {
      if (this.#counts.size >= textsMax) return
      this.#counts.set(sql, count = { alone: 0, followed: 0 })
    }
    count[kind]++
    if (count.alone + count.followed < countsMax) return
    count.alone /= 2
    count.followed /= 2
  }
}

interface First {
  readonly sql: string
  readonly values: readonly Value[]
  readonly rows: Promise<Row[]>
}

/**
 * One read, in one snapshot: a transaction that is begun with the first statement, unless that mostly comes alone. If
 * another follows nevertheless, the transaction begins with the first one again. Where that gives something else by now,
 * the second statement throws `Repeatable`: the read is to be run again. The first two do so, too, where the transaction
 * has failed for another one who shares it.
 */
export class PostgresReading implements Connection {
  readonly #lease: Lease
  readonly #habits: Habits
  #first: First | undefined
  /** Whether the first statement was sent without a transaction. */
  #isOutside = false
  #hasMore = false
  /** Resolves when the first statement, run outside, has given the same inside; not there where it was run inside. */
  #same: Promise<void> | undefined

  constructor(lease: Lease, habits: Habits) {
    this.#lease = lease
    this.#habits = habits
  }

  async all(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const isEarly = !this.#hasMore
    try {
      return await (this.#first ? this.#another(this.#first, sql, values) : this.#begins(sql, values))
    } catch (error) {
      throw isEarly && (isSpoilt(error) || isForgotten(error)) ? new Repeatable(error) : error
    }
  }

  #begins(sql: string, values: readonly Value[]): Promise<Row[]> {
    this.#isOutside = !this.#lease.isBegun && this.#habits.isAlone(sql)
    if (!this.#isOutside) this.begin()
    const { connection } = this.#lease
    const rows = this.#isOutside ? connection.alone(sql, values) : connection.all(sql, values)
    this.#first = { sql, values, rows }
    return rows
  }

  /** Begins the transaction, unless it has begun. */
  begin(): void {
    if (this.#lease.isBegun) return
    this.#lease.isBegun = true
    this.#lease.connection.begin('begin isolation level repeatable read read only')
  }

  async #another(first: First, sql: string, values: readonly Value[]): Promise<Row[]> {
    if (!this.#hasMore) {
      this.#hasMore = true
      this.#habits.record(first.sql, 'followed')
      if (this.#isOutside) this.#same = this.#again(first)
    }
    const rows = this.#lease.connection.all(sql, values)
    const [, result] = await Promise.all([this.#same, rows])
    return result
  }

  async #again({ sql, values, rows }: First): Promise<void> {
    this.begin()
    const again = this.#lease.connection.all(sql, values)
    const [before, after] = await Promise.all([rows, again])
    if (textOf(before) !== textOf(after)) {
      throw new Repeatable(new Error('what was read has changed meanwhile'))
    }
  }

  /** The read is over. */
  end(): void {
    if (this.#first && !this.#hasMore) this.#habits.record(this.#first.sql, 'alone')
  }

  /** Reads have no effect. */
  run(): Promise<void> {
    return Promise.reject(new Error('a read cannot write'))
  }

  runEach(): Promise<void> {
    return this.run()
  }

  settle(): Promise<void> {
    return Promise.resolve()
  }

  script(): Promise<void> {
    return this.run()
  }

  hasTable(name: string): Promise<boolean> {
    this.begin()
    return this.#lease.connection.hasTable(name)
  }
}

/** Rows as one text; their order may differ where none was asked for. */
function textOf(rows: readonly Row[]): string {
  return rows.map((row) => JSON.stringify(row)).toSorted().join('\n')
}
