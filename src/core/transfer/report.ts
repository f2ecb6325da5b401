import { DirectoryError } from '../error.ts'
import type { Totals } from '../store.ts'

/** What an import counts. */
export type Counted = keyof Totals
export const COUNTED: readonly Counted[] = ['types', 'people', 'things', 'groups', 'members', 'events']
type Tally = Record<Counted, number>

/** A line that was refused, and why. */
export interface Refusal {
  readonly line: number
  readonly reason: DirectoryError
}

/** A refused line; `count` lines if it stands for the members below it. */
export interface CountedRefusal extends Refusal {
  readonly count: number
}

/** Members that are refused with what stands above them, as one. */
export function lostMembers(line: number, count: number): CountedRefusal {
  const members = count === 1 ? 'so is 1 member' : `so are ${count} members`
  const words = `what stands here was refused, and ${members} below it`
  return { line, count, reason: new DirectoryError('unprocessable', words) }
}

/** A number of the file that has become another. */
export interface Renumbering {
  readonly line: number
  readonly from: number
  readonly to: number
}

/** How many refused lines and other numbers are listed; all are counted. */
export const listedMax = 1000

/** What of a report is kept while a restore is unfinished. */
export interface ReportSoFar {
  readonly made: Tally
  readonly refused: number
}

/** What an import has done so far. */
export class Report {
  readonly made: Tally
  readonly changed = tally()
  readonly unchanged = tally()
  /** Lines that a merge does not take over: history, ended memberships, what belongs to a group in the trash here. */
  passedOver = 0
  refused: number
  readonly refusals: Refusal[] = []
  renumbered = 0
  readonly renumberings: Renumbering[] = []
  readonly #onRefusal: (refusal: Refusal) => void

  constructor(onRefusal: (refusal: Refusal) => void, before?: ReportSoFar) {
    this.#onRefusal = onRefusal
    this.made = { ...tally(), ...before?.made }
    this.refused = before?.refused ?? 0
  }

  get soFar(): ReportSoFar {
    return { made: this.made, refused: this.refused }
  }

  refuse(line: number, reason: DirectoryError): void {
    this.refuseSome({ line, reason, count: 1 })
  }

  refuseSome({ line, reason, count }: CountedRefusal): void {
    this.refused += count
    if (this.refusals.length < listedMax) this.refusals.push({ line, reason })
    this.#onRefusal({ line, reason })
  }

  renumber(renumbering: Renumbering): void {
    this.renumbered++
    if (this.renumberings.length < listedMax) this.renumberings.push(renumbering)
  }
}

function tally(): Tally {
  return Object.fromEntries(COUNTED.map((kind) => [kind, 0])) as Tally
}
