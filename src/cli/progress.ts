/** Says on standard error how far a long work has come: a line that is written over, or one every few seconds. */
export interface Progress {
  tell(done: number, all: number): void
  /** Takes the line away. */
  end(): void
}

const redrawMs = 100
const lineMs = 5000

/** `what` is what is being done, such as `Copying`. Nothing is said of what takes no time. */
export function newProgress(what: string): Progress {
  const isTerminal = Deno.stderr.isTerminal()
  const everyMs = isTerminal ? redrawMs : lineMs
  let next = performance.now() + everyMs
  let isShown = false
  return {
    tell(done, all) {
      if (performance.now() < next || all === 0) return
      next = performance.now() + everyMs
      const text = `${what}: ${Math.floor(done / all * 100)} %`
      say(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`)
      isShown = isTerminal
    },
    end() {
      if (isShown) say('\r\u001b[2K')
      isShown = false
    },
  }
}

/** At once: what is told of may keep this thread. */
function say(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text))
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error
  }
}
