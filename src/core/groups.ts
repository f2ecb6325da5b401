import { type Act, following, newTally, recordGroup, recordNewGroup, type Tally } from './act.ts'
import type { GroupChange, UniqueRule } from './change.ts'
import { type Details, type DetailsAsked, detailsOf } from './details.ts'
import { DirectoryError, invalid, taken } from './error.ts'
import { changedFields, checkGroupFields, refuseBuiltin } from './fields.ts'
import type { Group, GroupFields, GroupKey, NewGroup } from './group.ts'
import { refuseGroupFaults } from './group-faults.ts'
import { type GroupMembers, membersOf } from './group-members.ts'
import { isOid, isUuid } from './ids.ts'
import type { Member, MemberId, MemberKind, NewMember } from './member.ts'
import { holdersOf, refuseTakenNames } from './member-names.ts'
import { allow, type Principal } from './principal.ts'
import { blankGroup, numberGivenMax } from './references.ts'
import { replaceMembers } from './replace.ts'
import { freshSlug } from './slugs.ts'
import { addMembers, endMembers, type Scene } from './spells.ts'
import type { Store, Writing } from './store.ts'
import { absorbStub } from './stubs.ts'
import { restore, trash } from './trash.ts'
import { fold } from './text.ts'
import { checkAcyclic, enter, moveHome, tellChildren } from './tree.ts'
import { seen, seenMember, type Sight } from './visible.ts'

/** What a change led to: the group, and the running spell of each member of `add`, in that order. */
export interface Changed {
  readonly group: Group
  readonly began: readonly Member[]
}

/** The same with what was asked for beside the group, as the write leaves it. */
export interface ChangedWith extends Changed {
  readonly details: Details
}

export interface CreateOptions {
  readonly add?: readonly NewMember[]
  readonly unique?: readonly UniqueRule[]
  /** Whether it gets a slug made from its name where none is given. */
  readonly slugged?: boolean
  /** Whether it goes into the trash at once, in the same write. */
  readonly trashed?: boolean
  /** Whether a member that is not there is refused; else it makes a stub. */
  readonly strict?: boolean
  /** What the answer shows beside the group. */
  readonly details?: DetailsAsked
}

/**
 * Makes a group, with members if there are any, all or nothing. Throws `forbidden`, `invalid`, and `conflict` for an id,
 * code or slug that is taken, or a name under the rule `unique`.
 */
export async function createGroup(
  store: Store,
  principal: Principal,
  fields: NewGroup,
  { add = [], unique = [], slugged = false, trashed = false, strict = false, details = {} }: CreateOptions =
    {},
): Promise<ChangedWith> {
  allow(principal, 'group.create')
  return await store.write(principal.directory, async (tx) => {
    const act: Act = { tx, principal, cause: null, strict }
    const group = await newGroup(tx, fields, slugged)
    checkGroupFields({ ...fields, name: group.name }, tx.now)
    await refuseGroupFaults(tx, fields, group)
    await checkUnique(tx, group, unique)
    const stub = await freeCode(tx, group)
    await tx.insertGroup(group)
    const tally = newTally(tx.nextSequence())
    const began = await changeMembers({ act, tally, group, country: await countryFor(tx, add) }, { add })
    const set = createdFields(fields, group)
    const created = await recordNewGroup(act, group, { kind: 'group.create', tally, set })
    const follow = following(act, tally.sequence)
    if (typeof fields.parent === 'number') {
      await checkParent(act, group, fields.parent)
      await enter(follow, fields.parent, [group.number])
    }
    await tellChildren(act, created, tally)
    if (stub) await absorbStub(follow, stub, created)
    const made = await asLeft(tx, created, tally)
    return await detailed(act, { group: trashed ? await trashedNow(act, made) : made, began }, details)
  })
}

async function detailed(
  { tx, principal }: Act,
  changed: Changed,
  asked: DetailsAsked,
): Promise<ChangedWith> {
  return { ...changed, details: await detailsOf(tx, principal, changed.group, asked) }
}

