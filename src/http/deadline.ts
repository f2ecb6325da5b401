/** Calls those back who wait longer than the same time. */
export interface Deadline {
  /** Calls `late` when the time has passed, unless `end` was called before. */
  begin(late: () => void): void
  end(late: () => void): void
}

/** One timer serves all who wait: a timer for each body would be a quarter of what a small request costs. */
export function newDeadline(ms: number): Deadline {
  const due = new Map<() => void, number>()
  let resting = false
  const rest = (restMs: number) => {
    resting = true
    setTimeout(check, restMs)
  }
  const check = () => {
    resting = false
    const now = performance.now()
    for (const [late, at] of due) { // The oldest stands first.
      if (at > now) return rest(at - now)
      due.delete(late)
      late()
    }
  }
  return {
    begin(late) {
      due.set(late, performance.now() + ms)
      if (!resting) rest(ms)
    },
    end(late) {
      due.delete(late)
    },
  }
}
