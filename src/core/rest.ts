/** The rests of work that goes round and round, until it is told to end. */
export interface Rest {
  readonly isOver: boolean
  /** Resolves after this time, or as soon as there is an end. */
  rest(ms: number): Promise<void>
  /** Ends the rest that is under way, and every later one at once. */
  end(): void
}

export function newRest(): Rest {
  let isOver = false
  let wake = () => {}
  return {
    get isOver() {
      return isOver
    },
    rest(ms) {
      if (isOver) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
    end() {
      isOver = true
      wake()
    },
  }
}
