import { Buffer } from 'node:buffer'
import type {
  Comparison,
  Conditions,
  Filter,
  GroupCondition,
  GroupField,
  JsonField,
  LabelCondition,
  Order,
  TextCondition,
  TextMatch,
} from '../../src/core/filter.ts'
import type { Group } from '../../src/core/group.ts'
import type { MemberKind } from '../../src/core/member.ts'
import type { Person } from '../../src/core/person.ts'
import type { InGroup, PersonCondition, PersonField, PersonFilter } from '../../src/core/person-filter.ts'
import { fold } from '../../src/core/text.ts'
import type { Population } from './population.ts'

/** The value of a group's field, found without any SQL: a number, a text, null, or what JSON has besides. */
export function valueOf(group: Group, field: GroupField | JsonField<'extras'>): unknown {
  if (typeof field !== 'string') return walked(group.extras, field.path)
  return field.startsWith('count.')
    ? group.counts[field.slice('count.'.length) as MemberKind]
    : Reflect.get(group, field)
}

/** The value of a person's field. */
export function personValue(person: Person, field: PersonField): unknown {
  return typeof field === 'string' ? Reflect.get(person, field) : walked(person[field.in], field.path)
}

function walked(bag: unknown, path: readonly string[]): unknown {
  let at = bag
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key)) return null
    at = Reflect.get(at, key)
  }
  return at ?? null
}

/** Nothing, then numbers by size, then texts by the bytes of their UTF-8, then all else. */
export function compare(a: unknown, b: unknown): number {
  const rank = rankOf(a) - rankOf(b)
  if (rank !== 0) return rank
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'string' || typeof b !== 'string') return 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function rankOf(value: unknown): number {
  return value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3
}

/** Rows in an order. */
export function sortedBy<Row, Field>(
  rows: readonly Row[],
  order: readonly Order<Field>[],
  value: (row: Row, field: Field) => unknown,
): Row[] {
  return rows.toSorted((a, b) => {
    for (const { field, descending = false, absent = null } of order) {
      const found = compare(value(a, field) ?? absent, value(b, field) ?? absent)
      if (found !== 0) return descending ? -found : found
    }
    return 0
  })
}

/** The groups in an order. */
export function sorted(groups: readonly Group[], order: readonly Order[]): Group[] {
  return sortedBy(groups, order, valueOf)
}

interface Named {
  readonly is: string
}

/** Rows as filters see them. */
interface Seen<Field, Text, Own> {
  value(field: Field | Text): unknown
  meets(own: Own): boolean
}

const SHARED = ['all', 'none', 'and', 'or', 'not', 'compare', 'in', 'like', 'text', 'part']

function isOwn<Field, Text, Own extends Named>(filter: Conditions<Field, Text, Own>): filter is Own {
  return !SHARED.includes(filter.is)
}

/** What the filter's comments say, written down as plainly as possible. */
function meets<Field, Text, Own extends Named>(
  filter: Conditions<Field, Text, Own>,
  row: Seen<Field, Text, Own>,
): boolean {
  if (isOwn(filter)) return row.meets(filter)
  switch (filter.is) {
    case 'all':
      return true
    case 'none':
      return false
    case 'and':
      return filter.of.every((part) => meets(part, row))
    case 'or':
      return filter.of.some((part) => meets(part, row))
    case 'not':
      return !meets(filter.of, row)
    case 'compare':
      return compares(filter, row.value(filter.field))
    case 'in':
      return filter.values.some((value) => value === row.value(filter.field))
    case 'like':
    case 'text':
      return isLike(filter, row.value(filter.field))
    case 'part':
      return isLike({ ...filter, is: 'text', folded: false }, row.value(filter.field))
  }
}

function compares({ with: sign, value: wanted }: Comparison<unknown>, value: unknown): boolean {
  if (wanted === null) return sign === '=' && value === null
  if (typeof value !== typeof wanted) return false
  if (typeof wanted === 'boolean') return sign === '=' && value === wanted
  const found = compare(value, wanted)
  return sign === '=' ? found === 0 : sign === '<' ? found < 0 : found > 0
}

