import { fold } from '../core/text.ts'
import type { Row, Value } from './driver.ts'

/** The cells of rows, whatever type a database gives them in. */

/** A whole number that a database gives, whatever type it gives it in. */
export function int(value: Value | undefined): number {
  return Number(value)
}

export function intOrNull(value: Value | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

export function text(value: Value | undefined): string {
  return String(value)
}

export function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function json<T>(value: Value | undefined): T {
  return value === '{}' ? EMPTY_OBJECT as T : value === '[]' ? EMPTY_LIST as T : JSON.parse(text(value))
}

/** Most columns of JSON are empty; parsing them took a tenth of reading a group. */
const EMPTY_OBJECT: unknown = Object.freeze({})
const EMPTY_LIST: unknown = Object.freeze([])

export function jsonOrNull<T>(value: Value | undefined): T | null {
  return value === null || value === undefined ? null : JSON.parse(text(value))
}

export function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

export function folded(value: string | null): string | null {
  return value === null ? null : fold(value)
}

/**
 * Makes an entity of a row once: a reading connection gives a row that it remembers again as the same object. For the few
 * rows that every request asks for.
 */
export function once<T extends object>(of: (row: Row) => T): (row: Row) => T {
  const made = new WeakMap<Row, T>()
  return (row) => {
    let entity = made.get(row)
    if (!entity) made.set(row, entity = of(row))
    return entity
  }
}
