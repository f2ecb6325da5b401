import { InvalidArgumentError, Option } from 'commander'
import { database } from '../config.ts'
import { isOid, numberMax } from '../core/ids.ts'
import { isPermission, isRole, ROLES } from '../core/principal.ts'
import { pageMax } from '../core/store.ts'

/** How options are read. Each throws commander's error, with words that say what the value must be. */

/** A number of a directory or group: a positive int32. */
export function number(text: string): number {
  return whole(text, { min: 1, max: numberMax })
}

/** A place to go on from: a number, position or sequence that an answer gave. */
export function place(text: string): number {
  return whole(text, { min: 0, max: Number.MAX_SAFE_INTEGER })
}

/** How much one answer holds. */
export function limit(text: string): number {
  return whole(text, { min: 1, max: pageMax })
}

function whole(text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}`)
}

/** An oid: 24 hex digits. */
export function oid(text: string): string {
  const found = text.toLowerCase()
  if (isOid(found)) return found
  throw new InvalidArgumentError('It must be 24 hex digits')
}

/** The address of a database. */
export function address(text: string): string {
  if (database.decode(text) !== undefined) return text
  throw new InvalidArgumentError(`It must be ${database.says}`)
}

/** A day, which begins in UTC, or a time with its offset; gives milliseconds. */
export function instant(text: string): number {
  try {
    return Temporal.Instant.from(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text).epochMilliseconds
  } catch {
    throw new InvalidArgumentError(
      'It must be a date such as 2027-01-31, or a time such as 2027-01-31T12:00Z',
    )
  }
}

/** A time as `instant` reads it, or the word none. */
export function instantOrNone(text: string): { readonly at: number | null } {
  return { at: text === 'none' ? null : instant(text) }
}

/** Why somebody unsubscribed. spec/lox24.md §4.2 */
export function optOutReason(text: string): number {
  return whole(text, { min: 1, max: 6 })
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** A country's two letters. */
export function country(text: string): string {
  const code = text.toUpperCase()
  if (/^[A-Z]{2}$/.test(code) && code !== 'ZZ' && regions.of(code) !== undefined) return code
  throw new InvalidArgumentError('It must be the two letters of a country, such as DE')
}

/** One more role or permission. */
export function role(text: string, before: readonly string[] = []): readonly string[] {
  if (grants(text)) return [...before, text]
  throw new InvalidArgumentError(`The roles are ${rolesInWords}, or a permission such as group.get`)
}

/** One more scope: a role, a permission, or a vendor's own, which has a dot: `all.Application`. */
export function scope(text: string, before: readonly string[] = []): readonly string[] {
  return /^[\w-]+(\.[\w*-]+)+$/.test(text) ? [...before, text] : role(text, before)
}

/** Whether a word gives a permission here, and not only in a vendor's own system. */
export function grants(text: string): boolean {
  return isRole(text) || isPermission(text)
}

export const rolesInWords = Object.keys(ROLES).join(', ')

/** The options that several commands have. */
export const directoryOption = () =>
  new Option(
    '-d, --directory <directory>',
    'the directory, by name or number; not needed if there is one only',
  )
export const limitOption = () =>
  new Option('--limit <number>', 'how many to show').default(50).argParser(limit)
export const statusOption = (words: readonly [string, string]) =>
  new Option('--status <status>', 'its status').choices(words)

/** The given ones among some values. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
