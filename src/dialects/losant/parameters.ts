import { patternMax } from '../../core/filter.ts'
import type { GroupPage } from '../../core/queries.ts'
import type { PeoplePage } from '../../core/people-queries.ts'
import type { Envelope } from './envelope.ts'
import { groupFilter, groupOrder, userFilter, userOrder } from './lists.ts'
import { decodeGroupQuery, decodeUserQuery } from './query.ts'
import { check, malformed } from './schema.ts'
import { ID } from './shapes.ts'

/** The largest page; more is cut to it. */
export const perPageMax = 1000
const perPageDefault = 100

/** What a collection says of itself besides its items. */
export interface Frame {
  readonly perPage?: number
  readonly page?: number
  readonly sortField: string
  readonly sortDirection: string
  readonly filterField?: string
  readonly filter?: string
  readonly experienceGroupId?: string
}

/**
 * The ids of a path, in lower case, checked in the order of the path. Throws `invalid`: a malformed id is not an unknown
 * one. spec/losant.md §5
 */
export function idsOf<K extends string>(
  params: Readonly<Record<string, string>>,
  ...names: readonly K[]
): Readonly<Record<K, string>> {
  const ids = names.map((name) => [name, idOf(params[name], name)])
  return Object.fromEntries(ids) as Record<K, string>
}

function idOf(text: string | undefined, name: string): string {
  check(ID, text, name)
  return text!.toLowerCase()
}

/** The three parameters that every operation takes. */
export function decodeEnvelope(search: URLSearchParams): Envelope {
  const actions = flagOf(search, '_actions', true)
  const links = flagOf(search, '_links', true)
  flagOf(search, '_embedded', true)
  return { actions, links }
}

/** What the GET of one group takes. */
export interface GroupParameters {
  readonly envelope: Envelope
  readonly directDevices: boolean
  readonly totalDevices: boolean
}

/** Which counts are asked for, and the envelope. Throws `invalid` for a parameter that is given twice. */
export function decodeGroupParameters(search: URLSearchParams): GroupParameters {
  return {
    envelope: decodeEnvelope(search),
    directDevices: flagOf(search, 'includeDirectDeviceCount', false),
    totalDevices: flagOf(search, 'includeTotalDeviceCount', false),
  }
}

/** A list: what the answer says of itself, and which page is asked for. */
export interface List<Page> {
  readonly envelope: Envelope
  readonly frame: Frame
  readonly page: Page
}

/** What the list of groups takes. Throws `invalid` in the vendor's words. spec/losant.md §5.1 */
export function decodeGroupList(search: URLSearchParams): List<GroupPage> {
  const envelope = decodeEnvelope(search)
  const sorting = sortingOf(search, GROUP_SORTING)
  const paging = pagingOf(search)
  const simple = simpleFilterOf(search, ['name'])
  const query = single(search, 'query')
  const filter = query === undefined ? groupFilter(simple) : decodeGroupQuery(query)
  return {
    envelope,
    frame: { ...paging, ...sorting, ...(query === undefined ? simple : {}) },
    page: { filter, order: groupOrder(sorting), ...cutOf(paging) },
  }
}

/** What the list of users takes. Throws `invalid` in the vendor's words. spec/losant.md §5.6 */
export function decodeUserList(search: URLSearchParams): List<PeoplePage> {
  const envelope = decodeEnvelope(search)
  const sorting = sortingOf(search, USER_SORTING)
  const paging = pagingOf(search)
  const simple = simpleFilterOf(search, ['firstName', 'lastName', 'email'])
  const group = groupOf(search, GROUP_WORDS)
  const above = isSet(single(search, 'includeAncestorGroups'))
  const query = single(search, 'query')
  const filter = query === undefined ? userFilter(simple, { group, above }) : decodeUserQuery(query)
  const isId = group !== undefined && !GROUP_WORDS.includes(group)
  const narrowed = { ...simple, ...(isId ? { experienceGroupId: group } : {}) }
  return {
    envelope,
    frame: { ...paging, ...sorting, ...(query === undefined ? narrowed : {}) },
    page: { filter, order: userOrder(sorting), ...cutOf(paging), groups: true },
  }
}

/** A list that is not paged, or not by the store. */
export interface PlainList {
  readonly envelope: Envelope
  readonly frame: Frame
}

/** What the list of endpoints takes: it has no pages. Throws `invalid` in the vendor's words. spec/losant.md §5.8 */
export function decodeEndpointList(search: URLSearchParams): PlainList {
  const envelope = decodeEnvelope(search)
  const sorting = sortingOf(search, ENDPOINT_SORTING)
  const simple = simpleFilterOf(search, ['method', 'route'])
  const group = groupOf(search, [])
  return {
    envelope,
    frame: { ...sorting, ...simple, ...(group === undefined ? {} : { experienceGroupId: group }) },
  }
}

