import type { Member } from '../../core/member.ts'
import type { Fields } from './decode.ts'
import { entryOf, type SentEntry } from './entry.ts'
import { entryFromWire } from './item.ts'
import type { Lens } from './lens.ts'
import { listNameMax, tooltipMax } from './resource.ts'
import { type FieldProperty, type Rights, type TableRight, UNRESTRICTED } from './rights.ts'
import { scalars } from './xml.ts'

/** A heading of a list as this vendor writes it, keys in the order of its pages. spec/superoffice.md §4.3 */
export interface HeadingEntity {
  readonly HeadingId: number
  /** Null only in the blank entity. */
  readonly Name: string | null
  readonly Tooltip: string | null
  readonly Deleted: boolean
  readonly Rank: number
  readonly UdListDefinitionId: number
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** Headings of all lists. */
export const HEADING_LENS = {
  kind: 'heading',
  root: 'HeadingEntity',
  shape: scalars('HeadingId', 'Name', 'Tooltip', 'Deleted', 'Rank', 'UdListDefinitionId'),
  fields: [
    ['HeadingId', 'Int32', 0],
    ['Name', 'String', listNameMax],
    ['Tooltip', 'String', tooltipMax],
    ['Deleted', 'Boolean', 0],
    ['Rank', 'Int32', 0],
    ['UdListDefinitionId', 'Int32', 0],
  ],
  toWire: headingToWire,
  fromWire: headingFromWire,
} as const satisfies Lens

/** The heading as it is shown, its texts as they are stored. */
export function headingToWire(member: Member, rights: Rights = UNRESTRICTED): HeadingEntity {
  const { name, tooltip, rank, deleted } = entryOf(member)
  return {
    HeadingId: member.id,
    Name: name,
    Tooltip: tooltip,
    Deleted: deleted,
    Rank: rank,
    UdListDefinitionId: member.group,
    ...rights,
  }
}

/** What a whole body says of a heading: what is absent has its default. The list is the path's. Throws `invalid`. */
export function headingFromWire(fields: Fields): SentEntry {
  return entryFromWire(fields, { id: 'HeadingId', name: 'Name' })
}

/** A blank heading of a list for a later POST; of none, with 0. It is not stored. */
export function blankHeading(list = 0, rights: Rights = UNRESTRICTED): HeadingEntity {
  return {
    HeadingId: 0,
    Name: null,
    Tooltip: null,
    Deleted: false,
    Rank: 0,
    UdListDefinitionId: list,
    ...rights,
  }
}
