import { DirectoryError } from '../core/error.ts'
import {
  type Filter,
  filterDepthMax,
  filterPartsMax,
  type GroupField,
  type Order,
  patternMax,
} from '../core/filter.ts'
import type { Group } from '../core/group.ts'
import type { MemberKind } from '../core/member.ts'
import { fold, isStorable } from '../core/text.ts'
import type { DriverFacts } from './driver.ts'
import type { Values } from './statement.ts'

/** The home of the group `g`: one look into the index `member_home`. */
export const PARENT =
  `(select m.group_number from member m where m.directory_id = g.directory_id and m.ref = g.number
  and m.until = 0 and m.home = 1)`

interface Column {
  readonly sql: string
  /** Present where the column may be null: what stands for null beside a flag. */
  readonly empty?: string
  readonly value: (group: Group) => string | number | null
}

/** The one table from field to column. */
const COLUMNS: Readonly<Record<GroupField, Column>> = {
  number: { sql: 'g.number', value: (group) => group.number },
  uuid: { sql: 'g.uuid', value: (group) => group.uuid },
  oid: { sql: 'g.oid', value: (group) => group.oid },
  code: { sql: 'g.code', value: (group) => group.code },
  slug: { sql: 'g.slug', empty: `''`, value: (group) => group.slug },
  name: { sql: 'g.name', value: (group) => group.name },
  shortName: { sql: 'g.short_name', value: (group) => group.shortName },
  title: { sql: 'g.title', value: (group) => group.title },
  description: { sql: 'g.description', empty: `''`, value: (group) => group.description },
  rank: { sql: 'g.rank', empty: '0', value: (group) => group.rank },
  type: { sql: 'g.type_number', empty: '0', value: (group) => group.type },
  parent: { sql: PARENT, empty: '0', value: (group) => group.parent },
  expiresAt: { sql: 'g.expires_at', empty: '0', value: (group) => group.expiresAt },
  createdAt: { sql: 'g.created_at', value: (group) => group.createdAt },
  updatedAt: { sql: 'g.updated_at', value: (group) => group.updatedAt },
  version: { sql: 'g.version', value: (group) => group.version },
  'count.person': count('people', 'person'),
  'count.phone': count('phones', 'phone'),
  'count.item': count('items', 'item'),
  'count.heading': count('headings', 'heading'),
  'count.device': count('devices', 'device'),
  'count.endpoint': count('endpoints', 'endpoint'),
  'count.group': count('contained', 'group'),
}

function count(column: string, kind: MemberKind): Column {
  return { sql: `g.${column}`, value: (group) => group.counts[kind] }
}

/**
 * A filter as the condition of a statement over `groups g`, whose first value is the directory. It is never null: a
 * field without a value is neither less nor greater than any, so that `not` means what it says. Throws `too_large` for
 * a filter with too many parts.
 */
export function sqlOfFilter(filter: Filter, values: Values, facts: DriverFacts): string {
  if (sizeOf(filter) > filterPartsMax || depthOf(filter) > filterDepthMax) {
    throw new DirectoryError('too_large', 'the filter has too many parts')
  }
  return conditionOf(filter, values, facts)
}

function conditionOf(filter: Filter, values: Values, facts: DriverFacts): string {
  switch (filter.is) {
    case 'all':
      return '1 = 1'
    case 'none':
      return '1 = 0'
    case 'and':
      return joined(filter.of.map((part) => conditionOf(part, values, facts)), ' and ', '1 = 1')
    case 'or':
      return joined(filter.of.map((part) => conditionOf(part, values, facts)), ' or ', '1 = 0')
    case 'not':
      return `not (${conditionOf(filter.of, values, facts)})`
    case 'compare':
      return isMatchable(filter.value) ? comparison(filter, values) : '1 = 0'
    case 'in':
      return membership({ ...filter, values: filter.values.filter(isMatchable) }, values)
    case 'like':
      return isMatchable(filter.pattern) ? likeness(filter, values) : '1 = 0'
    case 'has-member':
      return `g.number in (select m.group_number from member m where m.directory_id = ?1 and m.kind = ${
        values.add(filter.kind)
      } and m.ref = ${values.add(filter.ref)} and m.until = 0 and m.ref is not null and m.state = 'live')`
    case 'below':
      return below(filter.group, values)
    case 'has-label':
      return label(filter, values, facts)
  }
}

/** What no text can hold is in none: a database would compare it cut or changed. */
function isMatchable(value: string | number | null): boolean {
  return typeof value !== 'string' || isStorable(value)
}

function joined(parts: readonly string[], by: string, empty: string): string {
  return parts.length === 0 ? empty : `(${parts.join(by)})`
}

