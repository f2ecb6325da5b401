import type { Act } from '../act.ts'
import { invalid, notFound } from '../error.ts'
import type { Group } from '../group.ts'
import { applyChange } from '../groups.ts'
import {
  type Member,
  type MemberId,
  type MemberKind,
  type NewMember,
  type NewMemberData,
  type Reference,
  type ReferringKind,
  refers,
} from '../member.ts'
import { phoneKey } from '../phone.ts'
import { resolve } from '../references.ts'
import type { Writing } from '../store.ts'
import { fold } from '../text.ts'

/** How many members one change merges at most. */
export const membersOfChange = 1000

/** A member as a file gives it, in the terms of this directory. */
export interface GivenMember {
  readonly line: number
  readonly kind: MemberKind
  readonly id?: MemberId | undefined
  /** Of a line of an export. */
  readonly since?: number | undefined
  readonly ref?: Reference | undefined
  readonly name?: string | undefined
  readonly data?: NewMemberData | undefined
  readonly validFrom?: number | null | undefined
  readonly validUntil?: number | null | undefined
}

/** What became of the members of one change. */
export interface MergedMembers {
  readonly made: number
  readonly changed: number
  readonly unchanged: number
  /** Whose time was over before they came. */
  readonly over: number
}

/**
 * Adds and changes members of one group, in one change of it. A member is known by its id in this group, else by what it
 * refers to, else by its name or number as these are compared; members that are not named stay. Throws what is wrong
 * with one of them.
 */
export async function mergeMembers(
  act: Act,
  group: Group,
  given: readonly GivenMember[],
): Promise<MergedMembers> {
  const matched = await matchedOf(act, group, given)
  const coming = [...byMember(matched).values()]
  const add = coming.filter((one) => !isOver(act.tx, one)).map(newMemberOf)
  const first = act.tx.nextSequence()
  const { began } = await applyChange(act, group, { change: { add } })
  const fresh = began.filter((member) => member.since >= first)
  const made = coming.filter((one) => one.current === undefined && !isOver(act.tx, one)).length
  const over = coming.filter((one) => isOver(act.tx, one)).length
  return { made, over, changed: fresh.length - made, unchanged: given.length - over - fresh.length }
}

/** A given member, what it refers to, and the running spell that it means. */
interface Matched {
  readonly given: GivenMember
  readonly key: string
  readonly ref: number | null
  readonly current: Member | undefined
}

async function matchedOf(act: Act, group: Group, given: readonly GivenMember[]): Promise<Matched[]> {
  const { tx } = act
  const country = await tx.country()
  const drafts: Matched[] = []
  for (const one of given) {
    const known = await byId(tx, group, one)
    const name = one.name === undefined ? null : keyOf(one.kind, one.name, country)
    if (known && isMeant(one, known, name)) {
      drafts.push({ given: one, key: `id ${known.id}`, ref: known.ref, current: known })
    } else {
      drafts.push(await draftOf(act, one, name))
    }
  }
  return await withCurrent(tx, group, drafts)
}

/** The member of this group that has the given id, as far as it may be the one that is meant. */
async function byId(tx: Writing, group: Group, { kind, id }: GivenMember): Promise<Member | undefined> {
  const member = id === undefined ? undefined : await tx.member(id)
  return member?.group === group.number && member.kind === kind ? member : undefined
}

/**
 * Whether an id means this member. What it refers to says it better. A line of an export may come from a copy that has
 * since given the same id to another number or name; who writes an id by hand means it.
 */
function isMeant({ kind, since, ref }: GivenMember, current: Member, name: string | null): boolean {
  if (refers(kind)) return ref === undefined
  return since === undefined || name === null || name === current.nameKey
}

