/**
 * The closed list of what can go wrong. A code, once released, keeps its meaning; each dialect has a total table from
 * code to status and body, so that a new code fails to compile until every dialect has an answer for it.
 */
export type ErrorCode =
  | 'invalid' // the request breaks a rule that its own text decides
  | 'unprocessable' // well-formed, but it contradicts the time or the state
  | 'unauthenticated' // no credential, or one that is not known
  | 'inactive' // the credential is right, its directory is not active
  | 'forbidden' // known, but without the permission
  | 'not_found' // not there, or not to be seen by this principal
  | 'no_route' // no such path in this dialect
  | 'method_not_allowed' // the path exists, the method does not
  | 'not_acceptable' // no representation that the caller accepts
  | 'conflict' // another row already has what must be unique, or the state has moved on
  | 'test_failed' // a condition inside the request does not hold
  | 'version_mismatch' // a condition on the version does not hold
  | 'too_large' // over a named limit
  | 'unsupported_type' // a body of a type that is not spoken
  | 'blocked' // the address or login is blocked for a while
  | 'timeout' // the request did not arrive in time
  | 'unavailable' // the store cannot be reached or written just now
  | 'internal' // ours

/** What is wrong with one field. `field` is the core's name, with a path below it such as `members[2].name`. */
export interface Violation {
  readonly field: string
  readonly rule: Rule
  readonly limit?: number
  readonly value?: unknown
}

export type Rule =
  | 'required'
  | 'type'
  | 'format'
  | 'text' // U+0000 or a lone surrogate
  | 'too_long'
  | 'too_many'
  | 'range'
  | 'past'
  | 'taken'
  | 'unknown'
  | 'cycle'
  | 'fixed' // may not be changed

export interface ErrorDetail {
  readonly violations?: readonly Violation[]
  /** The methods that the path has, for `method_not_allowed`. */
  readonly allow?: readonly string[]
  /** Whole seconds after which to try again, for `blocked` and `unavailable`. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

/** The one error of this server. Thrown where the fault is found, caught once, where the answer is made. */
export class DirectoryError extends Error {
  readonly code: ErrorCode
  readonly violations: readonly Violation[]
  readonly allow: readonly string[]
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, { cause: detail.cause })
    this.code = code
    this.violations = detail.violations ?? []
    this.allow = detail.allow ?? []
    this.retryAfter = detail.retryAfter
  }
}

/** An `invalid` with one violation. */
export function invalid(
  field: string,
  rule: Rule,
  more: { limit?: number; value?: unknown } = {},
): DirectoryError {
  const limit = more.limit === undefined ? '' : ` (limit ${more.limit})`
  return new DirectoryError('invalid', `${field}: ${rule}${limit}`, {
    violations: [{ field, rule, ...more }],
  })
}

/** A `not_found` in the words of the core; dialects have their own. */
export function notFound(what: string): DirectoryError {
  return new DirectoryError('not_found', `${what} was not found`)
}

/** A `conflict`: `field` has a value that another row already has. */
export function taken(field: string, value: unknown): DirectoryError {
  return new DirectoryError('conflict', `${field} is taken`, {
    violations: [{ field, rule: 'taken', value }],
  })
}
