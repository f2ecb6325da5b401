import type { Extras } from '../../core/group.ts'
import { type Json, type JsonObject, sameJson } from '../../core/json.ts'
import { encodeInstant } from './instant.ts'

/** The composite `ext`: two times of the server's, and whatever keys the client has put there. */
export interface Ext extends JsonObject {
  readonly ct: string
  readonly lwt: string
}

/** The keys of `ext` that the server writes: what is given under them is ignored. */
export const TIMES = ['ct', 'lwt'] as const

interface Kept {
  readonly extras: Extras
  readonly createdAt: number
  readonly updatedAt: number
}

/** `ext` as it is shown. */
export function toExt({ extras, createdAt, updatedAt }: Kept): Ext {
  return { ...ownExt(extras), ct: encodeInstant(createdAt), lwt: encodeInstant(updatedAt) }
}

/** The keys of `ext` that are the client's own. */
export function withoutTimes(ext: JsonObject): JsonObject {
  const { ct: _c, lwt: _l, ...own } = ext
  return own
}

/**
 * The bag with the given keys of `ext` laid over what is there; null takes a key away, and what is sent back as it was
 * shown is no change. An empty bag is no bag.
 */
export function withExt(extras: Extras, given: JsonObject): Extras {
  const before = ownExt(extras)
  const changed = Object.entries(given).filter(([key, value]) => isChange(before, key, value))
  if (changed.length === 0) return extras
  const { incoplax: { ext: _, ...rest } = {}, ...others } = extras
  const taken = new Set(changed.filter(([, value]) => value === null).map(([key]) => key))
  const all = Object.entries({ ...before, ...Object.fromEntries(changed) })
  const own = Object.fromEntries(all.filter(([key]) => !taken.has(key)))
  const bag = Object.keys(own).length === 0 ? rest : { ...rest, ext: own }
  return Object.keys(bag).length === 0 ? others : { ...others, incoplax: bag }
}

function isChange(before: JsonObject, key: string, value: Json): boolean {
  return Object.hasOwn(before, key) ? !sameJson(before[key], value) : value !== null
}

function ownExt({ incoplax }: Extras): JsonObject {
  const ext = incoplax?.['ext']
  return isJsonObject(ext) ? withoutTimes(ext) : {}
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
