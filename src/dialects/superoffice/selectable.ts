import type { Member } from '../../core/member.ts'
import { booleanOf, type Fields, integerOf } from './decode.ts'
import { entryOf } from './entry.ts'
import type { Link } from './item-links.ts'
import { missing } from './error.ts'
import { type FieldProperty, type Rights, type TableRight, UNRESTRICTED } from './rights.ts'
import { encodeDate, type Zone } from './time-zone.ts'
import { scalars } from './xml.ts'

/** An item of a list to choose from, keys in the order of the vendor's pages: `ToolTip` here. spec/superoffice.md §4.4 */
export interface MDOListItem {
  readonly Id: number
  readonly Name: string | null
  readonly ToolTip: string | null
  readonly Deleted: boolean
  readonly Rank: number
  readonly Type: string
  readonly ChildItems: readonly MDOListItem[]
  readonly IconHint: string
  readonly ColorBlock: number
  readonly ExtraInfo: string
  readonly StyleHint: string
  readonly FullName: string | null
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** The same with whether it is chosen. */
export interface SelectableMDOListItem {
  readonly Id: number
  readonly Name: string | null
  readonly ToolTip: string | null
  readonly Deleted: boolean
  readonly Rank: number
  readonly Type: string
  readonly ColorBlock: number
  readonly IconHint: string
  readonly Selected: boolean
  /** The date of what never happened where it is not chosen. */
  readonly LastChanged: string
  readonly ChildItems: readonly SelectableMDOListItem[]
  readonly ExtraInfo: string
  readonly StyleHint: string
  readonly Hidden: boolean
  readonly FullName: string | null
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** What both show of a thing: an item, a heading, a list. */
export interface Choice {
  readonly id: number
  readonly name: string | null
  readonly tooltip: string | null
  readonly rank: number
  readonly deleted: boolean
  /** The name of what it stands below, if anything. */
  readonly below?: string | null
}

/** Whether something is chosen, and when its list last changed. */
export interface Chosen {
  readonly selected: boolean
  readonly changedAt: number
  readonly zone: Zone
  readonly rights?: Rights
}

/** The elements of a body that chooses: only these two count. */
export const LINK_SHAPE = scalars('Id', 'Selected')

/** An item or heading as something to choose. */
export function choiceOf(member: Member): Choice {
  return { id: member.id, ...entryOf(member) }
}

/** Something to choose, its texts as they are stored. The free hints are empty: there is nothing to hint at. */
export function choiceToWire(
  choice: Choice,
  children: readonly MDOListItem[] = [],
  rights: Rights = UNRESTRICTED,
): MDOListItem {
  return {
    Id: choice.id,
    Name: choice.name,
    ToolTip: choice.tooltip,
    Deleted: choice.deleted,
    Rank: choice.rank,
    Type: '',
    ChildItems: children,
    IconHint: '',
    ColorBlock: 0,
    ExtraInfo: '',
    StyleHint: '',
    FullName: fullNameOf(choice),
    ...rights,
  }
}

/** The same with whether it is chosen. */
export function selectableToWire(
  choice: Choice,
  { selected, changedAt, zone, rights = UNRESTRICTED }: Chosen,
  children: readonly SelectableMDOListItem[] = [],
): SelectableMDOListItem {
  return {
    Id: choice.id,
    Name: choice.name,
    ToolTip: choice.tooltip,
    Deleted: choice.deleted,
    Rank: choice.rank,
    Type: '',
    ColorBlock: 0,
    IconHint: '',
    Selected: selected,
    LastChanged: encodeDate(selected ? changedAt : null, zone),
    ChildItems: children,
    ExtraInfo: '',
    StyleHint: '',
    Hidden: false,
    FullName: fullNameOf(choice),
    ...rights,
  }
}

/** The name in its context: behind the name of the heading. */
function fullNameOf({ name, below }: Choice): string | null {
  return below ? `${below}/${name}` : name
}

/** What an element of a body chooses. Throws `invalid`, and `not_found` for an id that is none. */
export function linkFromWire(fields: Fields): Link {
  const id = integerOf(fields, 'Id') ?? 0
  if (id <= 0) throw missing('ListItem', id)
  return { id, selected: booleanOf(fields, 'Selected') ?? false }
}
