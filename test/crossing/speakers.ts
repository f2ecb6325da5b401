import type { Group, GroupKey } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { MemberKind } from '../../src/core/member.ts'

/** What every dialect shows of a group. */
export interface Texts {
  readonly name: string
  readonly description: string | null
}

/** Lengths of the texts, in code points, or in UTF-16 units where the dialect counts these. */
export interface Lengths {
  readonly name: number
  readonly description: number
  readonly units?: true
}

export interface Ask {
  readonly method: string
  readonly path: string
  readonly json?: unknown
}

/** The members of a group that a dialect has words for. */
export interface Members {
  readonly kind: MemberKind
  readonly path: (group: Group) => string
  /** The name of the n-th. */
  readonly nameOf: (n: number) => string
  readonly toBody: (name: string, group: Group) => JsonObject
  readonly toName: (body: JsonObject) => unknown
  /** Where one is added, if that is not `path`. */
  readonly adding?: string
  /** Takes all of them away; `shown` is the group as the dialect shows it. */
  readonly clear: (group: Group, shown: JsonObject) => Ask
}

/** One dialect as a user of it speaks. To add a dialect, add a row: every rule of `crossing.test.ts` then holds for it. */
export interface Speaker {
  readonly name: string
  readonly fixture: string
  readonly headers: Readonly<Record<string, string>>
  /** How long a text may be that is sent, and how much of a longer one is shown. */
  readonly takes: Lengths
  readonly shows: Lengths
  /** Where groups are made. */
  readonly groups: string
  /** Where all groups are shown, page by page from 1; null behind the last. */
  readonly page: (page: number) => string | null
  readonly group: (group: Group) => string
  /** What changes a group and leaves alone what is not named, but for its texts. */
  readonly change: 'PUT' | 'PATCH'
  readonly toBody: (texts: Texts) => JsonObject
  /** What a description becomes that is null in a body; null unless given. */
  readonly cleared?: string
  /** What of a group that is shown may be sent back; all unless given. */
  readonly toChange?: (shown: JsonObject) => JsonObject
  /** The array in the answer of a list; the answer is one unless given. */
  readonly toList?: (body: JsonObject) => unknown
  /** Undefined where the group is shown as one that is deleted. */
  readonly toTexts: (body: JsonObject) => Texts | undefined
  readonly keyOf: (body: JsonObject) => GroupKey
  /** What no other dialect has words for. */
  readonly own: JsonObject
  readonly members: Members
  /** How many members the group says that it has, where it says so. */
  readonly count?: (body: JsonObject) => unknown
  /** What takes a group out of the trash, where that is possible. */
  readonly restored?: JsonObject
  /** What lets a group end at a time, where that is possible. */
  readonly ending?: (at: number) => JsonObject
}

const JSON_TYPES = { 'accept': 'application/json', 'content-type': 'application/json' }

const lox24: Speaker = {
  name: 'lox24',
  fixture: 'lox24',
  headers: { ...JSON_TYPES, 'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx' },
  takes: { name: 50, description: 255 },
  shows: { name: 50, description: 255 },
  groups: '/groups',
  page: (page) => `/groups?page=${page}`,
  group: ({ number }) => `/groups/${number}`,
  change: 'PUT',
  toBody: ({ name, description }) => ({ name, description }),
  toTexts: ({ name, description }) => ({ name: text(name), description: nullable(description) }),
  keyOf: ({ id }) => ({ number: Number(id) }),
  own: { name_a: 'first', name_b: null, name_c: 'third', deleted_at: '2099-12-31T23:59:59+00:00' },
  members: {
    kind: 'phone',
    path: ({ number }) => `/groups/${number}/phones`,
    nameOf: (n) => `+4917${1_000_000_000 + n}`,
    toBody: (phone) => ({ phone }),
    toName: ({ phone }) => phone,
    clear: ({ number }, { name }) => ({
      method: 'PUT',
      path: `/groups/${number}`,
      json: { name, phones: [] },
    }),
  },
  count: (body) => body.count_items,
  ending: (at) => ({ deleted_at: new Date(at).toISOString().replace('.000Z', '+00:00') }),
}

