import type { Row, Value } from './driver.ts'

/** The longest result that is remembered, and how many rows in all. */
const resultRowsMax = 100
const rememberedMax = 1000

/** What was read since anybody committed last, by statement and values: most requests ask what was asked before. */
export class Results {
  readonly #known = new Map<string, Map<string, Row[]>>()
  #rows = 0

  /** The rows of a statement with these values, as `query` gives them unless they are remembered. */
  recall(sql: string, values: readonly Value[], query: () => Row[]): Row[] {
    let known = this.#known.get(sql)
    if (!known) this.#known.set(sql, known = new Map())
    const key = JSON.stringify(values)
    let rows = known.get(key)
    if (!rows) {
      rows = query()
      if (rows.length > resultRowsMax || this.isFull) return rows
      known.set(key, rows)
      this.#rows += rows.length + 1
    }
    return rows
  }

  get isFull(): boolean {
    return this.#rows > rememberedMax
  }

  forget(): void {
    this.#known.clear()
    this.#rows = 0
  }
}
