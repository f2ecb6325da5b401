import type { JsonObject } from '../json.ts'
import { MEMBER_KINDS, type MemberData } from '../member.ts'
import {
  type Check,
  checkFields,
  type Fields,
  isBag,
  isBagOrNull,
  isBoolean,
  isCount,
  isCountOrNull,
  isListOf,
  isMapOf,
  isNumber,
  isObject,
  isOidText,
  isOneOf,
  isText,
  isTextOrNull,
  isUuidText,
  isWhole,
  isWholeOrNull,
} from './checks.ts'

/** What the fields of each kind of line must be. */

const isState = isOneOf(['live', 'trashed', 'stub'])
const isNamed: Check = (value) =>
  isNumber(value) || isObject(value) && Object.keys(value).length === 1 && isKey(value)

function isKey({ number, uuid, oid, code }: JsonObject): boolean {
  return isNumber(number) || isUuidText(uuid) || isOidText(oid) || isText(code)
}

const TIMES = [['createdAt', isWhole], ['updatedAt', isWhole], ['version', isNumber]] as const

export const TYPE: Fields = new Map([['number', isNumber], ['name', isText]])
export const END: Fields = new Map([['lines', isCount], ['sha256', isText]])

export const PERSON: Fields = new Map<string, Check>([
  ['number', isNumber],
  ['uuid', isUuidText],
  ['oid', isOidText],
  ['source', isText],
  ['state', isState],
  ['displayName', isText],
  ['phone', isText],
  ['phoneKey', isText],
  ['email', isTextOrNull],
  ['userName', isTextOrNull],
  ['data', isBag],
  ['extras', isMapOf(isBag)],
  ['trashedAt', isWholeOrNull],
  ...TIMES,
])

const isTag: Check = (value) =>
  isObject(value) && Object.keys(value).length === 2 && isText(value['key']) && isText(value['value'])

export const THING: Fields = new Map<string, Check>([
  ['kind', isOneOf(['device', 'endpoint'])],
  ['number', isNumber],
  ['oid', isOidText],
  ['source', isText],
  ['state', isState],
  ['name', isText],
  ['data', isBag],
  ['tags', isListOf(isTag)],
  ['extras', isMapOf(isBag)],
  ...TIMES,
])

const isSelector: Check = (value) => {
  if (!isObject(value)) return false
  const { kind, key, value: of, ...more } = value
  if (Object.keys(more).length > 0) return false
  return kind === 'tag'
    ? isTextOrNull(key) && isTextOrNull(of)
    : kind === 'query' && key === undefined && isText(of)
}

const isCounts: Check = (value) =>
  isObject(value) && Object.entries(value).every(([key, count]) => isMemberKind(key) && isCount(count))
const isMemberKind = isOneOf(MEMBER_KINDS)

export const GROUP: Fields = new Map<string, Check>([
  ['number', isNumber],
  ['uuid', isUuidText],
  ['oid', isOidText],
  ['source', isText],
  ['code', isText],
  ['slug', isTextOrNull],
  ['state', isState],
  ['builtin', isTextOrNull],
  ['name', isText],
  ['shortName', isText],
  ['title', isText],
  ['description', isTextOrNull],
  ['rank', isWholeOrNull],
  ['type', (value) => isNumber(value) || isTextOrNull(value)],
  ['parent', (value) => value === null || isNamed(value)],
  ['labels', isMapOf(isText)],
  ['columns', isListOf(isTextOrNull)],
  ['selectors', isListOf(isSelector)],
  ['extras', isMapOf(isBag)],
  ['counts', isCounts],
  ['expiresAt', isWholeOrNull],
  ['trashedAt', isWholeOrNull],
  ...TIMES,
])

const DATA: Readonly<Record<keyof MemberData, Check>> = {
  values: isListOf(isTextOrNull),
  label: isTextOrNull,
  correlation: isTextOrNull,
  role: isTextOrNull,
  optedInAt: isWholeOrNull,
  optedOutAt: isWholeOrNull,
  optOutReason: isWholeOrNull,
  attributes: isBag,
}

const DATA_FIELDS: Fields = new Map(Object.entries(DATA))

const isData: Check = (value) => {
  if (!isObject(value)) return false
  checkFields("member's data", value, DATA_FIELDS)
  return true
}

export const MEMBER: Fields = new Map<string, Check>([
  ['id', isNumber],
  ['since', isNumber],
  ['until', (value) => value === null || isCount(value) && value !== 0],
  ['state', isOneOf(['live', 'waiting'])],
  ['kind', isMemberKind],
  ['ref', isNamed],
  ['home', isBoolean],
  ['name', isText],
  ['nameKey', isText],
  ['position', isCount],
  ['place', isCount],
  ['data', isData],
  ['validFrom', isWholeOrNull],
  ['validUntil', isWholeOrNull],
])

const SUBJECTS = ['group', 'person', 'device', 'endpoint', 'type']
const isEventKind: Check = (value) =>
  typeof value === 'string' &&
  /^(group|person|device|endpoint|type)\.(create|change|trash|restore|delete|undo)$/.test(value)
const isSubject: Check = (value) =>
  isObject(value) && isOneOf(SUBJECTS)(value['kind']) && isNumber(value['number']) &&
  Object.keys(value).length === 2
const isIds = isListOf(isCount)
const isSpells: Check = (value) =>
  value === null ||
  isObject(value) && isIds(value['began']) && isIds(value['ended']) && isCount(value['beganFrom']) &&
    isCount(value['beganTotal']) && isCount(value['endedTotal'])

export const EVENT: Fields = new Map<string, Check>([
  ['sequence', (value) => isCount(value) && value !== 0],
  ['at', isWhole],
  ['actor', isText],
  ['dialect', isText],
  ['request', isText],
  ['kind', isEventKind],
  ['subject', isSubject],
  ['before', isBagOrNull],
  ['after', isBagOrNull],
  ['members', isSpells],
  ['cause', isCountOrNull],
  ['undoes', isCountOrNull],
])