function isLike(condition: TextCondition<unknown>, value: unknown): boolean {
  if (typeof value !== 'string') return false
  const as = condition.folded ? fold : (text: string) => text
  if (condition.is === 'like') return globs(as(condition.pattern), as(value))
  const text = as(condition.text)
  switch (condition.at) {
    case 'whole':
      return as(value) === text
    case 'start':
      return as(value).startsWith(text)
    case 'end':
      return as(value).endsWith(text)
    case 'anywhere':
      return as(value).includes(text)
  }
}

/** `*` for any run of code points, `?` for one. */
function globs(pattern: string, text: string): boolean {
  const characters = Array.from(text)
  let reached = new Set([0])
  for (const one of pattern) {
    const next = new Set<number>()
    for (const at of reached) {
      if (one === '*') { for (let to = at; to <= characters.length; to++) next.add(to) }
      else if (at < characters.length && (one === '?' || one === characters[at])) next.add(at + 1)
    }
    reached = next
  }
  return reached.has(characters.length)
}

/** Whether a group matches a filter. */
export function matches(filter: Filter, group: Group, population: Population): boolean {
  return meets(filter, {
    value: (field) => valueOf(group, field),
    meets: (own) => groupMeets(own, group, population),
  })
}

function groupMeets(own: GroupCondition, group: Group, population: Population): boolean {
  switch (own.is) {
    case 'has-member':
      return holds(population, group.number, `${own.kind} ${own.ref}`)
    case 'has-member-with':
      return Array.from(population.members.get(group.number) ?? [])
        .some((member) =>
          member.startsWith(`${own.kind} `) && isMatch(population.oids.get(member) ?? '', own.oid)
        )
    case 'below':
      return isBelow(population, own.group, group.number)
    case 'has-parent':
      return pathOf(population, group).slice(-1).some((one) => isMatch(one.oid, own.oid))
    case 'has-ancestor':
      return pathOf(population, group).some((one) => isMatch(one.oid, own.oid))
    case 'has-label':
      return hasLabel(own, group.labels)
  }
}

function hasLabel({ key, value }: LabelCondition, labels: unknown): boolean {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return false
  return Object.entries(labels).some(([one, text]) =>
    typeof text === 'string' && isMatch(one, key) && isMatch(text, value)
  )
}

/** Whether a text matches. */
export function isMatch(text: string, match: TextMatch): boolean {
  if (match === null) return true
  if (typeof match === 'string') return text === match
  if ('in' in match) return match.in.includes(text)
  if ('notIn' in match) return !match.notIn.includes(text)
  return 'before' in match ? compare(text, match.before) < 0 : compare(text, match.behind) > 0
}

/** The groups above a group along its homes, the root first. */
export function pathOf({ groups }: Pick<Population, 'groups'>, { parent }: Group): Group[] {
  const home = groups.find((one) => one.number === parent)
  return home ? [...pathOf({ groups }, home), home] : []
}

function holds({ members }: Population, group: number, member: string): boolean {
  return members.get(group)?.has(member) ?? false
}

function isBelow(population: Population, container: number, group: number): boolean {
  return population.groups.some(({ number }) =>
    holds(population, container, `group ${number}`) &&
    (number === group || isBelow(population, number, group))
  )
}

/** Whether a person matches a filter. */
export function matchesPerson(filter: PersonFilter, person: Person, population: Population): boolean {
  return meets(filter, {
    value: (field) => personValue(person, field),
    meets: (own) => personMeets(own, person, population),
  })
}

function personMeets(own: PersonCondition, person: Person, population: Population): boolean {
  switch (own.is) {
    case 'has-label':
      return hasLabel(own, person.data['labels'])
    case 'in-group': {
      const { groups } = own
      const named = [...population.groups, ...population.stubs].filter((group) => {
        if ('oid' in groups) return isMatch(group.oid, groups.oid)
        return 'code' in groups ? isMatch(group.code, groups.code) : groups.includes(group.number)
      })
      const meant = own.above ? [...named, ...named.flatMap((one) => pathOf(population, one))] : named
      return groupsOf(population, person, own).some((group) => meant.includes(group))
    }
    case 'in-no-group':
      return groupsOf(population, person, own).length === 0
  }
}

function groupsOf(
  population: Population,
  { number }: Person,
  { among = { is: 'all' }, stubs = false }: Pick<InGroup, 'among' | 'stubs'>,
): Group[] {
  const seen = population.groups.filter((group) => matches(among, group, population))
  return [...seen, ...(stubs ? population.stubs : [])].filter((group) =>
    holds(population, group.number, `person ${number}`)
  )
}
