import { type Act, changeSpells, end, following, newTally, recordGroup, type Tally } from './act.ts'
import { type Detailed, type DetailsAsked, detailsOf } from './details.ts'
import { notFound } from './error.ts'
import { refuseBuiltin } from './fields.ts'
import type { Event, EventKind, Subject } from './event.ts'
import type { Group, GroupKey } from './group.ts'
import { newIds } from './ids.ts'
import { again, type Member } from './member.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, stepRows, type Store, type Writing } from './store.ts'
import { absorbStub } from './stubs.ts'
import { enter, recordParent } from './tree.ts'
import { isVisible, seen, type Sight } from './visible.ts'

/** How a group is trashed; with `trashed`, one that is in the trash already stays as it is. */
export interface TrashOptions extends Sight {
  /** Pure: throws a `DirectoryError` where the group, as it is, is not to be trashed. */
  readonly check?: (current: Group) => void
}

/**
 * Puts a group into the trash. Its home children move up to its own home and its other containments end; its other
 * members rest with it. Throws `forbidden`, `not_found`, and whatever `check` throws.
 */
export async function trashGroup(
  store: Store,
  principal: Principal,
  key: GroupKey,
  options?: TrashOptions,
): Promise<void> {
  await trashGroupWith(store, principal, key, {}, options)
}

/** The same; gives the group as it was before, with what is asked for beside it. */
export async function trashGroupWith(
  store: Store,
  principal: Principal,
  key: GroupKey,
  asked: DetailsAsked,
  { check, trashed = false }: TrashOptions = {},
): Promise<Detailed> {
  allow(principal, 'group.delete')
  return await store.write(principal.directory, async (tx) => {
    const group = await seen(tx, principal, key, { trashed })
    check?.(group)
    refuseBuiltin(group, 'state')
    const details = await detailsOf(tx, principal, group, asked)
    if (group.state !== 'trashed') await trash({ tx, principal, cause: null }, group, { kind: 'group.trash' })
    return { group, details }
  })
}

export interface Trashing {
  readonly kind: EventKind
  /** Further fields that the same event changes. */
  readonly set?: Partial<Group>
  readonly undoes?: number
}

/** Trashes a live group inside a write, with all that follows from it. */
export async function trash(act: Act, group: Group, { kind, set, undoes }: Trashing): Promise<void> {
  const { tx } = act
  const tally = newTally(tx.nextSequence())
  await endContained(act, group, tally)
  await recordGroup(act, group, {
    kind,
    tally,
    set: { ...set, state: 'trashed', trashedAt: tx.now, parent: null },
    ...(undoes === undefined ? {} : { undoes }),
  })
  const children = [...tally.homes.keys()]
  const follow = following(act, tally.sequence)
  await leaveContainers(follow, group)
  if (group.parent !== null) await enter(follow, group.parent, children)
  for (const number of children) {
    const child = await tx.group({ number })
    if (child) await recordParent(follow, { ...child, parent: group.number }, group.parent)
  }
}

async function endContained(act: Act, group: Group, tally: Tally): Promise<void> {
  await end(act, tally, await act.tx.membersWaiting(group.number, 'group'))
  for (;;) {
    const page = await act.tx.members({ group: group.number, kind: 'group', limit: stepRows })
    await end(act, tally, page)
    if (page.length < stepRows) return
    await act.tx.pause()
  }
}

async function leaveContainers(act: Act, group: Group): Promise<void> {
  for (const placement of await placementsOf(act.tx, group.number)) {
    const container = await act.tx.group({ number: placement.group })
    if (!container) continue
    await changeSpells(act, container, { ended: [placement] })
  }
}

async function placementsOf(tx: Writing, ref: number): Promise<Member[]> {
  const found: Member[] = []
  for (let after = 0;;) {
    const page = await tx.placements({ kind: 'group', ref, after, limit: pageMax })
    found.push(...page)
    if (page.length < pageMax) return found
    after = page.at(-1)!.place
  }
}

/**
 * Takes a group out of the trash, back to where it was contained, with all members but the groups that it contained. A
 * code that was taken meanwhile becomes the uuid, a slug none; an expiry that has passed is lifted. Throws `forbidden`,
 * `not_found` for a group that is not in the trash.
 */
