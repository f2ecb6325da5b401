import type { Event, EventKind, SubjectKind } from '../core/event.ts'
import type { Group, State } from '../core/group.ts'
import type { Member, MemberKind, MemberState, NewSpell } from '../core/member.ts'
import type { GroupLink, Keys, TypedGroup } from '../core/store.ts'
import { fold } from '../core/text.ts'
import { folded, int, intOrNull, json, jsonOrNull, text, textOf, textOrNull } from './cells.ts'
import type { Row } from './driver.ts'

/** Rows and entities, both ways. What is only there to be searched (folded keys) is made here from the core's fold. */

export const GROUP_COLUMNS = [
  'number',
  'uuid',
  'oid',
  'code',
  'slug',
  'state',
  'builtin',
  'name',
  'short_name',
  'title',
  'description',
  'rank',
  'type_number',
  'labels',
  'columns',
  'selectors',
  'extras',
  'people',
  'phones',
  'items',
  'headings',
  'devices',
  'endpoints',
  'contained',
  'expires_at',
  'trashed_at',
  'created_at',
  'updated_at',
  'version',
] as const

export function groupOf(row: Row): Group {
  return {
    number: int(row['number']),
    uuid: text(row['uuid']),
    oid: text(row['oid']),
    code: text(row['code']),
    slug: textOrNull(row['slug']),
    state: text(row['state']) as State,
    builtin: text(row['builtin']) || null,
    name: text(row['name']),
    shortName: text(row['short_name']),
    title: text(row['title']),
    description: textOrNull(row['description']),
    rank: intOrNull(row['rank']),
    type: intOrNull(row['type_number']),
    parent: intOrNull(row['parent']),
    labels: json(row['labels']),
    columns: json(row['columns']),
    selectors: json(row['selectors']),
    extras: json(row['extras']),
    counts: {
      person: int(row['people']),
      phone: int(row['phones']),
      item: int(row['items']),
      heading: int(row['headings']),
      device: int(row['devices']),
      endpoint: int(row['endpoints']),
      group: int(row['contained']),
    },
    expiresAt: intOrNull(row['expires_at']),
    trashedAt: intOrNull(row['trashed_at']),
    createdAt: int(row['created_at']),
    updatedAt: int(row['updated_at']),
    version: int(row['version']),
  }
}

export function groupRow(group: Group): Row {
  return {
    number: group.number,
    uuid: group.uuid,
    oid: group.oid,
    code: group.code,
    slug: group.slug,
    slug_key: folded(group.slug),
    state: group.state,
    builtin: group.builtin ?? '',
    name: group.name,
    name_key: fold(group.name),
    short_name: group.shortName,
    title: group.title,
    description: group.description,
    rank: group.rank,
    rank_order: group.rank ?? 0,
    type_number: group.type,
    labels: JSON.stringify(group.labels),
    columns: JSON.stringify(group.columns),
    selectors: JSON.stringify(group.selectors),
    extras: JSON.stringify(group.extras),
    people: group.counts.person,
    phones: group.counts.phone,
    items: group.counts.item,
    headings: group.counts.heading,
    devices: group.counts.device,
    endpoints: group.counts.endpoint,
    contained: group.counts.group,
    expires_at: group.expiresAt,
    trashed_at: group.trashedAt,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
    version: group.version,
  }
}

export function memberOf(row: Row): Member {
  return {
    id: int(row['id']),
    since: int(row['since']),
    until: int(row['until']) || null,
    state: text(row['state']) as MemberState,
    group: int(row['group_number']),
    kind: text(row['kind']) as MemberKind,
    ref: intOrNull(row['ref']),
    home: row['home'] === 1,
    name: textOrNull(row['name']),
    nameKey: textOrNull(row['name_key']),
    position: int(row['position']),
    place: int(row['place']),
    data: json(row['data']),
    validFrom: intOrNull(row['valid_from']),
    validUntil: intOrNull(row['valid_until']),
  }
}

/** Keys, with a uuid, a code and a name where the row has them. Spreading them took as long as reading the row. */
export function keysOf(row: Row): Keys {
  const { uuid = null, code = null, name = null } = row
  const keys: { -readonly [Key in keyof Keys]: Keys[Key] } = {
    number: int(row['number']),
    oid: text(row['oid']),
  }
  if (uuid !== null) keys.uuid = text(uuid)
  if (code !== null) keys.code = text(code)
  if (name !== null) keys.name = text(name)
  return keys
}

export function linkOf(row: Row): GroupLink {
  return {
    number: int(row['number']),
    uuid: text(row['uuid']),
    oid: text(row['oid']),
    code: text(row['code']),
    name: text(row['name']),
    parentOid: textOrNull(row['parent_oid']),
  }
}

export function typedGroupOf(row: Row): TypedGroup {
  return {
    number: int(row['number']),
    uuid: text(row['uuid']),
    slug: textOrNull(row['slug']),
    name: text(row['name']),
    type: intOrNull(row['type_number']),
  }
}

export function spellRow(spell: NewSpell): Row {
  return {
    id: spell.id,
    since: spell.since,
    until: 0,
    state: spell.state,
    group_number: spell.group,
    kind: spell.kind,
    ref: spell.ref,
    home: spell.home ? 1 : 0,
    name: spell.name,
    name_key: spell.nameKey,
    position: spell.position,
    place: spell.place,
    data: JSON.stringify(spell.data),
    valid_from: spell.validFrom,
    valid_until: spell.validUntil,
  }
}

export function eventOf(row: Row): Event {
  return {
    sequence: int(row['sequence']),
    at: int(row['at']),
    actor: text(row['actor']),
    dialect: text(row['dialect']),
    request: text(row['request']),
    kind: text(row['kind']) as EventKind,
    subject: { kind: text(row['subject_kind']) as SubjectKind, number: int(row['subject_number']) },
    before: jsonOrNull(row['before']),
    after: jsonOrNull(row['after']),
    members: jsonOrNull(row['members']),
    cause: intOrNull(row['cause']),
    undoes: intOrNull(row['undoes']),
  }
}

export function eventRow(event: Event): Row {
  return {
    sequence: event.sequence,
    at: event.at,
    actor: event.actor,
    dialect: event.dialect,
    request: event.request,
    kind: event.kind,
    subject_kind: event.subject.kind,
    subject_number: event.subject.number,
    before: textOf(event.before),
    after: textOf(event.after),
    members: textOf(event.members),
    cause: event.cause,
    undoes: event.undoes,
  }
}
