import { type Act, begin, end, type Tally } from './act.ts'
import { invalid, notFound } from './error.ts'
import { checkBag } from './fields.ts'
import { columnsMax, type Group } from './group.ts'
import { type JsonObject, sameJson } from './json.ts'
import {
  blankSpell,
  type Member,
  memberDataMax,
  type MemberId,
  type MemberKind,
  memberNameMax,
  membersAddedMax,
  mergeData,
  type NewMember,
  type NewSpell,
  refers,
  spellOf,
  stateAt,
} from './member.ts'
import { refuseAbsent, resolve } from './references.ts'
import { checkAcyclic, homeless } from './tree.ts'
import { checkText, fold } from './text.ts'
import { phoneKey } from './phone.ts'

/** What the member functions need: the write, what it counts, and the group as it was. */
export interface Scene {
  readonly act: Act
  readonly tally: Tally
  readonly group: Group
  /** The country of numbers that are written without one. */
  readonly country: string | undefined
}

/** Ends these members of the group. Throws `not_found` for one that is not running in it. */
export async function endMembers(scene: Scene, ids: readonly MemberId[]): Promise<void> {
  const running: Member[] = []
  for (const id of new Set(ids)) running.push(await findRunning(scene, id))
  await end(scene.act, scene.tally, running)
}

async function findRunning({ act, group }: Scene, id: MemberId): Promise<Member> {
  const member = await act.tx.member(id)
  if (!member || member.group !== group.number) throw notFound(`member ${id}`)
  return member
}

/**
 * Adds members, or continues those that are named by id or are there already; gives the running spell of each, in the
 * order of `members`. Who is there already with the same data is left alone; who is named twice counts once. `ordered`
 * moves behind its predecessor whoever stands before it. Readers are let in between steps.
 */
export async function addMembers(
  scene: Scene,
  members: readonly NewMember[],
  ordered = false,
): Promise<Member[]> {
  if (members.length > membersAddedMax) throw invalid('members', 'too_many', { limit: membersAddedMax })
  const adding: Adding = { running: [], known: new Map(), ordered, last: 0 }
  for (let at = 0; at < members.length; at += stepMembers) {
    if (at > 0) await scene.act.tx.pause()
    await addSome(scene, members.slice(at, at + stepMembers), adding)
  }
  return adding.running
}

/** How many members are added in one step: each takes a few statements. */
const stepMembers = 500

interface Adding {
  readonly running: Member[]
  readonly known: Map<string, Member>
  readonly ordered: boolean
  /** The position behind which the next member must stand. */
  last: number
}

async function addSome(scene: Scene, members: readonly NewMember[], adding: Adding): Promise<void> {
  const { running, known, ordered } = adding
  const fresh: NewSpell[] = []
  const drafts = await draftsOf(scene, members)
  const homes = await newHomes(scene, members, drafts)
  for (const [index, member] of members.entries()) {
    const draft = drafts[index]!
    const same = known.get(keyOf(member, draft))
    const last = ordered ? adding.last : 0
    const spell = same
      ? undefined
      : await settle(scene, member, { ...draft, home: member.kind === 'group' && homes.has(draft.ref) }, last)
    const present = same ?? asMember(spell ?? draft.current!)
    if (spell) fresh.push(spell)
    if (draft.ref !== null || draft.current) known.set(keyOf(member, draft), present)
    adding.last = Math.max(adding.last, present.position)
    running.push(present)
  }
  await begin(scene.act, scene.tally, fresh)
}

/** The groups that come to be contained and have no home; throws if a new one would close a cycle. */
async function newHomes(
  { act, group }: Scene,
  members: readonly NewMember[],
  drafts: readonly Draft[],
): Promise<ReadonlySet<number | null>> {
  const coming = drafts.filter(({ current }, index) =>
    members[index]?.kind === 'group' && current?.state !== 'live'
  )
  if (coming.length === 0) return new Set()
  const fresh = coming.filter((draft) => !draft.current).map((draft) => draft.ref)
  await checkAcyclic(act.tx, group.number, fresh.filter((ref) => ref !== null))
  return await homeless(act.tx, coming.map((draft) => draft.ref).filter((ref) => ref !== null))
}

function keyOf({ kind }: NewMember, { ref, current }: Draft): string {
  return ref === null ? `member ${current?.id}` : `${kind} ${ref}`
}

/** A member to be, with what it refers to and the running spell that it continues. */
export interface Draft {
  readonly ref: number | null
  readonly current: Member | undefined
}

