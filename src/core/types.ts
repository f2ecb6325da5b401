import { type Act, appendEvent, following, newTally, recordGroup } from './act.ts'
import { invalid, notFound } from './error.ts'
import { ALL } from './filter.ts'
import { type Group, labelMax } from './group.ts'
import type { GroupType } from './person.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Store, type Writing } from './store.ts'
import { checkText } from './text.ts'
import { lostGroups, type TypeListing, typeListing } from './typed-groups.ts'

/** Makes a group type. Names are compared nowhere. Throws `forbidden`, `invalid`. */
export async function createType(store: Store, principal: Principal, name: string): Promise<GroupType> {
  allow(principal, 'type.create')
  return await store.write(principal.directory, async (tx) => {
    checkName(name)
    const type = { number: tx.takeTypeNumber(), name }
    await tx.insertType(type)
    await recordType({ tx, principal, cause: null }, { kind: 'type.create', before: null, after: type })
    return type
  })
}

/** Renames a group type. Throws `forbidden`, `not_found`, `invalid`. */
export async function changeType(
  store: Store,
  principal: Principal,
  number: number,
  name: string,
): Promise<GroupType> {
  allow(principal, 'type.change')
  return await store.write(principal.directory, (tx) => rename(tx, principal, number, () => name))
}

/**
 * The same with a name that is decided in the write: `name` is pure and may be called twice. Gives the type with its live
 * groups. Throws `forbidden`, `not_found`, `invalid`, and whatever `name` throws.
 */
export async function changeTypeWith(
  store: Store,
  principal: Principal,
  number: number,
  name: (current: GroupType) => string,
): Promise<TypeListing> {
  allow(principal, 'type.change')
  return await store.write(principal.directory, async (tx) => {
    return await typeListing(store, tx, principal, await rename(tx, principal, number, name))
  })
}

async function rename(
  tx: Writing,
  principal: Principal,
  number: number,
  nameOf: (current: GroupType) => string,
): Promise<GroupType> {
  const before = await existing(tx, number)
  const name = nameOf(before)
  if (before.name === name) return before
  checkName(name)
  const after = { number, name }
  await tx.updateType(after)
  await recordType({ tx, principal, cause: null }, { kind: 'type.change', before, after })
  return after
}

/** Deletes a group type; its groups are kept and have none. Throws `forbidden`, `not_found`. */
export async function deleteType(store: Store, principal: Principal, number: number): Promise<GroupType> {
  allow(principal, 'type.delete')
  return await store.write(principal.directory, async (tx) => {
    const type = await existing(tx, number)
    await removeType({ tx, principal, cause: null }, type, { kind: 'type.delete' })
    return type
  })
}

/** The same; gives the type with the live groups that it had. */
export async function deleteTypeWith(
  store: Store,
  principal: Principal,
  number: number,
): Promise<TypeListing> {
  allow(principal, 'type.delete')
  return await store.write(principal.directory, async (tx) => {
    const type = await existing(tx, number)
    const first = await tx.typedGroups({ type: number, sees: principal.sees, limit: pageMax })
    const lost = await removeType({ tx, principal, cause: null }, type, { kind: 'type.delete' })
    const shown = new Set(first.map((group) => group.number))
    const numbers = first.length < pageMax ? [] : lost.filter((one) => !shown.has(one))
    return { type, groups: lostGroups(store, principal, { first, numbers }) }
  })
}

/**
 * Deletes a type inside a write, with what follows for its groups; those in the trash too. Readers are let in between
 * steps. Gives the numbers of its live groups, in the order in which it listed them.
 */
export async function removeType(
  act: Act,
  type: GroupType,
  entry: { kind: TypeEventKind; undoes?: number },
): Promise<number[]> {
  const { tx } = act
  const follow = following(act, tx.nextSequence())
  await recordType(act, { ...entry, before: type, after: null })
  const lost = await untypeLive(follow, type)
  await untypeTrashed(follow, type)
  await tx.deleteType(type.number)
  return lost
}

/** How many groups lose their type in one step: each takes three statements, and readers wait for no more than that. */
const stepGroups = 250

/** Each page begins where the type's list begins: those of the page before are not in it any more. */
async function untypeLive(act: Act, { number: type }: GroupType): Promise<number[]> {
  const { tx } = act
  const lost: number[] = []
  for (;;) {
    const page = await tx.typedGroups({ type, sees: ALL, limit: stepGroups })
    for (const { number } of page) {
      const group = await tx.group({ number })
      if (group) await untype(act, group)
      lost.push(number)
    }
    if (page.length < stepGroups) return lost
    await tx.pause()
  }
}

async function untypeTrashed(act: Act, { number: type }: GroupType): Promise<void> {
  const filter = { is: 'compare', field: 'type', with: '=', value: type } as const
  const query = { filter, state: 'trashed', order: [{ field: 'number' }], limit: stepGroups } as const
  for (let page = await act.tx.groups(query);;) {
    for (const group of page) await untype(act, group)
    const after = page.at(-1)
    if (!after || page.length < stepGroups) return
    await act.tx.pause()
    page = await act.tx.groups({ ...query, after })
  }
}

async function untype(act: Act, group: Group): Promise<void> {
  const tally = newTally(act.tx.nextSequence())
  await recordGroup(act, group, { kind: 'group.change', tally, set: { type: null } })
}

export type TypeEventKind = 'type.create' | 'type.change' | 'type.delete' | 'type.undo'

export interface TypeEntry {
  readonly kind: TypeEventKind
  readonly before: GroupType | null
  readonly after: GroupType | null
  readonly undoes?: number
}

/** Writes the event of a change of a type. */
export async function recordType(act: Act, { kind, before, after, undoes }: TypeEntry): Promise<void> {
  await appendEvent(act, {
    kind,
    subject: { kind: 'type', number: (after ?? before)!.number },
    sequence: act.tx.nextSequence(),
    before: before && { name: before.name },
    after: after && { name: after.name },
    ...(undoes === undefined ? {} : { undoes }),
  })
}

async function existing(tx: Writing, number: number): Promise<GroupType> {
  const type = await tx.type(number)
  if (!type) throw notFound(`group type ${number}`)
  return type
}

function checkName(name: string): void {
  if (name === '') throw invalid('name', 'required')
  checkText('name', name, labelMax)
}
