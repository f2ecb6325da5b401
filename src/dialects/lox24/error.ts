import type { DirectoryError, ErrorCode, Violation } from '../../core/error.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Arrival } from '../../http/dialect.ts'
import { errorFormat, type Format } from './accept.ts'
import { COLUMNS } from './resource.ts'

interface Answer {
  readonly status: number
  /** The vendor's sentence, where it has one; else the error speaks for itself. */
  readonly detail?: string
}

/** The documented sentences with ASCII apostrophes. spec/lox24.md §3.2 and §7 */
const ANSWERS = {
  invalid: { status: 400 },
  unprocessable: { status: 422 },
  unauthenticated: { status: 401, detail: "Client ID or API key isn't active or invalid!" },
  inactive: { status: 403, detail: "Account isn't activated. Please wait or contact to support!" },
  // Ours: the vendor's keys have no permissions.
  forbidden: { status: 403, detail: 'This API key does not have the permission for this operation.' },
  not_found: { status: 404, detail: 'Resource not found' },
  no_route: { status: 404, detail: 'Resource not found' },
  method_not_allowed: { status: 405, detail: 'Method Not Allowed' },
  not_acceptable: { status: 406 },
  conflict: { status: 409, detail: 'Conflict' },
  test_failed: { status: 412, detail: 'Precondition Failed' },
  version_mismatch: { status: 412, detail: 'Precondition Failed' },
  too_large: { status: 413, detail: 'Request Entity Too Large' },
  unsupported_type: { status: 415 },
  blocked: {
    status: 429,
    detail:
      'IP address was temporary blocked, because during short time from it was sent many request with ' +
      'invalid credentials. Please wait and try later.',
  },
  timeout: { status: 408, detail: 'Request Timeout' },
  unavailable: { status: 503, detail: 'Service Unavailable' },
  internal: { status: 500, detail: 'Internal Server Error' },
} as const satisfies Record<ErrorCode, Answer>

/** How many violations one answer lists. */
export const violationsShownMax = 1000

/** After how many seconds to try again where the error does not say it. */
const retrySeconds = 1

/** The answer to an error, in the format that the caller accepts. spec/lox24.md §7 */
export function refuse(error: DirectoryError, { request }: Arrival): Response {
  const format = errorFormat(request)
  const type = format === 'json' ? 'application/problem+json' : 'application/ld+json'
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` })
  if (error.code === 'method_not_allowed') headers.set('allow', error.allow.join(', '))
  if (error.code === 'blocked' || error.code === 'unavailable') {
    headers.set('retry-after', String(error.retryAfter ?? retrySeconds))
  }
  return new Response(JSON.stringify(encodeError(error, format)), { status: statusOf(error), headers })
}

export function statusOf(error: DirectoryError): number {
  return ANSWERS[error.code].status
}

/** The body of an error, in an answer of its own or as one item of a batch. */
export function encodeError(error: DirectoryError, format: Format): JsonObject {
  const listed = violationsOf(error)
  const detail = detailOf(error)
  const violations = listed.length > 0 ? { violations: listed.map(encodeViolation) } : {}
  if (format === 'json') return { type: TYPE, title: TITLE, detail, ...violations }
  const kind = listed.length > 0 ? LIST : OTHER
  return { ...kind, 'hydra:title': TITLE, 'hydra:description': detail, ...violations }
}

const TYPE = 'https://tools.ietf.org/html/rfc2616#section-10'
const TITLE = 'An error occurred'
const LIST = { '@context': '/contexts/ConstraintViolationList', '@type': 'ConstraintViolationList' } as const
const OTHER = { '@context': '/contexts/Error', '@type': 'hydra:Error' } as const

function detailOf(error: DirectoryError): string {
  const answer: Answer = ANSWERS[error.code]
  return answer.detail ?? sentenceOf(error) ?? (listedLines(error) || error.message)
}

/** What is told alone: the framework stops at an unreadable body and at a wrong type, before it validates. */
function sentenceOf({ violations }: DirectoryError): string | undefined {
  if (violations.some((violation) => violation.field === '')) return 'Syntax error'
  const mistyped = violations.find((violation) => violation.rule === 'type')
  return mistyped && typeSentence(mistyped)
}

function listedLines({ violations }: DirectoryError): string {
  return violations.slice(0, violationsShownMax).map(lineOf).join('\n')
}

/** Only a 400 lists its violations. spec/lox24.md §7 */
function violationsOf(error: DirectoryError): readonly Violation[] {
  const listed = error.code === 'invalid' && sentenceOf(error) === undefined
  return listed ? error.violations.slice(0, violationsShownMax) : []
}

function lineOf(violation: Violation): string {
  return `${propertyPath(violation.field)}: ${messageOf(violation).message}`
}

function encodeViolation(violation: Violation): JsonObject {
  return { propertyPath: propertyPath(violation.field), ...messageOf(violation) }
}

/** The vendor's name of a field of the core; what the decoders found has it already. */
function propertyPath(field: string): string {
  const column = /^columns\[(\d)\]$/.exec(field)
  if (column) return COLUMNS[Number(column[1])] ?? field
  return field === 'expiresAt' ? 'deleted_at' : field
}

/** The messages and codes of the framework's validator. */
function messageOf({ field, rule, limit }: Violation): { message: string; code: string | null } {
  switch (rule) {
    case 'required':
      return { message: 'This value should not be blank.', code: 'c1051bb4-d103-4f74-8988-acbcafc7fdc3' }
    case 'too_long':
      return {
        message: `This value is too long. It should have ${limit} characters or less.`,
        code: 'd94b19cc-114f-4f44-9cc4-4138e80a87b9',
      }
    case 'too_many':
      return {
        message: `This collection should contain ${limit} elements or less.`,
        code: '756b1212-697c-468d-a9ad-50dd783bb169',
      }
    case 'text':
      return {
        message: 'This value does not match the expected UTF-8 charset.',
        code: '35e6a710-aa2e-4719-b58e-24b35749b767',
      }
    case 'format':
      return field.endsWith('phone')
        ? { message: 'This value is not a valid phone number.', code: 'de1e3db3-5ed4-4941-aae4-59f3667cc3a3' }
        : { message: 'This value is not a valid datetime.', code: '1a9da513-2640-4f84-9b6a-4d99dcddc628' }
    case 'past':
      return { message: 'This value should be in the future.', code: null }
    case 'type':
    case 'range':
    case 'taken':
    case 'unknown':
    case 'cycle':
    case 'fixed':
      return { message: 'This value is not valid.', code: null }
  }
}

function typeSentence({ field, value }: Violation): string {
  const path = propertyPath(field)
  const wanted = path === 'phones' || path.endsWith(']') ? 'array' : 'string'
  return `The type of the "${path}" attribute must be "${wanted}", "${typeName(value)}" given.`
}

/** The type of a JSON value in PHP's words, as `gettype` has them; an object is an array there too. */
function typeName(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double'
  return typeof value === 'object' ? 'array' : typeof value
}
