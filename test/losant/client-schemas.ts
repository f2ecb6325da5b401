import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { ValidateFunction } from 'ajv'
import Ajv from 'ajv-draft-04'
import type { JsonObject } from '../../src/core/json.ts'

export type Version = '2.8.1' | '2.3.7'

/** The schemas of answers that both versions ship. */
export type Schema =
  | 'experienceGroup'
  | 'experienceGroups'
  | 'experienceUser'
  | 'experienceUsers'
  | 'experienceEndpoint'
  | 'experienceEndpoints'
  | 'apiToken'
  | 'apiTokens'
  | 'authedUser'
  | 'success'
  | 'error'

/** Where each version keeps its files. */
const REQUIRE: Readonly<Record<Version, NodeJS.Require>> = {
  '2.8.1': createRequire(import.meta.resolve('losant-rest')),
  '2.3.7': createRequire(import.meta.resolve('losant-rest-2.3.7')),
}

/** A schema as the package has it. */
function schemaOf(version: Version, name: string) {
  return REQUIRE[version](`./schemas/${name}.json`)
}

/** Of an answer what the version's schema for PATCH names. */
export function writableOf(version: Version, name: Schema, answer: JsonObject): JsonObject {
  const { properties } = schemaOf(version, `${name}Patch`)
  return Object.fromEntries(Object.entries(answer).filter(([key]) => key in properties))
}

/**
 * Lengths count UTF-16 units, and an e-mail has an @ and no blank, as in the vendor's framework; times are written in one
 * way. The schemas have keywords (`min`, `$oneOf`) that no draft knows: they mean nothing. spec/losant.md §4
 */
const OPTIONS = {
  strict: false,
  unicode: false,
  allErrors: true,
  formats: {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    email: /^[^\s@]*@\S*$/,
    url: (text: string) => URL.canParse(text),
  },
} as const

const AJV = new Ajv.default(OPTIONS)
const COMPILED = new Map<string, ValidateFunction>()

/** What stands in the lists of collections. */
const ITEMS: Readonly<Partial<Record<Schema, Schema>>> = {
  experienceGroups: 'experienceGroup',
  experienceUsers: 'experienceUser',
  experienceEndpoints: 'experienceEndpoint',
  apiTokens: 'apiToken',
}

const FILTERS = ['filter', 'filterField', 'experienceGroupId']
const ACTORS = ['createdById', 'createdByType', 'lastUpdatedById', 'lastUpdatedByType']

/** What an answer may lack although the schema names it: the schemas of answers require nothing. spec/losant.md §4 */
const MAY_LACK: Readonly<Record<Schema, readonly string[]>> = {
  experienceGroup: ['description', 'deviceQueryJson', 'directDeviceCount', 'totalDeviceCount'],
  experienceGroups: FILTERS,
  // A person of another dialect may have no e-mail and has no password.
  experienceUser: [
    'passwordLastUpdated',
    'lastLogin',
    'email',
    'firstName',
    'lastName',
    'avatarUrl',
    'tokenCutoff',
  ],
  experienceUsers: FILTERS,
  experienceEndpoint: [...ACTORS, 'description', 'route', 'method', 'staticReply', 'unauthorizedReply'],
  experienceEndpoints: [...FILTERS, 'notFoundRequestCount'],
  apiToken: ['creatorId', 'creatorType', 'creatorName', 'name', 'description', 'expirationDate', 'token'],
  apiTokens: FILTERS,
  authedUser: ['needsToVerifyEmail'],
  success: [],
  error: [],
}

const ENVELOPE = ['_type', '_links', '_actions']

/** What later versions of the schemas name. spec/losant.md §4 */
const MAY_ADD: Readonly<Partial<Record<Schema, readonly string[]>>> = {
  experienceGroup: ['ancestorIds', 'deviceQueryJson', 'directDeviceCount', 'totalDeviceCount'],
  experienceEndpoint: ['deviceIdTemplate'],
}

/** The same answer, if the schema that the client ships allows it, and it has what it must have and no more. */
export function valid<T extends object>(version: Version, name: Schema, answer: T): T {
  assertAllowed(version, name, answer)
  const { absent, more } = differences(version, name, answer)
  assert.deepEqual(absent.filter((key) => !MAY_LACK[name].includes(key)), [], `${name} lacks these`)
  const known = [...ENVELOPE, ...MAY_ADD[name] ?? []]
  assert.deepEqual(more.filter((key) => !known.includes(key)), [], `${name} has these`)
  const item = ITEMS[name]
  if (item) { for (const one of itemsOf(answer)) valid(version, item, one) }
  return answer
}

/** Throws unless the schema that the client ships allows a value. */
export function assertAllowed(version: Version, name: Schema, value: unknown): void {
  const validate = compiled(version, name)
  assert.ok(validate(value), `${name} of ${version}: ${AJV.errorsText(validate.errors)}`)
}

/** The items of a collection. */
export function itemsOf({ items }: { readonly items?: unknown }): readonly JsonObject[] {
  assert.ok(Array.isArray(items))
  return items.map((item): JsonObject => Object(item))
}

function compiled(version: Version, name: Schema): ValidateFunction {
  const key = `${version} ${name}`
  const known = COMPILED.get(key) ?? AJV.compile(schemaOf(version, name))
  COMPILED.set(key, known)
  return known
}

/** The properties that the schema names and the answer has not, and those that the answer has beyond the schema. */
function differences(version: Version, name: Schema, answer: object) {
  const named = Object.keys(schemaOf(version, name).properties)
  const shown = Object.keys(answer)
  return {
    absent: named.filter((key) => !shown.includes(key)),
    more: shown.filter((key) => !named.includes(key)),
  }
}
