import { changedFields } from '../../core/fields.ts'
import { nameMax } from '../../core/group.ts'
import type { JsonObject } from '../../core/json.ts'
import type { GroupReference } from '../../core/memberships.ts'
import type { NewThing, Thing, ThingFields } from '../../core/person.ts'
import { blankThing } from '../../core/references.ts'
import { cut } from '../../core/text.ts'
import type { PlacedThing } from '../../core/thing-queries.ts'
import { encodeInstant } from './instant.ts'
import { fromTags, type Tags, toTags } from './labels.ts'
import { check, checkSize, fits, type Shape } from './schema.ts'
import {
  ACCESS,
  type ACCESSES,
  DESCRIPTION,
  ENDPOINT_PATCH,
  ENDPOINT_POST,
  METHOD,
  type METHODS,
  nameMax as groupNameMax,
  REPLY,
  ROUTE,
  TEMPLATE,
} from './shapes.ts'
import { cutUnits, distinctIds } from './text.ts'

/** An endpoint as this vendor writes it, keys in the order of spec/losant.md §4.8. */
export interface ExperienceEndpoint extends EndpointFields {
  readonly id: string
  readonly experienceEndpointId: string
  readonly applicationId: string
  readonly creationDate: string
  readonly lastUpdated: string
  readonly experienceGroups: readonly { readonly id: string; readonly name: string }[]
}

/** What is kept of an endpoint. */
export interface EndpointFields {
  readonly description?: string
  readonly route?: string
  readonly method?: (typeof METHODS)[number]
  readonly enabled: boolean
  readonly access: (typeof ACCESSES)[number]
  readonly deviceIdTemplate?: string
  readonly endpointTags: Tags
  readonly staticReply?: Reply | null
  readonly unauthorizedReply?: Reply | null
}

export interface Reply {
  readonly type: 'page' | 'redirect'
  readonly value: string
  readonly statusCode?: number
}

/** What may be written; what is absent stays as it is. */
export interface EndpointPatch extends Partial<EndpointFields> {
  readonly experienceGroupIds?: readonly string[]
}

export type EndpointPost = EndpointPatch & Required<Pick<EndpointFields, 'route' | 'method'>>

/** The endpoint as it is shown. */
export function toWire({ thing, groups }: PlacedThing, applicationId: string): ExperienceEndpoint {
  return {
    id: thing.oid,
    experienceEndpointId: thing.oid,
    applicationId,
    creationDate: encodeInstant(thing.createdAt),
    lastUpdated: encodeInstant(thing.updatedAt),
    ...shownOf(thing),
    experienceGroups: groups.map(({ oid, name }) => ({ id: oid, name: cutUnits(name, groupNameMax) })),
  }
}

/** What an endpoint has unless it was said: no source says it. */
const DEFAULTS: JsonObject = { enabled: true, access: 'public' }

const FIELDS = [
  ['description', DESCRIPTION],
  ['route', ROUTE],
  ['method', METHOD],
  ['enabled', { type: 'boolean' }],
  ['access', ACCESS],
  ['deviceIdTemplate', TEMPLATE],
  ['endpointTags', { type: 'object' }],
  ['staticReply', REPLY],
  ['unauthorizedReply', REPLY],
] as const satisfies readonly (readonly [keyof EndpointFields, Shape])[]

/** What the vendor's schema forbids is left out. */
function shownOf({ data }: Thing): EndpointFields {
  const all: JsonObject = { ...data, endpointTags: toTags(data['endpointTags']) }
  const shown = FIELDS.flatMap(([key, shape]) => {
    const value = fits(shape, all[key]) ? all[key] : DEFAULTS[key]
    return value === undefined ? [] : [[key, value]]
  })
  return Object.fromEntries(shown) as EndpointFields
}

/** The body of a PATCH. Throws `invalid` in the vendor's words. */
export function decodeEndpointPatch(body: unknown): EndpointPatch {
  check(ENDPOINT_PATCH, body, 'experienceEndpoint')
  return body as EndpointPatch
}

/** The body of a POST. Throws `invalid` in the vendor's words. */
export function decodeEndpointPost(body: unknown): EndpointPost {
  check(ENDPOINT_POST, body, 'experienceEndpoint')
  return body as EndpointPost
}

/** What a body changes of an endpoint: fields, and the groups to be in. */
export interface EndpointEdit {
  readonly set: Partial<ThingFields>
  readonly groups?: readonly GroupReference[]
}

/** What a body changes. What equals the shown value is no change. Its name is method and route. Throws `invalid`. */
export function fromWire(body: EndpointPatch, current: Thing): EndpointEdit {
  const { experienceGroupIds, ...rest } = body
  const { endpointTags, ...changed } = changedFields<EndpointFields>(shownOf(current), rest)
  const labels = endpointTags && fromTags(endpointTags, current.data['endpointTags'])
  const data = { ...current.data, ...changed, ...(labels ? { endpointTags: labels } : {}) } as JsonObject
  checkSize(data, 'experienceEndpoint')
  return {
    set: { data, ...(changed.route ?? changed.method ? { name: nameOf(data) } : {}) },
    ...(experienceGroupIds ? { groups: distinctIds(experienceGroupIds).map((oid) => ({ oid })) } : {}),
  }
}

/** A new endpoint. */
export interface EndpointCreation {
  readonly fields: NewThing
  readonly groups: readonly GroupReference[]
}

/** The endpoint that a body makes. */
export function newFromWire(body: EndpointPost): EndpointCreation {
  const { groups = [], set } = fromWire(body, { ...blankThing(0), data: DEFAULTS })
  return { fields: { kind: 'endpoint', ...set }, groups }
}

function nameOf({ method, route }: JsonObject): string {
  return cut(`${String(method ?? '').toUpperCase()} ${route ?? ''}`.trim(), nameMax)
}
