import { DirectoryError } from '../error.ts'
import type { Group } from '../group.ts'
import { type Member, NO_MEMBERS, refers } from '../member.ts'
import type { JsonObject } from '../json.ts'
import type { GroupType, Person, Thing } from '../person.ts'
import { fold } from '../text.ts'
import { requireFields } from './checks.ts'
import type { GroupLine, MemberLine, PersonLine, ThingLine, TypeLine } from './decode.ts'
import { GROUP_DEFAULTS, PERSON_DEFAULTS, THING_DEFAULTS, usualKey } from './format.ts'

/** Rows from the lines of a complete file: what a line leaves out has its default. Each throws `invalid`. */

export function wholeType({ number, name }: TypeLine): GroupType {
  return { number: there('number', number), name: there('name', name) }
}

export function wholePerson({ source: _, ...given }: PersonLine): Person {
  const createdAt = there('createdAt', given.createdAt)
  const phone = given.phone ?? ''
  return {
    data: {},
    extras: {},
    updatedAt: createdAt,
    phoneKey: phone,
    ...PERSON_DEFAULTS,
    ...given,
    number: there('number', given.number),
    uuid: there('uuid', given.uuid),
    oid: there('oid', given.oid),
    createdAt,
  }
}

export function wholeThing({ source: _, ...given }: ThingLine): Thing {
  const createdAt = there('createdAt', given.createdAt)
  return {
    data: {},
    tags: [],
    extras: {},
    updatedAt: createdAt,
    ...THING_DEFAULTS,
    ...given,
    kind: there('kind', given.kind),
    number: there('number', given.number),
    oid: there('oid', given.oid),
    createdAt,
  }
}

export function wholeGroup({ source: _, parent, type, counts, ...given }: GroupLine): Group {
  if (parent !== undefined) {
    throw notComplete('a group tells its home by a member with "home" in the containing group')
  }
  if (typeof type === 'string') throw notComplete('a type is given by its number')
  const createdAt = there('createdAt', given.createdAt)
  const uuid = there('uuid', given.uuid)
  return {
    code: uuid,
    labels: {},
    columns: [],
    selectors: [],
    extras: {},
    updatedAt: createdAt,
    ...GROUP_DEFAULTS,
    ...given,
    number: there('number', given.number),
    uuid,
    oid: there('oid', given.oid),
    name: there('name', given.name),
    type: type ?? null,
    parent: null,
    counts: { ...NO_MEMBERS, ...counts },
    createdAt,
  }
}

export function wholeMember(given: MemberLine, group: number): Member {
  const { kind, name = null, ref } = given
  const id = there('id', given.id)
  if (ref !== undefined && typeof ref !== 'number') {
    throw notComplete('what a member refers to is given by its number')
  }
  if (refers(kind) ? ref === undefined : name === undefined) there(refers(kind) ? 'ref' : 'name', undefined)
  return {
    id,
    since: there('since', given.since),
    until: given.until ?? null,
    state: given.state ?? 'live',
    group,
    kind,
    ref: ref ?? null,
    home: given.home ?? false,
    name,
    nameKey: given.nameKey ?? (name === null ? null : usualKey(kind, name, fold)),
    position: given.position ?? id,
    place: given.place ?? id,
    data: given.data ?? {},
    validFrom: given.validFrom ?? null,
    validUntil: given.validUntil ?? null,
  }
}

function there<T>(field: string, value: T | undefined): T {
  if (value === undefined) requireFields({} satisfies JsonObject, [field])
  return value as T
}

function notComplete(words: string): DirectoryError {
  return new DirectoryError('invalid', `in a complete file ${words}`)
}
