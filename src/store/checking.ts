import { DirectoryError } from '../core/error.ts'
import { endStrays } from '../core/mend.ts'
import { operator } from '../core/principal.ts'
import { stepRows } from '../core/store.ts'
import { type Findings, type Problem } from './check-finding.ts'
import type { Connection, Driver, Row, Value } from './driver.ts'
import { int } from './cells.ts'
import { lockLedger } from './ledger.ts'
import { inSavepoint } from './savepoint.ts'
import { SqlStore } from './sql-store.ts'
import { turn } from './turn.ts'

/** Something that has been found wrong, and how it is mended if that needs no guessing. */
export interface Found {
  readonly problem: Problem
  readonly group?: number | undefined
  readonly message: string
  /** Mends it from the rows as they are by then, in a transaction that holds the directory's ledger. */
  readonly mend?: (connection: Connection) => Promise<void>
  /** A running spell whose end mends it: ended through the core, as a change of its group. */
  readonly stray?: { readonly group: number; readonly id: number }
}

/** As whom the history shows what a repair has ended. */
export const repairer = 'check --repair'

/** How many of the rows that carry texts and JSON one step reads. */
export const stepTexts = 500
/** How many spells one change of the repair ends at most. */
const straysMax = 1000

/** One check of one directory: reads one snapshot, and mends what is found as it goes if it is asked to. */
export class Checking {
  readonly directory: number
  readonly #snapshot: Connection
  readonly #driver: Driver
  readonly #repair: boolean
  readonly #findings: Findings
  #found: Found[] = []
  #strays: Found[] = []

  constructor(
    { snapshot, driver, directory, repair, findings }: {
      readonly snapshot: Connection
      readonly driver: Driver
      readonly directory: number
      readonly repair: boolean
      readonly findings: Findings
    },
  ) {
    this.directory = directory
    this.#snapshot = snapshot
    this.#driver = driver
    this.#repair = repair
    this.#findings = findings
  }

  /** Reads the snapshot; the directory is the statement's first value. */
  all(sql: string, ...values: readonly Value[]): Promise<Row[]> {
    return this.#snapshot.all(sql, [this.directory, ...values])
  }

  /** The first row, of a statement that always has one. */
  async one(sql: string, ...values: readonly Value[]): Promise<Row> {
    return (await this.all(sql, ...values))[0] ?? {}
  }

  report(found: Found): void {
    if (this.#repair && found.stray) this.#strays.push(found)
    else this.#found.push(found)
  }

  /** Ends one step: mends what it has found, and lets others in. */
  async step(): Promise<void> {
    const found = this.#found.splice(0)
    const mended = this.#repair && found.some((one) => one.mend)
      ? await this.#mendAll(found)
      : found.map(() => false)
    for (const [at, one] of found.entries()) this.#tell(one, mended[at] ?? false)
    await turn()
  }

  /** Ends the running spells that have been found astray, once everything else is in order. */
  async endStrays(): Promise<void> {
    const store = new SqlStore(this.#driver, Date.now)
    const principal = operator(this.directory, repairer)
    for (const [group, strays] of Map.groupBy(this.#strays, (one) => one.stray?.group ?? 0)) {
      for (let at = 0; at < strays.length; at += straysMax) {
        const some = strays.slice(at, at + straysMax)
        const ended = await endStrays(store, principal, { group, ids: some.map((one) => one.stray?.id ?? 0) })
        for (const one of some) this.#tell(one, ended.has(one.stray?.id ?? 0))
      }
    }
  }

  #tell({ problem, group = 0, message }: Found, mended: boolean): void {
    this.#findings.add({ problem, group: group || null, message, mended: this.#repair ? mended : null })
  }

  #mendAll(found: readonly Found[]): Promise<boolean[]> {
    return this.#driver.write(async (connection) => {
      await lockLedger(connection, this.directory)
      const mended: boolean[] = []
      for (const { mend } of found) mended.push(mend ? await mendOne(connection, mend) : false)
      return mended
    })
  }
}

/** Whether it could be mended: a key may be taken by another row. */
async function mendOne(connection: Connection, mend: NonNullable<Found['mend']>): Promise<boolean> {
  try {
    await inSavepoint(connection, () => mend(connection))
    return true
  } catch (error) {
    if (!(error instanceof DirectoryError && error.code === 'conflict')) throw error
    return false
  }
}

/** A part of the numbers of a table: behind `from`, up to `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** A page of rows, and the numbers that it covers. */
export interface Page extends Range {
  readonly rows: readonly Row[]
}

/** All rows of a table that a directory has, by number. */
export async function* pagesOf(check: Checking, table: 'groups' | 'person'): AsyncGenerator<Page> {
  const sql =
    `select * from ${table} where directory_id = ?1 and number > ?2 order by number limit ${stepTexts}`
  for (let from = 0;;) {
    const rows = await check.all(sql, from)
    const to = int(rows.at(-1)?.['number'] ?? from)
    if (rows.length > 0) yield { from, to, rows }
    await check.step()
    if (rows.length < stepTexts) return
    from = to
  }
}

/** All member ids of a directory in parts of about `stepRows` spells; those of one id are in one part. */
export async function* memberRanges(check: Checking): AsyncGenerator<Range> {
  const sql =
    `select id from member where directory_id = ?1 and id > ?2 order by id limit 1 offset ${stepRows}`
  for (let from = -1, more = true; more;) {
    const [last] = await check.all(sql, from)
    more = last !== undefined
    const to = last ? int(last['id']) : Number.MAX_SAFE_INTEGER
    yield { from, to }
    await check.step()
    from = to
  }
}
