import { DirectoryError, invalid } from './error.ts'
import {
  allOf,
  anyOf,
  type DeviceFilter,
  deviceFilterSize,
  EVERY_DEVICE,
  NO_DEVICE,
  noneOf,
  not,
  type TextSet,
} from './device-filter.ts'
import { labelMax } from './group.ts'
import { isOid } from './ids.ts'
import { isStorable } from './text.ts'

/** How deep the parts of a device query may lie in each other, and how many conditions and values it may have. */
export const deviceQueryDepthMax = 20
export const deviceQueryPartsMax = 500
/** How many entries one list of a device query may have. */
export const deviceQueryListMax = 100

/** Throws `invalid` for a text that is no device query, or one with more parts than a query may have. */
export function checkDeviceQuery(text: string): void {
  deviceFilterOf(text)
}

/**
 * A device query, which is JSON, as a filter over what is known of devices: their ids and tags. A condition on any other
 * field counts as not met, and where it is negated, as met: so a device is found only if it would be found whatever its
 * other fields hold, and no query opens more than it was written for. Throws `invalid` as `checkDeviceQuery` does.
 */
export function deviceFilterOf(text: string): DeviceFilter {
  const filter = ofQuery(parsed(text), { finds: true, depth: 0 })
  if (deviceFilterSize(filter) > deviceQueryPartsMax) throw refused('too_many', deviceQueryPartsMax)
  return filter
}

/** The filter of a stored text; undefined for one that is no device query, which a restore may have brought. */
export function storedDeviceFilter(text: string): DeviceFilter | undefined {
  try {
    return deviceFilterOf(text)
  } catch (error) {
    if (error instanceof DirectoryError) return undefined
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused()
  }
}

function refused(rule: 'format' | 'too_many' = 'format', limit?: number) {
  return invalid('deviceQueryJson', rule, limit === undefined ? {} : { limit })
}

/** Where a part of a query stands. */
interface Place {
  /** Whether a device that meets the part is found by it, or left out. */
  readonly finds: boolean
  readonly depth: number
}

function ofQuery(query: unknown, place: Place): DeviceFilter {
  if (place.depth > deviceQueryDepthMax) throw refused('too_many', deviceQueryDepthMax)
  const entries = Object.entries(asObject(query))
  return allOf(entries.map(([key, value]) => ofEntry(key, value, { ...place, depth: place.depth + 1 })))
}

function ofEntry(key: string, value: unknown, place: Place): DeviceFilter {
  switch (key) {
    case '$and':
      return allOf(ofQueries(value, place))
    case '$or': {
      const parts = ofQueries(value, place)
      return parts.length === 0 ? EVERY_DEVICE : anyOf(parts)
    }
    case '$nor': {
      const parts = ofQueries(value, { ...place, finds: !place.finds })
      // Losant: its reference application gives {"$nor":[]} to groups that must have no devices. spec/losant.md §6.5
      return parts.length === 0 ? NO_DEVICE : noneOf(parts)
    }
    case 'id':
      return ofId(value)
    case 'tags':
      return ofTags(value)
  }
  if (key.startsWith('$')) throw refused()
  return place.finds ? NO_DEVICE : EVERY_DEVICE
}

function ofQueries(value: unknown, place: Place): DeviceFilter[] {
  return asList(value).map((query) => ofQuery(query, place))
}

function ofId(value: unknown): DeviceFilter {
  if (!isObject(value)) return equals(asId(value))
  const [entry, ...others] = Object.entries(value)
  if (!entry || others.length > 0) throw refused()
  const [operator, operand] = entry
  switch (operator) {
    case '$in':
      return { is: 'id-in', ids: asList(operand).map(asId).filter((id) => id !== null) }
    case '$nin':
      return not({ is: 'id-in', ids: asList(operand).map(asId).filter((id) => id !== null) })
  }
  return compared(operator, asId(operand))
}

