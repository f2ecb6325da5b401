import type { Account, Directory, Fact, Token } from '../core/directory.ts'
import type { Event, EventKind, SubjectKind } from '../core/event.ts'
import type { Group, State } from '../core/group.ts'
import type { Member, MemberKind, MemberState, NewSpell } from '../core/member.ts'
import type { GroupType, Person, Thing, ThingKind } from '../core/person.ts'
import { fold } from '../core/text.ts'
import type { Row, Value } from './driver.ts'

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

export function personOf(row: Row): Person {
  return {
    number: int(row['number']),
    uuid: text(row['uuid']),
    oid: text(row['oid']),
    state: text(row['state']) as State,
    displayName: text(row['display_name']),
    phone: text(row['phone']),
    phoneKey: text(row['phone_key']),
    email: textOrNull(row['email']),
    userName: textOrNull(row['user_name']),
    data: json(row['data']),
    extras: json(row['extras']),
    trashedAt: intOrNull(row['trashed_at']),
    createdAt: int(row['created_at']),
    updatedAt: int(row['updated_at']),
    version: int(row['version']),
  }
}

export function personRow(person: Person): Row {
  return {
    number: person.number,
    uuid: person.uuid,
    oid: person.oid,
    state: person.state,
    display_name: person.displayName,
    phone: person.phone,
    phone_key: person.phoneKey,
    email: person.email,
    email_key: folded(person.email),
    user_name: person.userName,
    user_name_key: folded(person.userName),
    data: JSON.stringify(person.data),
    extras: JSON.stringify(person.extras),
    trashed_at: person.trashedAt,
    created_at: person.createdAt,
    updated_at: person.updatedAt,
    version: person.version,
  }
}

export function thingOf(row: Row): Thing {
  return {
    kind: text(row['kind']) as ThingKind,
    number: int(row['number']),
    oid: text(row['oid']),
    state: text(row['state']) as State,
    name: text(row['name']),
    data: json(row['data']),
    tags: json(row['tags']),
    extras: json(row['extras']),
    createdAt: int(row['created_at']),
    updatedAt: int(row['updated_at']),
    version: int(row['version']),
  }
}

export function thingRow(thing: Thing): Row {
  return {
    kind: thing.kind,
    number: thing.number,
    oid: thing.oid,
    state: thing.state,
    name: thing.name,
    data: JSON.stringify(thing.data),
    tags: JSON.stringify(thing.tags),
    extras: JSON.stringify(thing.extras),
    created_at: thing.createdAt,
    updated_at: thing.updatedAt,
    version: thing.version,
  }
}

export function typeOf(row: Row): GroupType {
  return { number: int(row['number']), name: text(row['name']) }
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

export function directoryOf(row: Row): Directory {
  return {
    id: int(row['directory_id']),
    name: text(row['name']),
    number: int(row['number']),
    oid: text(row['oid']),
    status: text(row['status']) as Directory['status'],
    settings: json(row['settings']),
    createdAt: int(row['created_at']),
  }
}

export function directoryRow(directory: Directory): Row {
  return {
    directory_id: directory.id,
    name: directory.name,
    number: directory.number,
    oid: directory.oid,
    status: directory.status,
    settings: JSON.stringify(directory.settings),
    created_at: directory.createdAt,
  }
}

export function accountOf(row: Row): Account {
  return {
    login: text(row['login']),
    directory: intOrNull(row['directory_id']),
    email: textOrNull(row['email']),
    passwordHash: textOrNull(row['password_hash']),
    permissions: json(row['permissions']),
    person: intOrNull(row['person_number']),
    status: text(row['status']) as Account['status'],
    createdAt: int(row['created_at']),
  }
}

export function accountRow(account: Account): Row {
  return {
    login_key: fold(account.login),
    directory_id: account.directory,
    login: account.login,
    email: account.email,
    email_key: folded(account.email),
    password_hash: account.passwordHash,
    permissions: JSON.stringify(account.permissions),
    person_number: account.person,
    status: account.status,
    created_at: account.createdAt,
  }
}

export function tokenOf(row: Row): Token {
  return {
    secretHash: text(row['secret_hash']),
    directory: intOrNull(row['directory_id']),
    login: textOrNull(row['login_key']),
    purpose: text(row['purpose']),
    name: textOrNull(row['name']),
    scopes: json(row['scopes']),
    status: text(row['status']) as Token['status'],
    createdAt: int(row['created_at']),
    expiresAt: intOrNull(row['expires_at']),
    usedAt: intOrNull(row['used_at']),
  }
}

export function tokenRow(token: Token): Row {
  return {
    secret_hash: token.secretHash,
    directory_id: token.directory,
    login_key: folded(token.login),
    purpose: token.purpose,
    name: token.name,
    scopes: JSON.stringify(token.scopes),
    status: token.status,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    used_at: token.usedAt,
  }
}

export function factOf(row: Row): Fact {
  return { name: text(row['name']), value: text(row['value']), until: intOrNull(row['until']) }
}

/** A whole number that a database gives, whatever type it gives it in. */
export function int(value: Value | undefined): number {
  return Number(value)
}

function intOrNull(value: Value | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function text(value: Value | undefined): string {
  return String(value)
}

function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

function json<T>(value: Value | undefined): T {
  return value === '{}' ? EMPTY_OBJECT as T : value === '[]' ? EMPTY_LIST as T : JSON.parse(text(value))
}

/** Most columns of JSON are empty; parsing them took a tenth of reading a group. */
const EMPTY_OBJECT: unknown = Object.freeze({})
const EMPTY_LIST: unknown = Object.freeze([])

function jsonOrNull<T>(value: Value | undefined): T | null {
  return value === null || value === undefined ? null : JSON.parse(text(value))
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function folded(value: string | null): string | null {
  return value === null ? null : fold(value)
}
