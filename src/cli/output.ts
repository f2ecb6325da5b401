import type { Failure } from './failure.ts'
import { printable } from './table.ts'

/** What a command says: one JSON document for programs, a text for people. */
export interface Answer {
  readonly json: object
  readonly text: string
  /** Ends the command, behind its answer, with what could not be done. */
  readonly failure?: Failure
}

/** Writes an answer to standard output, and nothing else goes there. */
export async function print({ json, text }: Answer, asJson: boolean): Promise<void> {
  await write(Deno.stdout, `${asJson ? JSON.stringify(json, null, 2) : text}\n`)
}

/** Writes a failure to standard error. */
export async function printFailure({ code, message }: Failure, asJson: boolean): Promise<void> {
  const text = asJson ? JSON.stringify({ error: { code, message } }) : `muster: ${printable(message)}`
  await write(Deno.stderr, `${text}\n`)
}

/** Writes a text whole. A reader that has gone away, such as `head`, has seen enough. */
export async function write(
  out: { readonly write: (bytes: Uint8Array) => Promise<number> },
  text: string,
): Promise<void> {
  try {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
      bytes = bytes.subarray(await out.write(bytes))
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error
  }
}

const TIMES = new Set([
  'at',
  'createdAt',
  'updatedAt',
  'trashedAt',
  'expiresAt',
  'usedAt',
  'validFrom',
  'validUntil',
  'optedInAt',
  'optedOutAt',
])

type Timed<T> = { readonly [K in keyof T]: T[K] | string }

/** An entity of the core for programs: its own times as ISO 8601 in UTC, all else as it is. */
export function withTimes<T extends object>(entity: T): Timed<T> {
  const entries = Object.entries(entity).map(([key, value]) => [
    key,
    TIMES.has(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
  ])
  return Object.fromEntries(entries)
}
