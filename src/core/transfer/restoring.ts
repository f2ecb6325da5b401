import { DirectoryError } from '../error.ts'
import type { Fact } from '../directory.ts'
import type { Numbers, Store } from '../store.ts'
import { isRefusal } from './batch.ts'
import { rowsOfChunk } from './format.ts'
import type { Block } from './lines.ts'
import { type Counted, type CountedRefusal, lostMembers, type Report, type ReportSoFar } from './report.ts'
import { CompleteLines, isWholeEnd, type Kept, rowsOf, type Standing } from './restore-lines.ts'

/** How far a restore has come: kept in the transaction of the rows themselves. */
export interface Progress extends ReportSoFar {
  /** The first line of the file, as it was read. */
  readonly header: string
  /** Where the lines that have been written end. */
  readonly standing: Standing
  /** Where a part of the file ends that has all of them but a few, and its SHA-256. */
  readonly bytes: number
  readonly digest: string
}

/** Where rows are written, and who is told. */
export interface RestoringOptions {
  readonly directory: number
  readonly onProgress: (lines: number) => void
  readonly report: (before?: ReportSoFar) => Report
}

export function factName(directory: number): string {
  return `restore ${directory}`
}

/** One restore on its way through the file. */
export class Restoring {
  readonly report: Report
  readonly #store: Store
  readonly #options: RestoringOptions
  readonly #next: Numbers
  /** What is in the database. */
  #done: Progress
  /** Blocks that are not written yet. */
  #blocks: Block[] = []
  #waiting = 0
  /** The groups that the database has refused, with their lines, and how many members were lost with each since. */
  readonly #refusedGroups = new Map<number, { readonly line: number; lost: number }>()

  constructor(
    store: Store,
    options: RestoringOptions,
    { before, next }: { readonly before: Progress; readonly next: Numbers },
  ) {
    this.#next = next
    this.#store = store
    this.#options = options
    this.#done = before
    this.report = options.report(before)
  }

  get lines(): number {
    return this.#done.standing.line
  }

  get isWhole(): boolean {
    return this.#done.standing.isWhole
  }

  get isOff(): boolean {
    return this.#done.standing.sums.isOff
  }

  /** Reads the file to its end. Gives false if it does not begin as the file that was begun. */
  async read(blocks: AsyncIterable<Block>): Promise<boolean> {
    const { bytes, digest } = this.#done
    let isKnown = bytes === 0
    for await (const block of blocks) {
      if (block.bytesUntil === bytes) isKnown = block.digest() === digest
      if (block.bytesUntil >= bytes && !isKnown) return false
      // A line that was cut short is read when the whole file comes.
      if (block.isOpen && !isWholeEnd(block.lines[0])) break
      if (block.bytesUntil > bytes) await this.#take(block)
      this.#options.onProgress(block.linesUntil)
    }
    if (isKnown) await this.#writeBlocks()
    return isKnown
  }

  /** Blocks wait as text, so that few rows are in memory at a time. */
  async #take(block: Block): Promise<void> {
    this.#blocks.push(block)
    this.#waiting += block.lines.length
    if (this.#waiting >= rowsOfChunk) await this.#writeBlocks()
  }

