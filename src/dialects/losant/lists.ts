import { ALL, and, type Filter, type GroupField, type Order } from '../../core/filter.ts'
import type {
  PersonCondition,
  PersonField,
  PersonFilter,
  PersonOrder,
  PersonTextField,
} from '../../core/person-filter.ts'
import type { GroupSorting, SimpleFilter, UserSorting } from './parameters.ts'
import { FIRST_NAME, IN_ANY_GROUP, IN_NO_GROUP, LAST_LOGIN, LAST_NAME } from './query-fields.ts'

/** The simple filter of the list of groups. spec/losant.md §8.3 */
export function groupFilter({ filter }: SimpleFilter<'name'>): Filter {
  return filter === undefined ? ALL : { is: 'like', field: 'name', pattern: filter, folded: true }
}

/** Names in the order of their bytes; equals by id, whatever the direction. spec/losant.md §8.2 */
export function groupOrder({ sortField, sortDirection }: GroupSorting): readonly Order[] {
  return [{ field: GROUP_FIELD[sortField], descending: isDescending(sortDirection) }, { field: 'oid' }]
}

const GROUP_FIELD = {
  name: 'name',
  id: 'oid',
  creationDate: 'createdAt',
  lastUpdated: 'updatedAt',
} as const satisfies Record<GroupSorting['sortField'], GroupField>

/** Which users a list is narrowed to besides its filter. */
export interface UserNarrowing {
  /** An id, `any` for those in a group, `none` for those in none. */
  readonly group: string | undefined
  /** Whether those of the groups above count, too. */
  readonly above: boolean
}

/** The simple filter of the list of users, and the group that it is narrowed to. spec/losant.md §5.6 */
export function userFilter(simple: SimpleFilter<UserTextField>, narrowing: UserNarrowing): PersonFilter {
  return and<PersonField, PersonTextField, PersonCondition>(likeOf(simple), inGroup(narrowing))
}

type UserTextField = 'firstName' | 'lastName' | 'email'

function likeOf({ filterField, filter }: SimpleFilter<UserTextField>): PersonFilter {
  if (filterField === undefined || filter === undefined) return ALL
  return { is: 'like', field: USER_FIELD[filterField], pattern: filter, folded: true }
}

function inGroup({ group, above }: UserNarrowing): PersonFilter {
  if (group === undefined) return ALL
  if (group === 'any') return IN_ANY_GROUP
  return group === 'none' ? IN_NO_GROUP : { is: 'in-group', groups: { oid: group }, above }
}

/** Who has no such value comes first; equals by id, whatever the direction. spec/losant.md §8.2 */
export function userOrder({ sortField, sortDirection }: UserSorting): readonly PersonOrder[] {
  const descending = isDescending(sortDirection)
  // The one order that an index has, because lists begin with it.
  if (sortField === 'email') return [{ field: 'email', absent: '', descending }, { field: 'oid' }]
  return [{ field: USER_FIELD[sortField], descending }, { field: 'oid' }]
}

const USER_FIELD = {
  email: 'email',
  firstName: FIRST_NAME,
  lastName: LAST_NAME,
  id: 'oid',
  creationDate: 'createdAt',
  lastLogin: LAST_LOGIN,
  lastUpdated: 'updatedAt',
} as const satisfies Record<UserSorting['sortField'], PersonField>

function isDescending(direction: string): boolean {
  return direction.toLowerCase() === 'desc'
}
