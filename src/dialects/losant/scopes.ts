import { type Permission, permissionsOf } from '../../core/principal.ts'

/** The permission of ours that each operation needs. Operations are named by the vendor's scope for just that operation. */
const NEEDED = {
  'experienceGroups.get': 'group.list',
  'experienceGroups.post': 'group.create',
  'experienceGroup.get': 'group.get',
  'experienceGroup.patch': 'group.change',
  'experienceGroup.delete': 'group.delete',
  'experienceUsers.get': 'person.list',
  'experienceUsers.post': 'person.create',
  'experienceUser.get': 'person.get',
  'experienceUser.patch': 'person.change',
  'experienceUser.delete': 'person.delete',
  'experienceEndpoints.get': 'thing.list',
  'experienceEndpoints.post': 'thing.create',
  'experienceEndpoint.get': 'thing.get',
  'experienceEndpoint.patch': 'thing.change',
  'experienceEndpoint.delete': 'thing.delete',
  'applicationApiTokens.get': 'token.list',
  'applicationApiTokens.post': 'token.create',
  'applicationApiToken.get': 'token.get',
  'applicationApiToken.patch': 'token.change',
  'applicationApiToken.delete': 'token.delete',
} as const satisfies Record<string, Permission>

/** A resource (one thing in the singular, its collection in the plural) and what is done to it. */
export type Action = keyof typeof NEEDED

export const ACTIONS: readonly Action[] = Object.keys(NEEDED).filter(isAction)

const WIDE = ['all.Application', 'all.Organization', 'all.User']
const READING = WIDE.map((scope) => `${scope}.read`)

/**
 * The scopes of which an operation needs one. They are compared as they are: `experienceGroup.*` is a name of its own, and
 * opens neither list nor create. spec/losant.md §3.2
 */
export const SCOPES: ReadonlyMap<Action, readonly string[]> = new Map(
  ACTIONS.map((action) => {
    const [resource, verb] = action.split('.')
    return [action, [...WIDE, ...(verb === 'get' ? READING : []), `${resource}.*`, action]]
  }),
)

/**
 * The operations that a credential may ask for: what its scopes and its words of ours (roles, permissions) open, and, where
 * it is an account's, that account may do.
 */
export function actionsOf(scopes: readonly string[], account?: ReadonlySet<Permission>): Action[] {
  const own = permissionsOf(scopes)
  return ACTIONS.filter((action) => {
    const isOpen = own.has(NEEDED[action]) || SCOPES.get(action)?.some((scope) => scopes.includes(scope))
    return isOpen === true && (account?.has(NEEDED[action]) ?? true)
  })
}

/**
 * The permissions behind operations. Who may do anything may find groups too, because users, endpoints and other groups
 * name them; whether a group is shown is decided by the operation's scope before that.
 */
export function permissionsFor(actions: readonly Action[]): ReadonlySet<Permission> {
  if (actions.length === 0) return new Set()
  return new Set([...actions.map((action) => NEEDED[action]), 'group.get', 'group.list'])
}

function isAction(word: string): word is Action {
  return Object.hasOwn(NEEDED, word)
}
