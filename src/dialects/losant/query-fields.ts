import type { Filter, TextMatch } from '../../core/filter.ts'
import type { PersonFilter } from '../../core/person-filter.ts'
import {
  askedOf,
  idCondition,
  idsCondition,
  tagsCondition,
  textCondition,
  timeCondition,
} from './conditions.ts'
import { IDS_ASKED, TAGS_ASKED, VALUE_ASKED } from './query-shapes.ts'
import type { Shape } from './schema.ts'

/** What may be asked of a field, and what is meant by it. */
export interface QueryField<Condition> {
  readonly shape: Shape
  condition(value: unknown): Condition
}

/** The fields of the query of groups. spec/losant.md §8.4 */
export const GROUP_FIELDS: Readonly<Record<string, QueryField<Filter>>> = {
  id: { shape: IDS_ASKED, condition: (value) => idCondition('oid', askedOf(value)) },
  parentId: {
    shape: IDS_ASKED,
    condition: (value) => idsCondition((oid) => ({ is: 'has-parent', oid }), askedOf(value)),
  },
  ancestorId: {
    shape: IDS_ASKED,
    condition: (value) => idsCondition((oid) => ({ is: 'has-ancestor', oid }), askedOf(value)),
  },
  experienceUserId: members('person'),
  experienceEndpointId: members('endpoint'),
  name: { shape: VALUE_ASKED, condition: (value) => textCondition('name', askedOf(value)) },
  creationDate: { shape: VALUE_ASKED, condition: (value) => timeCondition('createdAt', askedOf(value)) },
  lastUpdated: { shape: VALUE_ASKED, condition: (value) => timeCondition('updatedAt', askedOf(value)) },
  groupTags: { shape: TAGS_ASKED, condition: tagsCondition },
}

function members(kind: 'person' | 'endpoint'): QueryField<Filter> {
  return {
    shape: IDS_ASKED,
    condition: (value) => idsCondition((oid) => ({ is: 'has-member-with', kind, oid }), askedOf(value)),
  }
}

/** Where the core keeps what it has no column for. */
export const FIRST_NAME = { in: 'data', path: ['givenName'] } as const
export const LAST_NAME = { in: 'data', path: ['familyName'] } as const
export const LAST_LOGIN = { in: 'extras', path: ['losant', 'lastLogin'] } as const
const PASSWORD_UPDATED = { in: 'extras', path: ['losant', 'passwordLastUpdated'] } as const

/** The fields of the query of users. spec/losant.md §5.6 */
export const USER_FIELDS: Readonly<Record<string, QueryField<PersonFilter>>> = {
  id: { shape: IDS_ASKED, condition: (value) => idCondition('oid', askedOf(value)) },
  creationDate: { shape: VALUE_ASKED, condition: (value) => timeCondition('createdAt', askedOf(value)) },
  lastUpdated: { shape: VALUE_ASKED, condition: (value) => timeCondition('updatedAt', askedOf(value)) },
  firstName: { shape: VALUE_ASKED, condition: (value) => textCondition(FIRST_NAME, askedOf(value)) },
  lastName: { shape: VALUE_ASKED, condition: (value) => textCondition(LAST_NAME, askedOf(value)) },
  email: { shape: VALUE_ASKED, condition: (value) => textCondition('email', askedOf(value)) },
  lastLogin: { shape: VALUE_ASKED, condition: (value) => timeCondition(LAST_LOGIN, askedOf(value)) },
  passwordLastUpdated: {
    shape: VALUE_ASKED,
    condition: (value) => timeCondition(PASSWORD_UPDATED, askedOf(value)),
  },
  userTags: { shape: TAGS_ASKED, condition: tagsCondition },
  experienceGroupId: { shape: IDS_ASKED, condition: groupsCondition },
}

/** A user in no group has an empty list. */
function groupsCondition(value: unknown): PersonFilter {
  const inGroups = (oid: TextMatch): PersonFilter =>
    oid === null ? IN_ANY_GROUP : { is: 'in-group', groups: { oid } }
  return idsCondition(inGroups, askedOf(value))
}

export const IN_NO_GROUP: PersonFilter = { is: 'in-no-group' }
export const IN_ANY_GROUP: PersonFilter = { is: 'not', of: IN_NO_GROUP }
