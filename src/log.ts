import type { Facts, Log } from './http/log.ts'

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof LEVELS)[number]

export interface LogSettings {
  /** Events below this level are dropped. */
  readonly level: Level
  readonly write?: (line: string) => void
}

/** A log of one JSON line an event, on standard output unless `write` says otherwise. */
export function newLog({ level, write = print }: LogSettings): Log {
  const writer = (own: Level) => {
    if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return () => {}
    return (event: string, facts: Facts = {}) =>
      write(JSON.stringify({ time: new Date().toISOString(), level: own, event, ...facts }))
  }
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') }
}

/** Writes a line to standard output, and to where the runtime exports logs. */
function print(line: string): void {
  console.log(line)
}

/** Shows text with secrets to a person on standard output, and nowhere else. */
export function show(text: string): void {
  for (let bytes = new TextEncoder().encode(`${text}\n`); bytes.length > 0;) {
    bytes = bytes.subarray(Deno.stdout.writeSync(bytes))
  }
}
