/** What may be wrong with a directory or its database, as words for programs. */
export type Problem =
  | 'file' // the database's own tools find it damaged
  | 'tenants' // rows of a directory that is not there, or a directory without its ledger
  | 'ledger' // totals, or the last event
  | 'numbers' // numbers that would be given again
  | 'counts' // a group's counts of its members
  | 'keys' // the folded forms of names, slugs, e-mails and numbers
  | 'selectors' // the rows by which selectors are searched
  | 'tags' // the rows by which tags are searched
  | 'json' // columns of JSON that cannot be read
  | 'states' // states, kinds and columns that cannot be
  | 'ids' // ids that are not written as they must be
  | 'versions' // versions that are not the number of the events
  | 'references' // what points to rows that are not there
  | 'homes' // groups with several homes
  | 'cycles' // groups that contain themselves
  | 'depth' // groups that lie too deep
  | 'events' // gaps, and what an event tells
  | 'spells' // what begins or ends by no event, or twice at once

/** One thing that is wrong. */
export interface Finding {
  readonly problem: Problem
  /** The number of the group in which it is; null where it is in none. */
  readonly group: number | null
  /** What is wrong, as one sentence. */
  readonly message: string
  /** Whether it was mended; null where no repair was asked for. */
  readonly mended: boolean | null
}

/** How many findings are listed; all are counted. */
export const findingsMax = 1000

/** Counts findings, and keeps the first ones. */
export class Findings {
  readonly list: Finding[] = []
  total = 0
  mended = 0

  add(finding: Finding): void {
    this.total++
    if (finding.mended) this.mended++
    if (this.list.length < findingsMax) this.list.push(finding)
  }
}
