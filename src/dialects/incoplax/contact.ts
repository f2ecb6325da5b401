import { changedFields } from '../../core/fields.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { GroupReference } from '../../core/memberships.ts'
import type { NewPerson, Person, PersonFields } from '../../core/person.ts'
import { type Ext, isJsonObject, toExt, withExt } from './ext.ts'

/** A contact's texts that nothing is looked up by, and where they stand in a person's data. */
export const TEXTS = {
  department: ['department'],
  jobtitle: ['jobTitle'],
  numlocal: ['numbers', 'local'],
  numpublic: ['numbers', 'public'],
  mobile: ['numbers', 'mobile'],
  mobile2: ['numbers', 'mobile2'],
  mobile3: ['numbers', 'mobile3'],
  roomnum: ['numbers', 'room'],
  roomnum2: ['numbers', 'room2'],
  roomnum3: ['numbers', 'room3'],
  email2: ['emails', 'email2'],
  email3: ['emails', 'email3'],
  photo: ['photo'],
  title: ['title'],
  comment: ['comment'],
} as const satisfies Readonly<Record<string, DataPath>>

export type TextName = keyof typeof TEXTS
export type DataPath = readonly [key: string] | readonly [key: string, below: string]

export const TEXT_NAMES = Object.keys(TEXTS) as readonly TextName[]

/** Where a contact's own priority stands in a person's data. */
export const RANK = ['rank'] as const satisfies DataPath

type PlainText = Exclude<TextName, 'title' | 'comment'>

/** A contact as this vendor writes it. spec/incoplax.md §4.2 */
export interface Contact extends Readonly<Record<PlainText, string>> {
  readonly id: string
  readonly autokey: number
  readonly displayname: string
  readonly number: string
  readonly email: string
  readonly opts: {
    readonly title: string
    readonly comment: string
    /** The codes of its groups, in its own order. */
    readonly groups: readonly string[]
    readonly priority: number | null
  }
  readonly ext: Ext
}

/** A contact in a list. Its groups are there, unlike a group's contacts. spec/incoplax.md §5.7 */
export interface ListedContact
  extends Pick<Contact, 'id' | 'autokey' | 'displayname' | 'department' | 'jobtitle' | 'number' | 'email'> {
  readonly opts: Pick<Contact['opts'], 'groups' | 'priority'>
  readonly ext: Pick<Ext, 'ct' | 'lwt'>
}

/** What may be written of a contact, decoded: an absent field stays as it is. */
export interface ContactBody extends Readonly<Partial<Record<TextName, string>>> {
  readonly displayname?: string
  readonly number?: string
  readonly email?: string
  readonly priority?: number | null
  readonly groups?: readonly string[]
  /** Keys of the client's own; null takes one away. */
  readonly ext: JsonObject
}

/** A contact to be. */
export interface NewContactBody extends ContactBody {
  readonly id?: string
  readonly displayname: string
  readonly number: string
}

/** A group as a contact tells it. */
export interface Coded {
  readonly code: string
}

/** The contact as it is shown alone; the groups are all of those that it is in, in its order. */
export function toWire(person: Person, groups: readonly Coded[]): Contact {
  const { title, comment, priority, displayname, number, email, ...texts } = shownOf(person)
  return {
    id: person.uuid,
    autokey: person.number,
    displayname,
    number,
    email,
    ...texts,
    opts: { title, comment, groups: groups.map(({ code }) => code), priority },
    ext: toExt(person),
  }
}

/** The contact as it is shown in a list. */
export function toListed(person: Person, groups: readonly Coded[]): ListedContact {
  const { displayname, department, jobtitle, number, email, priority } = shownOf(person)
  const { ct, lwt } = toExt(person)
  return {
    id: person.uuid,
    autokey: person.number,
    displayname,
    department,
    jobtitle,
    number,
    email,
    opts: { groups: groups.map(({ code }) => code), priority },
    ext: { ct, lwt },
  }
}

type Shown = Required<Omit<ContactBody, 'groups' | 'ext'>>

/** What may be written of the person's own fields, as it is shown. What is of another type than it should be is not shown. */
export function shownOf({ uuid, displayName, phone, email, data }: Person): Shown {
  const texts = Object.fromEntries(TEXT_NAMES.map((name) => [name, textAt(data, TEXTS[name])]))
  const rank = valueAt(data, RANK)
  return {
    ...texts as Readonly<Record<TextName, string>>,
    displayname: displayName || namesOf(data) || email || uuid,
    number: phone,
    email: email ?? '',
    priority: typeof rank === 'number' ? rank : null,
  }
}

function namesOf(data: JsonObject): string {
  return [textAt(data, ['givenName']), textAt(data, ['familyName'])].filter((name) => name !== '').join(' ')
}

function textAt(data: JsonObject, path: DataPath): string {
  const value = valueAt(data, path)
  return typeof value === 'string' ? value : ''
}

function valueAt(data: JsonObject, [key, below]: DataPath): Json | undefined {
  const value = Object.hasOwn(data, key) ? data[key] : undefined
  if (below === undefined) return value
  return isJsonObject(value) && Object.hasOwn(value, below) ? value[below] : undefined
}

/** What a body changes of a person: fields, and the groups to be in. */
export interface ContactEdit {
  readonly set: Partial<PersonFields>
  readonly groups?: readonly GroupReference[]
}

/** What a body changes. What equals the shown value is no change. */
export function fromWire({ groups, ext, ...given }: ContactBody, current: Person): ContactEdit {
  const changed = changedFields<Partial<Shown>>(shownOf(current), given)
  return {
    set: { ...fieldsOf(changed, current.data), extras: withExt(current.extras, ext) },
    ...(groups === undefined ? {} : { groups: groups.map((code) => ({ code })) }),
  }
}

/** A new contact and the groups that it is to be in. */
export interface ContactCreation {
  readonly fields: NewPerson
  readonly groups: readonly GroupReference[]
}

/** The person that a body makes. */
export function newFromWire({ id, groups = [], ext, ...given }: NewContactBody): ContactCreation {
  return {
    fields: {
      ...fieldsOf(given, {}),
      ...(id === undefined ? {} : { uuid: id }),
      extras: withExt({}, ext),
    },
    groups: groups.map((code) => ({ code })),
  }
}

function fieldsOf(given: Partial<Shown>, data: JsonObject): Partial<PersonFields> {
  const { displayname, number, email } = given
  return {
    ...(displayname === undefined ? {} : { displayName: displayname }),
    ...(number === undefined ? {} : { phone: number }),
    ...(email === undefined ? {} : { email: email === '' ? null : email }),
    data: dataOf(given, data),
  }
}

/** The data with the given texts; an empty one, and a priority of null, is taken away. */
function dataOf(given: Partial<Shown>, data: JsonObject): JsonObject {
  let after = data
  for (const name of TEXT_NAMES) {
    const text = given[name]
    if (text !== undefined) after = placed(after, TEXTS[name], text === '' ? null : text)
  }
  return given.priority === undefined ? after : placed(after, RANK, given.priority)
}

/** What else stands beside it stays; a value of null takes the key away, and with the last one the object around it. */
function placed(data: JsonObject, [key, below]: DataPath, value: Json): JsonObject {
  if (below === undefined) return withKey(data, key, value)
  const outer = valueAt(data, [key])
  const inner = withKey(isJsonObject(outer) ? outer : {}, below, value)
  return withKey(data, key, Object.keys(inner).length === 0 ? null : inner)
}

function withKey(object: JsonObject, key: string, value: Json): JsonObject {
  const { [key]: _, ...rest } = object
  return value === null ? rest : { ...rest, [key]: value }
}