/** What each member to be refers to, and the running spell that it continues; unknown references become stubs. */
export async function draftsOf(scene: Scene, members: readonly NewMember[]): Promise<Draft[]> {
  const { tx } = scene.act
  const drafts: Draft[] = []
  for (const member of members) {
    if (member.id !== undefined) {
      const current = await findRunning(scene, member.id)
      if (current.kind !== member.kind) throw notFound(`${member.kind} ${member.id}`)
      drafts.push({ ref: current.ref, current })
    } else if (refers(member.kind)) {
      if (!member.ref) throw invalid('ref', 'required')
      const ref = await resolve(scene.act, member.kind, member.ref)
      const [current] = await tx.membersReferring(scene.group.number, member.kind, [ref])
      if (!current) await refuseAbsent(scene.act, member.kind, ref)
      drafts.push({ ref, current })
    } else {
      drafts.push({ ref: null, current: undefined })
    }
  }
  return drafts
}

/**
 * The spell to begin for one member, at a position behind `last`, or undefined where nothing changes; ends the spell
 * that it continues.
 */
async function settle(
  scene: Scene,
  member: NewMember,
  { ref, current, home }: Draft & { readonly home: boolean },
  last: number,
): Promise<NewSpell | undefined> {
  if (!current) return newSpell(scene, member, { ref, home })
  const next = continued(scene, { ...current, home: current.home || home }, arriving(member, current))
  const placed = next.position > last ? next : { ...next, position: scene.act.tx.takeMemberId() }
  if (sameSpell(current, placed)) return undefined
  await end(scene.act, scene.tally, [current])
  return placed
}

/** Who is named while waiting for a date is there from now on, unless a date is named too. */
export function arriving(member: NewMember, { state }: Member): NewMember {
  const isNamed = member.id === undefined && member.validFrom === undefined && member.validUntil === undefined
  return state === 'waiting' && isNamed ? { ...member, validFrom: null } : member
}

function newSpell(
  scene: Scene,
  member: NewMember,
  { ref, home }: { ref: number | null; home: boolean },
): NewSpell {
  checkMember(member)
  checkDates(scene, { validFrom: member.validFrom ?? null, validUntil: member.validUntil ?? null })
  if (ref === null && member.name === undefined) throw invalid('name', 'required')
  const state = stateAt(scene.act.tx.now, member.validFrom ?? null)
  return {
    ...blankSpell(scene.act.tx.takeMemberId(), { group: scene.group.number, kind: member.kind, ref }),
    since: scene.tally.sequence,
    state,
    home: home && state === 'live',
    name: member.name ?? null,
    nameKey: member.name === undefined ? null : memberKey(scene, member.kind, member.name),
    data: mergeData({}, member.data),
    validFrom: member.validFrom ?? null,
    validUntil: member.validUntil ?? null,
  }
}

function continued(scene: Scene, current: Member, member: NewMember): NewSpell {
  checkMember(member)
  const name = member.name ?? current.name
  const validFrom = member.validFrom === undefined ? current.validFrom : member.validFrom
  const validUntil = member.validUntil === undefined ? current.validUntil : member.validUntil
  if (member.validFrom !== undefined || member.validUntil !== undefined) {
    checkDates(scene, { validFrom, validUntil })
  }
  const state = stateAt(scene.act.tx.now, validFrom)
  return {
    ...spellOf(current),
    since: scene.tally.sequence,
    state,
    home: current.home && state === 'live',
    name,
    nameKey: name === null ? null : memberKey(scene, current.kind, name),
    data: mergeData(current.data, member.data),
    validFrom,
    validUntil,
  }
}

function asMember(spell: NewSpell | Member): Member {
  return { ...spell, until: null }
}

function sameSpell(current: Member, next: NewSpell): boolean {
  return sameJson({ ...spellOf(current), since: 0 }, { ...next, since: 0 })
}

function checkMember({ name, data }: NewMember): void {
  if (name !== undefined) {
    if (name === '') throw invalid('name', 'required')
    checkText('name', name, memberNameMax)
  }
  if (data?.values && data.values.length > columnsMax) {
    throw invalid('values', 'too_many', { limit: columnsMax })
  }
  if (data) checkBag('data', data as JsonObject, memberDataMax)
}

function checkDates(
  { act }: Scene,
  { validFrom, validUntil }: Pick<Member, 'validFrom' | 'validUntil'>,
): void {
  for (const [field, value] of Object.entries({ validFrom, validUntil })) {
    if (value !== null && !Number.isSafeInteger(value)) throw invalid(field, 'type', { value })
  }
  if (validUntil === null) return
  if (validUntil <= act.tx.now) throw invalid('validUntil', 'past', { value: validUntil })
  if (validFrom !== null && validUntil <= validFrom) {
    throw invalid('validUntil', 'range', { limit: validFrom })
  }
}

/** The form in which the name of a member is compared: a number as numbers are, a name folded. */
export function memberKey({ country }: Scene, kind: MemberKind, name: string): string {
  return kind === 'phone' ? phoneKey(name, country) : fold(name)
}
