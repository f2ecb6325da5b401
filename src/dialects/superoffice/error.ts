import { DirectoryError, type ErrorCode, type Violation } from '../../core/error.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Arrival } from '../../http/dialect.ts'
import { answerType, isXml } from './accept.ts'
import { isUnsupportedOperation } from './patch.ts'
import { encodeXml } from './xml.ts'

interface Answer {
  readonly status: number
  readonly type: string
  /** The sentence, where the error does not speak for itself. */
  readonly message?: string
}

/** Statuses and the vendor's types. spec/superoffice.md §7 */
const ANSWERS = {
  invalid: { status: 400, type: 'ArgumentException' },
  unprocessable: { status: 400, type: 'SoValidationException' },
  unauthenticated: { status: 401, type: 'SoSessionException' },
  inactive: { status: 403, type: 'SoSessionException', message: 'The tenant is not active' },
  forbidden: { status: 403, type: 'SoSentryException' },
  not_found: { status: 404, type: 'SoNotFoundException' },
  no_route: { status: 404, type: 'SoNotFoundException' },
  method_not_allowed: { status: 405, type: 'SoNotSupportedException' },
  not_acceptable: { status: 406, type: 'SoNotSupportedException' },
  conflict: { status: 400, type: 'SoDuplicateException' },
  test_failed: { status: 409, type: 'ArgumentException' },
  version_mismatch: { status: 412, type: 'ArgumentException' },
  too_large: { status: 413, type: 'ArgumentException' },
  unsupported_type: { status: 415, type: 'SoNotSupportedException' },
  blocked: { status: 429, type: 'SoSessionException' },
  timeout: { status: 408, type: 'ArgumentException' },
  unavailable: { status: 503, type: 'SoServerException', message: 'The server cannot answer just now' },
  internal: { status: 500, type: 'SoServerException' },
} as const satisfies Record<ErrorCode, Answer>

/** After how many seconds to try again where the error does not say it. */
const retrySeconds = 1

/** The answer to an error, as JSON or XML. `basic`: whether who is not signed in is asked for a password. */
export function refuse(
  error: DirectoryError,
  arrival: Arrival,
  { basic }: { readonly basic: boolean },
): Response {
  const type = answerType(arrival.request.headers.get('accept'))
  const body = encodeError(error, arrival.url.pathname)
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` })
  if (error.code === 'unauthenticated' && basic) headers.set('www-authenticate', 'Basic realm="SuperOffice"')
  if (error.code === 'method_not_allowed') headers.set('allow', error.allow.join(', '))
  if (error.code === 'blocked' || error.code === 'unavailable') {
    headers.set('retry-after', String(error.retryAfter ?? retrySeconds))
  }
  const text = isXml(type) ? encodeXml(body, 'Error') : JSON.stringify(body)
  return new Response(text, { status: ANSWERS[error.code].status, headers })
}

/** An `invalid` for a part of a path or a query of the wrong type. */
export function badParameter(name: string, value: string): DirectoryError {
  return new DirectoryError('invalid', `The value '${value}' is not valid for the parameter '${name}'.`, {
    violations: [{ field: `${PARAMETERS}${name}`, rule: 'type', value }],
  })
}

/** A `not_found` in the vendor's words: `List id 99999 not found`. */
export function missing(entity: string, id: number): DirectoryError {
  return new DirectoryError('not_found', `${entity} id ${id} not found`)
}

/** An `invalid` for a request without the entity that it is to save; `Entity`, or another word for what is missing. */
export function noEntity(what = 'Entity'): DirectoryError {
  return new DirectoryError('invalid', `${what} to save is not in request body`)
}

const PARAMETERS = 'parameters.'

function encodeError(error: DirectoryError, path: string): JsonObject {
  const parameter = error.violations.find(({ field }) => field.startsWith(PARAMETERS))
  if (parameter) return { Message: 'The request is invalid.', MessageDetail: error.message }
  const { type, messages } = kindOf(error)
  const text = messages ? Object.values(messages).join(' ') : messageOf(error, path)
  return {
    Error: true,
    ErrorType: type,
    ErrorMessage: text,
    Message: text,
    ErrorSource: 'SuperOffice.Services.Implementation',
    ...(messages ? { Messages: messages } : {}),
  }
}

interface Kind {
  readonly type: string
  /** What is wrong with each field. */
  readonly messages?: Readonly<Record<string, string>>
}

function kindOf({ code, violations }: DirectoryError): Kind {
  const [first] = violations
  if (code !== 'invalid' || !first) return { type: ANSWERS[code].type }
  if (violations.some(isUnsupportedOperation)) return { type: 'SoNotSupportedException' }
  if (first.field === '' || first.field.startsWith('operations')) return { type: ANSWERS[code].type }
  if (first.rule === 'fixed') return { type: 'SoIllegalOperationException' }
  if (first.rule === 'type') return { type: 'SoInvalidArgumentException' }
  return { type: 'SoValidationException', messages: Object.fromEntries(violations.map(encodeViolation)) }
}

function messageOf(error: DirectoryError, path: string): string {
  const answer: Answer = ANSWERS[error.code]
  if (answer.message !== undefined) return answer.message
  const [first] = error.violations
  if (error.message === 'group was not found') return missingList(path)
  if (error.code === 'not_found') return missingEntry(error.message)
  if (error.code === 'conflict') return `The name is already in use`
  if (error.code !== 'invalid' || !first) return error.message
  if (first.rule === 'fixed') return 'A predefined list can be neither deleted nor renamed'
  if (isUnsupportedOperation(first)) return `The operation '${first.value}' is not supported`
  if (first.rule !== 'type') return error.message
  return first.field === ''
    ? 'The request body is of another type than it must be'
    : `${first.field} has a value of another type`
}

/** The list that a path names is not there. The texts of the names are ours, that of the id is the vendor's. */
function missingList(path: string): string {
  const [, key] = /\/v1\/(?:MDO)?List\/([^/]+)/i.exec(path) ?? []
  if (key === undefined) return 'List not found'
  return /^\d+$/.test(key) ? `List id ${key} not found` : `List ${decoded(key)} not found`
}

/** The core's sentence about an item, a heading or a user group in the vendor's words; others as they are. */
function missingEntry(message: string): string {
  const [, what = '', id] = /^(item|heading|user group) (\d+) was not found$/.exec(message) ?? []
  return id === undefined ? message : `${ENTITIES[what]} id ${id} not found`
}

const ENTITIES: Readonly<Record<string, string>> = {
  item: 'ListItem',
  heading: 'Heading',
  'user group': 'UserGroup',
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // The only error here is a URIError: the escape is broken.
  }
}

function encodeViolation(violation: Violation): [field: string, text: string] {
  const field = fieldOf(violation.field)
  return [field, `${field} ${textOf(violation)}`]
}

/** The vendor's name of a field of the core; what the dialect found itself has it already. */
function fieldOf(field: string): string {
  const last = field.slice(field.lastIndexOf('.') + 1)
  return NAMES[last] ?? last
}

const NAMES: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Tooltip',
  label: 'Tooltip',
  rank: 'Rank',
}

function textOf({ rule, limit }: Violation): string {
  switch (rule) {
    case 'required':
      return 'must not be blank.'
    case 'too_long':
      return `must not be longer than ${limit} characters.`
    case 'too_many':
      return `must not have more than ${limit} parts.`
    case 'range':
      return `must be between 0 and ${limit}.`
    case 'text':
      return 'has characters that cannot be stored.'
    case 'type':
    case 'format':
    case 'past':
    case 'taken':
    case 'unknown':
    case 'cycle':
    case 'fixed':
      return 'is not valid.'
  }
}
