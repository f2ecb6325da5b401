import { DirectoryError, invalid } from '../error.ts'
import { isOid, isUuid, numberMax } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { isStorable } from '../text.ts'
import { nestingMax } from './format.ts'

/** What is right of one value of a line; a text says what is wrong, in words that follow "must be". */
export type Check = (value: unknown) => boolean

/** What the fields of one kind of line must be. */
export type Fields = ReadonlyMap<string, Check>

export const isText: Check = (value) => typeof value === 'string' && isStorable(value)
export const isTextOrNull: Check = (value) => value === null || isText(value)
export const isBoolean: Check = (value) => typeof value === 'boolean'
export const isWhole: Check = (value) => Number.isSafeInteger(value)
export const isWholeOrNull: Check = (value) => value === null || Number.isSafeInteger(value)
export const isCount: Check = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
export const isCountOrNull: Check = (value) => value === null || isCount(value)
export const isNumber: Check = (value) => isCount(value) && Number(value) > 0 && Number(value) <= numberMax
export const isUuidText: Check = (value) => typeof value === 'string' && isUuid(value)
export const isOidText: Check = (value) => typeof value === 'string' && isOid(value)
export const isBag: Check = (value) => isObject(value) && isKeepable(value, nestingMax)
export const isBagOrNull: Check = (value) => value === null || isBag(value)

export function isOneOf(words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value)
}

export function isListOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

export function isMapOf(check: Check): Check {
  return (value) =>
    isObject(value) && Object.entries(value).every(([key, one]) => isStorable(key) && check(one))
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether every text of a JSON value can be stored, and it does not nest too deep for what writes it again. */
function isKeepable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((one) => isKeepable(one, depth - 1))
  return Object.entries(value).every(([key, one]) => isStorable(key) && isKeepable(one, depth - 1))
}

/** Throws `invalid` for a field that the kind of line does not have, or that is not what it must be. */
export function checkFields(kind: string, given: JsonObject, fields: Fields): void {
  for (const key in given) {
    const check = fields.get(key)
    if (!check) throw unknownField(kind, key)
    if (!check(given[key])) throw wrong(key, given[key])
  }
}

/** Throws `invalid` for a field that must be there and is not. */
export function requireFields(given: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    if (given[name] === undefined) throw invalid(name, 'required')
  }
}

function unknownField(kind: string, key: string): DirectoryError {
  return new DirectoryError('invalid', `a ${kind} has no field "${key}"`)
}

/** A text that cannot be stored is told apart from a value of another kind. */
function wrong(key: string, value: unknown): DirectoryError {
  return invalid(key, typeof value === 'string' && !isStorable(value) ? 'text' : 'type', shown(value))
}

function shown(value: unknown): { value?: string | number } {
  return typeof value === 'number' || typeof value === 'string' && value.length <= 100 ? { value } : {}
}
