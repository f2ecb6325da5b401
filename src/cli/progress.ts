// @ts-types="npm:@types/cli-progress@3.11.6"
import { Presets, SingleBar } from 'cli-progress'

/** Says on standard error how far a long work has come: a bar on a terminal, now and then a line in a log. */
export interface Progress {
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

/** What is being done and what is counted, such as `Importing` and `lines`. Nothing is said of what takes no time. */
export function newProgress(what: string, unit: string): Progress {
  return Deno.stderr.isTerminal() ? barOf(what, unit) : logOf(what, unit)
}

function barOf(what: string, unit: string): Progress {
  const isDue = oncePer(drawMs)
  let bar: SingleBar | undefined
  return {
    update(done, all) {
      if (!isDue()) return
      const total = Math.max(all ?? done, done)
      if (!bar) {
        bar = newBar(all === null ? countFormat(what, unit) : barFormat(what, unit))
        bar.start(total, done)
      }
      bar.setTotal(total)
      bar.update(done)
    },
    say: (line) => write(`\r\x1b[K${line}\n`),
    end: () => bar?.stop(),
  }
}

function barFormat(what: string, unit: string): string {
  return `${what} {bar} {percentage}% | {value} of {total} ${unit} | {eta_formatted} left`
}

function countFormat(what: string, unit: string): string {
  return `${what} | {value} ${unit} | {duration_formatted}`
}

/** The terminal's cursor and wrapping stay as they are: nobody would bring them back when Ctrl-C ends the process. */
function newBar(format: string): SingleBar {
  const untouched = { hideCursor: false, linewrap: true, gracefulExit: false }
  return new SingleBar({ ...untouched, format, clearOnComplete: true, etaBuffer: 50 }, Presets.shades_classic)
}

function logOf(what: string, unit: string): Progress {
  const isDue = oncePer(silenceMs)
  return {
    update(done, all) {
      if (isDue()) write(`${what}: ${done}${all === null ? '' : ` of ${all}`} ${unit}\n`)
    },
    say: (line) => write(`${line}\n`),
    end() {},
  }
}

/** Tells whether so many milliseconds have passed since it said so last. */
function oncePer(ms: number): () => boolean {
  let last = performance.now()
  return () => {
    const now = performance.now()
    if (now - last < ms) return false
    last = now
    return true
  }
}

/** At once: what is told of may keep this thread. */
function write(text: string): void {
  try {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
      bytes = bytes.subarray(Deno.stderr.writeSync(bytes))
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error
  }
}
