import type { Replacement } from '../../core/change.ts'
import type { Detailed, DetailsAsked } from '../../core/details.ts'
import { checkDeviceQuery } from '../../core/device-query.ts'
import { DirectoryError } from '../../core/error.ts'
import { changedFields } from '../../core/fields.ts'
import type { Extras, Group, GroupFields, NewGroup, Selector } from '../../core/group.ts'
import type { NewMember } from '../../core/member.ts'
import type { Keys } from '../../core/store.ts'
import { encodeInstant } from './instant.ts'
import { fromTags, type Tags, toTags } from './labels.ts'
import { check, fits, malformed } from './schema.ts'
import {
  descriptionMax,
  DEVICE_TAG,
  deviceTagsMax,
  GROUP_PATCH,
  GROUP_POST,
  idsMax,
  nameMax,
  queryTextMax,
} from './shapes.ts'
import { cutUnits, distinctIds } from './text.ts'

/** A group as this vendor writes it, keys in the order of its schema. spec/losant.md §4.1 */
export interface ExperienceGroup {
  readonly id: string
  readonly experienceGroupId: string
  readonly applicationId: string
  readonly creationDate: string
  readonly lastUpdated: string
  readonly name: string
  readonly description?: string
  readonly experienceUserIds: readonly string[]
  readonly experienceEndpointIds: readonly string[]
  readonly groupTags: Tags
  readonly deviceIds: readonly string[]
  readonly deviceTags: readonly DeviceTag[]
  readonly deviceQueryJson?: string | null
  readonly parentId: string | null
  readonly ancestorIds: readonly string[]
  readonly directDeviceCount?: number
  readonly totalDeviceCount?: number
}

export interface DeviceTag {
  readonly key?: string
  readonly value?: string
}

/** What may be written; what is absent stays as it is. spec/losant.md §4.2 */
export type GroupPatch = Partial<
  Pick<
    ExperienceGroup,
    | 'name'
    | 'description'
    | 'experienceUserIds'
    | 'experienceEndpointIds'
    | 'groupTags'
    | 'deviceIds'
    | 'deviceTags'
    | 'deviceQueryJson'
    | 'parentId'
  >
>

export type GroupPost = GroupPatch & Pick<ExperienceGroup, 'name'>

/** The lists of members, and their kinds. */
const MEMBERS = [
  ['experienceUserIds', 'person'],
  ['experienceEndpointIds', 'endpoint'],
  ['deviceIds', 'device'],
] as const

/** What every answer with a group needs to know besides its row. */
export const DETAILS = {
  ancestors: true,
  members: MEMBERS.map(([, kind]) => kind),
  shown: idsMax,
} as const satisfies DetailsAsked

/** The group as it is shown. What another dialect made longer than this vendor's schema allows is cut or left out. */
export function toWire({ group, details }: Detailed, applicationId: string): ExperienceGroup {
  const { ancestors, members, directDevices, totalDevices } = details
  return {
    id: group.oid,
    experienceGroupId: group.oid,
    applicationId,
    creationDate: encodeInstant(group.createdAt),
    lastUpdated: encodeInstant(group.updatedAt),
    name: cutUnits(group.name, nameMax),
    ...shownDescription(group),
    experienceUserIds: idsOf(members.person),
    experienceEndpointIds: idsOf(members.endpoint),
    groupTags: toTags(group.labels),
    deviceIds: idsOf(members.device),
    deviceTags: shownTags(group.selectors).flatMap(toDeviceTag),
    ...shownQuery(group),
    parentId: group.parent === null ? null : ancestors.at(-1)?.oid ?? null,
    ancestorIds: idsOf(ancestors),
    ...(directDevices === undefined ? {} : { directDeviceCount: directDevices }),
    ...(totalDevices === undefined ? {} : { totalDeviceCount: totalDevices }),
  }
}

function idsOf(keys: readonly Keys[] = []): string[] {
  return keys.map(({ oid }) => oid)
}

function shownDescription({ description }: Group): Pick<ExperienceGroup, 'description'> {
  return description === null ? {} : { description: cutUnits(description, descriptionMax) }
}

/** The tags that the vendor's schema allows, and no more of them than it does. */
function shownTags(selectors: readonly Selector[]): Selector[] {
  return selectors.filter((one) => toDeviceTag(one).length > 0).slice(0, deviceTagsMax)
}

function toDeviceTag(selector: Selector): DeviceTag[] {
  if (selector.kind !== 'tag') return []
  const { key, value } = selector
  const tag = { ...(key === null ? {} : { key }), ...(value === null ? {} : { value }) }
  return fits(DEVICE_TAG, tag) ? [tag] : []
}

/** Never set is absent; taken away is null. A text that is too long is not shown: cut it would be no query. */
function shownQuery({ selectors, extras }: Group): Pick<ExperienceGroup, 'deviceQueryJson'> {
  const query = selectors.find(({ kind }) => kind === 'query')?.value
  if (typeof query === 'string') return query.length <= queryTextMax ? { deviceQueryJson: query } : {}
  return extras['losant']?.['deviceQueryJson'] === null ? { deviceQueryJson: null } : {}
}

