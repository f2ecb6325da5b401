import { DirectoryError } from '../../core/error.ts'
import { parseJson } from '../../http/body.ts'

/** The largest body, in bytes of UTF-8. spec/enterprise-hive.md §5 E2 */
export const bodyMax = 1_048_576

/** The properties of a body. Those of a form are all texts; of several of one name the first counts. */
export interface Body {
  readonly fields: Readonly<Record<string, unknown>>
  readonly isForm: boolean
}

/**
 * The body of a request: JSON, also without a content type, or a form. No body has no properties. Throws `too_large`,
 * `unsupported_type`, and `invalid` for what is no JSON object. spec/enterprise-hive.md §2
 */
export function decodeBody({ headers }: Pick<Request, 'headers'>, text: string): Body {
  if (isTooLarge(text)) throw new DirectoryError('too_large', `the body has more than ${bodyMax} bytes`)
  const type = (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
  switch (type) {
    case 'application/x-www-form-urlencoded':
      return { fields: Object.fromEntries([...new URLSearchParams(text)].reverse()), isForm: true }
    case '':
    case 'application/json':
      return { fields: objectOf(text), isForm: false }
    default:
      throw new DirectoryError('unsupported_type', `${type} is not spoken`)
  }
}

/** What was sent under a name; undefined for nothing. */
export function fieldOf({ fields }: Body, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** A value that is refused, as text: a text as it is, nothing for null, else its JSON. spec/enterprise-hive.md §7.2 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

function isTooLarge(text: string): boolean {
  if (text.length * 3 <= bodyMax) return false
  return new TextEncoder().encode(text).byteLength > bodyMax
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  const value = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new DirectoryError('invalid', 'the body is no JSON object')
}
