import { invalid, type Violation } from '../../core/error.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { jsonDepthMax } from '../../http/body.ts'
import { coerce, type FieldType } from './decode.ts'
import { applyPatch, decodePointer, isObject, keyOf, type Operation, type PatchMode } from './json-patch.ts'

/** How many operations one patch may have. */
export const operationsMax = 10_000

/** How many names a path may have. */
export const pathMax = jsonDepthMax

const UNSUPPORTED = ['move', 'copy']

/** The fields of a list that a patch may change, as the vendor writes them. */
export interface ListChanges {
  readonly Name?: string
  readonly Tooltip?: string | null
  readonly Deleted?: boolean
  readonly Rank?: number
  readonly UseGroupsAndHeadings?: boolean
}

/** A list as it is stored, its texts in all their languages: what a `test` compares with. */
export type StoredList = { readonly [K in keyof ListChanges]-?: Exclude<ListChanges[K], undefined> | null }

interface WritableRule {
  readonly name: keyof ListChanges
  readonly writable: true
  readonly type: FieldType
}

type Rule = WritableRule | {
  readonly name: string
  readonly writable: false
  readonly type: 'scalar' | 'object'
}

/**
 * What a patch may do to each field. A read-only one is ignored, never an error: the vendor's client sends whole entities
 * back. spec/superoffice.md §4.1 and §5.2
 */
const RULES: readonly Rule[] = [
  { name: 'Id', type: 'scalar', writable: false },
  { name: 'Name', type: 'string', writable: true },
  { name: 'Tooltip', type: 'string', writable: true },
  { name: 'Deleted', type: 'boolean', writable: true },
  { name: 'Rank', type: 'integer', writable: true },
  { name: 'IsCustomList', type: 'scalar', writable: false },
  { name: 'IsMDOList', type: 'scalar', writable: false },
  { name: 'UseGroupsAndHeadings', type: 'boolean', writable: true },
  { name: 'ListType', type: 'scalar', writable: false },
  { name: 'InUseByUserDefinedFields', type: 'scalar', writable: false },
  { name: 'TableRight', type: 'object', writable: false },
  { name: 'FieldProperties', type: 'object', writable: false },
  { name: '_Links', type: 'object', writable: false },
]

const RULE_OF: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.name.toLowerCase(), rule]))

/**
 * The operations of a body: an array is a JSON Patch, an object a merge patch. Throws `invalid` for anything else and for
 * a malformed operation; its violations are of fields such as `operations[2].path`. spec/superoffice.md §5.2
 */
export function decodePatch(body: unknown, { strict = false }: PatchMode = {}): readonly Operation[] {
  if (Array.isArray(body)) {
    checkCount(body.length)
    return body.map((one, index) => decodeOperation(one, `operations[${index}]`, strict))
  }
  if (!isObject(body)) throw invalid('operations', 'type')
  const members = Object.entries(body)
  checkCount(members.length)
  return members.map(([name, value]) => ({
    op: 'merge',
    path: encodePointer(name),
    value: jsonOf(value, name),
  }))
}

/** Whether a violation says that the vendor supports neither `move` nor `copy`. */
export function isUnsupportedOperation({ field, rule, value }: Violation): boolean {
  return rule === 'unknown' && /^operations\[\d+\]\.op$/.test(field) && UNSUPPORTED.some((op) => op === value)
}

/**
 * What a patch changes in a list: only what differs from what is stored. A field given as null or removed gets its type's
 * default; unknown fields, as in the seed's own sample, and read-only ones are left alone. Whether the result is a valid
 * list is not looked at, but that a name may not be taken away. Throws `test_failed` and `invalid`, in the order of the
 * operations. spec/superoffice.md §5.2
 */
export function patchList(stored: StoredList, operations: readonly Operation[]): ListChanges {
  const before = documentOf(stored)
  const after = applyPatch(before, onList(operations))
  if (!isObject(after)) return {}
  const changed = RULES.filter(({ name, writable }) => writable && after[name] !== before[name])
  // Only writable fields are ever set, each to a value of its type.
  return Object.fromEntries(changed.map(({ name }) => [name, after[name]])) as ListChanges
}

function checkCount(count: number): void {
  if (count > operationsMax) throw invalid('operations', 'too_many', { limit: operationsMax })
}

function decodeOperation(given: unknown, field: string, strict: boolean): Operation {
  if (!isObject(given)) throw invalid(field, 'type')
  const op = opOf(given[keyOf(given, 'op', strict)], `${field}.op`)
  const path = pathOf(given[keyOf(given, 'path', strict)], `${field}.path`)
  if (op === 'remove') return { op, path }
  const key = keyOf(given, 'value', strict)
  if (!Object.hasOwn(given, key)) throw invalid(`${field}.value`, 'required')
  return { op, path, value: jsonOf(given[key], `${field}.value`) }
}

function opOf(op: unknown, field: string): 'add' | 'replace' | 'remove' | 'test' {
  if (op === 'add' || op === 'replace' || op === 'remove' || op === 'test') return op
  throw op === undefined ? invalid(field, 'required') : invalid(field, 'unknown', { value: op })
}

function pathOf(path: unknown, field: string): string {
  if (path === undefined) throw invalid(field, 'required')
  if (typeof path !== 'string') throw invalid(field, 'type', { value: path })
  if (/~(?![01])/.test(path)) throw invalid(field, 'format', { value: path })
  if (path.split('/').length > pathMax) throw invalid(field, 'too_many', { limit: pathMax })
  return path
}

/** A value of a decoded JSON body: what is nested too deep to be walked is refused. */
function jsonOf(value: unknown, field: string): Json {
  if (isDeeper(value, jsonDepthMax)) throw invalid(field, 'too_many', { limit: jsonDepthMax })
  return value as Json
}

function isDeeper(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return max === 0 || Object.values(value).some((below) => isDeeper(below, max - 1))
}

function encodePointer(name: string): string {
  return '/' + name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function documentOf(stored: StoredList): JsonObject {
  return Object.fromEntries(Object.entries(stored))
}

/** The operations as they are for a list, each made when those before it have been applied. */
function* onList(operations: readonly Operation[]): Iterable<Operation> {
  for (const operation of operations) {
    const [name, ...below] = decodePointer(operation.path)
    if (name === undefined) throw invalid('operations', 'format', { value: operation.path })
    const rule = RULE_OF.get(name.toLowerCase())
    if (rule && rule.type !== 'object' && below.length > 0) throw invalid(rule.name, 'type', { value: below })
    if (operation.op === 'test') yield operation
    else if (rule?.writable) yield { op: 'add', path: `/${rule.name}`, value: valueFor(rule, operation) }
  }
}

/** What a writable field is set to. Throws `invalid` for a value of another type, and for a name that is taken away. */
function valueFor(
  { name, type }: WritableRule,
  operation: Exclude<Operation, { readonly op: 'test' }>,
): Json {
  const value = operation.op === 'remove' ? null : coerce(operation.value, type, name)
  if (value === null && name === 'Name') throw invalid(name, 'required')
  return value ?? DEFAULTS[type]
}

const DEFAULTS = { string: null, integer: 0, boolean: false } as const