/** The body of a PATCH. Throws `invalid` in the vendor's words. */
export function decodeGroupPatch(body: unknown): GroupPatch {
  check(GROUP_PATCH, body, 'experienceGroup')
  const patch = body as GroupPatch
  refuseQuery(patch.deviceQueryJson)
  return patch
}

/** The body of a POST. Throws `invalid` in the vendor's words. */
export function decodeGroupPost(body: unknown): GroupPost {
  check(GROUP_POST, body, 'experienceGroup')
  const patch = body as GroupPost
  refuseQuery(patch.deviceQueryJson)
  return patch
}

/** What is wrong with a device query is not told: the vendor's words for it are not known. spec/losant.md §6.5 */
function refuseQuery(text: string | null | undefined): void {
  if (typeof text !== 'string') return
  try {
    checkDeviceQuery(text)
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    throw malformed('experienceGroup.deviceQueryJson', 'is not a valid device query')
  }
}

/** What a body changes of a group. The home is told by its oid (null: none; absent: as it is), to be looked up. */
export interface GroupEdit {
  readonly set: Partial<GroupFields>
  readonly replace: readonly Replacement[]
  readonly parent?: string | null
}

/** What a body changes. What equals the shown value is no change, however much of it was not shown. */
export function fromWire(body: GroupPatch, current?: Group): GroupEdit {
  return {
    set: current ? fieldsOf(changedFields(shownOf(current), body), current) : fieldsOf(body, BLANK),
    replace: MEMBERS.flatMap(([key, kind]) => {
      const ids = body[key]
      return ids === undefined ? [] : [{ kind, members: membersOf(ids, kind), shown: idsMax }]
    }),
    ...(body.parentId === undefined ? {} : { parent: body.parentId?.toLowerCase() ?? null }),
  }
}

/** A new group. */
export interface GroupCreation {
  readonly fields: NewGroup
  readonly add: readonly NewMember[]
  readonly parent?: string | null
}

/** The group that a body makes. */
export function newFromWire(body: GroupPost): GroupCreation {
  const { set, replace, ...home } = fromWire(body)
  return { fields: { ...set, name: body.name }, add: replace.flatMap(({ members }) => members), ...home }
}

function membersOf(ids: readonly string[], kind: Replacement['kind']): NewMember[] {
  return distinctIds(ids).map((oid) => ({ kind, ref: { oid } }))
}

/** What may be written, of a group as it is shown. */
function shownOf(group: Group): GroupPatch {
  return {
    name: cutUnits(group.name, nameMax),
    ...shownDescription(group),
    groupTags: toTags(group.labels),
    deviceTags: shownTags(group.selectors).flatMap(toDeviceTag),
    ...shownQuery(group),
  }
}

type BeforeFields = Pick<Group, 'labels' | 'selectors' | 'extras'>

const BLANK: BeforeFields = { labels: {}, selectors: [], extras: {} }

function fieldsOf(body: GroupPatch, before: BeforeFields): Partial<GroupFields> {
  const { name, description, groupTags, deviceTags, deviceQueryJson } = body
  const isAttached = deviceTags !== undefined || deviceQueryJson !== undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(groupTags === undefined ? {} : { labels: fromTags(groupTags, before.labels) }),
    ...(isAttached ? { selectors: selectorsOf(body, before.selectors) } : {}),
    ...(deviceQueryJson === undefined ? {} : { extras: extrasOf(before.extras, deviceQueryJson) }),
  }
}

/** The tags in their order, those that are not shown behind them, the query last. */
function selectorsOf({ deviceTags, deviceQueryJson }: GroupPatch, before: readonly Selector[]): Selector[] {
  const tags = before.filter(({ kind }) => kind === 'tag')
  const queries = before.filter(({ kind }) => kind === 'query')
  const shown = shownTags(tags)
  const hidden = tags.filter((selector) => !shown.includes(selector))
  const query = deviceQueryJson === null ? [] : [{ kind: 'query' as const, value: deviceQueryJson ?? '' }]
  return [
    ...(deviceTags ? [...deviceTags.map(toSelector), ...hidden] : tags),
    ...(deviceQueryJson === undefined ? queries : query),
  ]
}

function toSelector({ key, value }: DeviceTag): Selector {
  return { kind: 'tag', key: key ?? null, value: value ?? null }
}

/** A query that was taken away is remembered as null. An empty bag is no bag. */
function extrasOf({ losant = {}, ...others }: Extras, query: string | null): Extras {
  const { deviceQueryJson: _, ...rest } = losant
  const bag = query === null ? { ...rest, deviceQueryJson: null } : rest
  return Object.keys(bag).length === 0 ? others : { ...others, losant: bag }
}
