import type { GroupKey } from '../../core/group.ts'
import type { Member } from '../../core/member.ts'
import { allow } from '../../core/principal.ts'
import { attributesOf } from './entry.ts'
import { type Asker, findEntry, mapped, walkEntries } from './entry-queries.ts'
import { type Link, setHeadingsOfItem, setUserGroupsOfItem } from './item-links.ts'
import { ITEM_LENS } from './item.ts'
import { entryRights } from './lens.ts'
import { choiceOf, type Chosen, type SelectableMDOListItem, selectableToWire } from './selectable.ts'
import type { Zone } from './time-zone.ts'

/** Who asks, and in which zone times are to be shown. */
export type ZonedAsker = Asker & { readonly zone: Zone }

/** Selectable things in pages. */
export type Selectable = AsyncIterable<readonly SelectableMDOListItem[]>

/** One item of a list. */
export interface ItemKey {
  readonly list: GroupKey
  readonly id: number
}

const USER_GROUPS: GroupKey = { builtin: 'user-group' }

/** Every heading of the item's list, selected where the item is shown below it. Throws `forbidden`, `not_found`. */
export async function headingsOfItem(
  asker: ZonedAsker,
  { list, id }: ItemKey,
  deleted = false,
): Promise<Selectable> {
  const { group, member } = await findEntry(asker, list, { kind: 'item', id })
  const selected = new Set(attributesOf(member).headings)
  const { pages } = await walkEntries(asker, list, { kind: 'heading', deleted })
  return mapped(pages, selectableIn(asker, group, (heading) => selected.has(heading.id)))
}

/** Every user group, selected where it sees the item. Throws `forbidden`, `not_found`. */
export async function userGroupsOfItem(asker: ZonedAsker, { list, id }: ItemKey): Promise<Selectable> {
  const { group, member } = await findEntry(asker, list, { kind: 'item', id })
  const { userGroups } = attributesOf(member)
  const selected = userGroups && new Set(userGroups)
  const { pages } = await walkEntries(asker, USER_GROUPS, { kind: 'item' })
  return mapped(pages, selectableIn(asker, group, (one) => selected?.has(one.id) ?? true))
}

/** Every item of a list, selected where a user group sees it. Throws `forbidden`, `not_found`. */
export async function itemsOfUserGroup(
  asker: ZonedAsker,
  list: GroupKey,
  id: number,
): Promise<Selectable> {
  await findEntry(asker, USER_GROUPS, { kind: 'item', id })
  const { group, pages } = await walkEntries(asker, list, { kind: 'item' })
  return mapped(
    pages,
    selectableIn(asker, group, (item) => attributesOf(item).userGroups?.includes(id) ?? true),
  )
}

/** Every item of a list, selected where it is shown below a heading. Throws `forbidden`, `not_found`. */
export async function itemsOfHeading(
  asker: ZonedAsker,
  list: GroupKey,
  id: number,
): Promise<Selectable> {
  await findEntry(asker, list, { kind: 'heading', id })
  const { group, pages } = await walkEntries(asker, list, { kind: 'item' })
  return mapped(pages, selectableIn(asker, group, (item) => attributesOf(item).headings.includes(id)))
}

/** Stores which headings an item is shown below, and gives them all. Throws as `setHeadingsOfItem`. */
export async function saveHeadingsOfItem(
  asker: ZonedAsker,
  key: ItemKey,
  links: readonly Link[],
): Promise<Selectable> {
  allow(asker.principal, 'group.get')
  await setHeadingsOfItem(asker.store, asker.principal, key.list, { id: key.id, links })
  return await headingsOfItem(asker, key)
}

/** Stores which user groups see an item, and gives them all. Throws as `setUserGroupsOfItem`. */
export async function saveUserGroupsOfItem(
  asker: ZonedAsker,
  key: ItemKey,
  links: readonly Link[],
): Promise<Selectable> {
  allow(asker.principal, 'group.get')
  await setUserGroupsOfItem(asker.store, asker.principal, key.list, { id: key.id, links })
  return await userGroupsOfItem(asker, key)
}

/** What shows a member as selected or not. The only time that is known of a link is that of its list. */
function selectableIn(
  { principal, zone }: ZonedAsker,
  { updatedAt }: { readonly updatedAt: number },
  isSelected: (member: Member) => boolean,
): (member: Member) => SelectableMDOListItem {
  const shared: Omit<Chosen, 'selected'> = {
    zone,
    changedAt: updatedAt,
    rights: entryRights(principal, ITEM_LENS),
  }
  return (member) => selectableToWire(choiceOf(member), { ...shared, selected: isSelected(member) })
}
