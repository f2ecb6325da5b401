import type { GroupKey } from '../../core/group.ts'
import { isUuid, numberMax } from '../../core/ids.ts'
import { isStorable } from '../../core/text.ts'
import { parseJson } from '../../http/body.ts'
import { badBody } from './fault.ts'

/**
 * The key that the body of a LOOKUP is: a JSON string, or a number, which counts as the text that it is written as, so
 * that no digit of a long one is lost. Throws `invalid` for anything else. spec/incoplax.md §5.6
 */
export function decodeKey(body: string): string {
  const key = parseJson(body)
  if (typeof key === 'string') return key
  if (typeof key !== 'number') throw badBody()
  return body.trim()
}

/** The groups that a key may mean, by id first, then by code: two of them at most. None for what no group can have. */
export function groupKeys(key: string): readonly GroupKey[] {
  const uuid = key.toLowerCase()
  return [
    ...(isUuid(uuid) ? [{ uuid }] : []),
    ...(isValue(key) ? [{ code: key }] : []),
  ]
}

/** What a key may be of a contact; an absent one is none. */
export interface ContactKeys {
  readonly uuid?: string
  readonly number?: number
  readonly phone?: string
}

/** The contacts that a key may mean: by id, by autokey, and all that have it as their number. spec/incoplax.md §5.7 */
export function contactKeys(key: string): ContactKeys {
  const uuid = key.toLowerCase()
  const number = /^[1-9]\d{0,9}$/.test(key) ? Number(key) : undefined
  return {
    ...(isUuid(uuid) ? { uuid } : {}),
    ...(number !== undefined && number <= numberMax ? { number } : {}),
    ...(isValue(key) ? { phone: key } : {}),
  }
}

/** Nobody is found by an empty text: people without a number have one. */
function isValue(key: string): boolean {
  return key !== '' && isStorable(key)
}