async function newGroup(tx: Writing, fields: NewGroup, slugged: boolean): Promise<Group> {
  const blank = blankGroup(tx.now)
  const uuid = fields.uuid ?? blank.uuid
  if (!isUuid(uuid)) throw invalid('uuid', 'format', { value: uuid })
  const oid = fields.oid ?? blank.oid
  if (!isOid(oid)) throw invalid('oid', 'format', { value: oid })
  const createdAt = fields.createdAt ?? tx.now
  const given = changedFields<Group>(blank, fields)
  const { parent: _, ...row } = { ...blank, ...given }
  const group = {
    ...row,
    parent: null,
    uuid,
    oid,
    code: fields.code ?? uuid,
    number: await numberFor(tx, fields.number),
    createdAt,
    updatedAt: Math.max(createdAt, fields.updatedAt ?? createdAt),
  }
  if (await tx.group({ uuid })) throw taken('uuid', uuid)
  if (await tx.group({ oid })) throw taken('oid', oid)
  return slugged && group.slug === null ? { ...group, slug: await freshSlug(tx, group) } : group
}

async function numberFor(tx: Writing, given: number | undefined): Promise<number> {
  if (given === undefined) return tx.takeGroupNumber()
  if (!Number.isInteger(given) || given < 1 || given > numberGivenMax) {
    throw invalid('number', 'range', { limit: numberGivenMax, value: given })
  }
  if (await tx.group({ number: given })) throw taken('number', given)
  tx.reserveGroupNumber(given)
  return given
}

/** What the event of a creation tells: the state, and every field that was given. */
function createdFields(fields: NewGroup, group: Group): Partial<Group> {
  const { number: _number, createdAt: _created, updatedAt: _updated, ...given } = fields
  const slug = group.slug === null ? {} : { slug: group.slug }
  return { ...given, ...slug, state: 'live', code: group.code, parent: fields.parent ?? null }
}

/** How an existing group is changed. */
export interface Edit extends Sight {
  /** The version that the caller has seen. */
  readonly expected?: number
  readonly unique?: readonly UniqueRule[]
  /** The kinds of which no two members may have one folded name; checked for the names that the change brings. */
  readonly uniqueNames?: readonly MemberKind[]
  /** Whether a new member that is not there is refused; else it makes a stub. */
  readonly strict?: boolean
  /** What the answer shows beside the group. */
  readonly details?: DetailsAsked
  /**
   * Pure: what to change, given the group and, where that must be known, its members as they are. May throw a
   * `DirectoryError`. A driver may run it twice.
   */
  readonly edit: (current: Group, members: GroupMembers) => GroupChange | Promise<GroupChange>
}

/**
 * Changes a group: the one way to write to one that exists. A change that changes nothing gives back the same group.
 * Throws `forbidden`, `not_found`, `version_mismatch`, `invalid`, `conflict`, and whatever `edit` throws.
 */
export async function changeGroup(
  store: Store,
  principal: Principal,
  key: GroupKey,
  { expected, unique = [], uniqueNames = [], strict = false, details = {}, edit, trashed = false }: Edit,
): Promise<ChangedWith> {
  allow(principal, 'group.change')
  return await store.write(principal.directory, async (tx) => {
    const before = await seen(tx, principal, key, { trashed })
    if (expected !== undefined && expected !== before.version) {
      throw new DirectoryError('version_mismatch', `version ${before.version} is not ${expected}`)
    }
    const change = await edit(before, membersOf(tx, before))
    const act: Act = { tx, principal, cause: null, strict }
    return await detailed(act, await applyWhole(act, before, { change, unique, uniqueNames }), details)
  })
}

/** Applies a change inside a write, and what it says of the trash. */
async function applyWhole(act: Act, before: Group, { change, ...rules }: Application): Promise<Changed> {
  const { trashed, ...rest } = change
  const isTrashed = before.state === 'trashed'
  const start = isTrashed && trashed === false ? await restore(act, before) : before
  const changed = await applyChange(act, start, { change: rest, ...rules })
  if (isTrashed || !trashed) return changed
  return { ...changed, group: await trashedNow(act, changed.group) }
}

async function trashedNow(act: Act, group: Group): Promise<Group> {
  allow(act.principal, 'group.delete')
  refuseBuiltin(group, 'state')
  await trash(act, group, { kind: 'group.trash' })
  return await act.tx.group({ number: group.number }) ?? group
}

export interface Application {
  readonly change: GroupChange
  readonly unique?: readonly UniqueRule[]
  readonly uniqueNames?: readonly MemberKind[]
}

