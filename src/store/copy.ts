import { analyze } from './analyze.ts'
import { Copying } from './copying.ts'
import { digesting } from './copy-digest.ts'
import { countOf, TABLES } from './copy-tables.ts'
import { DirectoryError } from '../core/error.ts'
import type { Driver } from './driver.ts'

/** What a copy does: reads again what an interrupted one has copied, copies, reads both sides. */
export type Stage = 'reading' | 'copying' | 'comparing'

/** How far a copy has come; `all` is null where nobody knows. */
export interface CopyProgress {
  readonly stage: Stage
  readonly done: number
  readonly all: number | null
}

/** Two databases with the newest schema. */
export interface CopyOptions {
  readonly from: Driver
  readonly to: Driver
  readonly told?: (progress: CopyProgress) => void
}

/** A table as it is on both sides. `digest` is a SHA-256 over its rows in the order of its key. */
export interface CopiedTable {
  readonly name: string
  readonly rows: number
  readonly digest: string
}

/** `resumed`: a copy that was interrupted went on. `again`: it could not, as the source had changed. */
export type CopyWay = 'new' | 'resumed' | 'again'

export interface DatabaseCopy {
  readonly way: CopyWay
  readonly tables: readonly CopiedTable[]
  /** Whether events have come to the source since the moment of which this is a copy. */
  readonly isBehind: boolean
}

/**
 * Copies every row of a database into an empty one, or goes on with a copy that was interrupted, as of one moment: what
 * is written to the source meanwhile is not in the copy. Then it reads the target and compares it table by table. Until
 * that is done nothing else opens the target. Throws `conflict` where the target holds something else, or another copy
 * writes into it; `unprocessable` where it does not take a row, or does not hold what was written; `unavailable`.
 */
export async function copyDatabase({ from, to, told = () => {} }: CopyOptions): Promise<DatabaseCopy> {
  const all = await totalOf(from)
  const copying = new Copying(to, (stage, done) => told({ stage, done, all }))
  const way = await from.read((source) => copying.run(source))
  if (to.facts.analyzes) await analyze(to)
  await copying.compare()
  return { way, tables: copying.tables, isBehind: await isBehind(from, copying.tables) }
}

/** How many rows there are; null where counting takes longer than a statement may. */
async function totalOf(from: Driver): Promise<number | null> {
  try {
    return await from.read(async (source) => {
      let total = 0
      for (const table of TABLES) total += await countOf(source, table)
      return total
    })
  } catch (error) {
    if (error instanceof DirectoryError && error.code === 'unavailable') return null
    throw error
  }
}

async function isBehind(from: Driver, tables: readonly CopiedTable[]): Promise<boolean> {
  const ledger = TABLES.find(({ name }) => name === 'ledger')!
  const now = await from.read((source) => digesting(source, ledger))
  return now.text() !== tables.find(({ name }) => name === ledger.name)?.digest
}
