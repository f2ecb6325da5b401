import { ALL } from '../core/filter.ts'
import type { Person } from '../core/person.ts'
import type {
  InGroup,
  InNoGroup,
  PersonCondition,
  PersonField,
  PersonFilter,
  PersonOrder,
  PersonTextField,
} from '../core/person-filter.ts'
import { type Column, jsonColumn, nullable, numbers, type OrderTerm, orderTerms, texts } from './columns.ts'
import { type Filtered, matchSize, sqlOfConditions, sqlOfMatch, type Writer } from './sql-filter.ts'
import { sqlOfGroupFilter } from './sql-group-filter.ts'
import { type Values, whole } from './statement.ts'

/** The one table from field to column, over `person p`. */
const COLUMNS: Readonly<Record<Extract<PersonField, string>, Column<Person>>> = {
  number: numbers('p.number', (person) => person.number),
  uuid: texts('p.uuid', (person) => person.uuid),
  oid: texts('p.oid', (person) => person.oid),
  displayName: texts('p.display_name', (person) => person.displayName),
  phone: texts('p.phone', (person) => person.phone),
  phoneKey: texts('p.phone_key', (person) => person.phoneKey),
  // An index over an expression is no covering one: SQLite looks every row up that an offset skips.
  email: { ...nullable('text', 'p.email', (person) => person.email), filled: 'p.email_order' },
  userName: nullable('text', 'p.user_name', (person) => person.userName),
  createdAt: numbers('p.created_at', (person) => person.createdAt),
  updatedAt: numbers('p.updated_at', (person) => person.updatedAt),
  version: numbers('p.version', (person) => person.version),
}

const BAGS = {
  data: { sql: 'p.data', bag: (person: Person) => person.data },
  extras: { sql: 'p.extras', bag: (person: Person) => person.extras },
} as const

function columnOf(field: PersonField, writer: Writer): Column<Person> {
  return typeof field === 'string' ? COLUMNS[field] : jsonColumn(BAGS[field.in], field.path, writer)
}

const TEXTS = {
  displayName: ['p.display_name', 'p.display_name_key'],
  email: ['p.email', 'p.email_key'],
  userName: ['p.user_name', 'p.user_name_key'],
} as const

/** The data with its texts folded is stored only where that is another text. */
const FOLDED_DATA = { ...BAGS.data, sql: 'coalesce(p.data_key, p.data)' }

const people: Filtered<Person, PersonField, PersonTextField, PersonCondition> = {
  column: columnOf,
  textOf(field, folded, writer) {
    if (typeof field === 'string') return TEXTS[field][folded ? 1 : 0]
    return jsonColumn(folded ? FOLDED_DATA : BAGS.data, field.path, writer).text ?? 'null'
  },
  conditionOf,
  sizeOf(own) {
    switch (own.is) {
      case 'has-label':
        return matchSize(own.key) + matchSize(own.value)
      case 'in-group':
        if ('oid' in own.groups) return matchSize(own.groups.oid)
        return 'code' in own.groups ? matchSize(own.groups.code) : own.groups.length
      case 'in-no-group':
        return 0
    }
  },
}

/** A filter as a condition over `person p`. Throws `too_large`. */
export function sqlOfPersonFilter(filter: PersonFilter, writer: Writer): string {
  return sqlOfConditions(people, filter, writer)
}

/** The terms of an order over `person p`. */
export function personOrder(order: readonly PersonOrder[], writer: Writer): OrderTerm<Person>[] {
  return orderTerms(order, (field) => columnOf(field, writer))
}

function conditionOf(own: PersonCondition, writer: Writer): string {
  const { values, facts } = writer
  switch (own.is) {
    case 'has-label':
      return `(p.data <> '{}' and exists (select 1 from ${
        facts.jsonTexts('p.data', values.add(facts.jsonPath(['labels'])))
      } label
        where ${sqlOfMatch('label.key', own.key, values)} and ${
        sqlOfMatch('label.value', own.value, values)
      }))`
    case 'in-group':
      return inGroup(own, writer)
    case 'in-no-group':
      return inNoGroup(own, writer)
  }
}

function inGroup(own: InGroup, writer: Writer): string {
  const named = namedGroups(own, writer)
  const numbers = own.above ? aboveOf(named) : named
  const held = `select m.ref from groups g cross join member m where g.directory_id = ?1
      and g.number in (${numbers}) and ${visible(own, writer)} and m.directory_id = ?1
      and m.group_number = g.number and m.kind = 'person' and m.until = 0 and m.state = 'live'`
  return `p.number in (${whole(held)})`
}

function namedGroups({ groups, stubs }: InGroup, { values }: Writer): string {
  return `select k.number from groups k where k.directory_id = ?1 and ${named(groups, values)}
    and ${counts('k.state', stubs)} and k.builtin = ''`
}

function named(groups: InGroup['groups'], values: Values): string {
  if ('oid' in groups) return sqlOfMatch('k.oid', groups.oid, values)
  if ('code' in groups) return `k.state <> 'trashed' and ${sqlOfMatch('k.code', groups.code, values)}`
  const list = groups.map((number) => values.add(number)).join(', ')
  return list === '' ? '1 = 0' : `k.number in (${list})`
}

function aboveOf(numbers: string): string {
  return `with recursive above (number) as (${numbers}
    union
    select m.group_number from above cross join member m where m.directory_id = ?1 and m.ref = above.number
      and m.until = 0 and m.home = 1)
    select above.number from above`
}

function inNoGroup(own: InNoGroup, writer: Writer): string {
  return `not exists (select 1 from member m cross join groups g where m.directory_id = ?1 and m.kind = 'person'
    and m.ref = p.number and m.until = 0 and m.ref is not null and m.state = 'live' and g.directory_id = ?1
    and g.number = m.group_number and ${visible(own, writer)})`
}

/** A group that has only been named yet is kept from nobody. */
function visible({ stubs, among = ALL }: Pick<InGroup, 'stubs' | 'among'>, writer: Writer): string {
  const seen = sqlOfGroupFilter(among, writer)
  return `${counts('g.state', stubs)} and g.builtin = '' and ${
    stubs ? `(g.state = 'stub' or ${seen})` : seen
  }`
}

function counts(state: string, stubs = false): string {
  return stubs ? `${state} in ('live', 'stub')` : `${state} = 'live'`
}
