// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from 'cli-progress'

/** Says on standard error how far a work on lines has come: a bar on a terminal, now and then a line in a log. */
export interface ProgressBar {
  /** `all` is null where nobody knows. */
  update(done: number, all: number | null): void
  /** Writes a line of its own, beside the bar. */
  say(line: string): void
  end(): void
}

/** How long a log stays silent. */
const silenceMs = 5000
/** How often the bar is drawn. */
const drawMs = 100

/** The progress of what is being done, such as `Importing`. */
export function newProgressBar(what: string): ProgressBar {
  return Deno.stderr.isTerminal() ? barOf(what) : logOf(what)
}

function barOf(what: string): ProgressBar {
  const format = `${what} {bar} {percentage}% | {value} of {total} lines | {eta_formatted} left`
  const options = { format, hideCursor: true, clearOnComplete: true, gracefulExit: false, etaBuffer: 50 }
  const bar = new SingleBar(options, Presets.shades_classic)
  const isDue = oncePer(drawMs, -Infinity)
  let isShown = false
  return {
    update(done, all) {
      if (!isDue()) return
      if (!isShown) bar.start(all ?? done, done)
      isShown = true
      bar.setTotal(Math.max(all ?? done, done))
      bar.update(done)
    },
    say: (line) => write(`\r\x1b[K${line}\n`),
    end() {
      if (isShown) bar.stop()
    },
  }
}

function logOf(what: string): ProgressBar {
  const isDue = oncePer(silenceMs, performance.now())
  return {
    update(done, all) {
      if (isDue()) write(`${what}: ${done}${all === null ? '' : ` of ${all}`} lines\n`)
    },
    say: (line) => write(`${line}\n`),
    end() {},
  }
}

/** Tells whether so many milliseconds have passed since it said so last. */
function oncePer(ms: number, last: number): () => boolean {
  return () => {
    const now = performance.now()
    if (now - last < ms) return false
    last = now
    return true
  }
}

function write(text: string): void {
  try {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
      bytes = bytes.subarray(Deno.stderr.writeSync(bytes))
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error
  }
}
