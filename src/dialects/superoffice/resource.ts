import type { GroupChange } from '../../core/change.ts'
import { DirectoryError, type Violation } from '../../core/error.ts'
import type { Group, GroupFields, NewGroup } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Principal } from '../../core/principal.ts'
import { isLongerThan, isStorable } from '../../core/text.ts'
import { booleanOf, type Fields, integerOf, textOf } from './decode.ts'
import { scalars } from './xml.ts'
import {
  type Field,
  type FieldProperty,
  type Rights,
  rightsOf,
  type TableRight,
  UNRESTRICTED,
} from './rights.ts'

/** A list as this vendor writes it, keys in the order of its pages. spec/superoffice.md §4.1 */
export interface ListEntity {
  readonly Id: number
  /** Null only in the blank entity. */
  readonly Name: string | null
  readonly Tooltip: string | null
  readonly Deleted: boolean
  readonly Rank: number
  readonly IsCustomList: boolean
  readonly IsMDOList: boolean
  readonly UseGroupsAndHeadings: boolean
  readonly ListType: string | null
  readonly InUseByUserDefinedFields: boolean
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

/** Answers about one list by its id have links. */
export interface ListEntityWithLinks extends ListEntity {
  readonly _Links: { readonly Self: string; readonly Archive: string }
}

/** What a body says of a list that exists: what is absent stays as it is. */
export type ListChange = Partial<
  Pick<ListEntity, 'Name' | 'Tooltip' | 'Deleted' | 'Rank' | 'UseGroupsAndHeadings'>
>

/** What a body says of a new list: these three can be given only then. */
export type NewList = ListChange & Partial<Pick<ListEntity, 'IsCustomList' | 'IsMDOList' | 'ListType'>>

/** Limits of the vendor's table `UDListDefinition`; texts in characters. spec/superoffice.md §4.1 */
export const listNameMax = 239
export const tooltipMax = 254
export const rankMax = 65535

const FIELDS: readonly Field[] = [
  ['Id', 'Int32', 0],
  ['Name', 'String', listNameMax],
  ['Tooltip', 'String', tooltipMax],
  ['Deleted', 'Boolean', 0],
  ['Rank', 'Int32', 0],
  ['IsCustomList', 'Boolean', 0],
  ['IsMDOList', 'Boolean', 0],
  ['UseGroupsAndHeadings', 'Boolean', 0],
  ['ListType', 'String', listNameMax],
  ['InUseByUserDefinedFields', 'Boolean', 0],
]

/** What is read of a list in XML. */
export const LIST_SHAPE = scalars(...FIELDS.map(([name]) => name))

/** The caller's rights on lists. */
export function listRights(principal: Principal): Rights {
  return rightsOf(principal, FIELDS)
}

/** A blank list for a later POST. It is not stored. spec/superoffice.md §5.3 */
export function blankList(rights: Rights = UNRESTRICTED): ListEntity {
  return {
    Id: 0,
    Name: null,
    Tooltip: null,
    Deleted: false,
    Rank: 0,
    IsCustomList: false,
    IsMDOList: false,
    UseGroupsAndHeadings: false,
    ListType: null,
    InUseByUserDefinedFields: false,
    ...rights,
  }
}

/** The group as it is shown, its texts as they are stored. */
export function toWire(group: Group, rights: Rights = UNRESTRICTED): ListEntity {
  const bag = group.extras['superoffice'] ?? {}
  return {
    Id: group.number,
    Name: group.name,
    Tooltip: group.description,
    Deleted: group.state === 'trashed',
    Rank: group.rank ?? 0,
    IsCustomList: bag['isCustomList'] === true,
    IsMDOList: bag['isMDOList'] === true,
    UseGroupsAndHeadings: bag['useGroupsAndHeadings'] === true,
    ListType: typeof bag['listType'] === 'string' ? bag['listType'] : null,
    InUseByUserDefinedFields: false,
    ...rights,
  }
}

/** The list with its links; `base` is the address of `/api/v1`. The vendor's own `Self` ends in a slash. */
export function withLinks(list: ListEntity, base: string): ListEntityWithLinks {
  return { ...list, _Links: { Self: `${base}/List/${list.Id}/`, Archive: `${base}/List` } }
}

/** What a whole body, that of a PUT or POST, says of the fields that may be written: what is absent has its default. */
export function decodeList(fields: Fields): NewList {
  return {
    Name: textOf(fields, 'Name') ?? null,
    Tooltip: textOf(fields, 'Tooltip') ?? null,
    Deleted: booleanOf(fields, 'Deleted') ?? false,
    Rank: integerOf(fields, 'Rank') ?? 0,
    UseGroupsAndHeadings: booleanOf(fields, 'UseGroupsAndHeadings') ?? false,
    IsCustomList: booleanOf(fields, 'IsCustomList') ?? false,
    IsMDOList: booleanOf(fields, 'IsMDOList') ?? false,
    ListType: textOf(fields, 'ListType') ?? null,
  }
}

/**
 * What a body changes of a list. What equals the shown value is no change, and is not measured. Throws `invalid` for
 * what breaks a limit of the vendor's.
 */
export function fromWire(body: ListChange, base: Group): GroupChange {
  const changed = changedIn(body, toWire(base))
  checkList(changed)
  const { UseGroupsAndHeadings: headings, Deleted: trashed } = changed
  return {
    set: {
      ...fieldsOf(changed),
      ...(headings === undefined
        ? {}
        : { extras: extrasOf(base, { useGroupsAndHeadings: headings || null }) }),
    },
    ...(trashed === undefined ? {} : { trashed }),
  }
}

/** The group that a body makes. Throws `invalid` for what breaks a limit of the vendor's. */
export function newFromWire(body: NewList): NewGroup {
  const { Name: name = null, ...rest } = body
  checkList({ ...rest, Name: name })
  const bag = bagOf({}, {
    isCustomList: body.IsCustomList || null,
    isMDOList: body.IsMDOList || null,
    useGroupsAndHeadings: body.UseGroupsAndHeadings || null,
    listType: body.ListType ?? null,
  })
  return { ...fieldsOf(body), name: name ?? '', ...(bag ? { extras: { superoffice: bag } } : {}) }
}

function changedIn(body: ListChange, shown: ListEntity): ListChange {
  const changed = (key: keyof ListChange) => body[key] !== undefined && body[key] !== shown[key]
  return {
    ...(changed('Name') ? { Name: body.Name! } : {}),
    ...(changed('Tooltip') ? { Tooltip: body.Tooltip! } : {}),
    ...(changed('Deleted') ? { Deleted: body.Deleted! } : {}),
    ...(changed('Rank') ? { Rank: body.Rank! } : {}),
    ...(changed('UseGroupsAndHeadings') ? { UseGroupsAndHeadings: body.UseGroupsAndHeadings! } : {}),
  }
}

/** A rank of 0 is none: other dialects have a default of their own for it. collisions.md C1 */
function fieldsOf({ Name, Tooltip, Rank }: ListChange): Partial<GroupFields> {
  return {
    ...(typeof Name === 'string' ? { name: Name } : {}),
    ...(Tooltip === undefined ? {} : { description: Tooltip }),
    ...(Rank === undefined ? {} : { rank: Rank === 0 ? null : Rank }),
  }
}

type Bag = Readonly<Record<string, boolean | string | null>>

function extrasOf({ extras }: Group, change: Bag): GroupFields['extras'] {
  const { superoffice, ...others } = extras
  const bag = bagOf(superoffice ?? {}, change)
  return bag ? { ...others, superoffice: bag } : others
}

/** A bag with some keys changed; null takes one away. An empty bag is no bag. */
function bagOf(bag: JsonObject, change: Bag): JsonObject | undefined {
  const entries = Object.entries({ ...bag, ...change }).filter(([key, value]) =>
    value !== null || !Object.hasOwn(change, key)
  )
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function checkList({ Name, Tooltip, Rank, ListType }: NewList): void {
  const faults = [
    ...(Name === undefined ? [] : faultsOfName('Name', Name)),
    ...faultsOfText('Tooltip', Tooltip ?? '', tooltipMax),
    ...(Rank === undefined ? [] : faultsOfRank('Rank', Rank)),
    ...faultsOfText('ListType', ListType ?? '', listNameMax),
  ]
  if (faults.length > 0) throw refused(faults)
}

/** What is wrong with a name of a list, an item or a heading: blank ones are refused. */
export function faultsOfName(field: string, name: string | null): Violation[] {
  if (name === null || name.trim() === '') return [{ field, rule: 'required' }]
  return faultsOfText(field, name, listNameMax)
}

/** What is wrong with a text of at most `max` characters. */
export function faultsOfText(field: string, text: string, max: number): Violation[] {
  if (!isStorable(text)) return [{ field, rule: 'text' }]
  return isLongerThan(text, max) ? [{ field, rule: 'too_long', limit: max }] : []
}

/** What is wrong with a rank: the vendor's column is an unsigned short. */
export function faultsOfRank(field: string, rank: number): Violation[] {
  return rank < 0 || rank > rankMax ? [{ field, rule: 'range', limit: rankMax, value: rank }] : []
}

/** An `invalid` with all that is wrong with an entity. */
export function refused(faults: readonly Violation[]): DirectoryError {
  const told = faults.map(({ field, rule }) => `${field}: ${rule}`).join('; ')
  return new DirectoryError('invalid', told, { violations: faults })
}
