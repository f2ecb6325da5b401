import type { Member } from '../../core/member.ts'
import { booleanOf, type Fields, integerOf, textOf } from './decode.ts'
import { entryOf, type SentEntry } from './entry.ts'
import type { Lens } from './lens.ts'
import { listNameMax, tooltipMax } from './resource.ts'
import { type FieldProperty, type Rights, type TableRight, UNRESTRICTED } from './rights.ts'
import { scalars } from './xml.ts'

/** An item of a list as this vendor writes it, keys in the order of its pages. spec/superoffice.md §4.2 */
export interface ListItemEntity {
  readonly Id: number
  /** Null only in the blank entity. */
  readonly Name: string | null
  readonly Tooltip: string | null
  readonly Deleted: boolean
  readonly UdListDefinitionId: number
  readonly Rank: number
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** An item of the built-in list of user groups: its name is `Value`. spec/superoffice.md §4.5 */
export interface UserGroup {
  readonly Id: number
  readonly Value: string | null
  readonly Tooltip: string | null
  readonly Rank: number
  readonly Deleted: boolean
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** Items of all lists but that of the user groups. */
export const ITEM_LENS = {
  kind: 'item',
  root: 'ListItemEntity',
  shape: scalars('Id', 'Name', 'Tooltip', 'Deleted', 'UdListDefinitionId', 'Rank'),
  fields: [
    ['Id', 'Int32', 0],
    ['Name', 'String', listNameMax],
    ['Tooltip', 'String', tooltipMax],
    ['Deleted', 'Boolean', 0],
    ['UdListDefinitionId', 'Int32', 0],
    ['Rank', 'Int32', 0],
  ],
  toWire: itemToWire,
  fromWire: itemFromWire,
} as const satisfies Lens

/** User groups. */
export const USER_GROUP_LENS = {
  kind: 'item',
  root: 'UserGroup',
  shape: scalars('Id', 'Value', 'Tooltip', 'Rank', 'Deleted'),
  fields: [
    ['Id', 'Int32', 0],
    ['Value', 'String', listNameMax],
    ['Tooltip', 'String', tooltipMax],
    ['Rank', 'Int32', 0],
    ['Deleted', 'Boolean', 0],
  ],
  toWire: userGroupToWire,
  fromWire: userGroupFromWire,
} as const satisfies Lens

/** The item as it is shown, its texts as they are stored. */
export function itemToWire(member: Member, rights: Rights = UNRESTRICTED): ListItemEntity {
  const { name, tooltip, rank, deleted } = entryOf(member)
  return {
    Id: member.id,
    Name: name,
    Tooltip: tooltip,
    Deleted: deleted,
    UdListDefinitionId: member.group,
    Rank: rank,
    ...rights,
  }
}

/** What a whole body says of an item: what is absent has its default. The list is the path's. Throws `invalid`. */
export function itemFromWire(fields: Fields): SentEntry {
  return entryFromWire(fields, { id: 'Id', name: 'Name' })
}

/** A blank item of a list for a later POST; of none, with 0. It is not stored. */
export function blankItem(list = 0, rights: Rights = UNRESTRICTED): ListItemEntity {
  return {
    Id: 0,
    Name: null,
    Tooltip: null,
    Deleted: false,
    UdListDefinitionId: list,
    Rank: 0,
    ...rights,
  }
}

/** The user group as it is shown, its texts as they are stored. */
export function userGroupToWire(member: Member, rights: Rights = UNRESTRICTED): UserGroup {
  const { name, tooltip, rank, deleted } = entryOf(member)
  return { Id: member.id, Value: name, Tooltip: tooltip, Rank: rank, Deleted: deleted, ...rights }
}

/** What a whole body says of a user group: what is absent has its default. Throws `invalid`. */
export function userGroupFromWire(fields: Fields): SentEntry {
  return entryFromWire(fields, { id: 'Id', name: 'Value' })
}

/** What a whole body says of an item or heading whose id and name have these names. An id of 0 is none. */
export function entryFromWire(
  fields: Fields,
  { id, name }: { readonly id: string; readonly name: string },
): SentEntry {
  return {
    id: integerOf(fields, id) || null,
    name: textOf(fields, name) ?? null,
    tooltip: textOf(fields, 'Tooltip') ?? null,
    rank: integerOf(fields, 'Rank') ?? 0,
    deleted: booleanOf(fields, 'Deleted') ?? false,
  }
}
