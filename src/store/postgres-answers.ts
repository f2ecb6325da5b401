import { lost } from './postgres-errors.ts'

/** How often it is looked whether answers come. */
const lookMs = 5000

/** Somebody who waits for an answer, and for how many looks at most. */
interface Waiting {
  readonly reject: (error: unknown) => void
  readonly looks: number
}

/** Those who wait for answers on a connection: they are told when it is lost, and `silent` when nothing comes any more. */
export class Answers {
  readonly #silent: () => void
  readonly #waiting = new Set<Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #count = 0
  #newestAt = performance.now()
  /** How many looks in a row have seen no answer. */
  #looks = 0
  /** Whether an answer may take as long as it likes. */
  isPatient = false

  constructor(silent: () => void) {
    this.#silent = silent
  }

  /** Whether it is a while ago that the last one came. */
  get areOld(): boolean {
    return performance.now() >= this.#newestAt + lookMs
  }

  /** Waits for one; gives what is to be called when it has come. */
  expect(waiting: Waiting): () => void {
    this.#waiting.add(waiting)
    if (!this.#timer) this.#watch()
    return () => {
      this.#count++
      this.#newestAt = performance.now()
      this.#waiting.delete(waiting)
    }
  }

  /** The connection is lost: the library forgets some of those who wait. */
  lose(): void {
    this.#looks = 0
    for (const { reject } of this.#waiting) reject(lost())
    this.#waiting.clear()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #watch(): void {
    const before = this.#count
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const [oldest] = this.#waiting
      const isSilent = oldest && this.#count === before && !this.isPatient
      this.#looks = isSilent ? this.#looks + 1 : 0
      if (!oldest) return
      if (this.#looks < oldest.looks) this.#watch()
      else this.#silent()
    }, lookMs)
    Deno.unrefTimer(this.#timer)
  }
}
