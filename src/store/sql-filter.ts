import { DirectoryError } from '../core/error.ts'
import {
  type Comparison,
  type Conditions,
  filterDepthMax,
  filterPartsMax,
  patternMax,
  type TextCondition,
  type TextMatch,
  type Value,
} from '../core/filter.ts'
import { fold, isStorable } from '../core/text.ts'
import type { Column } from './columns.ts'
import type { DriverFacts } from './driver.ts'
import type { Values } from './statement.ts'

/** What a part of a statement is written with. */
export interface Writer {
  readonly values: Values
  readonly facts: DriverFacts
}

interface Named {
  readonly is: string
}

/** How filters see the rows of one kind. */
export interface Filtered<Row, Field, Text, Own extends Named> {
  column(field: Field, writer: Writer): Column<Row>
  /** The SQL for a field as text, or for its folded form; null where there is no text. */
  textOf(field: Text, folded: boolean, writer: Writer): string
  /** A condition that only these rows have. It must never be null. */
  conditionOf(own: Own, writer: Writer): string
  /** How many values it has. */
  sizeOf(own: Own): number
}

/**
 * A filter as the condition of a statement whose first value is the directory. It is never null: a field without a value
 * is neither less nor greater than any, so that `not` means what it says. Throws `too_large` for a filter with too many
 * parts.
 */
export function sqlOfConditions<Row, Field, Text, Own extends Named>(
  rows: Filtered<Row, Field, Text, Own>,
  filter: Conditions<Field, Text, Own>,
  writer: Writer,
): string {
  const { parts, depth } = extentOf(rows, filter)
  if (parts > filterPartsMax || depth > filterDepthMax) {
    throw new DirectoryError('too_large', 'the filter has too many parts')
  }
  return conditionOf(rows, filter, writer)
}

function conditionOf<Row, Field, Text, Own extends Named>(
  rows: Filtered<Row, Field, Text, Own>,
  filter: Conditions<Field, Text, Own>,
  writer: Writer,
): string {
  if (isOwn(filter)) return rows.conditionOf(filter, writer)
  switch (filter.is) {
    case 'all':
      return '1 = 1'
    case 'none':
      return '1 = 0'
    case 'and':
      return joined(filter.of.map((part) => conditionOf(rows, part, writer)), ' and ', '1 = 1')
    case 'or':
      return joined(filter.of.map((part) => conditionOf(rows, part, writer)), ' or ', '1 = 0')
    case 'not':
      return `not (${conditionOf(rows, filter.of, writer)})`
    case 'compare':
      return comparison(() => rows.column(filter.field, writer), filter, writer.values)
    case 'in':
      return membership(
        () => rows.column(filter.field, writer),
        filter.values.filter(isMatchable),
        writer.values,
      )
    case 'like':
    case 'text':
      return likeness(() => rows.textOf(filter.field, filter.folded, writer), filter, writer.values)
    case 'part':
      return likeness(
        () => rows.column(filter.field, writer).text ?? 'null',
        { ...filter, is: 'text', folded: false },
        writer.values,
      )
  }
}

const SHARED = ['all', 'none', 'and', 'or', 'not', 'compare', 'in', 'like', 'text', 'part']

function isOwn<Field, Text, Own extends Named>(filter: Conditions<Field, Text, Own>): filter is Own {
  return !SHARED.includes(filter.is)
}

/** What no text can hold is in none: a database would compare it cut or changed. */
function isMatchable(value: Value | boolean): boolean {
  return typeof value === 'string' ? isStorable(value) : Number.isFinite(Number(value))
}

function joined(parts: readonly string[], by: string, empty: string): string {
  return parts.length === 0 ? empty : `(${parts.join(by)})`
}

// A column is asked for only where it is used: a statement may not have a value that its text does not name.
function comparison<Row>(
  columnOf: () => Column<Row>,
  { with: sign, value }: Comparison<unknown>,
  values: Values,
): string {
  if (value === null) return sign === '=' ? columnOf().absent ?? '1 = 0' : '1 = 0'
  if (!isMatchable(value)) return '1 = 0'
  if (typeof value === 'boolean' && sign !== '=') return '1 = 0'
  const column = columnOf()
  const sql = typed(column, value)
  return sql === undefined ? '1 = 0' : present(column, sql, `${sql} ${sign} ${values.add(cellOf(value))}`)
}

