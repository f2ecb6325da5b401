import { createHash } from 'node:crypto'
import { DirectoryError } from '../error.ts'
import type { MemberKind, Reference } from '../member.ts'
import type { Named } from './decode.ts'

/** What has numbers of its own in a file. */
export type NumberedKind = 'type' | 'person' | 'device' | 'endpoint' | 'group'

/** A uuid for the number of a vendor, the same one each time: so that no other vendor's number is taken for it. */
export function uuidFrom(source: string, kind: NumberedKind, number: number): string {
  const hex = digestOf(source, kind, number)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
  return [...parts, hex.slice(20, 32)].join('-')
}

/** An oid for the number of a vendor's thing. */
export function oidFrom(source: string, kind: NumberedKind, number: number): string {
  return digestOf(source, kind, number).slice(0, 24)
}

function digestOf(source: string, kind: NumberedKind, number: number): string {
  return createHash('sha256').update(`${source}\n${kind}\n${number}`).digest('hex')
}

/**
 * What the numbers of a file are here: only those that differ, or were refused, or are a vendor's under an id of the
 * file's own. Numbers of several vendors in one file do not meet.
 */
export class NumbersOfFile {
  readonly #own = new Map<string, Map<number, number | null>>()

  /** Notes that a number of the file is `own` here; null: that line was refused. */
  note(kind: NumberedKind, source: string | null, number: number | undefined, own: number | null): void {
    if (number === undefined || own === number && source === null) return
    const key = `${kind} ${source ?? ''}`
    const numbers = this.#own.get(key) ?? new Map<number, number | null>()
    this.#own.set(key, numbers.set(number, own))
  }

  /** The number here, null for one that was refused, undefined where the file has no line of it. */
  own(kind: NumberedKind, source: string | null, number: number): number | null | undefined {
    return this.#own.get(`${kind} ${source ?? ''}`)?.get(number)
  }

  /** What a line refers to, in the terms of this directory. Throws `unprocessable` for what was refused. */
  reference(kind: Exclude<NumberedKind, 'type'>, source: string | null, named: Named): Reference {
    const number = typeof named === 'number' ? named : 'number' in named ? named.number : undefined
    if (number === undefined) return named as Exclude<Named, number>
    const own = this.own(kind, source, number)
    if (own === null) throw refusedBefore(kind, number)
    if (own !== undefined) return { number: own }
    if (source === null) return { number }
    return kind === 'device' || kind === 'endpoint'
      ? { oid: oidFrom(source, kind, number) }
      : { uuid: uuidFrom(source, kind, number) }
  }
}

export function refusedBefore(kind: MemberKind | 'type', number: number): DirectoryError {
  return new DirectoryError('unprocessable', `${kind} ${number} of the file was refused`)
}

/** The ids that a line gives. */
export interface GivenIds {
  readonly number?: number | undefined
  readonly uuid?: string | undefined
  readonly oid?: string | undefined
}

/** A row that may be meant. */
interface Identified {
  readonly number: number
  readonly uuid?: string
  readonly oid: string
  readonly state: string
}

/** One id by which a row is looked for. */
export type IdKey = { readonly number: number } | { readonly uuid: string } | { readonly oid: string }

/** The given ids as keys, the best one first. */
export function keysOf({ number, uuid, oid }: GivenIds): IdKey[] {
  return [
    ...(uuid === undefined ? [] : [{ uuid }]),
    ...(oid === undefined ? [] : [{ oid }]),
    ...(number === undefined ? [] : [{ number }]),
  ]
}

/** The one row that all given ids mean, of those that have one of them. Throws `conflict` for a clash. */
export async function oneOf<T extends Identified>(
  kind: string,
  ids: GivenIds,
  find: (key: IdKey) => Promise<T | undefined>,
): Promise<T | undefined> {
  const found: T[] = []
  for (const key of keysOf(ids)) found.push(...[await find(key)].filter((one) => one !== undefined))
  const [row] = found
  if (!row) return undefined
  const { number, uuid, oid } = ids
  const other = found.find((one) => one.number !== row.number)
  if (other) throw clash(`its ids are those of ${kind} ${row.number} and of ${kind} ${other.number}`)
  // A stub has ids of its own only until the thing itself is made.
  if (row.state === 'stub') return row
  if (uuid !== undefined && row.uuid !== undefined && row.uuid !== uuid) {
    throw otherId(kind, row.number, 'uuid')
  }
  if (oid !== undefined && row.oid !== oid) throw otherId(kind, row.number, 'oid')
  if (number !== undefined && row.number !== number) throw otherId(kind, row.number, 'number')
  return row
}

function otherId(kind: string, number: number, field: string): DirectoryError {
  return clash(`${kind} ${number} has another ${field}`)
}

export function clash(words: string): DirectoryError {
  return new DirectoryError('conflict', `clash: ${words}`)
}

/** A line that nobody would recognize the next time. */
export function withoutIdentity(kind: string, ids: string): DirectoryError {
  return new DirectoryError(
    'invalid',
    `a ${kind} needs ${ids}: without it a second import would make it twice`,
  )
}