/** Every device has an id: none is equal to null, less or greater. */
function compared(operator: string, id: string | null): DeviceFilter {
  switch (operator) {
    case '$eq':
      return equals(id)
    case '$ne':
      return not(equals(id))
    case '$gt':
      return id === null ? NO_DEVICE : { is: 'id', with: '>', id }
    case '$lt':
      return id === null ? NO_DEVICE : { is: 'id', with: '<', id }
    case '$gte':
      return id === null ? NO_DEVICE : not({ is: 'id', with: '<', id })
    case '$lte':
      return id === null ? NO_DEVICE : not({ is: 'id', with: '>', id })
  }
  throw refused()
}

function equals(id: string | null): DeviceFilter {
  return id === null ? NO_DEVICE : { is: 'id-in', ids: [id] }
}

function ofTags(value: unknown): DeviceFilter {
  if (!isObject(value)) return ofTagMap(value)
  const [entry, ...others] = Object.entries(value)
  if (entry?.[0] !== '$eq' && entry?.[0] !== '$ne') return ofTagMap(value)
  if (others.length > 0) throw refused()
  const filter = ofTagMap(entry[1])
  return entry[0] === '$eq' ? filter : not(filter)
}

/** `null`, `{"$tagKey", "$tagValue"}`, or keys with what their values must be. */
function ofTagMap(value: unknown): DeviceFilter {
  if (value === null) return untagged(ANY, ANY)
  const map = asObject(value)
  if (Object.hasOwn(map, '$tagKey') || Object.hasOwn(map, '$tagValue')) return ofTagPair(map)
  const entries = Object.entries(map)
  if (entries.length === 0) throw refused()
  return allOf(entries.map(([key, match]) => {
    if (key.startsWith('$') || key.length > labelMax) throw refused()
    return ofMatches(keptIn([key]), asMatch(match))
  }))
}

function ofTagPair({ $tagKey, $tagValue, ...more }: Readonly<Record<string, unknown>>): DeviceFilter {
  if (Object.keys(more).length > 0) throw refused()
  return ofMatches(
    $tagKey === undefined ? ANY : asMatch($tagKey),
    $tagValue === undefined ? ANY : asMatch($tagValue),
  )
}

/** What a key or value must be: null stands for "there is none". */
type Match = TextSet | null

const ANY: TextSet = { is: 'any' }

/**
 * Some tag fits on both sides, and none that would fit has what is excluded on one of them: of the two readings of `$nin`
 * on something with several values, a device must meet both. Null on one side means that no tag fits on the other.
 */
function ofMatches(key: Match, value: Match): DeviceFilter {
  if (key === null) return untagged(ANY, value ?? ANY)
  if (value === null) return untagged(key, ANY)
  const parts: DeviceFilter[] = [{ is: 'tag', key, value }]
  if (key.is === 'not-in') parts.push(untagged({ is: 'in', texts: key.texts }, value))
  if (value.is === 'not-in') parts.push(untagged(key, { is: 'in', texts: value.texts }))
  return allOf(parts)
}

function untagged(key: TextSet, value: TextSet): DeviceFilter {
  return not({ is: 'tag', key, value })
}

function asMatch(value: unknown): Match {
  if (value === null) return null
  if (!isObject(value)) return keptIn([asText(value)])
  const [entry, ...others] = Object.entries(value)
  if (!entry || others.length > 0) throw refused()
  const texts = asList(entry[1]).map(asText)
  switch (entry[0]) {
    case '$in':
      return keptIn(texts)
    case '$nin':
      return { is: 'not-in', texts: texts.filter(isStorable) }
  }
  throw refused()
}

/** Those of the texts that a tag can have: a database would compare the others cut or changed. */
function keptIn(texts: readonly string[]): TextSet {
  return { is: 'in', texts: texts.filter(isStorable) }
}

function asText(value: unknown): string {
  if (typeof value !== 'string' || value.length > labelMax) throw refused()
  return value
}

/** An id as the store keeps it. */
function asId(value: unknown): string | null {
  if (value === null) return null
  const id = typeof value === 'string' ? value.toLowerCase() : ''
  if (!isOid(id)) throw refused()
  return id
}

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw refused()
  if (value.length > deviceQueryListMax) throw refused('too_many', deviceQueryListMax)
  return value
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw refused()
  return value
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
