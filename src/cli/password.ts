import { passwordMax } from '../core/accounts.ts'
import { codePoints } from '../core/text.ts'
import { Failure } from './failure.ts'

/** The shortest password, in characters. The core has no such rule: vendors' demo passwords are shorter. */
export const passwordMin = 8
const bytesMax = 4 * passwordMax + 2

/**
 * The password that standard input holds: its only line. Throws `usage` at a terminal, where it would be seen, and
 * `invalid` for what cannot be a password.
 */
export async function readPassword(): Promise<string> {
  if (Deno.stdin.isTerminal()) {
    throw new Failure('usage', 'Send the password through a pipe: printf %s "$PASSWORD" | muster account …')
  }
  const password = decoded(await firstBytes()).replace(/\r?\n$/, '')
  if (/[\r\n]/.test(password)) throw refused('must be one line')
  if (codePoints(password) < passwordMin) {
    throw refused(`must have at least ${passwordMin} characters; choose a longer one`)
  }
  return password
}

/** At most one byte more than a password can have. */
async function firstBytes(): Promise<Uint8Array> {
  const bytes = new Uint8Array(bytesMax + 1)
  for (let length = 0;;) {
    const read = await Deno.stdin.read(bytes.subarray(length))
    length += read ?? 0
    if (!read) return bytes.subarray(0, length)
  }
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > bytesMax) throw refused(`may have at most ${passwordMax} characters`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw refused('must be written in UTF-8', error)
  }
}

function refused(rule: string, cause?: unknown): Failure {
  return new Failure('invalid', `The password ${rule}.`, cause)
}