export async function restoreGroup(store: Store, principal: Principal, key: GroupKey): Promise<Group> {
  allow(principal, 'group.change')
  return await store.write(principal.directory, async (tx) => {
    const group = await tx.group(key)
    if (group?.state !== 'trashed' || !await isVisible(tx, principal, group)) {
      throw notFound('group in the trash')
    }
    return await restore({ tx, principal, cause: null }, group)
  })
}

/** Takes a group out of the trash inside a write. */
export async function restore(act: Act, group: Group): Promise<Group> {
  const { tx } = act
  const containers = await lastContainers(tx, group)
  const home = containers.find((one) => one.placement.home)
  const free = await freeKeys(tx, group)
  const tally = newTally(tx.nextSequence())
  const restored = await recordGroup(act, group, {
    kind: 'group.restore',
    tally,
    set: { ...free.set, state: 'live', trashedAt: null, parent: home?.container.number ?? null },
  })
  const follow = following(act, tally.sequence)
  for (const one of containers) await returnTo(follow, one)
  if (free.stub) await absorbStub(follow, free.stub, restored)
  return await tx.group({ number: group.number }) ?? restored
}

interface Place {
  readonly container: Group
  readonly placement: Member
}

/** Where a group was contained until it was trashed, as far as those groups are live. */
async function lastContainers(tx: Writing, group: Group): Promise<Place[]> {
  const trashing = await lastTrashing(tx, { kind: 'group', number: group.number })
  if (!trashing) return []
  const places: Place[] = []
  for await (const event of othersOf(tx, trashing)) {
    const container = event.subject.kind === 'group'
      ? await tx.group({ number: event.subject.number })
      : undefined
    if (container?.state !== 'live') continue
    for (const placement of await tx.spellsEnded(container.number, event.sequence, 0, stepRows)) {
      if (placement.kind === 'group' && placement.ref === group.number) places.push({ container, placement })
    }
  }
  return places
}

/** The newest event that put a subject into the trash. */
export async function lastTrashing(tx: Writing, subject: Subject): Promise<Event | undefined> {
  for (let before = Number.MAX_SAFE_INTEGER;;) {
    const page = await tx.eventsOf(subject, before, pageMax)
    const found = page.find((event) => event.after?.['state'] === 'trashed')
    if (found || page.length < pageMax) return found
    before = page.at(-1)!.sequence
  }
}

/** The other events of the write that an event belongs to: the main one, and what followed from it right behind. */
export async function* othersOf(tx: Writing, event: Event): AsyncGenerator<Event> {
  const first = event.cause ?? event.sequence
  for (let after = first - 1;;) {
    const page = await tx.events(after, pageMax)
    for (const one of page) {
      if (one.sequence !== first && one.cause !== first) return
      if (one.sequence !== event.sequence) yield one
    }
    if (page.length < pageMax) return
    after = page.at(-1)!.sequence
  }
}

async function returnTo(act: Act, { container, placement }: Place): Promise<void> {
  const before = await act.tx.group({ number: container.number })
  if (!before) return
  await changeSpells(act, before, { begun: [again(placement, act.tx.now)] })
}

/** The code of a group that has none: its uuid, unless somebody has given that to another group as its code. */
async function freeCodeOf(tx: Writing, { uuid }: Group): Promise<string> {
  return await tx.group({ code: uuid }) ? newIds(tx.now).uuid : uuid
}

/** What must change of a group that comes back, because others have its keys by now; and the stub of its code. */
export async function freeKeys(tx: Writing, group: Group): Promise<{ set: Partial<Group>; stub?: Group }> {
  const set: Partial<{ -readonly [K in keyof Group]: Group[K] }> = {}
  const slugHolder = group.slug === null ? undefined : await tx.group({ slug: group.slug })
  if (slugHolder && slugHolder.number !== group.number) set.slug = null
  if (group.expiresAt !== null && group.expiresAt <= tx.now) set.expiresAt = null
  const holder = await tx.group({ code: group.code })
  if (!holder || holder.number === group.number) return { set }
  if (holder.state !== 'stub') return { set: { ...set, code: await freeCodeOf(tx, group) } }
  await tx.updateGroup(holder, { ...holder, code: holder.uuid })
  return { set, stub: holder }
}
