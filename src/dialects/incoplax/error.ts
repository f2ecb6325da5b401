import type { DirectoryError, ErrorCode } from '../../core/error.ts'
import type { Arrival } from '../../http/dialect.ts'
import { encodeError } from './answer.ts'

interface Answer {
  readonly status: number
  /** The one sentence for all such errors; else the error speaks for itself. */
  readonly message?: string
}

const DENIED = { status: 403, message: 'Access denied' } as const

/** spec/incoplax.md §7. What is not in its table is ours: a condition, a type, a server that is busy. */
const ANSWERS = {
  invalid: { status: 400 },
  unprocessable: { status: 400 },
  unauthenticated: { status: 401, message: 'Unauthorized' },
  inactive: DENIED,
  forbidden: DENIED,
  not_found: { status: 404, message: 'Not found' },
  no_route: { status: 404, message: 'Not found' },
  method_not_allowed: { status: 405, message: 'Method not allowed' },
  not_acceptable: { status: 406, message: 'Not acceptable' },
  conflict: { status: 409 },
  test_failed: { status: 409, message: 'Conflict' },
  version_mismatch: { status: 409, message: 'Conflict' },
  too_large: { status: 413, message: 'Request too large' },
  unsupported_type: { status: 415, message: 'Unsupported media type' },
  blocked: DENIED,
  timeout: { status: 408, message: 'Request timeout' },
  unavailable: { status: 503, message: 'Service unavailable' },
  internal: { status: 500, message: 'Internal error' },
} as const satisfies Record<ErrorCode, Answer>

/**
 * The answer to an error. One for a blocked address looks like any other refusal, and so says nothing of when the block
 * ends. spec/incoplax.md §7
 */
export function refuse(error: DirectoryError, { url }: Pick<Arrival, 'url'>): Response {
  const { status, message }: Answer = answerTo(error)
  const response = encodeError(status, message ?? sentenceOf(error, url.pathname))
  if (error.code === 'method_not_allowed') response.headers.set('allow', error.allow.join(', '))
  if (error.code === 'unavailable' && error.retryAfter !== undefined) {
    response.headers.set('retry-after', String(error.retryAfter))
  }
  return response
}

/** What the core finds too large has a field; a body over the limit has none. */
function answerTo({ code, violations }: DirectoryError): Answer {
  return code === 'too_large' && violations.length > 0 ? ANSWERS.invalid : ANSWERS[code]
}

/** What the dialect finds speaks the vendor's words already; what the core finds is told in them. */
function sentenceOf({ code, message, violations: [violation] }: DirectoryError, path: string): string {
  if (!violation) return message
  if (violation.field === '') return 'Invalid body'
  const field = nameOf(violation.field, path)
  if (code === 'conflict') return violation.rule === 'taken' ? `${titled(field)} already exists` : 'Conflict'
  return `Invalid field '${field}'`
}

/** The vendor's names of fields that the core calls otherwise; `ref` is what the other side is named by. */
const FIELDS: Readonly<Record<string, string>> = {
  uuid: 'id',
  number: 'autokey',
  shortName: 'shortname',
  title: 'opts.title',
  description: 'opts.comment',
  rank: 'opts.priority',
  members: 'opts.abonents',
  displayName: 'displayname',
  phone: 'number',
  data: 'opts',
  extras: 'ext',
}

function nameOf(field: string, path: string): string {
  const isContact = path.includes('/contacts')
  if (field === 'ref') return isContact ? 'opts.groups' : 'opts.abonents'
  if (field === 'code' && isContact) return 'opts.groups'
  return FIELDS[field] ?? field
}

function titled(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
