import { DirectoryError } from '../../core/error.ts'
import { extrasMax } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import { isStorable } from '../../core/text.ts'
import { instantOf } from './instant.ts'

type Type = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'null'

/** The part of JSON Schema that the vendor's schemas use, with its meaning there: lengths count UTF-16 units. */
export interface Shape {
  readonly type?: Type | readonly Type[]
  readonly format?: 'email' | 'date-time'
  readonly required?: readonly string[]
  readonly uniqueItems?: true
  readonly enum?: readonly string[]
  readonly additionalProperties?: false
  readonly oneOf?: readonly Shape[]
  readonly items?: Shape
  /** One pattern for the keys, and what stands under them. */
  readonly patternProperties?: { readonly key: RegExp; readonly shape: Shape }
  readonly pattern?: RegExp
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Shape>>
}

/**
 * Checks a value that the vendor's messages call `name`. Throws `invalid` with the first fault, in the vendor's words and
 * order. spec/losant.md §7
 */
export function check(shape: Shape, value: unknown, name: string): void {
  if (value === undefined) throw malformed(name, 'is required')
  const fault = faultOf(shape, value, name)
  if (fault) throw malformed(fault.path, fault.reason)
}

/** An `invalid` whose message is what the vendor writes: `FIELD REASON`. */
export function malformed(path: string, reason: string): DirectoryError {
  return new DirectoryError('invalid', `${path} ${reason}`)
}

/** Throws `invalid` for more than the core keeps of what `name` stands for: its limit is on all fields together. */
export function checkSize(bag: JsonObject, name: string): void {
  if (JSON.stringify(bag).length > extrasMax) throw malformed(name, 'has longer length than allowed')
}

/** Whether a value is what the vendor's schema says. */
export function fits(shape: Shape, value: unknown): boolean {
  return value !== undefined && faultOf(shape, value, '') === undefined
}

interface Fault {
  readonly path: string
  readonly reason: string
}

/** A wrong type ends the look at a value; the other checks follow one another as in the vendor's framework. */
function faultOf(shape: Shape, value: unknown, path: string): Fault | undefined {
  if (!isOfType(shape.type, value)) return { path, reason: 'is the wrong type' }
  if (typeof value === 'string') return faultOfText(shape, value, path)
  if (Array.isArray(value)) return faultOfList(shape, value, path)
  if (isObject(value)) return faultOfObject(shape, value, path)
  const reason = reasonAgainst(shape, value) ??
    (typeof value === 'number' ? reasonAgainstSize(shape, value) : undefined)
  return reason === undefined ? undefined : { path, reason }
}

function faultOfText(shape: Shape, text: string, path: string): Fault | undefined {
  const reason = reasonAgainstForm(shape, text) ?? reasonAgainst(shape, text) ??
    reasonAgainstPattern(shape, text) ?? reasonAgainstLength(shape, text.length) ?? reasonAgainstContent(text)
  return reason === undefined ? undefined : { path, reason }
}

function reasonAgainstForm({ format }: Shape, text: string): string | undefined {
  const isWrong = format === 'email' && !isEmail(text) ||
    format === 'date-time' && instantOf(text) === undefined
  return isWrong ? `must be ${format} format` : undefined
}

function isEmail(text: string): boolean {
  return text.includes('@') && !/\s/.test(text)
}

function reasonAgainst({ enum: allowed, oneOf }: Shape, value: unknown): string | undefined {
  if (allowed && !allowed.some((one) => one === value)) return 'must be an enum value'
  if (oneOf && oneOf.filter((shape) => fits(shape, value)).length !== 1) {
    return 'no (or more than one) schemas match'
  }
  return undefined
}

/** A text that is too long is told so, and its pattern is not looked at. */
function reasonAgainstPattern({ pattern, maxLength = Infinity }: Shape, text: string): string | undefined {
  return pattern && text.length <= maxLength && !pattern.test(text) ? 'pattern mismatch' : undefined
}

function reasonAgainstLength(
  { maxLength = Infinity, minLength = 0 }: Shape,
  length: number,
): string | undefined {
  if (length > maxLength) return 'has longer length than allowed'
  return length < minLength ? 'has less length than allowed' : undefined
}

/** Ours: the vendor says nothing of U+0000 and lone surrogates, which no database keeps. */
function reasonAgainstContent(text: string): string | undefined {
  return isStorable(text) ? undefined : 'has characters that cannot be stored'
}

function reasonAgainstSize(
  { minimum = -Infinity, maximum = Infinity }: Shape,
  value: number,
): string | undefined {
  if (value < minimum) return 'is less than minimum'
  return value > maximum ? 'is more than maximum' : undefined
}

function faultOfList(shape: Shape, list: readonly unknown[], path: string): Fault | undefined {
  if (shape.uniqueItems && new Set(list).size < list.length) return { path, reason: 'must be unique' }
  const reason = reasonAgainst(shape, list)
  if (reason !== undefined) return { path, reason }
  const { items, maxItems = Infinity } = shape
  for (const [index, item] of items ? list.entries() : []) {
    const fault = faultOf(items!, item, `${path}.${index}`)
    if (fault) return fault
  }
  return list.length > maxItems ? { path, reason: 'has more items than allowed' } : undefined
}

type Fields = Readonly<Record<string, unknown>>

/** What is missing hides what else is wrong with an object; unknown properties hide what is wrong with the known. */
function faultOfObject(shape: Shape, fields: Fields, path: string): Fault | undefined {
  const missing = shape.required?.find((key) => !Object.hasOwn(fields, key))
  if (missing !== undefined) return { path: `${path}.${missing}`, reason: 'is required' }
  if (hasUnknown(shape, fields)) return { path, reason: 'has additional properties' }
  const under = faultUnderKeys(shape, fields, path)
  if (under) return under
  const reason = reasonAgainst(shape, fields) ?? reasonAgainstCount(shape, Object.keys(fields).length)
  if (reason !== undefined) return { path, reason }
  for (const [key, one] of Object.entries(shape.properties ?? {})) {
    const fault = Object.hasOwn(fields, key) ? faultOf(one, fields[key], `${path}.${key}`) : undefined
    if (fault) return fault
  }
  return undefined
}

function hasUnknown(
  { additionalProperties, properties = {}, patternProperties }: Shape,
  fields: Fields,
): boolean {
  return additionalProperties === false &&
    Object.keys(fields).some((key) => !Object.hasOwn(properties, key) && !patternProperties?.key.test(key))
}

function faultUnderKeys({ patternProperties }: Shape, fields: Fields, path: string): Fault | undefined {
  for (const [key, value] of patternProperties ? Object.entries(fields) : []) {
    if (!patternProperties!.key.test(key)) continue
    const fault = faultOf(patternProperties!.shape, value, `${path}.${key}`)
    if (fault) return fault
  }
  return undefined
}

function reasonAgainstCount(
  { minProperties = 0, maxProperties = Infinity }: Shape,
  count: number,
): string | undefined {
  if (count > maxProperties) return 'has more properties than allowed'
  return count < minProperties ? 'has less properties than allowed' : undefined
}

function isOfType(type: Shape['type'], value: unknown): boolean {
  if (type === undefined) return true
  const types: readonly Type[] = typeof type === 'string' ? [type] : type
  return types.some((one) => isOf(one, value))
}

function isOf(type: Type, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isInteger(value)
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
