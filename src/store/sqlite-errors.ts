import { DirectoryError } from '../core/error.ts'

export function translated(error: unknown): unknown {
  if (UNIQUE.has(codeOf(error) ?? 0)) {
    return new DirectoryError('conflict', 'a key is taken', { cause: error })
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

// Primary result codes of SQLite: perm, busy, locked, readonly, ioerr, full, cantopen.
const UNAVAILABLE = new Set([3, 5, 6, 8, 10, 13, 14])

function isUnavailable(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== undefined && UNAVAILABLE.has(code)
}

export function closedError(): DirectoryError {
  return new DirectoryError('unavailable', 'the database is closed', { retryAfter: 1 })
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5
}

function primaryCode(error: unknown): number | undefined {
  const code = codeOf(error)
  return code === undefined ? undefined : code & 0xff
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code : undefined
}
