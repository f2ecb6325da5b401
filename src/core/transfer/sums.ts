import type { Event } from '../event.ts'
import type { Group } from '../group.ts'
import { type Counts, type Member, NO_MEMBERS } from '../member.ts'
import type { Numbers } from '../store.ts'

/** How a complete file adds up until here. */
export interface SumsSoFar {
  /** How many live members of each kind the last group still lacks of those that it counts. */
  readonly lacking: Counts
  /** The sequence of the last event. */
  readonly sequence: number
  /** Whether something did not add up. */
  readonly isOff: boolean
}

export const NO_SUMS: SumsSoFar = { lacking: NO_MEMBERS, sequence: 0, isOff: false }

/**
 * Whether a complete file says the same thing everywhere: the counts of its groups, its next numbers, and events without
 * gaps. Found on the way, so that a file that adds up need not be checked row by row once more.
 */
export class Sums {
  readonly #next: Numbers
  #lacking: { -readonly [K in keyof Counts]: number }
  #sequence: number
  #isOff: boolean

  constructor({ lacking, sequence, isOff }: SumsSoFar, next: Numbers) {
    this.#next = next
    this.#lacking = { ...lacking }
    this.#sequence = sequence
    this.#isOff = isOff
  }

  get soFar(): SumsSoFar {
    return { lacking: { ...this.#lacking }, sequence: this.#sequence, isOff: this.#isOff }
  }

  group({ number, builtin, counts }: Group): void {
    this.#endGroup()
    this.#lacking = { ...counts }
    if (builtin === null && number >= this.#next.group) this.#isOff = true
  }

  member({ id, position, place, state, until, kind }: Member): void {
    if (until === null && state === 'live') this.#lacking[kind]--
    if (Math.max(id, position, place) >= this.#next.member) this.#isOff = true
  }

  event({ sequence }: Event): void {
    if (sequence !== this.#sequence + 1) this.#isOff = true
    this.#sequence = sequence
  }

  end(): void {
    this.#endGroup()
    if (this.#sequence !== this.#next.sequence) this.#isOff = true
  }

  #endGroup(): void {
    if (Object.values(this.#lacking).some((count) => count !== 0)) this.#isOff = true
    this.#lacking = { ...NO_MEMBERS }
  }
}
