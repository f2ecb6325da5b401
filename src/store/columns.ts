import type { Order, Value } from '../core/filter.ts'
import { isStorable } from '../core/text.ts'
import type { Writer } from './sql-filter.ts'
import type { Values } from './statement.ts'

/**
 * A field in SQL: its values as numbers, as texts, or, where it is JSON, as both and as booleans (1 and 0), each null
 * where the value is of another type.
 */
export interface Column<Row> {
  readonly number?: string
  readonly text?: string
  readonly boolean?: string
  /** The condition that there is no value; without, there always is one. */
  readonly absent?: string
  /** The same with '' or 0 where there is no value, for a column that is stored so, too, to be ordered by. */
  readonly filled?: string
  /** The value in an entity: a number, a text, null, or what JSON may hold besides. */
  readonly value: (row: Row) => unknown
}

/** A column of numbers. */
export function numbers<Row>(sql: string, value: (row: Row) => number): Column<Row> {
  return { number: sql, value }
}

/** A column of texts. */
export function texts<Row>(sql: string, value: (row: Row) => string): Column<Row> {
  return { text: sql, value }
}

/** The same column where it may be null. */
export function nullable<Row>(
  type: 'number' | 'text',
  sql: string,
  value: (row: Row) => Value | null,
): Column<Row> {
  return { [type]: sql, absent: `${sql} is null`, value }
}

/** What stands at a path in a column of JSON. */
export function jsonColumn<Row>(
  { sql, bag }: { readonly sql: string; readonly bag: (row: Row) => unknown },
  path: readonly string[],
  { facts, values }: Writer,
): Column<Row> {
  const value = (row: Row) => valueAt(bag(row), path)
  if (!path.every(isStorable)) return { absent: '1 = 1', value: () => null }
  return { ...facts.jsonAt(sql, values.add(facts.jsonPath(path))), value }
}

function valueAt(bag: unknown, path: readonly string[]): unknown {
  let at = bag
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key)) return null
    at = Reflect.get(at, key)
  }
  return at
}

/** What an order compares, in turn. */
export interface OrderTerm<Row> {
  readonly sql: string
  readonly descending: boolean
  readonly value: (row: Row) => Value
}

/** The terms of an order over columns: what may be null stands behind a flag, so that null comes first. */
export function orderTerms<Row, Field>(
  order: readonly Order<Field>[],
  columnOf: (field: Field) => Column<Row>,
): OrderTerm<Row>[] {
  return order.flatMap(({ field, descending = false, absent }) =>
    termsOf(columnOf(field), absent).map((term) => ({ ...term, descending }))
  )
}

type Term<Row> = Omit<OrderTerm<Row>, 'descending'>

function termsOf<Row>(column: Column<Row>, absent: number | '' | undefined): Term<Row>[] {
  const { number, text, value } = column
  const sql = number ?? text
  if (sql === undefined || number !== undefined && text !== undefined) return jsonTerms(column, absent)
  if (column.absent === undefined) return [{ sql, value: (row) => shown(value(row), '') }]
  const empty = number === undefined ? '' : 0
  if (absent !== undefined && typeof absent === typeof empty) {
    if (absent === empty && column.filled !== undefined) {
      return [{ sql: column.filled, value: (row) => shown(value(row), empty) }]
    }
    return [{ sql: `coalesce(${sql}, ${literal(absent)})`, value: (row) => shown(value(row), absent) }]
  }
  return [
    {
      sql: `(case when ${column.absent} then 0 else 1 end)`,
      value: (row) => value(row) === null ? 0 : 1,
    },
    { sql: `coalesce(${sql}, ${literal(empty)})`, value: (row) => shown(value(row), empty) },
  ]
}

/** Nothing, then numbers, then texts, then what is neither. */
function jsonTerms<Row>(
  { number = 'null', text = 'null', absent = '1 = 0', value }: Column<Row>,
  instead: number | '' | undefined,
): Term<Row>[] {
  const nothing = rankOf(instead ?? null)
  const zero = typeof instead === 'number' ? instead : 0
  return [
    {
      sql: `(case when ${absent} then ${nothing} when ${number} is not null then 1
        when ${text} is not null then 2 else 3 end)`,
      value: (row) => rankOf(value(row) ?? instead ?? null),
    },
    {
      sql: `(case when ${absent} then ${literal(zero)} else coalesce(${number}, 0) end)`,
      value: (row) => {
        const own = value(row)
        return own === null ? zero : typeof own === 'number' ? own : 0
      },
    },
    {
      sql: `coalesce(${text}, '')`,
      value: (row) => {
        const own = value(row)
        return typeof own === 'string' ? own : ''
      },
    },
  ]
}

function rankOf(value: unknown): 0 | 1 | 2 | 3 {
  return value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3
}

function shown(value: unknown, absent: Value): Value {
  return typeof value === 'number' || typeof value === 'string' ? value : absent
}

/** A constant of an order: part of the text, so that an index over the same text serves it. */
function literal(value: number | ''): string {
  return value === '' ? `''` : String(Math.trunc(value))
}

/** The order as a statement has it. */
export function sqlOfOrder<Row>(terms: readonly OrderTerm<Row>[]): string {
  return terms.map(({ sql, descending }) => descending ? `${sql} desc` : sql).join(', ')
}

/** The condition of standing behind a row in an order: it begins with a range, so that an index can be entered there. */
export function sqlOfAfter<Row>(terms: readonly OrderTerm<Row>[], row: Row, values: Values): string {
  const named = terms.map((term) => ({ ...term, at: values.add(term.value(row)) }))
  const [first] = named
  const steps = named.map((term, index) => {
    const equal = named.slice(0, index).map(({ sql, at }) => `${sql} = ${at}`)
    return `(${[...equal, `${term.sql} ${term.descending ? '<' : '>'} ${term.at}`].join(' and ')})`
  })
  if (!first) return '1 = 1'
  return `${first.sql} ${first.descending ? '<=' : '>='} ${first.at} and (${steps.join(' or ')})`
}
