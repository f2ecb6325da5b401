import type { Directory } from '../directory.ts'
import type { Event } from '../event.ts'
import type { Group } from '../group.ts'
import { type Member, MEMBER_KINDS } from '../member.ts'
import type { GroupType, Person, Thing } from '../person.ts'
import type { Numbers, Totals } from '../store.ts'
import { fold } from '../text.ts'
import {
  type End,
  formatVersion,
  GROUP_DEFAULTS,
  PERSON_DEFAULTS,
  THING_DEFAULTS,
  usualKey,
} from './format.ts'

/** Lines of an export. Keys stand in one order, and what has its default is left out: one content has one text. */

export function headerLine(directory: Directory, numbers: Numbers, total: Totals): string {
  const { sequence, group, type, person, thing, member } = numbers
  const { name, number, oid, settings } = directory
  return line({
    muster: formatVersion,
    complete: true,
    directory: { name, number, oid, ...bag('settings', settings) },
    next: { group, type, person, thing, member, event: sequence + 1 },
    total: {
      types: total.types,
      people: total.people,
      things: total.things,
      groups: total.groups,
      members: total.members,
      events: total.events,
    },
  })
}

export function endLine({ lines, sha256 }: End): string {
  return line({ end: { lines, sha256 } })
}

export function typeLine({ number, name }: GroupType): string {
  return line({ type: { number, name } })
}

export function personLine(person: Person): string {
  const { number, uuid, oid, phone, phoneKey, data, extras, createdAt, updatedAt } = person
  const { state, displayName, email, userName, trashedAt, version } = unusual(person, PERSON_DEFAULTS)
  return line({
    person: {
      number,
      uuid,
      oid,
      state,
      displayName,
      phone: phone || undefined,
      phoneKey: phoneKey === phone ? undefined : phoneKey,
      email,
      userName,
      ...bag('data', data),
      ...bag('extras', extras),
      trashedAt,
      createdAt,
      updatedAt: updatedAt === createdAt ? undefined : updatedAt,
      version,
    },
  })
}

export function thingLine(thing: Thing): string {
  const { kind, number, oid, data, tags, extras, createdAt, updatedAt } = thing
  const { state, name, version } = unusual(thing, THING_DEFAULTS)
  return line({
    thing: {
      kind,
      number,
      oid,
      state,
      name,
      ...bag('data', data),
      tags: tags.length === 0 ? undefined : tags,
      ...bag('extras', extras),
      createdAt,
      updatedAt: updatedAt === createdAt ? undefined : updatedAt,
      version,
    },
  })
}

/** A group without its home, which the containing group's member tells. */
export function groupLine(group: Group): string {
  const { number, uuid, oid, code, name, labels, columns, selectors, extras, createdAt, updatedAt } = group
  const own = unusual(group, GROUP_DEFAULTS)
  return line({
    group: {
      number,
      uuid,
      oid,
      code: code === uuid ? undefined : code,
      slug: own.slug,
      state: own.state,
      builtin: own.builtin,
      name,
      shortName: own.shortName,
      title: own.title,
      description: own.description,
      rank: own.rank,
      type: own.type,
      ...bag('labels', labels),
      columns: columns.length === 0 ? undefined : columns,
      selectors: selectors.length === 0 ? undefined : selectors,
      ...bag('extras', extras),
      ...bag('counts', countsOf(group)),
      expiresAt: own.expiresAt,
      trashedAt: own.trashedAt,
      createdAt,
      updatedAt: updatedAt === createdAt ? undefined : updatedAt,
      version: own.version,
    },
  })
}

/** A spell, below the line of its group. Put together by hand: there are a million of them. */
export function memberLine(member: Member): string {
  const { id, since, until, state, kind, ref, home, name, nameKey, position, place, data } = member
  const { validFrom, validUntil } = member
  let text = `{"member":{"id":${id},"since":${since}`
  if (until !== null) text += `,"until":${until}`
  if (state !== 'live') text += `,"state":"${state}"`
  text += `,"kind":"${kind}"`
  if (ref !== null) text += `,"ref":${ref}`
  if (home) text += ',"home":true'
  if (name !== null) text += `,"name":${JSON.stringify(name)}`
  if (nameKey !== keyLeftOut(member)) text += `,"nameKey":${JSON.stringify(nameKey)}`
  if (position !== id) text += `,"position":${position}`
  if (place !== id) text += `,"place":${place}`
  if (!isEmpty(data)) text += `,"data":${JSON.stringify(data)}`
  if (validFrom !== null) text += `,"validFrom":${validFrom}`
  if (validUntil !== null) text += `,"validUntil":${validUntil}`
  return `${text}}}\n`
}

function keyLeftOut({ kind, name }: Member): string | null {
  return name === null ? null : usualKey(kind, name, fold)
}

export function eventLine(event: Event): string {
  const { sequence, at, actor, dialect, request, kind, subject, before, after, members, cause, undoes } =
    event
  return line({
    event: {
      sequence,
      at,
      actor,
      dialect,
      request: request || undefined,
      kind,
      subject: { kind: subject.kind, number: subject.number },
      before: before ?? undefined,
      after: after ?? undefined,
      members: members ?? undefined,
      cause: cause ?? undefined,
      undoes: undoes ?? undefined,
    },
  })
}

/** `undefined` is how a key is left out. */
function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}

function bag(key: string, value: object): Record<string, object> {
  return isEmpty(value) ? {} : { [key]: value }
}

type Unusual<T, D> = { [K in keyof D & keyof T]: T[K] | undefined }

/** The fields that differ from their defaults. */
function unusual<T extends object, D extends Partial<T>>(of: T, defaults: D): Unusual<T, D> {
  const entries = Object.keys(defaults).map((key) => {
    const value: unknown = Reflect.get(of, key)
    return [key, value === Reflect.get(defaults, key) ? undefined : value]
  })
  return Object.fromEntries(entries) as Unusual<T, D>
}

function countsOf({ counts }: Group): Record<string, number> {
  return Object.fromEntries(
    MEMBER_KINDS.filter((kind) => counts[kind] !== 0).map((kind) => [kind, counts[kind]]),
  )
}
