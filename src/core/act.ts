import { type EventKind, type Spells, spellsListedMax } from './event.ts'
import type { Group } from './group.ts'
import type { Json, JsonObject } from './json.ts'
import {
  type Counts,
  type Member,
  MEMBER_KINDS,
  type MemberId,
  type MemberKind,
  type NewSpell,
  NO_MEMBERS,
} from './member.ts'
import type { Principal } from './principal.ts'
import type { Writing } from './store.ts'

/** One write as it is being made: where, by whom, and as a consequence of which event. */
export interface Act {
  readonly tx: Writing
  readonly principal: Principal
  /** The sequence of the main event, for its consequences; null for the main event itself. */
  readonly cause: number | null
  /** Whether a reference to what is not there is refused; else it makes a stub. */
  readonly strict?: boolean
}

/** The same write, for what follows from the event with this sequence. */
export function following(act: Act, sequence: number): Act {
  return { ...act, cause: act.cause ?? sequence }
}

/** What one event began and ended in one group, counted while it happens. */
export interface Tally {
  readonly sequence: number
  readonly began: MemberId[]
  readonly ended: MemberId[]
  beganFrom: number
  beganTotal: number
  endedTotal: number
  readonly counts: Record<MemberKind, number>
  /** Groups that this group became the home of (true) or ceased to be the home of (false). */
  readonly homes: Map<number, boolean>
}

export function newTally(sequence: number): Tally {
  return {
    sequence,
    began: [],
    ended: [],
    beganFrom: 0,
    beganTotal: 0,
    endedTotal: 0,
    counts: { ...NO_MEMBERS },
    homes: new Map(),
  }
}

/** Writes new spells and counts them. */
export async function begin(act: Act, tally: Tally, spells: readonly NewSpell[]): Promise<void> {
  if (spells.length === 0) return
  await act.tx.insertMembers(spells)
  tally.beganTotal += spells.length
  for (const spell of spells) {
    if (tally.beganFrom === 0 || spell.id < tally.beganFrom) tally.beganFrom = spell.id
    if (tally.began.length < spellsListedMax) tally.began.push(spell.id)
    if (spell.state === 'live') tally.counts[spell.kind]++
    // A spell that continues one which this event has just ended changes no home.
    if (spell.home && spell.ref !== null && !tally.homes.delete(spell.ref)) tally.homes.set(spell.ref, true)
  }
}

/** Ends running spells and counts them. */
export async function end(act: Act, tally: Tally, spells: readonly Member[]): Promise<void> {
  const ownFresh = spells.filter((spell) => spell.since === tally.sequence)
  if (ownFresh.length > 0) return await takeBack(act, tally, spells, ownFresh)
  if (spells.length === 0) return
  await act.tx.endMembers(spells, tally.sequence)
  tally.endedTotal += spells.length
  for (const spell of spells) {
    if (tally.ended.length < spellsListedMax) tally.ended.push(spell.id)
    if (spell.state === 'live') tally.counts[spell.kind]--
    if (spell.home && spell.ref !== null) tally.homes.set(spell.ref, false)
  }
}

/** Of what ends, what this very event has begun was never there. */
async function takeBack(
  act: Act,
  tally: Tally,
  spells: readonly Member[],
  fresh: readonly Member[],
): Promise<void> {
  await end(act, tally, spells.filter((spell) => !fresh.includes(spell)))
  await act.tx.deleteMembers(fresh)
  tally.beganTotal -= fresh.length
  for (const spell of fresh) {
    const at = tally.began.indexOf(spell.id)
    if (at >= 0) tally.began.splice(at, 1)
    if (spell.state === 'live') tally.counts[spell.kind]--
    if (spell.home && spell.ref !== null) tally.homes.set(spell.ref, false)
  }
}

/** Ends and begins spells of one group, as one change of that group. */
export async function changeSpells(
  act: Act,
  before: Group,
  { ended = [], begun = [] }: { readonly ended?: readonly Member[]; readonly begun?: readonly NewSpell[] },
): Promise<Tally> {
  const tally = newTally(act.tx.nextSequence())
  await end(act, tally, ended)
  await begin(act, tally, begun.map((spell) => ({ ...spell, since: tally.sequence })))
  await recordGroup(act, before, { kind: 'group.change', tally })
  return tally
}

/** The version of a row that is changed at `now`, and its time, which is strictly later than the one before. */
export function nextVersion(
  { version, updatedAt }: { readonly version: number; readonly updatedAt: number },
  now: number,
): { version: number; updatedAt: number } {
  return { version: version + 1, updatedAt: Math.max(now, updatedAt + 1) }
}

export interface Entry {
  readonly kind: EventKind
  readonly tally: Tally
  readonly set?: Partial<Group>
  readonly undoes?: number
}

/** Writes the group's row and its event: the end of every change of a group. */
export async function recordGroup(act: Act, before: Group, entry: Entry): Promise<Group> {
  const set = entry.set ?? {}
  const after: Group = {
    ...before,
    ...set,
    counts: sum(before.counts, entry.tally.counts),
    ...nextVersion(before, act.tx.now),
  }
  await act.tx.updateGroup(before, after)
  await tellGroup(act, entry, pick(before, set), after)
  return after
}

/** Writes the event of a group that has just been inserted, and its counts if it began with members. */
export async function recordNewGroup(act: Act, group: Group, entry: Entry): Promise<Group> {
  const after = { ...group, counts: sum(group.counts, entry.tally.counts) }
  if (entry.tally.beganTotal > 0) await act.tx.updateGroup(group, after)
  await tellGroup(act, entry, null, after)
  return after
}

function tellGroup(act: Act, entry: Entry, before: JsonObject | null, after: Group): Promise<void> {
  return appendEvent(act, {
    kind: entry.kind,
    subject: { kind: 'group', number: after.number },
    sequence: entry.tally.sequence,
    before,
    after: entry.set ? pick({ ...after, ...entry.set }, entry.set) : null,
    members: spellsOf(entry.tally),
    ...(entry.undoes === undefined ? {} : { undoes: entry.undoes }),
  })
}

export interface EventDraft {
  readonly kind: EventKind
  readonly subject: {
    readonly kind: 'group' | 'person' | 'device' | 'endpoint' | 'type'
    readonly number: number
  }
  readonly sequence: number
  readonly before: JsonObject | null
  readonly after: JsonObject | null
  readonly members?: Spells | null
  readonly undoes?: number
}

/** Appends one event, with who and when. */
export async function appendEvent({ tx, principal, cause }: Act, draft: EventDraft): Promise<void> {
  await tx.appendEvent({
    sequence: draft.sequence,
    at: tx.now,
    actor: principal.name,
    dialect: principal.dialect,
    request: principal.request,
    kind: draft.kind,
    subject: draft.subject,
    before: draft.before,
    after: draft.after,
    members: draft.members ?? null,
    cause,
    undoes: draft.undoes ?? null,
  })
}

/** The fields of `of` that `set` names, as JSON; null where it names none. */
export function pick(of: object, set: object): JsonObject | null {
  const keys = Object.keys(set)
  if (keys.length === 0) return null
  return Object.fromEntries(keys.map((key): [string, Json] => [key, Reflect.get(of, key)]))
}

function spellsOf({ began, ended, beganFrom, beganTotal, endedTotal }: Tally): Spells | null {
  return beganTotal + endedTotal === 0 ? null : { began, ended, beganFrom, beganTotal, endedTotal }
}

function sum(counts: Counts, change: Counts): Counts {
  const total = { ...counts }
  for (const kind of MEMBER_KINDS) total[kind] += change[kind]
  return total
}