/** Applies a change to a group inside a write; the main event comes first, then what follows from it. */
export async function applyChange(
  act: Act,
  before: Group,
  { change, unique = [], uniqueNames = [] }: Application,
): Promise<Changed> {
  const { tx } = act
  const set = changedFields<GroupFields>(before, change.set ?? {})
  if (typeof set.parent === 'number') refuseBuiltin(before, 'parent')
  if (set.expiresAt) refuseBuiltin(before, 'expiresAt')
  if (set.name !== undefined) refuseBuiltin(before, 'name')
  if (set.parent !== undefined && before.state === 'trashed') throw invalid('parent', 'fixed')
  checkGroupFields(set, tx.now)
  await refuseGroupFaults(tx, set, before)
  await checkUnique(tx, { ...before, ...set }, unique.filter((rule) => set[rule] !== undefined))
  const stub = set.code === undefined ? undefined : await freeCode(tx, { ...before, ...set })
  const tally = newTally(tx.nextSequence())
  const country = await countryFor(tx, [...change.add ?? [], ...change.replace ?? []])
  const scene = { act, tally, group: before, country }
  const holders = await holdersOf(scene, change, uniqueNames)
  const began = await changeMembers(scene, change)
  await refuseTakenNames(scene, holders)
  if (Object.keys(set).length + tally.beganTotal + tally.endedTotal === 0) return { group: before, began }
  const after = await recordGroup(act, before, { kind: 'group.change', tally, set })
  const follow = following(act, tally.sequence)
  if (typeof set.parent === 'number') await checkParent(act, before, set.parent)
  if (set.parent !== undefined) await moveHome(follow, before, set.parent)
  await tellChildren(act, after, tally)
  if (stub) await absorbStub(follow, stub, after)
  return { group: await asLeft(tx, after, tally), began }
}

async function countryFor(
  tx: Writing,
  parts: readonly { readonly kind: MemberKind }[],
): Promise<string | undefined> {
  return parts.some((part) => part.kind === 'phone') ? await tx.country() : undefined
}

async function changeMembers(scene: Scene, change: GroupChange): Promise<Member[]> {
  if (change.end) await endMembers(scene, change.end)
  for (const replacement of change.replace ?? []) await replaceMembers(scene, replacement)
  return change.add ? await addMembers(scene, change.add) : []
}

/** The group as the consequences of its event left it: read again only if there were any. */
async function asLeft(tx: Writing, group: Group, { sequence }: Tally): Promise<Group> {
  if (tx.nextSequence() === sequence + 1) return group
  return await tx.group({ number: group.number }) ?? group
}

/** Throws `not_found` for a parent that is not there, and `conflict` where the move would close a cycle. */
async function checkParent({ tx, principal }: Act, group: Group, parent: number): Promise<void> {
  await seen(tx, principal, { number: parent })
  await checkAcyclic(tx, parent, [group.number])
}

async function checkUnique(tx: Writing, group: Group, rules: readonly UniqueRule[]): Promise<void> {
  for (const rule of rules) {
    if (await tx.groupNamed(fold(group.name), group.number)) throw taken(rule, group[rule])
  }
}

/**
 * Throws `conflict` if another group outside the trash has the code. A stub gives its code up, and is given back as it
 * was.
 */
async function freeCode(tx: Writing, group: Group): Promise<Group | undefined> {
  const holder = await tx.group({ code: group.code })
  if (!holder || holder.number === group.number) return undefined
  if (holder.state !== 'stub') throw taken('code', group.code)
  await tx.updateGroup(holder, { ...holder, code: holder.uuid })
  return holder
}

/** A member of a group by its kind and id. */
export interface MemberKey {
  readonly kind: MemberKind
  readonly id: MemberId
}

/**
 * Changes one member, wherever it is. `edit` gives what is to change. Throws `forbidden`, `not_found`, `invalid`, and
 * whatever `edit` throws.
 */
export async function changeMember(
  store: Store,
  principal: Principal,
  key: MemberKey,
  edit: (member: Member, group: Group) => Omit<NewMember, 'id' | 'kind' | 'ref'>,
): Promise<{ group: Group; member: Member }> {
  allow(principal, 'group.change')
  return await store.write(principal.directory, async (tx) => {
    const { group, member } = await seenMember(tx, principal, key)
    const change = { add: [{ ...edit(member, group), kind: key.kind, id: key.id }] }
    const { group: after, began } = await applyChange({ tx, principal, cause: null }, group, { change })
    return { group: after, member: began[0] ?? member }
  })
}

/** Ends one member, wherever it is. Throws `forbidden`, `not_found`. */
export async function endMember(store: Store, principal: Principal, key: MemberKey): Promise<Group> {
  allow(principal, 'group.change')
  return await store.write(principal.directory, async (tx) => {
    const { group } = await seenMember(tx, principal, key)
    const changed = await applyChange({ tx, principal, cause: null }, group, { change: { end: [key.id] } })
    return changed.group
  })
}
