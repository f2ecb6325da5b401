import { DirectoryError } from '../core/error.ts'

/** What PostgreSQL throws, in the words of the store's contract. */
export function translated(error: unknown): unknown {
  if (error instanceof DirectoryError) return error
  if (error instanceof Repeatable) return unavailable(error.cause)
  const code = codeOf(error)
  if (code === '23505') return new DirectoryError('conflict', 'a key is taken', { cause: error })
  if (code === '23503') {
    return new DirectoryError('conflict', 'what it belongs to is not there', { cause: error })
  }
  return isUnavailable(code) || isStale(error) || isForgotten(error) ? unavailable(error) : error
}

export function unavailable(cause: unknown): DirectoryError {
  return new DirectoryError('unavailable', 'the database cannot be used just now', { retryAfter: 1, cause })
}

/** A connection that is gone; `cause` says what came of it. */
export function lost(cause?: unknown): DirectoryError {
  return unavailable(
    Object.assign(new Error('the connection was lost', { cause }), { code: 'CONNECTION_CLOSED' }),
  )
}

/** Whether PostgreSQL has said it, or a proxy in its name. */
export function isOfPostgres(error: unknown): boolean {
  return error instanceof Error && error.name === 'PostgresError'
}

/** Thrown inside a transaction that must be run again. */
export class Repeatable extends Error {
  constructor(cause: unknown) {
    super('another process was at it at the same time', { cause })
  }
}

/** Whether the same transaction, run again, is likely to succeed: two of them met, and this one had to give way. */
export function isRepeatable(error: unknown): boolean {
  return error instanceof Repeatable || ['40001', '40P01'].includes(causeOf(error) ?? '') || isStale(error) ||
    isForgotten(error)
}

/** Whether a prepared statement is not there, or is there already: a proxy has changed what is behind the connection. */
export function isForgotten(error: unknown): boolean {
  return ['26000', '42P05'].includes(causeOf(error) ?? '')
}

/** Whether the transaction had failed before: somebody who shares it has had the error. */
export function isSpoilt(error: unknown): boolean {
  return causeOf(error) === '25P02'
}

/** Whether a prepared statement knows a table as it was before a migration; it is prepared anew the next time. */
function isStale(error: unknown): boolean {
  const cause = error instanceof DirectoryError ? error.cause : error
  return cause instanceof Error && Reflect.get(cause, 'routine') === 'RevalidateCachedQuery'
}

/** Whether the connection is gone, or its session was ended by PostgreSQL. */
export function isLost(error: unknown): boolean {
  const code = causeOf(error) ?? ''
  return CONNECTION.has(code) || /^08...$/.test(code) || ['57P01', '57P02', '57P05', '25P03'].includes(code)
}

/** Whether PostgreSQL has no room for another connection. */
export function isCrowded(error: unknown): boolean {
  return causeOf(error) === '53300'
}

/** Whether another process has made the same table at the same time. */
export function isMadeTwice(error: unknown): boolean {
  return ['42P07', '42P06', '42710', '42701', '23505', '40001'].includes(causeOf(error) ?? '')
}

// What the client's library, the resolver and the socket say of a connection that cannot be made or is lost.
const CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

// SQLSTATE classes: 08 connections, 53 resources (disk full, too many clients), 58 the system's own errors; of 57 those
// that end sessions and statements; a transaction that cannot write (a standby), one that has failed already or stood
// still, a lock that was not had in time, and what stays repeatable after all attempts.
const UNAVAILABLE = /^(08|53|58)...$|^57(014|P01|P02|P03|P05)$|^25(006|P02|P03)$|^55P03$|^40(001|P01|003)$/

function isUnavailable(code: string | undefined): boolean {
  return code !== undefined && (CONNECTION.has(code) || UNAVAILABLE.test(code))
}

/** The code of what a translated error was made of, or its own. */
export function causeOf(error: unknown): string | undefined {
  return codeOf(error instanceof DirectoryError ? error.cause : error)
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : undefined
}
