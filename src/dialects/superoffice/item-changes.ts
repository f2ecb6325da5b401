import { invalid } from '../../core/error.ts'
import type { Group, GroupKey } from '../../core/group.ts'
import type { GroupMembers } from '../../core/group-members.ts'
import { type Changed, changeGroup } from '../../core/groups.ts'
import { type Member, type MemberId, membersAddedMax, type NewMember } from '../../core/member.ts'
import type { Principal } from '../../core/principal.ts'
import type { Store } from '../../core/store.ts'
import {
  attributesOf,
  changedEntry,
  type Entry,
  type EntryKind,
  newEntry,
  type SentEntry,
  withAttributes,
} from './entry.ts'
import { alphabetical, inRankOrder, type Move, moved, ranksFor } from './item-order.ts'

/**
 * The commands behind items and headings. Each is one write, in which the ids are looked up and the rule of unique names
 * is decided. A list in the trash can be written, too. All throw `forbidden`, and `not_found` for an unknown list, item,
 * heading or user group.
 */

/** A list after a change, with one of its members. */
export interface Saved {
  readonly group: Group
  readonly member: Member
}

/** One item or heading of a list. */
export interface EntryKey {
  readonly kind: EntryKind
  readonly id: MemberId
}

/** Makes an item or heading. Throws `invalid`, and `conflict` for the name of another item of the list. */
export async function addEntry(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { kind, entry }: { readonly kind: EntryKind; readonly entry: Entry },
): Promise<Saved> {
  return one(await change(store, principal, list, () => [newEntry(kind, entry)]))
}

/** Makes an item or heading what the entry says. Throws `invalid`, `conflict`. */
export async function changeEntry(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { kind, id, entry }: EntryKey & { readonly entry: Entry },
): Promise<Saved> {
  return one(
    await change(store, principal, list, async (members) => [
      changedEntry(kind, entry, await members.find({ kind, id })),
    ]),
  )
}

/**
 * Makes the entries without an id and changes the others; what is not named stays. Gives them in the order sent. Throws
 * `invalid` (also for an id that is named twice), `conflict`.
 */
export async function saveEntries(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { kind, entries }: { readonly kind: EntryKind; readonly entries: readonly SentEntry[] },
): Promise<{ group: Group; members: readonly Member[] }> {
  refuseTwins(entries)
  const { group, began } = await change(store, principal, list, async (members) => {
    const saved: NewMember[] = []
    for (const { id, ...entry } of entries) {
      saved.push(
        id === null ? newEntry(kind, entry) : changedEntry(kind, entry, await members.find({ kind, id })),
      )
    }
    return saved
  })
  return { group, members: began }
}

/** Throws `invalid` for more entries than one change may have, and for an id that is named twice. */
function refuseTwins(entries: readonly SentEntry[]): void {
  if (entries.length > membersAddedMax) throw invalid('', 'too_many', { limit: membersAddedMax })
  const ids = new Set<MemberId>()
  for (const { id } of entries) {
    if (id !== null && ids.has(id)) throw invalid('Id', 'taken', { value: id })
    if (id !== null) ids.add(id)
  }
}

/** Marks an item or heading as deleted. */
export async function deleteEntry(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { kind, id }: EntryKey,
): Promise<Saved> {
  return one(
    await change(store, principal, list, async (members) => [
      withAttributes(kind, await members.find({ kind, id }), { deleted: true }),
    ]),
  )
}

/** Marks all items or all headings of a list as deleted. Throws `invalid` for more than one change may have. */
export async function deleteEntries(
  store: Store,
  principal: Principal,
  list: GroupKey,
  kind: EntryKind,
): Promise<Group> {
  const { group } = await change(store, principal, list, async (members) => {
    const deleted: NewMember[] = []
    for await (const page of members.pages(kind)) {
      const left = page.filter((member) => !attributesOf(member).deleted)
      deleted.push(...left.map((member) => withAttributes(kind, member, { deleted: true })))
    }
    return deleted
  })
  return group
}

/** Gives all items of a list, deleted ones too, ranks from 1 in the alphabetical order of a culture, such as `nb-NO`. */
export async function sortItems(
  store: Store,
  principal: Principal,
  list: GroupKey,
  culture: string | null,
): Promise<Group> {
  const { group } = await change(store, principal, list, async (members) => {
    const items = alphabetical(await inRankOrder(members, 'item'), culture)
    return items.map(({ member }, at) => withAttributes('item', member, { rank: at + 1 }))
  })
  return group
}

/** Moves an item before its neighbour that is not deleted, or behind it, by as few new ranks as that takes. */
export async function moveItem(
  store: Store,
  principal: Principal,
  list: GroupKey,
  move: Move,
): Promise<Group> {
  const { group } = await change(store, principal, list, async (members) => {
    await members.find({ kind: 'item', id: move.id })
    return ranksFor('item', moved(await inRankOrder(members, 'item'), move))
  })
  return group
}

/** Gives headings the ranks from 1 in this order; headings that are not named keep theirs. */
export async function rankHeadings(
  store: Store,
  principal: Principal,
  list: GroupKey,
  ids: readonly MemberId[],
): Promise<Group> {
  const { group } = await change(store, principal, list, async (members) => {
    const headings = await findAll(members, 'heading', ids)
    return headings.map((member, at) => withAttributes('heading', member, { rank: at + 1 }))
  })
  return group
}

/** The members of one kind with these ids. Throws `not_found`. */
export async function findAll(
  members: GroupMembers,
  kind: EntryKind,
  ids: readonly MemberId[],
): Promise<Member[]> {
  const found: Member[] = []
  for (const id of new Set(ids)) found.push(await members.find({ kind, id }))
  return found
}

/** One write that makes and changes members of a list; item names stay unique. */
export function change(
  store: Store,
  principal: Principal,
  list: GroupKey,
  edit: (members: GroupMembers) => NewMember[] | Promise<NewMember[]>,
): Promise<Changed> {
  return changeGroup(store, principal, list, {
    trashed: true,
    uniqueNames: ['item'],
    edit: async (_, members) => ({ add: await edit(members) }),
  })
}

/** A change of one member. */
export function one({ group, began }: Changed): Saved {
  return { group, member: began[0]! }
}
