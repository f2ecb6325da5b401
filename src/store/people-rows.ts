import type { State } from '../core/group.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { fold } from '../core/text.ts'
import type { GroupType, Person, Thing, ThingKind } from '../core/person.ts'
import { folded, int, intOrNull, json, text, textOrNull } from './cells.ts'
import type { Row } from './driver.ts'

/** Rows and entities, both ways: people, things and group types. Folded keys are made here from the core's fold. */

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
    display_name_key: fold(person.displayName),
    phone: person.phone,
    phone_key: person.phoneKey,
    email: person.email,
    email_key: folded(person.email),
    email_order: person.email ?? '',
    user_name: person.userName,
    user_name_key: folded(person.userName),
    data: JSON.stringify(person.data),
    data_key: foldedData(person.data),
    extras: JSON.stringify(person.extras),
    trashed_at: person.trashedAt,
    created_at: person.createdAt,
    updated_at: person.updatedAt,
    version: person.version,
  }
}

/** Data with its texts folded, but not its keys; null where that is the same. */
function foldedData(data: JsonObject): string | null {
  const folded = JSON.stringify(data, (_, value: Json) => typeof value === 'string' ? fold(value) : value)
  return folded === JSON.stringify(data) ? null : folded
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
