import { DirectoryError, invalid } from '../../core/error.ts'
import { type Json, type JsonObject, sameJson } from '../../core/json.ts'

/**
 * One step of a patch. `merge` lays one member of a merge patch over the document: whether that removes, replaces,
 * appends or goes deeper depends on what stands there.
 */
export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'merge'; readonly path: string; readonly value: Json }

/**
 * `strict` is RFC 6902, RFC 6901 and RFC 7396 to the letter, but for `move` and `copy`. Else the vendor's rules hold: names
 * without case, the leading slash of a path optional, and an object merged into an array appended to it.
 */
export interface PatchMode {
  readonly strict?: boolean
}

/**
 * The document after all operations, in order; the given one stays as it is. Operations may be made while they are applied.
 * Throws `test_failed` where a `test` finds another value or none, `invalid` where an operation cannot be applied.
 */
export function applyPatch(document: Json, operations: Iterable<Operation>, mode: PatchMode = {}): Json {
  let root = copyOf(document)
  for (const operation of operations) root = applied(root, operation, mode)
  return root
}

/** A merge patch laid over a document, as RFC 7396 §2 does it; the vendor's way appends an object to an array. */
export function mergeJson(document: Json | undefined, patch: Json, mode: PatchMode = {}): Json {
  return merged(document === undefined ? undefined : copyOf(document), patch, mode)
}

/** The names of a path: none for the whole document. Throws `invalid` for a strict path without its slash. */
export function decodePointer(path: string, { strict = false }: PatchMode = {}): string[] {
  if (path === '') return []
  if (!path.startsWith('/') && strict) throw invalid('path', 'format', { value: path })
  const names = (path.startsWith('/') ? path.slice(1) : path).split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

type Container = Json[] | { [key: string]: Json }

/** Where an operation works: at a name or an index of a container, which is the copy's own and may be changed. */
interface Place {
  readonly container: Container
  readonly key: string
}

function applied(root: Json, operation: Operation, mode: PatchMode): Json {
  const names = decodePointer(operation.path, mode)
  const last = names.at(-1)
  if (last === undefined) return appliedToRoot(root, operation, mode)
  if (operation.op === 'merge') return merged(root, patchAt(names, operation.value), mode)
  const container = reach(root, names.slice(0, -1), operation, mode)
  const place = { container, key: keyIn(container, last, mode) }
  switch (operation.op) {
    case 'add':
      insert(place, operation)
      break
    case 'replace':
      existing(place, operation)
      put(place, copyOf(operation.value))
      break
    case 'remove':
      existing(place, operation)
      take(place)
      break
    case 'test':
      if (!sameJson(existing(place, operation), operation.value)) throw testFailed(operation)
  }
  return root
}

function appliedToRoot(root: Json, operation: Operation, mode: PatchMode): Json {
  switch (operation.op) {
    case 'add':
    case 'replace':
      return copyOf(operation.value)
    case 'remove':
      throw impossible(operation)
    case 'test':
      if (!sameJson(root, operation.value)) throw testFailed(operation)
      return root
    case 'merge':
      return merged(root, operation.value, mode)
  }
}

/** The merge patch that says something of one place only. */
function patchAt(names: readonly string[], value: Json): Json {
  return names.reduceRight((below: Json, name) => Object.fromEntries([[name, below]]), value)
}

/** Lays a patch over a value of the copy, and gives what stands there now. */
function merged(target: Json | undefined, patch: Json, mode: PatchMode): Json {
  if (!isObject(patch)) return copyOf(patch)
  const into: Container = isObject(target) ? target as { [key: string]: Json } : {}
  for (const [name, value] of Object.entries(patch)) {
    const key = keyOf(into, name, mode.strict)
    const there = Object.hasOwn(into, key) ? into[key] : undefined
    if (value === null) delete into[key]
    else if (!mode.strict && Array.isArray(there) && isObject(value)) {
      there.push(merged(undefined, value, mode))
    } else put({ container: into, key }, merged(there, value, mode))
  }
  return into
}

/** The container at the end of the names. What is missing fails a test, and stops every other operation. */
function reach(root: Json, names: readonly string[], operation: Operation, mode: PatchMode): Container {
  let value = root
  for (const name of names) {
    const container = containerOf(value, operation)
    value = existing({ container, key: keyIn(container, name, mode) }, operation)
  }
  return containerOf(value, operation)
}

function containerOf(value: Json, operation: Operation): Container {
  if (value === null) throw missing(operation)
  if (typeof value !== 'object') throw impossible(operation)
  return value as Container
}

function keyIn(container: Container, name: string, { strict = false }: PatchMode): string {
  return Array.isArray(container) ? name : keyOf(container, name, strict)
}

/** The object's own spelling of a name: the same one, else, unless strict, the first that differs only in case. */
export function keyOf(object: object, name: string, strict = false): string {
  if (strict || Object.hasOwn(object, name)) return name
  const lower = name.toLowerCase()
  return Object.keys(object).find((key) => key.toLowerCase() === lower) ?? name
}

function existing({ container, key }: Place, operation: Operation): Json {
  if (Array.isArray(container)) {
    const index = indexOf(key)
    if (index === undefined && operation.op !== 'test') throw impossible(operation)
    const item = index === undefined ? undefined : container[index]
    if (item === undefined) throw missing(operation)
    return item
  }
  if (!Object.hasOwn(container, key)) throw missing(operation)
  return container[key]!
}

function insert({ container, key }: Place, operation: Operation & { readonly value: Json }): void {
  const value = copyOf(operation.value)
  if (!Array.isArray(container)) return put({ container, key }, value)
  const index = key === '-' ? container.length : indexOf(key)
  if (index === undefined || index > container.length) throw impossible(operation)
  container.splice(index, 0, value)
}

function take({ container, key }: Place): void {
  if (Array.isArray(container)) container.splice(Number(key), 1)
  else delete container[key]
}

/** Defines the member: an assignment to `__proto__` would change the object's prototype instead. */
function put({ container, key }: Place, value: Json): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true })
}

function indexOf(name: string): number | undefined {
  return /^(?:0|[1-9]\d{0,9})$/.test(name) ? Number(name) : undefined
}

function copyOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, copyOf(below)]))
}

/** Whether a decoded JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function missing(operation: Operation): DirectoryError {
  return operation.op === 'test' ? testFailed(operation) : impossible(operation)
}

function testFailed({ path }: Operation): DirectoryError {
  return new DirectoryError('test_failed', `The test of '${path}' found another value`)
}

function impossible({ op, path }: Operation): DirectoryError {
  return new DirectoryError('invalid', `The operation '${op}' cannot be applied at '${path}'`, {
    violations: [{ field: 'operations', rule: 'format', value: path }],
  })
}
