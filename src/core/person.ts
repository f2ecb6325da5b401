import type { JsonObject } from './json.ts'
import type { Extras, State } from './group.ts'

/** One person: a contact, a user, a member, as each dialect calls it. Times are milliseconds. */
export interface Person {
  readonly number: number
  readonly uuid: string
  readonly oid: string
  readonly state: State
  readonly displayName: string
  /** The primary number, as it was sent. */
  readonly phone: string
  /** The form in which it is compared. */
  readonly phoneKey: string
  readonly email: string | null
  readonly userName: string | null
  /** Further names, numbers, addresses, labels: the keys of `PersonData`, and whatever else one dialect puts there. */
  readonly data: JsonObject
  readonly extras: Extras
  readonly trashedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly version: number
}

/**
 * The keys of a person's `data` that all dialects share; an absent one has no value. What was written by somebody else
 * may be of another type: `knownData` reads them.
 */
export interface PersonData {
  readonly givenName?: string
  readonly familyName?: string
  readonly department?: string
  readonly jobTitle?: string
  /** An address of a picture, or the picture as text. */
  readonly photo?: string
  readonly title?: string
  readonly comment?: string
  readonly rank?: number | null
  readonly numbers?: Readonly<Partial<Record<PersonNumber, string>>>
  readonly emails?: Readonly<Partial<Record<PersonEmail, string>>>
  readonly labels?: Readonly<Record<string, string>>
}

/** Numbers beside the primary one; they are no phones of a group. */
export const PERSON_NUMBERS = [
  'local',
  'public',
  'mobile',
  'mobile2',
  'mobile3',
  'room',
  'room2',
  'room3',
] as const
export type PersonNumber = (typeof PERSON_NUMBERS)[number]

/** E-mails beside the primary one. */
export const PERSON_EMAILS = ['email2', 'email3'] as const
export type PersonEmail = (typeof PERSON_EMAILS)[number]

export type PersonFields = Pick<Person, 'displayName' | 'phone' | 'email' | 'userName' | 'data' | 'extras'>

export interface NewPerson extends Partial<PersonFields> {
  readonly number?: number
  readonly uuid?: string
  readonly oid?: string
  readonly createdAt?: number
  readonly updatedAt?: number
}

export type PersonKey = { readonly number: number } | { readonly uuid: string } | { readonly oid: string }

export type PersonUniqueRule = 'email'

/** A device or an endpoint. */
export interface Thing {
  readonly kind: ThingKind
  readonly number: number
  readonly oid: string
  readonly state: State
  readonly name: string
  readonly data: JsonObject
  /** A device's tags, for selectors. */
  readonly tags: readonly Tag[]
  readonly extras: Extras
  readonly createdAt: number
  readonly updatedAt: number
  readonly version: number
}

export type ThingKind = 'device' | 'endpoint'

export interface Tag {
  readonly key: string
  readonly value: string
}

export type ThingFields = Pick<Thing, 'name' | 'data' | 'tags' | 'extras'>

export interface NewThing extends Partial<ThingFields> {
  readonly kind: ThingKind
  readonly oid?: string
}

export type ThingKey = { readonly number: number } | { readonly oid: string }

/** A label by which groups are sorted. */
export interface GroupType {
  readonly number: number
  readonly name: string
}
