import { changedFields } from '../../core/fields.ts'
import { type Extras, nameMax } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import type { GroupReference } from '../../core/memberships.ts'
import type { PlacedPerson } from '../../core/people-queries.ts'
import type { NewPerson, Person, PersonFields } from '../../core/person.ts'
import { blankPerson } from '../../core/references.ts'
import type { GroupLink } from '../../core/store.ts'
import { cut } from '../../core/text.ts'
import { encodeInstant, instantOf } from './instant.ts'
import { fromTags, type Tags, toTags } from './labels.ts'
import { check, checkSize, fits } from './schema.ts'
import { EMAIL, nameMax as groupNameMax, personTextMax, USER_PATCH, USER_POST } from './shapes.ts'
import { cutUnits, distinctIds } from './text.ts'

/** A person as this vendor writes it, keys in the order of its schema. spec/losant.md §4.7 */
export interface ExperienceUser {
  readonly id: string
  readonly experienceUserId: string
  readonly applicationId: string
  readonly creationDate: string
  readonly lastUpdated: string
  readonly passwordLastUpdated?: string
  readonly lastLogin?: string
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly tokenCutoff?: string
  readonly userTags: Tags
  /** The groups that the user is in itself. */
  readonly experienceGroups: readonly UserGroup[]
}

export interface UserGroup {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
}

/** What may be written; what is absent stays as it is. The password is not kept. */
export interface UserPatch
  extends Partial<Pick<ExperienceUser, 'email' | 'firstName' | 'lastName' | 'tokenCutoff' | 'userTags'>> {
  readonly password?: string
  readonly experienceGroupIds?: readonly string[]
}

export type UserPost = UserPatch & { readonly email: string; readonly password: string }

/** The person as it is shown. What this vendor's schema forbids is cut or left out. */
export function toWire({ person, groups }: PlacedPerson, applicationId: string): ExperienceUser {
  const bag = person.extras['losant']
  const { email, firstName, lastName, tokenCutoff, userTags } = shownOf(person)
  return {
    id: person.oid,
    experienceUserId: person.oid,
    applicationId,
    creationDate: encodeInstant(person.createdAt),
    lastUpdated: encodeInstant(person.updatedAt),
    ...timeIn(bag, 'passwordLastUpdated'),
    ...timeIn(bag, 'lastLogin'),
    ...(email === undefined ? {} : { email }),
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(tokenCutoff === undefined ? {} : { tokenCutoff }),
    userTags,
    experienceGroups: groups.map(toUserGroup),
  }
}

function toUserGroup({ oid, name, parentOid }: GroupLink): UserGroup {
  return { id: oid, name: cutUnits(name, groupNameMax), parentId: parentOid }
}

/** What may be written, of a person as it is shown. */
function shownOf({ email, data, extras }: Person): UserPatch & { readonly userTags: Tags } {
  const address = email === null ? undefined : cutUnits(email, personTextMax)
  return {
    ...(address !== undefined && fits(EMAIL, address) ? { email: address } : {}),
    ...textIn(data, 'givenName', 'firstName'),
    ...textIn(data, 'familyName', 'lastName'),
    ...timeIn(extras['losant'], 'tokenCutoff'),
    userTags: toTags(data['labels']),
  }
}

function textIn<K extends string>(data: JsonObject, key: string, name: K): { [P in K]?: string } {
  const text = data[key]
  return typeof text === 'string' ? { [name]: cutUnits(text, personTextMax) } as { [P in K]?: string } : {}
}

function timeIn<K extends string>(bag: JsonObject | undefined, key: K): { [P in K]?: string } {
  const ms = bag?.[key]
  return typeof ms === 'number' ? { [key]: encodeInstant(ms) } as { [P in K]?: string } : {}
}

/** The body of a PATCH. Throws `invalid` in the vendor's words. */
export function decodeUserPatch(body: unknown): UserPatch {
  check(USER_PATCH, body, 'experienceUser')
  return normal(body as UserPatch)
}

/** The body of a POST. Throws `invalid` in the vendor's words. */
export function decodeUserPost(body: unknown): UserPost {
  check(USER_POST, body, 'experienceUser')
  return normal(body as UserPost)
}

/** The body with its time as it is shown. */
function normal<T extends UserPatch>(body: T): T {
  const ms = body.tokenCutoff === undefined ? undefined : instantOf(body.tokenCutoff)
  return ms === undefined ? body : { ...body, tokenCutoff: encodeInstant(ms) }
}

/** What a body changes of a person: fields, and the groups to be in. */
export interface UserEdit {
  readonly set: Partial<PersonFields>
  readonly groups?: readonly GroupReference[]
}

/**
 * What a body changes. What equals the shown value is no change. `now` is when a password was given. Throws `invalid` for
 * tags that are too large together.
 */
export function fromWire(body: UserPatch, now: number, current: Person): UserEdit {
  const { experienceGroupIds, password, ...rest } = body
  const changed = changedFields<UserPatch>(shownOf(current), rest)
  const { email, firstName, lastName } = changed
  const set = {
    email: email ?? current.email,
    data: dataOf(changed, current.data),
    extras: extrasOf(changed, current.extras, password === undefined ? undefined : now),
  }
  checkSize(set.data, 'experienceUser')
  const isRenamed = [email, firstName, lastName].some((text) => text !== undefined)
  return {
    set: isRenamed ? { ...set, displayName: renamed(current, set) } : set,
    ...(experienceGroupIds ? { groups: distinctIds(experienceGroupIds).map((oid) => ({ oid })) } : {}),
  }
}

type Named = Pick<Person, 'data' | 'email'>

/** The name that is shown elsewhere follows the two names and the e-mail while nobody has given another. */
function renamed(current: Person, after: Named): string {
  const { displayName, email } = current
  return displayName === displayNameOf(current) || displayName === email ? displayNameOf(after) : displayName
}

/** A new person. */
export interface UserCreation {
  readonly fields: NewPerson
  readonly groups: readonly GroupReference[]
}

/** The person that a body makes. */
export function newFromWire(body: UserPost, now: number): UserCreation {
  const { groups = [], set } = fromWire(body, now, blankPerson(now))
  return { fields: set, groups }
}

function dataOf({ firstName, lastName, userTags }: UserPatch, data: JsonObject): JsonObject {
  return {
    ...data,
    ...(firstName === undefined ? {} : { givenName: firstName }),
    ...(lastName === undefined ? {} : { familyName: lastName }),
    ...(userTags === undefined ? {} : { labels: fromTags(userTags, data['labels']) }),
  }
}

function extrasOf({ tokenCutoff }: UserPatch, extras: Extras, passwordAt: number | undefined): Extras {
  const bag = {
    ...extras['losant'],
    ...(tokenCutoff === undefined ? {} : { tokenCutoff: instantOf(tokenCutoff)! }),
    ...(passwordAt === undefined ? {} : { passwordLastUpdated: passwordAt }),
  }
  return Object.keys(bag).length === 0 ? extras : { ...extras, losant: bag }
}

/** The names joined, else the e-mail. */
function displayNameOf({ data, email }: Named): string {
  const names = [data['givenName'], data['familyName']].filter((name) =>
    typeof name === 'string' && name !== ''
  )
  return cut(names.join(' ') || email || '', nameMax)
}
