import { type Act, appendEvent, following, nextVersion, pick } from './act.ts'
import { invalid, notFound, taken } from './error.ts'
import type { EventKind } from './event.ts'
import { changedFields, checkBag } from './fields.ts'
import { extrasMax, labelMax, nameMax } from './group.ts'
import { isOid } from './ids.ts'
import { endMemberships, type GroupReference, replaceMemberships } from './memberships.ts'
import type { NewThing, Tag, Thing, ThingFields, ThingKey, ThingKind } from './person.ts'
import { allow, type Principal } from './principal.ts'
import { blankThing } from './references.ts'
import type { GroupLink, Store, Writing } from './store.ts'
import { checkText } from './text.ts'
import { type PlacedThing, placedThing } from './thing-queries.ts'

export const tagsMax = 100

/**
 * Makes a device or endpoint, or makes one of a stub with the same oid, which keeps its memberships. Throws `forbidden`,
 * `invalid`, `conflict` for an oid that is taken.
 */
export async function createThing(
  store: Store,
  principal: Principal,
  fields: NewThing,
  groups?: readonly GroupReference[],
): Promise<Thing> {
  allow(principal, 'thing.create')
  return await store.write(principal.directory, async (tx) => {
    return await makeThing({ tx, principal, cause: null }, fields, groups)
  })
}

/** The same, with the groups that the thing is in at the end of the write. */
export async function createThingWith(
  store: Store,
  principal: Principal,
  fields: NewThing,
  groups?: readonly GroupReference[],
): Promise<PlacedThing> {
  allow(principal, 'thing.create')
  return await store.write(principal.directory, async (tx) => {
    return await placedThing(tx, principal, await makeThing({ tx, principal, cause: null }, fields, groups))
  })
}

async function makeThing(act: Act, fields: NewThing, groups?: readonly GroupReference[]): Promise<Thing> {
  const { tx } = act
  const { kind, oid, ...given } = fields
  const stub = await stubWith(tx, kind, oid)
  checkThing(given)
  const thing = { ...(stub ?? numbered(tx, kind, oid)), ...changedFields(blankThing(tx.now), given) }
  const live: Thing = { ...thing, state: 'live', createdAt: tx.now, updatedAt: tx.now }
  if (stub) await tx.updateThing(stub, live)
  else await tx.insertThing(live)
  const set = { ...given, state: live.state }
  const sequence = tx.nextSequence()
  await appendEvent(act, {
    kind: `${kind}.create`,
    subject: { kind, number: live.number },
    sequence,
    before: stub ? pick(stub, set) : null,
    after: pick(live, set),
  })
  if (groups) await replaceMemberships(following(act, sequence), { kind, ref: live.number }, { groups })
  return live
}

async function stubWith(tx: Writing, kind: ThingKind, oid: string | undefined): Promise<Thing | undefined> {
  if (oid === undefined) return undefined
  if (!isOid(oid)) throw invalid('oid', 'format', { value: oid })
  const found = await tx.thing(kind, { oid })
  if (found && found.state !== 'stub') throw taken('oid', oid)
  return found
}

function numbered(tx: Writing, kind: ThingKind, oid: string | undefined): Thing {
  const blank = blankThing(tx.now)
  return { ...blank, kind, number: tx.takeThingNumber(), oid: oid ?? blank.oid }
}

/** Changes a thing. Throws `forbidden`, `not_found`, `invalid`, and whatever `edit` throws. */
export async function changeThing(
  store: Store,
  principal: Principal,
  { kind, ...key }: { readonly kind: ThingKind } & ThingKey,
  edit: EditThing,
): Promise<Thing> {
  allow(principal, 'thing.change')
  return await store.write(principal.directory, async (tx) => {
    return await editThing({ tx, principal, cause: null }, await liveThing(tx, kind, key), edit)
  })
}

/** What is to change of a thing, given how it is. `shown` as for a person. */
export type EditThing = (current: Thing) => {
  readonly set?: Partial<ThingFields>
  readonly groups?: readonly GroupReference[]
  readonly shown?: number
}

/** The same; `edit` is given the thing's groups as well, and what comes back has those at the end of the write. */
export async function changeThingWith(
  store: Store,
  principal: Principal,
  { kind, ...key }: { readonly kind: ThingKind } & ThingKey,
  edit: (current: Thing, groups: readonly GroupLink[]) => ReturnType<EditThing>,
): Promise<PlacedThing> {
  allow(principal, 'thing.change')
  return await store.write(principal.directory, async (tx) => {
    const { thing, groups } = await placedThing(tx, principal, await liveThing(tx, kind, key))
    const after = await editThing({ tx, principal, cause: null }, thing, (current) => edit(current, groups))
    return await placedThing(tx, principal, after)
  })
}

async function editThing(act: Act, before: Thing, edit: EditThing): Promise<Thing> {
  const { kind, number } = before
  const { set = {}, groups, shown } = edit(before)
  checkThing(set)
  const changed = changedFields<ThingFields>(before, set)
  const sequence = act.tx.nextSequence()
  const after = Object.keys(changed).length === 0
    ? before
    : await recordThing(act, before, { kind: `${kind}.change`, set: changed })
  const follow = after === before ? act : following(act, sequence)
  if (groups) await replaceMemberships(follow, { kind, ref: number }, { groups, shown })
  return after
}

/** Puts a thing into the trash; all memberships end. Throws `forbidden`, `not_found`. */
export async function trashThing(
  store: Store,
  principal: Principal,
  { kind, ...key }: { readonly kind: ThingKind } & ThingKey,
): Promise<void> {
  allow(principal, 'thing.delete')
  await store.write(principal.directory, async (tx) => {
    const before = await liveThing(tx, kind, key)
    await scrap({ tx, principal, cause: null }, before, { kind: `${kind}.trash` })
  })
}

/** Trashes a live thing inside a write. */
export async function scrap(act: Act, thing: Thing, entry: ThingEntry): Promise<void> {
  const sequence = act.tx.nextSequence()
  await recordThing(act, thing, { ...entry, set: { ...entry.set, state: 'trashed' } })
  await endMemberships(following(act, sequence), { kind: thing.kind, ref: thing.number })
}

export interface ThingEntry {
  readonly kind: EventKind
  readonly set?: Partial<Thing>
  readonly undoes?: number
}

/** Writes the thing's row and its event. */
export async function recordThing(
  act: Act,
  before: Thing,
  { kind, set = {}, undoes }: ThingEntry,
): Promise<Thing> {
  const { tx } = act
  const after = { ...before, ...set, ...nextVersion(before, tx.now) }
  await tx.updateThing(before, after)
  await appendEvent(act, {
    kind,
    subject: { kind: before.kind, number: before.number },
    sequence: tx.nextSequence(),
    before: pick(before, set),
    after: pick(after, set),
    ...(undoes === undefined ? {} : { undoes }),
  })
  return after
}

async function liveThing(tx: Writing, kind: ThingKind, key: ThingKey): Promise<Thing> {
  const thing = await tx.thing(kind, key)
  if (thing?.state !== 'live') throw notFound(kind)
  return thing
}

function checkThing({ name, data, tags, extras }: Partial<ThingFields>): void {
  checkText('name', name ?? '', nameMax)
  checkBag('data', data ?? {}, extrasMax)
  checkBag('extras', extras ?? {}, extrasMax)
  checkTags(tags ?? [])
}

function checkTags(tags: readonly Tag[]): void {
  if (tags.length > tagsMax) throw invalid('tags', 'too_many', { limit: tagsMax })
  for (const { key, value } of tags) {
    checkText('tags', key, labelMax)
    checkText('tags', value, labelMax)
  }
}