function comparison(filter: Filter & { is: 'compare' }, values: Values): string {
  const { sql, empty } = COLUMNS[filter.field]
  if (filter.value === null) return filter.with === '=' ? `${sql} is null` : '1 = 0'
  const condition = `${sql} ${filter.with} ${values.add(filter.value)}`
  return empty === undefined ? condition : `(${sql} is not null and ${condition})`
}

function membership(filter: Filter & { is: 'in' }, values: Values): string {
  if (filter.values.length === 0) return '1 = 0'
  const { sql, empty } = COLUMNS[filter.field]
  const condition = `${sql} in (${filter.values.map((value) => values.add(value)).join(', ')})`
  return empty === undefined ? condition : `(${sql} is not null and ${condition})`
}

function likeness({ field, pattern, folded }: Filter & { is: 'like' }, values: Values): string {
  if (pattern.length > patternMax) {
    throw new DirectoryError('too_large', `a pattern has at most ${patternMax} characters`)
  }
  const column = folded ? `g.${field}_key` : `g.${field}`
  const condition = `${column} like ${values.add(likePattern(folded ? fold(pattern) : pattern))} escape '\\'`
  return field === 'slug' ? `(${column} is not null and ${condition})` : condition
}

/** `*` and `?` as LIKE has them, everything else literal. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%').replaceAll('?', '_')
}

function below(group: number, values: Values): string {
  return `g.number in (with recursive below (number) as (
      select m.ref from member m where m.directory_id = ?1 and m.group_number = ${values.add(group)}
        and m.kind = 'group' and m.until = 0 and m.state = 'live'
      union
      select m.ref from below cross join member m where m.directory_id = ?1 and m.group_number = below.number
        and m.kind = 'group' and m.until = 0 and m.state = 'live')
    select below.number from below)`
}

function label({ key, value }: Filter & { is: 'has-label' }, values: Values, facts: DriverFacts): string {
  const text = facts.labelText('g.labels', values.add(key))
  return value === null ? `${text} is not null` : `coalesce(${text} = ${values.add(value)}, 1 = 0)`
}

interface OrderTerm {
  readonly sql: string
  readonly descending: boolean
  readonly value: (group: Group) => string | number
}

/** What an order compares, in turn: a column that may be null stands behind a flag, so that null comes first. */
export function orderTerms(order: readonly Order[]): OrderTerm[] {
  return order.flatMap(({ field, descending = false, absent }): OrderTerm[] => {
    const { sql, empty, value } = COLUMNS[field]
    if (absent !== undefined) {
      const shown = `coalesce(${sql}, ${Math.trunc(absent)})`
      return [{ sql: shown, descending, value: (group) => value(group) ?? absent }]
    }
    if (empty === undefined) return [{ sql, descending, value: (group) => value(group)! }]
    return [
      {
        sql: `(case when ${sql} is null then 0 else 1 end)`,
        descending,
        value: (group) => value(group) === null ? 0 : 1,
      },
      {
        sql: `coalesce(${sql}, ${empty})`,
        descending,
        value: (group) => value(group) ?? (empty === '0' ? 0 : ''),
      },
    ]
  })
}

export function sqlOfOrder(terms: readonly OrderTerm[]): string {
  return terms.map(({ sql, descending }) => descending ? `${sql} desc` : sql).join(', ')
}

/** The condition of standing behind a group in an order: it begins with a range, so that an index can be entered there. */
export function sqlOfAfter(terms: readonly OrderTerm[], group: Group, values: Values): string {
  const named = terms.map((term) => ({ ...term, at: values.add(term.value(group)) }))
  const [first] = named
  const steps = named.map((term, index) => {
    const equal = named.slice(0, index).map(({ sql, at }) => `${sql} = ${at}`)
    return `(${[...equal, `${term.sql} ${term.descending ? '<' : '>'} ${term.at}`].join(' and ')})`
  })
  if (!first) return '1 = 1'
  return `${first.sql} ${first.descending ? '<=' : '>='} ${first.at} and (${steps.join(' or ')})`
}

function sizeOf(filter: Filter): number {
  switch (filter.is) {
    case 'and':
    case 'or':
      return filter.of.reduce((sum, part) => sum + sizeOf(part), 1)
    case 'not':
      return 1 + sizeOf(filter.of)
    case 'in':
      return 1 + filter.values.length
    case 'all':
    case 'none':
    case 'compare':
    case 'like':
    case 'has-member':
    case 'below':
    case 'has-label':
      return 1
  }
}

function depthOf(filter: Filter): number {
  switch (filter.is) {
    case 'and':
    case 'or':
      return 1 + Math.max(0, ...filter.of.map(depthOf))
    case 'not':
      return 1 + depthOf(filter.of)
    case 'all':
    case 'none':
    case 'in':
    case 'compare':
    case 'like':
    case 'has-member':
    case 'below':
    case 'has-label':
      return 0
  }
}
