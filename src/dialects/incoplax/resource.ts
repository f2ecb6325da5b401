import type { Replacement } from '../../core/change.ts'
import { changedFields } from '../../core/fields.ts'
import type { Group, GroupFields, NewGroup } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import type { NewMember } from '../../core/member.ts'
import { type Ext, toExt, withExt } from './ext.ts'

/** A group as this vendor writes it. spec/incoplax.md §4.1 */
export interface ContactGroup {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly shortname: string
  readonly opts: {
    readonly title: string
    readonly comment: string
    /** The autokeys of its contacts, in order. */
    readonly abonents: readonly number[]
    readonly abonentcount: number
    readonly priority: number
  }
  readonly ext: Ext
}

/** A group in a list: neither texts nor members. spec/incoplax.md §5.2 */
export interface ListedGroup extends Pick<ContactGroup, 'id' | 'code' | 'name' | 'shortname'> {
  readonly opts: Pick<ContactGroup['opts'], 'abonentcount' | 'priority'>
  readonly ext: Pick<Ext, 'ct' | 'lwt'>
}

/** What may be written of a group, decoded: an absent field stays as it is. */
export interface GroupBody {
  readonly code?: string
  readonly name?: string
  readonly shortname?: string
  readonly title?: string
  readonly comment?: string
  /** Null: the default. */
  readonly priority?: number | null
  readonly abonents?: readonly number[]
  /** Keys of the client's own; null takes one away. */
  readonly ext: JsonObject
}

/** A group to be: `name` is required, and an id may be given. */
export interface NewGroupBody extends GroupBody {
  readonly id?: string
  readonly name: string
}

/** The priority of a group that has none of its own. */
export const priorityDefault = 1000

/** The group as it is shown alone; `abonents` are the numbers of all of its people, in order. */
export function toWire(group: Group, abonents: readonly number[]): ContactGroup {
  const { title, comment, priority, ...top } = shownOf(group)
  return {
    id: group.uuid,
    ...top,
    opts: { title, comment, abonents, abonentcount: group.counts.person, priority },
    ext: toExt(group),
  }
}

/** The group as it is shown in a list. */
export function toListed(group: Group): ListedGroup {
  const { code, name, shortname, priority } = shownOf(group)
  const { ct, lwt } = toExt(group)
  return {
    id: group.uuid,
    code,
    name,
    shortname,
    opts: { abonentcount: group.counts.person, priority },
    ext: { ct, lwt },
  }
}

type Shown = Required<Omit<GroupBody, 'abonents' | 'ext' | 'priority'>> & { readonly priority: number }

/** What may be written of the group's own fields, as it is shown. */
export function shownOf({ code, name, shortName, title, description, rank }: Group): Shown {
  return {
    code,
    name,
    shortname: shortName,
    title,
    comment: description ?? '',
    priority: rank ?? priorityDefault,
  }
}

/** What a body changes of a group. */
export interface GroupEdit {
  readonly set: Partial<GroupFields>
  readonly replace: readonly Replacement[]
}

/** What a body changes. What equals the shown value is no change. */
export function fromWire({ abonents, ext, ...given }: GroupBody, current: Group): GroupEdit {
  const { priority, ...texts } = given
  const shown = shownOf(current)
  const isRanked = priority !== undefined && (priority ?? priorityDefault) !== shown.priority
  return {
    set: {
      ...fieldsOf(filled(changedFields(shown, texts), shown)),
      ...(isRanked ? { rank: priority } : {}),
      extras: withExt(current.extras, ext),
    },
    replace: abonents === undefined ? [] : [{ kind: 'person', members: membersOf(abonents) }],
  }
}

/**
 * A short name that was the name follows it, unless another one is given with it. One that is sent as it was is not
 * given. spec/incoplax.md §6.3
 */
function filled(changed: Partial<Shown>, { name, shortname }: Shown): Partial<Shown> {
  const follows = changed.name !== undefined && changed.shortname === undefined && name === shortname
  return follows ? { ...changed, shortname: changed.name! } : changed
}

/** A new group and its members. */
export interface GroupCreation {
  readonly fields: NewGroup
  readonly add: readonly NewMember[]
}

/** The group that a body makes. Nothing is filled in for a short name that is not given. spec/incoplax.md §6.3 */
export function newFromWire(
  { id, name, abonents = [], ext, priority, ...given }: NewGroupBody,
): GroupCreation {
  const fields = {
    ...fieldsOf(given),
    name,
    ...(id === undefined ? {} : { uuid: id }),
    ...(priority === undefined ? {} : { rank: priority }),
    extras: withExt({}, ext),
  }
  return { fields, add: membersOf(abonents) }
}

function fieldsOf({ code, name, shortname, title, comment }: Omit<GroupBody, 'ext'>): Partial<GroupFields> {
  return {
    ...(code === undefined ? {} : { code }),
    ...(name === undefined ? {} : { name }),
    ...(shortname === undefined ? {} : { shortName: shortname }),
    ...(title === undefined ? {} : { title }),
    ...(comment === undefined ? {} : { description: comment }),
  }
}

function membersOf(abonents: readonly number[]): NewMember[] {
  return abonents.map((number) => ({ kind: 'person', ref: { number } }))
}
