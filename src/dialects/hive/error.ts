import type { DirectoryError, ErrorCode } from '../../core/error.ts'
import type { Arrival } from '../../http/dialect.ts'
import { fail } from './envelope.ts'

const BODY = 'The request body is not valid'

/** spec/enterprise-hive.md §7.4. What is not in its table is ours. Faults of a record are no errors: they are 200. */
const ANSWERS = {
  invalid: [400, BODY],
  unprocessable: [400, BODY],
  unauthenticated: [401],
  inactive: [403, 'The directory is not active'],
  forbidden: [403],
  not_found: [404],
  no_route: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  not_acceptable: [406, 'Only JSON is spoken here'],
  conflict: [409, 'The record has changed meanwhile'],
  test_failed: [409, 'The record has changed meanwhile'],
  version_mismatch: [409, 'The record has changed meanwhile'],
  too_large: [413, 'The request body is too large'],
  unsupported_type: [415, 'The content type is not supported'],
  blocked: [401, 'Invalid email or password'],
  timeout: [408, 'The request did not arrive in time'],
  unavailable: [503, 'The server is busy'],
  internal: [500, 'An unexpected error occurred'],
} as const satisfies Record<ErrorCode, readonly [status: number, message?: string]>

/** The answer to an error. */
export function refuse(error: DirectoryError, arrival: Arrival): Response {
  const [status, message = sentenceOf(error, arrival)]: readonly [number, string?] = ANSWERS[error.code]
  return fail(arrival, {
    status,
    message,
    headers: {
      // HTTP wants the header; browsers ask for no password at a scheme that they do not know.
      ...(status === 401 ? { 'www-authenticate': 'X-Auth' } : {}),
      ...(error.code === 'method_not_allowed' ? { allow: error.allow.join(', ') } : {}),
      ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    },
  })
}

function sentenceOf(error: DirectoryError, { url }: Arrival): string {
  const isType = /^\/api\/v1\/[^/]+\/group-type(?:\/|$)/i.test(url.pathname)
  switch (error.code) {
    case 'not_found':
      return isType ? 'Group type not found' : 'Group not found'
    case 'forbidden':
      return `You are not allowed to manage ${isType ? 'group types' : 'groups'}`
    default:
      return error.message
  }
}
