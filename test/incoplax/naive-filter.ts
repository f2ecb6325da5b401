import { Buffer } from 'node:buffer'
import type { Json } from '../../src/core/json.ts'

/** What a filter says, read as plainly as possible: over an entity as it is shown alone. spec/incoplax.md §8 */
export function matches(filter: unknown, entity: object): boolean {
  if (Array.isArray(filter)) return isTrue(filter, entity)
  return Object.entries(Object(filter)).every(([name, value]) => fieldHolds(pathOf(name), value, entity))
}

function fieldHolds(path: Path, value: unknown, entity: object): boolean {
  if (isObject(value)) {
    return Object.entries(value).every(([part, held]) => fieldHolds([...path, part], held, entity))
  }
  return equals(kindOf(path.join('.')), valueAt(entity, path), value)
}

function isTrue([operator, ...operands]: readonly unknown[], entity: object): boolean {
  const parts = operands as unknown[][]
  if (operator === '&&') return parts.every((part) => isTrue(part, entity))
  if (operator === '||') return parts.some((part) => isTrue(part, entity))
  if (operator === '!') return !isTrue(parts[0]!, entity)
  const [field, given] = operands
  const name = Array.isArray(field) ? String(field[1]) : String(field)
  const operand = Array.isArray(given) && given[0] === 'const' && given.length === 2 ? given[1] : given
  return compares(String(operator), { kind: kindOf(name), value: valueOf(entity, name) }, operand)
}

interface Shown {
  readonly kind: Kind
  readonly value: unknown
}

function compares(operator: string, { kind, value }: Shown, operand: unknown): boolean {
  const order = orderOf(kind, value, operand)
  switch (operator) {
    case '==':
    case 'in':
      return equals(kind, value, operand)
    case '!=':
      return !equals(kind, value, operand)
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '<=':
      return order < 0 || equals(kind, value, operand)
    case '>=':
      return order > 0 || equals(kind, value, operand)
  }
  if (kind === 'list') return isIn(value, operand)
  const part = kind === 'id' ? lower(operand) : operand
  return typeof value === 'string' && typeof part === 'string' && value.includes(part)
}

type Kind = 'id' | 'date' | 'list' | 'plain'

/** A list that a client keeps in `ext` is like nothing. */
function kindOf(name: string): Kind {
  if (name === 'opts.abonents' || name === 'opts.groups') return 'list'
  return name === 'id' ? 'id' : name === 'ext.ct' || name === 'ext.lwt' ? 'date' : 'plain'
}

function equals(kind: Kind, value: unknown, operand: unknown): boolean {
  if (Array.isArray(operand)) return operand.some((one) => equals(kind, value, one))
  if (kind === 'list') return operand === null ? !isIn(value) : isIn(value, operand)
  if (operand === null) return value === null || value === undefined || value === ''
  if (kind === 'date') return orderOf(kind, value, operand) === 0
  return value === (kind === 'id' ? lower(operand) : operand)
}

function lower(operand: unknown): unknown {
  return typeof operand === 'string' ? operand.toLowerCase() : operand
}

/** Whether a value, or anything, is in a list. */
function isIn(list: unknown, ...operand: unknown[]): boolean {
  return Array.isArray(list) && (operand.length === 0 ? list.length > 0 : list.includes(operand[0]))
}

/** Less than 0, 0, more than 0; NaN where there is no order. */
function orderOf(kind: Kind, value: unknown, operand: unknown): number {
  if (kind === 'date') {
    return typeof operand === 'string' ? Date.parse(String(value)) - Date.parse(operand) : NaN
  }
  if (typeof value === 'number' && typeof operand === 'number') return value - operand
  if (typeof value !== 'string' || typeof operand !== 'string') return NaN
  return Buffer.compare(Buffer.from(value), Buffer.from(kind === 'id' ? operand.toLowerCase() : operand))
}

/** What stands under a dotted name. */
export function valueOf(entity: object, name: string): unknown {
  return valueAt(entity, pathOf(name))
}

type Path = readonly string[]

/** Names are cut at their first dot: what stands behind it is a part of a composite, whatever dots it has. */
function pathOf(name: string): Path {
  const dot = name.indexOf('.')
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)]
}

/** What stands at a path. */
export function valueAt(entity: object, path: Path): unknown {
  return path.reduce<unknown>(at, entity)
}

function at(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
