import { type Act, changeSpells, following } from './act.ts'
import {
  again,
  blankSpell,
  type Member,
  type NewSpell,
  type ReferringKind,
  refers,
  spellOf,
} from './member.ts'
import { refuseAbsent, resolveCode, resolveGroup } from './references.ts'
import { pageMax, type Writing } from './store.ts'
import type { Event } from './event.ts'
import { isEmptied } from './stubs.ts'
import { othersOf } from './trash.ts'
import { isVisible, seen } from './visible.ts'

/** Whose memberships: a person or a thing. */
export interface Holder {
  readonly kind: ReferringKind
  readonly ref: number
}

/**
 * The groups of a person or thing. An unknown code makes a stub, an unknown number is `invalid`, an unknown oid
 * `not_found`: so their vendors have it.
 */
export type GroupReference =
  | { readonly code: string }
  | { readonly number: number }
  | { readonly oid: string }

/** Which groups a holder is to be in. */
export interface MembershipsGiven {
  readonly groups: readonly GroupReference[]
  /** How many memberships the caller was shown: only the first so many may be taken away. */
  readonly shown?: number | undefined
  /** Whether codes that no group has were among them. */
  readonly stubs?: boolean
}

/**
 * Makes a holder's memberships those in the given groups, in that order; a group that it leaves or joins has changed,
 * the holder has not. What the caller was not shown is left alone: memberships in groups that are in the trash or that
 * the principal may not see, those that wait for their date, and those behind the first `shown`. Gives the act for what
 * follows in the same write.
 */
export async function replaceMemberships(
  act: Act,
  holder: Holder,
  { groups, shown, stubs = false }: MembershipsGiven,
): Promise<Act> {
  const wanted = new Set<number>()
  for (const reference of groups) wanted.add(await numberOf(act, reference))
  const running = await visiblePlacements(act, holder)
  const byGroup = new Map(running.map(({ member }) => [member.group, member]))
  let follow = act
  for (const { member } of shownOf(running, { shown, stubs })) {
    if (wanted.has(member.group)) continue
    follow = await changeOne(follow, member.group, { ended: member })
  }
  let last = 0
  for (const group of wanted) {
    const current = byGroup.get(group)
    if (current?.state === 'live' && current.place > last) {
      last = current.place
      continue
    }
    if (!current) await refuseAbsent(act, 'group', group)
    last = act.tx.takeMemberId()
    follow = await changeOne(follow, group, {
      ...(current ? { ended: current } : {}),
      begun: { holder, place: last },
    })
  }
  return follow
}

async function numberOf(act: Act, reference: GroupReference): Promise<number> {
  if ('code' in reference) return await resolveCode(act, reference.code)
  if ('oid' in reference) return (await seen(act.tx, act.principal, reference)).number
  return await resolveGroup(act, reference)
}

interface Placed {
  readonly member: Member
  readonly state: 'live' | 'stub'
}

/** The memberships in groups that are not in the trash and may be seen, waiting ones too, in the holder's order. */
async function visiblePlacements({ tx, principal }: Act, holder: Holder): Promise<Placed[]> {
  const found: Placed[] = []
  for await (const member of placements(tx, holder)) {
    const group = await tx.group({ number: member.group })
    if (!group || group.state === 'trashed') continue
    if (group.state === 'stub' || await isVisible(tx, principal, group)) {
      found.push({ member, state: group.state })
    }
  }
  return found
}

/** The live memberships that a caller was shown: all, those in stubs too, or the first in live groups. */
function shownOf(
  running: readonly Placed[],
  { shown, stubs }: Pick<MembershipsGiven, 'shown' | 'stubs'>,
): readonly Placed[] {
  const live = running.filter(({ member }) => member.state === 'live')
  return shown === undefined ? live : live.filter(({ state }) => stubs || state === 'live').slice(0, shown)
}

async function* placements(tx: Writing, { kind, ref }: Holder): AsyncGenerator<Member> {
  for (let after = 0;;) {
    const page = await tx.placements({ kind, ref, after, limit: pageMax })
    yield* page
    if (page.length < pageMax) return
    after = page.at(-1)!.place
  }
}

interface Step {
  readonly ended?: Member
  readonly begun?: { readonly holder: Holder; readonly place: number }
}

/** Changes one membership and its group; gives the act for what comes after it in the same write. */
async function changeOne(act: Act, number: number, { ended, begun }: Step): Promise<Act> {
  const before = await act.tx.group({ number })
  if (!before) return act
  const tally = await changeSpells(act, before, {
    ended: ended ? [ended] : [],
    begun: begun ? [ended ? moved(ended, begun.place) : joined(act, number, begun)] : [],
  })
  return following(act, tally.sequence)
}

function moved(member: Member, place: number): NewSpell {
  return { ...spellOf(member), place, state: 'live', validFrom: null }
}

function joined(act: Act, group: number, { holder, place }: NonNullable<Step['begun']>): NewSpell {
  return { ...blankSpell(act.tx.takeMemberId(), { group, kind: holder.kind, ref: holder.ref }), place }
}

/** Ends all memberships of a holder, in groups in the trash too. */
export async function endMemberships(act: Act, holder: Holder): Promise<void> {
  let follow = act
  let steps = 0
  for await (const member of placements(act.tx, holder)) {
    follow = await changeOne(follow, member.group, { ended: member })
    if (++steps % pageMax === 0) await act.tx.pause()
  }
}

/** Begins again the memberships of a holder that ended as othersOf of an event, where it is not a member again. */
export async function returnMemberships(act: Act, holder: Holder, event: Event): Promise<void> {
  for await (const one of othersOf(act.tx, event)) {
    for (const spell of await act.tx.spellsEnded(one.subject.number, one.sequence, 0, pageMax)) {
      if (spell.kind === holder.kind && spell.ref === holder.ref) await returnOne(act, spell)
    }
  }
}

async function returnOne(act: Act, spell: Member): Promise<void> {
  const { tx } = act
  const before = await tx.group({ number: spell.group })
  if (!before || isEmptied(before) || !refers(spell.kind) || spell.ref === null) return
  if ((await tx.membersReferring(spell.group, spell.kind, [spell.ref])).length > 0) return
  await changeSpells(act, before, { begun: [again(spell, tx.now)] })
}
