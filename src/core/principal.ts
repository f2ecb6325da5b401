import type { CredentialKey } from './directory.ts'
import { DirectoryError } from './error.ts'
import { ALL, type Filter } from './filter.ts'

const NOUNS = ['group', 'person', 'thing', 'type', 'event', 'directory', 'account', 'token'] as const
const VERBS = ['list', 'get', 'find', 'create', 'change', 'delete'] as const

/** What one may do: a noun and a verb. Restoring from the trash and undoing are `change`. */
export type Permission = `${(typeof NOUNS)[number]}.${(typeof VERBS)[number]}`

export const PERMISSIONS: readonly Permission[] = NOUNS.flatMap((noun) =>
  VERBS.map((verb): Permission => `${noun}.${verb}`)
)

const CONTENT = ['group', 'person', 'thing', 'type', 'event']
const reading = PERMISSIONS.filter((one) => CONTENT.includes(nounOf(one)) && isReading(one))
const editing = PERMISSIONS.filter((one) => CONTENT.includes(nounOf(one)))

/** Named sets of permissions, for accounts and tokens. */
export const ROLES = {
  administrator: new Set(PERMISSIONS),
  editor: new Set(editing),
  reader: new Set(reading),
} as const satisfies Record<string, ReadonlySet<Permission>>

export type Role = keyof typeof ROLES

/** Who asks, and for which directory. */
export interface Principal {
  readonly directory: number
  /** What the history shows: the login, or the name of the token. */
  readonly name: string
  readonly dialect: string
  /** The id of the request, for the history and the log. */
  readonly request: string
  readonly permissions: ReadonlySet<Permission>
  /** What it may see, and-ed to every query. */
  readonly sees: Filter
  /** What is wrong with the credential, where a dialect tells it only to who has asked for something that can be. */
  readonly refusal?: DirectoryError
  /** What the credential opens, in the words of the dialect, where that has scopes. */
  readonly scopes?: readonly string[]
  /** The account or token that asks, for what remembers who made it. */
  readonly credential?: CredentialKey
}

/** The server itself, for jobs and for the operator's command line. */
export function operator(directory: number, name: string): Principal {
  return { directory, name, dialect: 'muster', request: '', permissions: ROLES.administrator, sees: ALL }
}

/** Throws the principal's own refusal, and `forbidden` without the permission. */
export function allow(principal: Principal, permission: Permission): void {
  if (principal.refusal) throw principal.refusal
  if (principal.permissions.has(permission)) return
  throw new DirectoryError('forbidden', `${principal.name} lacks ${permission}`)
}

/** The permissions behind a list of role names and permissions; unknown words give nothing. */
export function permissionsOf(words: readonly string[]): ReadonlySet<Permission> {
  const [only = ''] = words
  if (words.length === 1 && isRole(only)) return ROLES[only]
  const found = new Set<Permission>()
  for (const word of words) {
    if (isRole(word)) { for (const one of ROLES[word]) found.add(one) }
    if (isPermission(word)) found.add(word)
  }
  return found
}

export function isRole(word: string): word is Role {
  return Object.hasOwn(ROLES, word)
}

export function isPermission(word: string): word is Permission {
  return PERMISSIONS.some((one) => one === word)
}

function nounOf(permission: Permission): string {
  return permission.slice(0, permission.indexOf('.'))
}

function isReading(permission: Permission): boolean {
  return /\.(list|get|find)$/.test(permission)
}
