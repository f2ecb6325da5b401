import type { Principal } from '../../core/principal.ts'
import { may } from './auth.ts'
import type { Frame } from './parameters.ts'
import { type Action, ACTIONS } from './scopes.ts'

/** Which parts of the envelope are asked for. Nothing is embedded here. spec/losant.md §2 */
export interface Envelope {
  readonly actions: boolean
  readonly links: boolean
}

/** The vendor's words for a resource: in `_type` of one and of a collection, in paths, and for its operations. */
const RESOURCES = {
  experienceGroup: { type: 'experienceGroup', path: 'experience/groups' },
  experienceUser: { type: 'experienceUser', path: 'experience/users' },
  experienceEndpoint: { type: 'experienceEndpoint', path: 'experience/endpoints' },
  applicationApiToken: { type: 'apiToken', path: 'tokens' },
} as const satisfies Record<string, { readonly type: string; readonly path: string }>

export type Resource = keyof typeof RESOURCES

/** Where something is answered: of which application, for whom, in which envelope. */
export interface Setting {
  readonly applicationId: string
  readonly principal: Principal
  readonly envelope: Envelope
}

/** One entity in its envelope. spec/losant.md §4.6 */
export function encodeEntity<T extends { readonly id: string }>(
  resource: Resource,
  wire: T,
  setting: Setting,
) {
  const { type, path } = RESOURCES[resource]
  const href = `/applications/${setting.applicationId}/${path}/${wire.id}`
  return { ...wire, ...envelopeOf({ type, href, resource }, setting) }
}

/** A page of a collection. */
export interface Page {
  readonly items: readonly { readonly id: string }[]
  readonly total: number
  readonly frame: Frame
}

/** A collection in its envelope, each of its entities in one, too. spec/losant.md §4.4 */
export function encodeCollection(resource: Resource, { items, total, frame }: Page, setting: Setting) {
  const { applicationId } = setting
  const { type, path } = RESOURCES[resource]
  const owner = resource === 'applicationApiToken'
    ? { ownerId: applicationId, ownerType: 'application' }
    : { applicationId }
  const href = `/applications/${applicationId}/${path}`
  return {
    items: items.map((wire) => encodeEntity(resource, wire, setting)),
    count: items.length,
    totalCount: total,
    ...frame,
    ...owner,
    ...envelopeOf({ type: `${type}s`, href, resource: `${resource}s` }, setting),
  }
}

interface Place {
  readonly type: string
  readonly href: string
  readonly resource: string
}

function envelopeOf({ type, href, resource }: Place, { principal, envelope }: Setting) {
  return {
    _type: type,
    ...(envelope.actions ? { _actions: actionsOf({ href, resource, principal }) } : {}),
    ...(envelope.links ? { _links: { self: { href } } } : {}),
  }
}

/** What the caller's scopes allow there, by the words behind the dot, sorted. */
function actionsOf(
  { href, resource, principal }: {
    readonly href: string
    readonly resource: string
    readonly principal: Principal
  },
) {
  const verbs = (ACTIONS_OF.get(resource) ?? []).filter((action) => may(principal, action)).map(verbOf).sort()
  return Object.fromEntries(verbs.map((verb) => [verb, { href, method: verb.toUpperCase() }]))
}

const ACTIONS_OF = Map.groupBy(ACTIONS, (action) => action.slice(0, action.indexOf('.')))

function verbOf(action: Action): string {
  return action.slice(action.indexOf('.') + 1)
}
