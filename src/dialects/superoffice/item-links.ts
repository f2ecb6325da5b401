import { notFound } from '../../core/error.ts'
import type { Group, GroupKey } from '../../core/group.ts'
import type { Member, MemberId } from '../../core/member.ts'
import type { Principal } from '../../core/principal.ts'
import { allMembers } from '../../core/queries.ts'
import type { Store } from '../../core/store.ts'
import { attributesOf, withAttributes } from './entry.ts'
import { change, findAll, one, type Saved } from './item-changes.ts'

/**
 * The commands behind what an item is shown below and to whom: its headings and user groups. Each is one write, and throws
 * as those of items do.
 */

/** A heading or user group by its id, and whether an item is to be linked to it. */
export interface Link {
  readonly id: MemberId
  readonly selected: boolean
}

/** Shows an item below the selected headings, and no longer below those that are not; others stay as they are. */
export async function setHeadingsOfItem(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { id, links }: { readonly id: MemberId; readonly links: readonly Link[] },
): Promise<Saved> {
  return one(
    await change(store, principal, list, async (members) => {
      const item = await members.find({ kind: 'item', id })
      await findAll(members, 'heading', links.map((link) => link.id))
      return [withAttributes('item', item, { headings: linked(attributesOf(item).headings, links) })]
    }),
  )
}

/** Shows items below a heading, or no longer; other items stay as they are. */
export async function setItemsOfHeading(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { id, items, selected }: ItemLinks,
): Promise<Group> {
  const { group } = await change(store, principal, list, async (members) => {
    await members.find({ kind: 'heading', id })
    const found = await findAll(members, 'item', items)
    return found.map((item) => {
      const headings = linked(attributesOf(item).headings, [{ id, selected }])
      return withAttributes('item', item, { headings })
    })
  })
  return group
}

/** Items that are to be linked to one heading or user group, or no longer. */
export interface ItemLinks {
  readonly id: MemberId
  readonly items: readonly MemberId[]
  readonly selected: boolean
}

/** Shows an item to the selected user groups, and hides it from those that are not; others stay as they are. */
export async function setUserGroupsOfItem(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { id, links }: { readonly id: MemberId; readonly links: readonly Link[] },
): Promise<Saved> {
  const known = await knownUserGroups(store, principal, links.map((link) => link.id))
  return one(
    await change(store, principal, list, async (members) => {
      const item = await members.find({ kind: 'item', id })
      return [withAttributes('item', item, { userGroups: seenBy(item, links, known) })]
    }),
  )
}

/** Shows items to a user group, or hides them from it; other items stay as they are. */
export async function setItemsOfUserGroup(
  store: Store,
  principal: Principal,
  list: GroupKey,
  { id, items, selected }: ItemLinks,
): Promise<Group> {
  const known = await knownUserGroups(store, principal, [id])
  const { group } = await change(store, principal, list, async (members) => {
    const found = await findAll(members, 'item', items)
    return found.map((item) =>
      withAttributes('item', item, { userGroups: seenBy(item, [{ id, selected }], known) })
    )
  })
  return group
}

/** The ids of all user groups, deleted ones too. Throws `not_found` where one of these is not among them. */
async function knownUserGroups(
  store: Store,
  principal: Principal,
  wanted: readonly MemberId[],
): Promise<ReadonlySet<MemberId>> {
  const known = new Set<MemberId>()
  const { pages } = await allMembers(store, principal, { builtin: 'user-group' }, 'item')
  for await (const page of pages) for (const { id } of page) known.add(id)
  const unknown = wanted.find((id) => !known.has(id))
  if (unknown !== undefined) throw notFound(`user group ${unknown}`)
  return known
}

/** The user groups that see an item afterwards. Where that is all of them, those that will be made see it, too. */
function seenBy(
  item: Member,
  links: readonly Link[],
  known: ReadonlySet<MemberId>,
): readonly MemberId[] | null {
  const before = attributesOf(item).userGroups ?? [...known]
  const after = linked(before, links).filter((id) => known.has(id))
  return after.length === known.size ? null : after
}

function linked(before: readonly MemberId[], links: readonly Link[]): readonly MemberId[] {
  const after = new Set(before)
  for (const { id, selected } of links) {
    if (selected) after.add(id)
    else after.delete(id)
  }
  return [...after]
}
