/** How many statements a connection keeps prepared. */
const preparedMax = 200
/** How long their plans are kept, at first and at last: tables that were empty when they were made may have grown. */
const plansMs = 1000
const plansMaxMs = 300000
/** After how many statements of one transaction they are forgotten first, and then each time as many again. */
const plansRows = 500

/** Which statements a connection keeps prepared, and when it is to forget their plans. */
export class Plans {
  readonly #texts = new Set<string>()
  #ms = plansMs
  #end = performance.now() + plansMs
  /** What the transaction has run for its effect, and at how much plans are forgotten next. */
  #effects = 0
  #effectsNext = plansRows

  texts(): string[] {
    return [...this.#texts]
  }

  /** Statements are put together from what is asked for: the first so many are kept, and no more. */
  keeps(sql: string): boolean {
    if (this.#texts.has(sql)) return true
    if (this.#texts.size >= preparedMax || sql.includes(';')) return false
    this.#texts.add(sql)
    return true
  }

  /** Whether they are to be forgotten between two transactions: the older, the rarer. */
  areOld(): boolean {
    const now = performance.now()
    if (now < this.#end) return false
    this.#ms = Math.min(this.#ms * 2, plansMaxMs)
    this.#end = now + this.#ms
    return true
  }

  /** A transaction begins. */
  begin(): void {
    this.#effects = 0
    this.#effectsNext = plansRows
  }

  /** Whether they are to be forgotten behind one more effect: what was empty may have thousands of rows by now. */
  areOutgrown(): boolean {
    if (++this.#effects < this.#effectsNext) return false
    this.#effectsNext *= 2
    return true
  }
}
