import type { Json } from './json.ts'

/** What a group may hold. A dialect shows the kinds that it has words for. */
export const MEMBER_KINDS = ['person', 'phone', 'item', 'heading', 'device', 'endpoint', 'group'] as const
export type MemberKind = (typeof MEMBER_KINDS)[number]

/** The kinds that refer to a person, a thing or a group; the others carry a name of their own. */
export const REFERRING_KINDS = ['person', 'device', 'endpoint', 'group'] as const
export type ReferringKind = (typeof REFERRING_KINDS)[number]

export function refers(kind: MemberKind): kind is ReferringKind {
  return kind !== 'phone' && kind !== 'item' && kind !== 'heading'
}

/** The identity of a membership: it outlives edits, each of which ends one spell and begins the next. */
export type MemberId = number

/** A `waiting` spell has not begun to count: when its `validFrom` has come, a `live` one follows it. */
export type MemberState = 'live' | 'waiting'

/** One spell of one membership: begun and ended by an event, never edited. */
export interface Member {
  readonly id: MemberId
  /** The sequence of the event that began this spell. */
  readonly since: number
  /** The sequence of the event that ended it; null while it lasts. */
  readonly until: number | null
  readonly state: MemberState
  readonly group: number
  readonly kind: MemberKind
  /** The number of the person, thing or group; null for a phone, an item or a heading. */
  readonly ref: number | null
  /** Whether the group is the home of the contained group. */
  readonly home: boolean
  /** A phone's number as it was sent; an item's or heading's name. */
  readonly name: string | null
  readonly nameKey: string | null
  /** Its place in the group's order. */
  readonly position: number
  /** Its place in the order of the other side: the groups of a person. */
  readonly place: number
  readonly data: MemberData
  readonly validFrom: number | null
  readonly validUntil: number | null
}

/** A spell that is to begin. */
export type NewSpell = Omit<Member, 'until'>

/** A live spell with an id of its own, at the end of both orders, that the event `since` will begin. */
export function blankSpell(id: MemberId, of: Pick<NewSpell, 'group' | 'kind' | 'ref'>): NewSpell {
  return {
    id,
    since: 0,
    state: 'live',
    home: false,
    name: null,
    nameKey: null,
    position: id,
    place: id,
    data: {},
    validFrom: null,
    validUntil: null,
    ...of,
  }
}

/** A running spell as a draft of the next one. */
export function spellOf({ until: _, ...spell }: Member): NewSpell {
  return spell
}

/** A waiting member is not there yet: it begins through the job when its time has come. */
export function stateAt(now: number, validFrom: number | null): 'live' | 'waiting' {
  return validFrom !== null && validFrom > now ? 'waiting' : 'live'
}

/** An ended spell as it begins again at `now`. */
export function again(member: Member, now: number): NewSpell {
  return { ...spellOf(member), state: stateAt(now, member.validFrom) }
}

/** What a membership carries of its own. Times in milliseconds. */
export interface MemberData {
  /** Up to five values for the group's `columns`. */
  readonly values?: readonly (string | null)[]
  readonly label?: string | null
  /** The caller's own key for this entry. */
  readonly correlation?: string | null
  readonly role?: string | null
  readonly optedInAt?: number | null
  readonly optedOutAt?: number | null
  readonly optOutReason?: number | null
  readonly attributes?: Readonly<Record<string, Json>>
}

/** A person, thing or group by any of its keys. A group may also be named by its code. */
export type Reference =
  | { readonly number: number }
  | { readonly uuid: string }
  | { readonly oid: string }
  | { readonly code: string }

/**
 * A member to be. With `id` it continues that member of the same group: the spell that runs ends, and what is not given
 * here stays. Without `id` a referring kind needs `ref` and the others need `name`.
 */
export interface NewMember {
  readonly kind: MemberKind
  readonly id?: MemberId
  readonly ref?: Reference
  readonly name?: string
  readonly data?: NewMemberData
  /** Milliseconds; null or absent: without limit. */
  readonly validFrom?: number | null
  readonly validUntil?: number | null
}

/** Data that is to be laid over what is there: an absent key stays, and so does an absent value of `values`. */
export interface NewMemberData extends Omit<MemberData, 'values'> {
  readonly values?: readonly (string | null | undefined)[]
}

/** Data laid over what is there. */
export function mergeData(current: MemberData, given: NewMemberData = {}): MemberData {
  const { values, ...rest } = given
  return { ...current, ...rest, ...(values ? { values: mergeValues(current.values, values) } : {}) }
}

function mergeValues(
  current: readonly (string | null)[] = [],
  given: readonly (string | null | undefined)[],
): (string | null)[] {
  const length = Math.max(current.length, given.length)
  return Array.from(
    { length },
    (_, index) => given[index] === undefined ? current[index] ?? null : given[index],
  )
}

/** One count a kind. */
export type Counts = Readonly<Record<MemberKind, number>>

export const NO_MEMBERS: Counts = {
  person: 0,
  phone: 0,
  item: 0,
  heading: 0,
  device: 0,
  endpoint: 0,
  group: 0,
}

/** The longest name of a member, in code points; vendors' limits are shorter. */
export const memberNameMax = 1024
/** The largest data of a member, in characters of its JSON. */
export const memberDataMax = 65536
/** How many members one change may add. */
export const membersAddedMax = 100000
/** How many members may ever have been made in a directory: their ids are int32 in some dialects. */
export const memberIdMax = 2147483647