const superoffice: Speaker = {
  name: 'superoffice',
  fixture: 'superoffice',
  headers: { ...JSON_TYPES, 'accept-language': '', 'authorization': 'Basic dGplMDpUamUw' },
  takes: { name: 239, description: 254 },
  shows: { name: Infinity, description: Infinity },
  groups: '/api/v1/List',
  page: (page) => page === 1 ? '/api/v1/List' : null,
  group: ({ number }) => `/api/v1/List/${number}`,
  change: 'PATCH',
  toBody: ({ name, description }) => ({ Name: name, Tooltip: description }),
  toTexts: ({ Name, Tooltip, Deleted }) =>
    Deleted === true ? undefined : { name: text(Name), description: nullable(Tooltip) },
  keyOf: ({ Id }) => ({ number: Number(Id) }),
  own: { Rank: 77, UseGroupsAndHeadings: true },
  members: {
    kind: 'item',
    path: ({ number }) => `/api/v1/List/${number}/Items`,
    nameOf: (n) => `item ${n}`,
    toBody: (name) => ({ Name: name }),
    toName: ({ Name }) => Name,
    clear: ({ number }) => ({ method: 'DELETE', path: `/api/v1/List/${number}/Items` }),
  },
  restored: { Deleted: false },
}

const APPLICATION = '/applications/575ec8687ae143cd83dc4a97'
const PATCHED = [
  'name',
  'description',
  'experienceUserIds',
  'experienceEndpointIds',
  'groupTags',
  'deviceIds',
  'deviceTags',
  'deviceQueryJson',
  'parentId',
]

const losant: Speaker = {
  name: 'losant',
  fixture: 'losant',
  headers: { ...JSON_TYPES, authorization: 'Bearer YOUR_API_ACCESS_TOKEN' },
  takes: { name: 255, description: 32767, units: true },
  shows: { name: 255, description: 32767, units: true },
  groups: `${APPLICATION}/experience/groups`,
  page: (page) => `${APPLICATION}/experience/groups?page=${page - 1}`,
  group: ({ oid }) => `${APPLICATION}/experience/groups/${oid}`,
  change: 'PATCH',
  toBody: ({ name, description }) => ({ name, description: description ?? '' }),
  cleared: '',
  toChange: (shown) => Object.fromEntries(Object.entries(shown).filter(([key]) => PATCHED.includes(key))),
  toList: ({ items }) => items,
  toTexts: ({ name, description }) => ({ name: text(name), description: nullable(description ?? null) }),
  keyOf: ({ id }) => ({ oid: String(id) }),
  own: {
    experienceEndpointIds: ['58b9d743cbfafe1be675744b'],
    groupTags: { floor: '8' },
    deviceIds: ['58b9d743cbfafe1be675744d'],
    deviceTags: [{ key: 'site', value: 'a' }, { key: 'site' }],
    deviceQueryJson: '{ "$nor": [] }',
  },
  members: {
    kind: 'person',
    path: ({ oid }) => `${APPLICATION}/experience/users?experienceGroupId=${oid}`,
    adding: `${APPLICATION}/experience/users`,
    nameOf: (n) => `user-${n}@example.com`,
    toBody: (email, { oid }) => ({ email, password: 'password', experienceGroupIds: [oid] }),
    toName: ({ email }) => email,
    clear: ({ oid }) => ({
      method: 'PATCH',
      path: `${APPLICATION}/experience/groups/${oid}`,
      json: { experienceUserIds: [] },
    }),
  },
  count: ({ experienceUserIds }) => Array.isArray(experienceUserIds) && experienceUserIds.length,
}

/** The dialects between which everything is crossed. */
export const SPEAKERS: readonly Speaker[] = [lox24, superoffice, losant]

/** Every two of them: who writes, and who reads. */
export const PAIRS: readonly (readonly [writer: Speaker, reader: Speaker])[] = SPEAKERS.flatMap((writer) =>
  SPEAKERS.filter((reader) => reader !== writer).map((reader) => [writer, reader] as const)
)

function text(value: unknown): string {
  return typeof value === 'string' ? value : `no text: ${value}`
}

function nullable(value: unknown): string | null {
  return value === null ? null : text(value)
}