  async #writeBlocks(): Promise<void> {
    const blocks = this.#blocks
    const last = blocks.at(-1)
    this.#blocks = []
    this.#waiting = 0
    if (!last) return
    try {
      await this.#writeAtOnce(blocks, last)
    } catch (error) {
      if (!isRefusal(error)) throw error
      await this.#writeByHalves(blocks, last)
    }
  }

  /** Writes all rows and how far they go. */
  async #writeAtOnce(blocks: readonly Block[], last: Block): Promise<void> {
    const { directory } = this.#options
    const { progress, refusals } = await this.#store.write(directory, async (tx) => {
      const reading = new CompleteLines(this.#done.standing, this.#next)
      const made = { ...this.#done.made }
      for (const block of blocks) {
        for (const kept of reading.slicesOf(block)) {
          count(made, kept)
          if (this.#isRefused(kept)) throw new DirectoryError('conflict', 'a group was refused before')
          await tx.insertRows(rowsOf(kept))
        }
      }
      const refused = this.#done.refused + sum(reading.refusals)
      const progress = this.#progress(reading, last, { made, refused })
      await tx.putFact(factOf(directory, progress))
      return { progress, refusals: reading.refusals }
    })
    this.#settle(progress, refusals)
  }

  #progress(standing: Standing, { bytesUntil, digest }: Block, soFar: ReportSoFar): Progress {
    const { line, group, refusedLine, isWhole, sums } = standing
    const { header } = this.#done
    return {
      header,
      standing: { line, group, refusedLine, isWhole, sums },
      bytes: bytesUntil,
      digest: digest(),
      ...soFar,
    }
  }

  #settle(progress: Progress, refusals: readonly CountedRefusal[]): void {
    this.#done = progress
    Object.assign(this.report.made, progress.made)
    for (const refusal of refusals) this.report.refuseSome(refusal)
  }

  /** Where the database refuses a row, it is found by halves. */
  async #writeByHalves(blocks: readonly Block[], last: Block): Promise<void> {
    const reading = new CompleteLines(this.#done.standing, this.#next)
    const kept = blocks.flatMap((block) => [...reading.slicesOf(block)].flat())
    await this.#writeSome(kept)
    const refusals = [...reading.refusals, ...this.#takeLost()]
    const refused = this.#done.refused + sum(refusals)
    const progress = this.#progress(reading, last, { made: this.#done.made, refused })
    await this.#write([], progress)
    this.#settle(progress, refusals)
  }

  async #writeSome(all: readonly Kept[]): Promise<void> {
    const kept = this.#withoutLost(all)
    const last = kept.at(-1)
    if (!last) return
    const made = { ...this.#done.made }
    count(made, kept)
    const { standing } = this.#done
    const here = { ...standing, line: last.line, group: groupOf(last), refusedLine: null }
    const progress = { ...this.#done, made, standing: here }
    try {
      await this.#write(kept, progress)
      this.#settle(progress, [])
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (kept.length === 1) return await this.#refuse(last, error)
      await this.#writeSome(kept.slice(0, kept.length >> 1))
      await this.#writeSome(kept.slice(kept.length >> 1))
    }
  }

  async #write(kept: readonly Kept[], progress: Progress): Promise<void> {
    const { directory } = this.#options
    await this.#store.write(directory, async (tx) => {
      await tx.insertRows(rowsOf(kept))
      await tx.putFact(factOf(directory, progress))
    })
  }

  async #refuse(one: Kept, error: DirectoryError): Promise<void> {
    if (one.is === 'groups') this.#refusedGroups.set(one.row.number, { line: one.line, lost: 0 })
    const words = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    const reason = new DirectoryError('conflict', `the database refuses it: ${error.message}${words}`)
    await this.#note({ line: one.line, reason, count: 1 })
  }

  /** The members of a group that the database has refused are refused with it. */
  #withoutLost(kept: readonly Kept[]): readonly Kept[] {
    if (!this.#isRefused(kept)) return kept
    return kept.filter((one) => {
      const group = one.is === 'members' ? this.#refusedGroups.get(one.row.group) : undefined
      if (group) group.lost++
      return group === undefined
    })
  }

  #takeLost(): CountedRefusal[] {
    const losing = this.#refusedGroups.values().filter(({ lost }) => lost > 0)
    return Array.from(losing, (group) => {
      const refusal = lostMembers(group.line, group.lost)
      group.lost = 0
      return refusal
    })
  }

  #isRefused(kept: readonly Kept[]): boolean {
    return this.#refusedGroups.size > 0 && kept.some((one) => this.#isLost(one))
  }

  #isLost(one: Kept): boolean {
    return one.is === 'members' && this.#refusedGroups.has(one.row.group)
  }

  async #note(refusal: CountedRefusal): Promise<void> {
    const progress = { ...this.#done, refused: this.#done.refused + refusal.count }
    await this.#write([], progress)
    this.#settle(progress, [refusal])
  }
}

function factOf(directory: number, progress: Progress): Fact {
  return { name: factName(directory), value: JSON.stringify(progress), until: null }
}

function groupOf(last: Kept): number | null {
  return last.is === 'groups' ? last.row.number : last.is === 'members' ? last.row.group : null
}

function count(made: Record<Counted, number>, kept: readonly Kept[]): void {
  for (const { is } of kept) made[is]++
}

function sum(refusals: readonly CountedRefusal[]): number {
  return refusals.reduce((total, { count }) => total + count, 0)
}
