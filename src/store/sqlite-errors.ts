import { DirectoryError } from '../core/error.ts'

export function translated(error: unknown): unknown {
  if (UNIQUE.has(codeOf(error) ?? 0)) {
    return new DirectoryError('conflict', 'a key is taken', { cause: error })
  }
  if (codeOf(error) === FOREIGN) {
    return new DirectoryError('conflict', 'what it belongs to is not there', { cause: error })
  }
  if (!isUnavailable(error)) return error
  return new DirectoryError('unavailable', 'the database cannot be used just now', {
    retryAfter: 1,
    cause: error,
  })
}

export async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw translated(error)
  }
}

// Extended result codes of SQLite: a primary key, a unique index.
const UNIQUE = new Set([1555, 2067])
// A foreign key.
const FOREIGN = 787

// Primary result codes of SQLite: perm, busy, locked, readonly, ioerr, full, cantopen.
const UNAVAILABLE = new Set([3, 5, 6, 8, 10, 13, 14])
// What `exec` throws has words and no code.
const UNAVAILABLE_WORDS = [
  'database is locked',
  'attempt to write a readonly database',
  'disk I/O error',
  'database or disk is full',
  'unable to open database file',
]

function isUnavailable(error: unknown): boolean {
  const code = primaryCode(error)
  if (code !== undefined) return UNAVAILABLE.has(code)
  return error instanceof Error && UNAVAILABLE_WORDS.includes(error.message)
}

export function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the database is closed', { retryAfter: 1 })
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5
}

// Corrupt, and no database. What `exec` throws has words and no code.
const DAMAGED = [11, 26]
const DAMAGED_WORDS = ['database disk image is malformed', 'file is not a database']

/** Whether SQLite cannot make sense of a file. */
export function isDamaged(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const code = primaryCode(error)
  return code === undefined ? DAMAGED_WORDS.includes(error.message) : DAMAGED.includes(code)
}

function primaryCode(error: unknown): number | undefined {
  const code = codeOf(error)
  return code === undefined ? undefined : code & 0xff
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code : undefined
}