function membership<Row>(columnOf: () => Column<Row>, wanted: readonly Value[], values: Values): string {
  if (wanted.length === 0) return '1 = 0'
  const column = columnOf()
  const of = (type: 'number' | 'text') => {
    const sql = column[type]
    const some = wanted.filter((value) => typed(column, value) === sql)
    if (sql === undefined || some.length === 0) return []
    return [present(column, sql, `${sql} in (${some.map((value) => values.add(value)).join(', ')})`)]
  }
  return joined([...of('number'), ...of('text')], ' or ', '1 = 0')
}

/** The SQL for a column's values of the type of this one. */
function typed<Row>(column: Column<Row>, value: Value | boolean): string | undefined {
  if (typeof value === 'boolean') return column.boolean
  return typeof value === 'number' ? column.number : column.text
}

function cellOf(value: Value | boolean): Value {
  return typeof value === 'boolean' ? Number(value) : value
}

/**
 * A condition that is false, and not null, where there is no value. A column is named a second time, so that an index can
 * serve it; JSON is looked into once.
 */
function present<Row>({ absent, number, text }: Column<Row>, sql: string, condition: string): string {
  if (absent === undefined) return condition
  const isJson = number !== undefined && text !== undefined
  return isJson ? `coalesce(${condition}, 1 = 0)` : `(${sql} is not null and ${condition})`
}

function likeness(textOf: () => string, condition: TextCondition<unknown>, values: Values): string {
  const given = condition.is === 'like' ? condition.pattern : condition.text
  if (given.length > patternMax) {
    throw new DirectoryError('too_large', `a pattern has at most ${patternMax} characters`)
  }
  if (!isStorable(given)) return '1 = 0'
  const text = condition.folded ? fold(given) : given
  const sql = textOf()
  if (condition.is === 'text' && condition.at === 'whole') {
    return `(${sql} is not null and ${sql} = ${values.add(text)})`
  }
  const pattern = condition.is === 'like' ? wild(escaped(text)) : around(condition.at, escaped(text))
  return `coalesce(${sql} like ${values.add(pattern)} escape '\\', 1 = 0)`
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** `*` and `?` as LIKE has them. */
function wild(pattern: string): string {
  return pattern.replaceAll('*', '%').replaceAll('?', '_')
}

function around(at: 'whole' | 'start' | 'end' | 'anywhere', text: string): string {
  return `${at === 'end' || at === 'anywhere' ? '%' : ''}${text}${
    at === 'start' || at === 'anywhere' ? '%' : ''
  }`
}

/** The condition that a text, which is never null, matches. */
export function sqlOfMatch(sql: string, match: TextMatch, values: Values): string {
  if (match === null) return '1 = 1'
  if (typeof match === 'string') return isStorable(match) ? `${sql} = ${values.add(match)}` : '1 = 0'
  if ('before' in match) return isStorable(match.before) ? `${sql} < ${values.add(match.before)}` : '1 = 0'
  if ('behind' in match) return isStorable(match.behind) ? `${sql} > ${values.add(match.behind)}` : '1 = 0'
  const list = ('in' in match ? match.in : match.notIn).filter(isStorable).map((one) => values.add(one))
  if ('in' in match) return list.length === 0 ? '1 = 0' : `${sql} in (${list.join(', ')})`
  return list.length === 0 ? '1 = 1' : `${sql} not in (${list.join(', ')})`
}

/** How many values a match has. */
export function matchSize(match: TextMatch): number {
  if (match === null || typeof match === 'string') return 0
  return 'in' in match ? match.in.length : 'notIn' in match ? match.notIn.length : 0
}

interface Extent {
  readonly parts: number
  readonly depth: number
}

function extentOf<Row, Field, Text, Own extends Named>(
  rows: Filtered<Row, Field, Text, Own>,
  filter: Conditions<Field, Text, Own>,
  level = 0,
): Extent {
  if (level > filterDepthMax) return { parts: 1, depth: level }
  if (isOwn(filter)) return { parts: 1 + rows.sizeOf(filter), depth: level }
  switch (filter.is) {
    case 'and':
    case 'or':
      return filter.of.map((part) => extentOf(rows, part, level + 1)).reduce(
        (sum, one) => ({ parts: sum.parts + one.parts, depth: Math.max(sum.depth, one.depth) }),
        { parts: 1, depth: level + (filter.of.length === 0 ? 1 : 0) },
      )
    case 'not': {
      const { parts, depth } = extentOf(rows, filter.of, level + 1)
      return { parts: parts + 1, depth }
    }
    case 'in':
      return { parts: 1 + filter.values.length, depth: level }
    case 'all':
    case 'none':
    case 'compare':
    case 'like':
    case 'text':
    case 'part':
      return { parts: 1, depth: level }
  }
}