/** What the list of tokens takes. Throws `invalid` in the vendor's words. spec/losant.md §5.9 */
export function decodeTokenList(search: URLSearchParams): PlainList & { readonly frame: Required<Paging> } {
  const envelope = decodeEnvelope(search)
  const sorting = sortingOf(search, TOKEN_SORTING)
  const paging = pagingOf(search)
  return { envelope, frame: { ...paging, ...sorting, ...simpleFilterOf(search, ['name', 'status']) } }
}

/** What the list of users takes in the place of a group's id. The answer does not repeat it: its schema wants an id there. */
const GROUP_WORDS: readonly string[] = ['any', 'none']

/** The fields of which a list may be in order; the first is the one unless another is given. */
const GROUP_SORTING = ['name', 'id', 'creationDate', 'lastUpdated'] as const
const USER_SORTING = [
  'email',
  'firstName',
  'lastName',
  'id',
  'creationDate',
  'lastLogin',
  'lastUpdated',
] as const
const ENDPOINT_SORTING = [
  'order',
  'method',
  'route',
  'id',
  'creationDate',
  'requestCount',
  'lastUpdated',
] as const
const TOKEN_SORTING = ['name', 'status', 'id', 'creationDate', 'lastUpdated', 'expirationDate'] as const

const DIRECTIONS = ['asc', 'desc', 'ASC', 'DESC', '']

/** How a list is in order. */
export interface Sorting<Field extends string = string> {
  readonly sortField: Field
  readonly sortDirection: string
}

function sortingOf<F extends string>(search: URLSearchParams, fields: readonly [F, ...F[]]): Sorting<F> {
  const given = oneOf(search, 'sortField', fields)
  const sortField = fields.find((field) => field === given) ?? fields[0]
  return { sortField, sortDirection: oneOf(search, 'sortDirection', DIRECTIONS) || 'asc' }
}

export type GroupSorting = Sorting<(typeof GROUP_SORTING)[number]>
export type UserSorting = Sorting<(typeof USER_SORTING)[number]>

interface Paging {
  readonly perPage: number
  readonly page: number
}

/** Pages count from 0. A page of none is for who wants the total. */
function pagingOf(search: URLSearchParams): Paging {
  const page = countOf(search, 'page') ?? 0
  return { perPage: Math.min(countOf(search, 'perPage') ?? perPageDefault, perPageMax), page }
}

/** No row stands behind this one. */
const farthest = 2 ** 40

function cutOf({ perPage, page }: Paging): { offset: number; limit: number } {
  return { offset: Math.min(perPage * page, farthest), limit: perPage }
}

function countOf(search: URLSearchParams, name: string): number | undefined {
  const text = single(search, name)
  if (text === undefined || text === '') return undefined
  const count = /^\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isSafeInteger(count)) throw malformed(name, 'must be a non-negative integer')
  return count
}

/** A pattern that a field must match. */
export interface SimpleFilter<Field extends string = string> {
  readonly filterField?: Field
  readonly filter?: string
}

/** If either of the two is blank, nothing is filtered, and nothing is said of it. spec/losant.md §8.3 */
function simpleFilterOf<F extends string>(search: URLSearchParams, fields: readonly F[]): SimpleFilter<F> {
  const given = oneOf(search, 'filterField', [...fields, ''])
  const filter = single(search, 'filter')
  if (filter !== undefined && filter.length > patternMax) {
    throw malformed('filter', 'has longer length than allowed')
  }
  const filterField = fields.find((field) => field === given)
  return filterField && filter ? { filterField, filter } : {}
}

/** The group that a list is narrowed to: an id, in lower case, or one of the vendor's words. */
function groupOf(search: URLSearchParams, words: readonly string[]): string | undefined {
  const text = single(search, 'experienceGroupId')
  if (text === undefined || text === '') return undefined
  return words.includes(text) ? text : idOf(text, 'experienceGroupId')
}

const TRUE = ['true', '1', 'yes']
const FALSE = ['false', '0', 'no', '']

/** A boolean as the framework reads it. Blank means the default. spec/losant.md §2 */
function flagOf(search: URLSearchParams, name: string, absent: boolean): boolean {
  const text = single(search, name)
  return text === undefined || text === '' ? absent : TRUE.includes(text)
}

/** Whether a text says yes, where any text but a blank and a no does. spec/losant.md §5.6 */
function isSet(text: string | undefined): boolean {
  return text !== undefined && !FALSE.includes(text)
}

function oneOf(search: URLSearchParams, name: string, allowed: readonly string[]): string | undefined {
  const text = single(search, name)
  if (text !== undefined && !allowed.includes(text)) throw malformed(name, 'must be an enum value')
  return text
}

/** A parameter that is given once at most. */
function single(search: URLSearchParams, name: string): string | undefined {
  const [text, ...more] = search.getAll(name)
  if (more.length > 0) throw malformed(name, 'is the wrong type')
  return text
}
