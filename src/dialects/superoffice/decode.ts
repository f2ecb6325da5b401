import { DirectoryError, invalid } from '../../core/error.ts'
import type { Json } from '../../core/json.ts'
import { parseJson } from '../../http/body.ts'
import { decodeXml, type Shape } from './xml.ts'

/** The members of one object by their names in lower case: names have no case, and the last spelling wins. */
export type Fields = ReadonlyMap<string, unknown>

/** The types of the entities' plain fields. */
export type FieldType = 'string' | 'integer' | 'boolean'

/** The range of the vendor's int32. */
export const integerMax = 2147483647
export const integerMin = -2147483648

/** How many fields a form may have. */
export const formFieldsMax = 1000

/**
 * The body of a POST or PUT: JSON (without a content type, too), XML of the given shape, or a form. Undefined for an
 * empty body, null for the JSON `null`, which the vendor's client sends where it has nothing to say. Values of XML and of
 * forms are texts. Throws `unsupported_type` for another content type, `invalid` for what cannot be read.
 * spec/superoffice.md §2.2
 */
export function decodeBody(contentType: string | null, text: string, shape: Shape): unknown {
  const type = typeOf(contentType)
  const bare = withoutMark(text)
  if (isJson(type)) return bare.trim() === '' ? undefined : parseJson(bare)
  if (type === 'application/xml' || type === 'text/xml') {
    return bare.trim() === '' ? undefined : decodeXml(bare, shape)
  }
  if (type === 'application/x-www-form-urlencoded') return bare === '' ? undefined : decodeForm(bare)
  throw unsupported(type)
}

/**
 * The body of a PATCH, whose shape decides what it is: JSON under any JSON label or none. Undefined for an empty one.
 * Throws `unsupported_type` for XML, forms and the rest, `invalid` for what is no JSON. spec/superoffice.md §2.2
 */
export function decodeJson(contentType: string | null, text: string): unknown {
  const type = typeOf(contentType)
  if (!isJson(type)) throw unsupported(type)
  const bare = withoutMark(text)
  return bare.trim() === '' ? undefined : parseJson(bare)
}

/** The members of an object. Throws `invalid` with the field's name for anything else. */
export function fieldsOf(value: unknown, field = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(field, 'type', { value })
  }
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))
}

/** The items of an array, at most `max`. Throws `invalid` with the field's name for anything else. */
export function itemsOf(
  value: unknown,
  { field = '', max }: { field?: string; max: number },
): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(field, 'type', { value })
  if (value.length > max) throw invalid(field, 'too_many', { limit: max })
  return value
}

/** A text of these fields: undefined where there is none, else null or a text. Throws `invalid`. */
export function textOf(fields: Fields, name: string): string | null | undefined {
  const value = fields.get(name.toLowerCase())
  return value === undefined ? undefined : coerce(value, 'string', name)
}

/** An integer of these fields: undefined where there is none, else null or an int32. Throws `invalid`. */
export function integerOf(fields: Fields, name: string): number | null | undefined {
  const value = fields.get(name.toLowerCase())
  return value === undefined ? undefined : coerce(value, 'integer', name)
}

/** A boolean of these fields: undefined where there is none, else null, true or false. Throws `invalid`. */
export function booleanOf(fields: Fields, name: string): boolean | null | undefined {
  const value = fields.get(name.toLowerCase())
  return value === undefined ? undefined : coerce(value, 'boolean', name)
}

interface Coerced {
  readonly string: string
  readonly integer: number
  readonly boolean: boolean
}

/**
 * A value as the vendor's serializer reads it: `"3"` is 3 and `"true"` is true where a number or a boolean stands, a
 * number or boolean is its text where a text stands, null is null. Throws `invalid` with the field's name for anything
 * else: `type` for another type, `range` for more than an int32. spec/superoffice.md §5.2
 */
export function coerce<T extends FieldType>(value: unknown, type: T, field: string): Coerced[T] | null
export function coerce(value: unknown, type: FieldType, field: string): Json {
  if (value === null) return null
  const coerced = COERCIONS[type](value)
  if (coerced === undefined) throw invalid(field, 'type', { value })
  if (typeof coerced !== 'number') return coerced
  if (coerced < integerMin || coerced > integerMax) throw invalid(field, 'range', { limit: integerMax })
  return coerced
}

const COERCIONS = { string: toText, integer: toInteger, boolean: toBoolean } as const

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function toInteger(value: unknown): number | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : value
  // Minus zero is a zero that does not equal the stored one in every comparison.
  return typeof number === 'number' && Number.isInteger(number) ? number + 0 : undefined
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** A content type without its parameters, in lower case; `''` without one. */
function typeOf(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]!.trim().toLowerCase()
}

function isJson(type: string): boolean {
  return type === '' || type === 'application/json' || type === 'text/json' ||
    /^[^/\s]+\/[^/\s]+\+json$/.test(type)
}

function unsupported(type: string): DirectoryError {
  return new DirectoryError('unsupported_type', `A body of type '${type}' is not supported`)
}

/** .NET's clients may begin a body with a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Keys are names of properties; the last of equal ones wins, as in JSON. */
function decodeForm(text: string): Record<string, string> {
  const entries = [...new URLSearchParams(text)]
  if (entries.length > formFieldsMax) throw invalid('', 'too_many', { limit: formFieldsMax })
  return Object.fromEntries(entries)
}
