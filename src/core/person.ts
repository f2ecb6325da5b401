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
  /** Further names, numbers, addresses, tags. */
  readonly data: JsonObject
  readonly extras: Extras
  readonly trashedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly version: number
}

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
