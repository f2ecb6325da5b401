import type { Violation } from '../../core/error.ts'
import { type Json, sameJson } from '../../core/json.ts'
import type { Member, MemberId, NewMember, NewMemberData } from '../../core/member.ts'
import { integerMax } from './decode.ts'
import { faultsOfName, faultsOfRank, faultsOfText, refused, tooltipMax } from './resource.ts'

/** What a list holds: an item, or a heading that items are shown below. */
export type EntryKind = 'item' | 'heading'

/** What an item and a heading have alike. A deleted one stays in its list, and keeps its name taken. */
export interface Entry {
  /** Null only where a body lacks it. */
  readonly name: string | null
  readonly tooltip: string | null
  readonly rank: number
  readonly deleted: boolean
}

/** An entry of a body. Without an id it is new. */
export interface SentEntry extends Entry {
  readonly id: MemberId | null
}

/** What a member carries for this vendor. */
export interface Attributes {
  readonly rank: number
  readonly deleted: boolean
  /** The ids of the headings that an item is shown below. */
  readonly headings: readonly MemberId[]
  /** The ids of the user groups that see an item; null: all. */
  readonly userGroups: readonly MemberId[] | null
}

/** A member as this vendor sees it. */
export function entryOf(member: Member): Entry {
  const { rank, deleted } = attributesOf(member)
  return { name: member.name, tooltip: member.data.label ?? null, rank, deleted }
}

/** What a member carries for this vendor; what others wrote there and cannot be read has its default. */
export function attributesOf({ data: { attributes = {} } }: Member): Attributes {
  const { rank, deleted, headings, userGroups } = attributes
  return {
    rank: isRank(rank) ? rank : 0,
    deleted: deleted === true,
    headings: idsIn(headings) ?? [],
    userGroups: idsIn(userGroups),
  }
}

/** The vendor's ranks are int32. */
function isRank(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= integerMax && value !== 0
}

function idsIn(value: Json | undefined): MemberId[] | null {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : null
}

/** The member that an entry makes. Throws `invalid` for what breaks a limit of the vendor's. */
export function newEntry(kind: EntryKind, { name, tooltip, rank, deleted }: Entry): NewMember {
  check({ name, tooltip, rank })
  const attributes = merged({}, { rank, deleted })
  const data: NewMemberData = {
    ...(tooltip === null ? {} : { label: tooltip }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  }
  return { kind, name: name ?? '', data }
}

/**
 * The member that becomes this entry. What is as it was is not measured: other dialects have other limits. Throws
 * `invalid` for what breaks a limit of the vendor's.
 */
export function changedEntry(kind: EntryKind, entry: Entry, member: Member): NewMember {
  const changed = changesIn(entry, entryOf(member))
  const { name, tooltip, ...attributes } = changed
  check(changed)
  const { data = {}, ...rest } = withAttributes(kind, member, attributes)
  return {
    ...rest,
    ...(typeof name === 'string' ? { name } : {}),
    data: { ...data, ...(tooltip === undefined ? {} : { label: tooltip }) },
  }
}

function changesIn(entry: Entry, before: Entry): Partial<Entry> {
  return {
    ...(entry.name === before.name ? {} : { name: entry.name }),
    ...(entry.tooltip === before.tooltip ? {} : { tooltip: entry.tooltip }),
    ...(entry.rank === before.rank ? {} : { rank: entry.rank }),
    ...(entry.deleted === before.deleted ? {} : { deleted: entry.deleted }),
  }
}

/** The member with other attributes; those at their default are not kept. */
export function withAttributes(kind: EntryKind, member: Member, change: Partial<Attributes>): NewMember {
  const before = member.data.attributes ?? {}
  const attributes = merged(before, change)
  return { kind, id: member.id, ...(sameJson(before, attributes) ? {} : { data: { attributes } }) }
}

type Bag = Readonly<Record<string, Json>>

function merged(bag: Bag, { rank, deleted, headings, userGroups }: Partial<Attributes>): Bag {
  const change: Record<string, Json | undefined> = {
    ...(rank === undefined ? {} : { rank: rank || undefined }),
    ...(deleted === undefined ? {} : { deleted: deleted || undefined }),
    ...(headings === undefined ? {} : { headings: headings.length === 0 ? undefined : headings }),
    ...(userGroups === undefined ? {} : { userGroups: userGroups ?? undefined }),
  }
  const entries = Object.entries({ ...bag, ...change })
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

function check({ name, tooltip, rank }: Partial<Entry>): void {
  const faults: Violation[] = [
    ...(name === undefined ? [] : faultsOfName('Name', name)),
    ...faultsOfText('Tooltip', tooltip ?? '', tooltipMax),
    ...faultsOfRank('Rank', rank ?? 0),
  ]
  if (faults.length > 0) throw refused(faults)
}

/** The vendor's order: by rank, then by id. */
export function byRank(one: Ranked, other: Ranked): number {
  return one.rank - other.rank || one.id - other.id
}

export interface Ranked {
  readonly rank: number
  readonly id: MemberId
}
