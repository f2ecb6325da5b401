import type { DirectoryError, ErrorCode, Rule, Violation } from '../../core/error.ts'
import type { Arrival } from '../../http/dialect.ts'

interface Answer {
  readonly status: number
  readonly type: string
  /** The vendor's sentence, where it has one for all; else the error speaks for itself. */
  readonly message?: string
}

const FORBIDDEN = { status: 403, type: 'Forbidden', message: 'Access is forbidden' } as const

/** spec/losant.md §7. What is not in its table is ours: a condition, a type that is not spoken, a server that is busy. */
const ANSWERS = {
  invalid: { status: 400, type: 'Validation' },
  unprocessable: { status: 400, type: 'Validation' },
  unauthenticated: { status: 401, type: 'Unauthorized' },
  inactive: FORBIDDEN,
  forbidden: FORBIDDEN,
  not_found: { status: 404, type: 'NotFound' },
  no_route: { status: 404, type: 'NotFound' },
  method_not_allowed: { status: 405, type: 'MethodNotAllowed' },
  not_acceptable: { status: 406, type: 'NotAcceptable', message: 'JSON is all that is spoken here' },
  conflict: { status: 400, type: 'AlreadyExists' },
  test_failed: { status: 409, type: 'Conflict', message: 'The resource has changed' },
  version_mismatch: { status: 409, type: 'Conflict', message: 'The resource has changed' },
  too_large: { status: 413, type: 'RequestEntityTooLarge', message: 'Request entity too large.' },
  unsupported_type: { status: 415, type: 'UnsupportedMediaType', message: 'JSON is all that is spoken here' },
  blocked: {
    status: 401,
    type: 'AccountLocked',
    message: 'Too many failed logins. Please wait and try again later.',
  },
  timeout: { status: 408, type: 'RequestTimeout', message: 'The request did not arrive in time' },
  unavailable: { status: 503, type: 'ServiceUnavailable', message: 'The server is busy. Please try again.' },
  internal: { status: 500, type: 'Error', message: 'Internal server error' },
} as const satisfies Record<ErrorCode, Answer>

/** The answer to an error. spec/losant.md §7 */
export function refuse(error: DirectoryError, arrival: Arrival): Response {
  const { status, ...body } = answerTo(error, arrival)
  const headers = new Headers({ 'content-type': 'application/json' })
  if (error.code === 'method_not_allowed') headers.set('allow', error.allow.join(', '))
  if (error.retryAfter !== undefined) headers.set('retry-after', String(error.retryAfter))
  return new Response(JSON.stringify(body), { status, headers })
}

function answerTo(error: DirectoryError, arrival: Arrival) {
  const { status, type, message }: Answer = ANSWERS[error.code]
  const { request, url } = arrival
  const [violation] = error.violations
  switch (error.code) {
    case 'no_route':
      return { status, type, message: `${url.pathname} does not exist` }
    case 'method_not_allowed':
      return { status, type, message: `${request.method} is not allowed` }
    case 'not_found':
      return { status, type, message: `${titleOf(error.message)} was not found` }
    case 'conflict':
      return violation?.rule === 'taken'
        ? { status, type, message: taken(violation) }
        : validation(error, url)
    case 'too_large':
      return violation ? validation(error, url) : { status, type, message }
    case 'invalid':
      return violation?.field === '' ? invalidContent(error) : validation(error, url)
    case 'unprocessable':
      return validation(error, url)
    case 'unauthenticated':
    case 'inactive':
    case 'forbidden':
    case 'not_acceptable':
    case 'test_failed':
    case 'version_mismatch':
    case 'unsupported_type':
    case 'blocked':
    case 'timeout':
    case 'unavailable':
    case 'internal':
      return { status, type, message: message ?? error.message }
  }
}

/** The vendor's framework has `code` here where the seed's schema has `type`: both are sent. spec/losant.md §7 */
function invalidContent({ message, cause }: DirectoryError) {
  const detail = cause instanceof SyntaxError ? cause.message : message
  const type = 'InvalidContent'
  return { status: 400, type, code: type, message: `Invalid JSON: ${detail}` }
}

/** What the dialect finds speaks the vendor's words already; what the core finds is told in them. */
function validation({ message, violations: [violation] }: DirectoryError, url: URL) {
  return { status: 400, type: 'Validation', message: violation ? sentenceOf(violation, url) : message }
}

function taken({ field, value }: Violation): string {
  return field === 'email' ? `Email address "${value}" already exists` : `${field} "${value}" already exists`
}

/** The titles of what a path or a body names, by the core's words. */
const TITLES: Readonly<Record<string, string>> = {
  directory: 'Application',
  group: 'Experience Group',
  person: 'Experience User',
  endpoint: 'Experience Endpoint',
  device: 'Device',
  token: 'API Token',
}

function titleOf(message: string): string {
  const [word = ''] = message.split(' ', 1)
  return TITLES[word] ?? 'Resource'
}

/** What the body of each collection is called in messages. */
const BODIES = [
  ['/experience/groups', 'experienceGroup'],
  ['/experience/users', 'experienceUser'],
  ['/experience/endpoints', 'experienceEndpoint'],
  ['/tokens', 'apiToken'],
  ['/auth/user', 'credentials'],
] as const

/** The vendor's names of fields that the core calls otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  labels: 'groupTags',
  selectors: 'deviceTags',
  parent: 'parentId',
  expiresAt: 'expirationDate',
}

function sentenceOf({ field, rule }: Violation, { pathname }: URL): string {
  const body = BODIES.find(([path]) => pathname.includes(path))?.[1] ?? 'request'
  return `${body}.${FIELDS[field] ?? field} ${reasonOf(rule)}`
}

function reasonOf(rule: Rule): string {
  switch (rule) {
    case 'required':
      return 'is required'
    case 'type':
      return 'is the wrong type'
    case 'format':
      return 'pattern mismatch'
    case 'text':
      return 'has characters that cannot be stored'
    case 'too_long':
      return 'has longer length than allowed'
    case 'too_many':
      return 'has more items than allowed'
    case 'range':
      return 'is out of range'
    case 'past':
      return 'must be in the future'
    case 'taken':
      return 'already exists'
    case 'unknown':
      return 'does not exist'
    case 'cycle':
      return 'cannot be the group itself or one of its descendants'
    case 'fixed':
      return 'cannot be changed'
  }
}
