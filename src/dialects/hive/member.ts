import type { GroupPerson } from '../../core/group-people.ts'
import type { Member } from '../../core/member.ts'
import { knownData } from '../../core/person-data.ts'
import type { Person } from '../../core/person.ts'
import { encodeInstant } from './envelope.ts'

/** A member of a group as this vendor writes it. spec/enterprise-hive.md §4.3 */
export interface HiveMember {
  readonly id: string
  readonly type: 'member'
  readonly alias: string
  readonly email: string
  readonly photoUrl: string
  readonly memberSince: string
  readonly roleId: number
  readonly roleName: string
  readonly blocked: boolean
  readonly accessWarnings: readonly []
}

/** The roles by their ids; `role` is the core's word. There is no 1, and 0 is no role but all of them. §3.4 */
export const ROLES = [
  { id: 2, role: 'regular', name: 'Regular' },
  { id: 3, role: 'member', name: 'Member' },
  { id: 4, role: 'moderator', name: 'Moderator' },
  { id: 5, role: 'administrator', name: 'Administrator' },
] as const

/** Who has no role, or one that only another vendor knows, is a member. */
const DEFAULT_ROLE = ROLES[1]

/** The member as it is shown. Nobody is blocked in one group here: accounts are. */
export function toWire({ member, person, begunAt }: GroupPerson): HiveMember {
  const { id, name } = roleOf(member)
  return {
    id: person.uuid,
    type: 'member',
    alias: aliasOf(person),
    email: person.email ?? '',
    photoUrl: knownData(person.data).photo ?? '',
    memberSince: encodeInstant(begunAt),
    roleId: id,
    roleName: name,
    blocked: false,
    accessWarnings: [],
  }
}

export function roleOf({ data }: Pick<Member, 'data'>): (typeof ROLES)[number] {
  return ROLES.find(({ role }) => role === data.role) ?? DEFAULT_ROLE
}

/** A person that has no name to be shown by is shown by what it has. */
export function aliasOf({ displayName, data, email, uuid }: Person): string {
  const { givenName = '', familyName = '' } = knownData(data)
  return displayName || `${givenName} ${familyName}`.trim() || email || uuid
}
