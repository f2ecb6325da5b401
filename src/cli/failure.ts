import { DirectoryError, type ErrorCode, type Rule, type Violation } from '../core/error.ts'
import { NewerSchemaError } from '../store/migrate.ts'

/** What a command can end with: the core's codes, and those of the command line itself. */
export type FailureCode =
  | ErrorCode
  | 'usage' // the command is not written as it must be
  | 'no_database' // there is none yet
  | 'old_database' // it waits for `database migrate`
  | 'newer_database' // a newer Muster has written it

/** The exit codes of docs/cli.md. */
export const EXIT = {
  usage: 2,
  not_found: 3,
  invalid: 4,
  unprocessable: 4,
  unauthenticated: 4,
  inactive: 4,
  forbidden: 4,
  no_route: 4,
  method_not_allowed: 4,
  not_acceptable: 4,
  conflict: 4,
  test_failed: 4,
  version_mismatch: 4,
  too_large: 4,
  unsupported_type: 4,
  blocked: 4,
  timeout: 5,
  unavailable: 5,
  no_database: 5,
  old_database: 5,
  newer_database: 5,
  internal: 1,
} as const satisfies Record<FailureCode, 1 | 2 | 3 | 4 | 5>

/** Ends a command. Its message is one sentence that says what to do. */
export class Failure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What any error means to the person at the command line. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof DirectoryError) return new Failure(error.code, sentence(wordsOf(error)), error)
  const reason = reasonOf(error)
  if (error instanceof NewerSchemaError) return new Failure('newer_database', sentence(reason), error)
  if (error instanceof Deno.errors.NotCapable) {
    const denied = reason.replace(/, run again.*$/, '')
    return new Failure(
      'unavailable',
      `${denied}: files must lie in the folder of the program, in MUSTER_DATA or in MUSTER_FILES.`,
    )
  }
  if (isFromSystem(error)) {
    return new Failure(
      'unavailable',
      `The data cannot be used (${reason}); check MUSTER_DATA and MUSTER_DATABASE.`,
    )
  }
  return new Failure('internal', `This is a fault of Muster, please report it: ${sentence(reason)}`, error)
}

/** An error's own words, on one line, without a full stop and without the password of an address. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return withoutPassword(text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, ''))
}

/** A text whose database addresses may be shown. */
export function withoutPassword(text: string): string {
  return text.replaceAll(/(postgres(?:ql)?:\/\/[^:@/\s]*):\S*@/g, '$1@')
}

/** A text as a sentence: with a capital letter and a full stop. */
export function sentence(text: string): string {
  const end = /[.!?]"?$/.test(text) ? '' : '.'
  return text.charAt(0).toUpperCase() + text.slice(1) + end
}

/** Whether the operating system refused a file: no such folder, no space, no right to it. */
function isFromSystem(error: unknown): boolean {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)
}

function wordsOf({ code, message, violations: [violation] }: DirectoryError): string {
  if (violation) return `the ${violation.field} ${RULES[violation.rule](violation)}`
  if (code === 'not_found') return `the ${message}${whereToLook(message)}`
  if (code === 'unavailable') return `${message}; try again in a moment`
  return message
}

function whereToLook(message: string): string {
  const [noun] = message.split(' ')
  if (noun === 'event') return '; "muster group history" shows the events of a group'
  return noun === 'account' ? '; "muster account list" shows those that there are' : ''
}

const RULES: Readonly<Record<Rule, (violation: Violation) => string>> = {
  required: () => 'must not be empty',
  type: () => 'is of the wrong kind',
  format: ({ value }) => `${quoted(value)}is not written as it must be`,
  text: () => 'holds a character that cannot be stored (U+0000 or half a surrogate pair); take it out',
  too_long: ({ limit }) => `is too long; it may have at most ${limit} characters`,
  too_many: ({ limit }) => `has too many entries; there may be at most ${limit}`,
  range: ({ limit }) => `must be a whole number from 1 to ${limit}`,
  past: () => 'must lie in the future',
  taken: ({ value }) => `${quoted(value)}is taken; choose another`,
  unknown: ({ value }) => `${quoted(value)}is not known`,
  cycle: () => 'would lie in itself',
  fixed: () => 'cannot be changed',
}

function quoted(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `"${value}" ` : ''
}
