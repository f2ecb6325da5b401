import type { GroupKey } from '../../core/group.ts'
import type { Member } from '../../core/member.ts'
import type { Principal } from '../../core/principal.ts'
import type { Fields } from './decode.ts'
import type { EntryKind, SentEntry } from './entry.ts'
import { HEADING_LENS } from './heading.ts'
import { ITEM_LENS, USER_GROUP_LENS } from './item.ts'
import { type Field, type Mask, type Rights, rightsOf } from './rights.ts'
import type { Shape } from './xml.ts'

/** How members of one kind are written: both ways, and blank. */
export interface Lens {
  readonly kind: EntryKind
  /** The entity's type, the root of its XML. */
  readonly root: string
  readonly shape: Shape
  readonly fields: readonly Field[]
  /** A member as it is shown, its texts as they are stored. */
  toWire(member: Member, rights?: Rights): object
  /** What a whole body says: what is absent has its default. Throws `invalid` for values of other types. */
  fromWire(fields: Fields): SentEntry
}

/** The entity of a list's items: user groups have one of their own. */
export function itemLensOf(list: GroupKey): Lens {
  return isUserGroups(list) ? USER_GROUP_LENS : ITEM_LENS
}

/** The entity of a list's members of one kind. */
export function lensOf(list: GroupKey, kind: EntryKind): Lens {
  return kind === 'item' ? itemLensOf(list) : HEADING_LENS
}

/** Whether a list is that of the user groups, which has fewer operations. */
export function isUserGroups(list: GroupKey): boolean {
  return 'builtin' in list && list.builtin === 'user-group'
}

/** The caller's rights on the entities of a lens. */
export function entryRights(principal: Principal, { fields }: Lens): Rights {
  return rightsOf(principal, fields, MASK)
}

/** Whoever may change a list may make and delete what it holds. */
const MASK: Mask = [
  ['Select', 'group.get'],
  ['Update', 'group.change'],
  ['Insert', 'group.change'],
  ['Delete', 'group.change'],
]