async function draftOf(act: Act, given: GivenMember, name: string | null): Promise<Matched> {
  const { kind, ref, id, since } = given
  // Who names a member by its id alone, or by hand, means that member and no other.
  if (id !== undefined && (since === undefined && ref === undefined)) throw notFound(`member ${id}`)
  if (refers(kind) && ref === undefined) throw invalid('ref', 'required')
  if (!refers(kind) && name === null) throw invalid('name', 'required')
  if (!refers(kind)) return { given, key: `${kind} ${name}`, ref: null, current: undefined }
  const number = await resolve(act, kind, ref!)
  return { given, key: `${kind} ${number}`, ref: number, current: undefined }
}

/** Finds the running spells of those that are known by what they refer to or by name: a statement for many of them. */
async function withCurrent(tx: Writing, group: Group, drafts: readonly Matched[]): Promise<Matched[]> {
  const found = new Map<string, Member>()
  for (const [kind, some] of Map.groupBy(drafts.filter((one) => !one.current), ({ given }) => given.kind)) {
    const members = refers(kind)
      ? await tx.membersReferring(group.number, kind as ReferringKind, some.map(({ ref }) => ref ?? 0))
      : await tx.membersNamed(group.number, kind, some.map(({ key }) => key.slice(kind.length + 1)))
    for (const member of members) {
      const key = `${kind} ${member.ref ?? member.nameKey}`
      if (!found.has(key)) found.set(key, member)
    }
  }
  return drafts.map((one) => {
    const current = one.current ?? found.get(one.key)
    return { ...one, current, key: current ? `id ${current.id}` : one.key }
  })
}

/** One entry a member: a later line of the same member is laid over an earlier one. */
function byMember(matched: readonly Matched[]): Map<string, Matched> {
  const members = new Map<string, Matched>()
  for (const one of matched) {
    const before = members.get(one.key)
    members.set(one.key, before ? { ...one, given: laidOver(before.given, one.given) } : one)
  }
  return members
}

function laidOver(before: GivenMember, later: GivenMember): GivenMember {
  const { values = [], ...data } = later.data ?? {}
  const { values: earlier = [], ...rest } = before.data ?? {}
  const length = Math.max(values.length, earlier.length)
  const both = Array.from({ length }, (_, at) => values[at] === undefined ? earlier[at] : values[at])
  const merged = { ...rest, ...data, ...(length > 0 ? { values: both } : {}) }
  return {
    ...later,
    name: later.name ?? before.name,
    data: merged,
    validFrom: later.validFrom === undefined ? before.validFrom : later.validFrom,
    validUntil: later.validUntil === undefined ? before.validUntil : later.validUntil,
  }
}

function isOver(tx: Writing, { given: { validUntil }, current }: Matched): boolean {
  return !current && typeof validUntil === 'number' && validUntil <= tx.now
}

function newMemberOf({ given, ref, current }: Matched): NewMember {
  const { kind, name, validFrom, validUntil } = given
  const data = current ? changesOf(current, given.data) : given.data
  const dates = {
    ...(validFrom === undefined || validFrom === (current?.validFrom ?? null) ? {} : { validFrom }),
    ...(validUntil === undefined || validUntil === (current?.validUntil ?? null) ? {} : { validUntil }),
  }
  return {
    kind,
    ...(current ? { id: current.id } : {}),
    ...(current || ref === null ? {} : { ref: { number: ref } }),
    ...(refers(kind) || name === undefined ? {} : { name }),
    ...(data ? { data } : {}),
    ...dates,
  }
}

/** What is nothing already is not made nothing again: an empty cell is no change of a member without that value. */
function changesOf({ data }: Member, given: NewMemberData = {}): NewMemberData {
  const { values, ...rest } = given
  const entries = Object.entries(rest).filter(([key, value]) =>
    value !== null || !isNothing(Reflect.get(data, key))
  )
  const kept = values?.map((value, at) => value === null && isNothing(data.values?.[at]) ? undefined : value)
  const length = (kept?.findLastIndex((value) => value !== undefined) ?? -1) + 1
  return { ...Object.fromEntries(entries), ...(kept && length > 0 ? { values: kept.slice(0, length) } : {}) }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function keyOf(kind: MemberKind, name: string, country: string | undefined): string {
  return kind === 'phone' ? phoneKey(name, country) : fold(name)
}
