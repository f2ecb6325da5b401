import { invalid } from '../core/error.ts'
import type { Value } from './driver.ts'

/** How many rows one insert has at once. */
const rowsOfInsertMax = 50
/** How many texts are remembered. */
const textsMax = 2000

// Type numbers of PostgreSQL: text, bigint, double precision; 0 is what the statement makes of it.
const TEXT = 25
const BIGINT = 20
const DOUBLE = 701
const UNKNOWN = 0

/** A statement with its values named as PostgreSQL does, `$1` for `?1`. */
export interface Statement {
  readonly text: string
  /** Whether it only reads. */
  readonly isQuestion: boolean
  /** The types that its values have had: a null has that of its place, so that one text is one prepared statement. */
  readonly types: number[]
}

/** A value as PostgreSQL takes it, with its type, so that none is guessed. */
export interface Typed {
  readonly value: Value
  readonly type: number
}

const known = new Map<string, Statement>()

export function statementOf(sql: string): Statement {
  let statement = known.get(sql)
  if (statement === undefined) {
    const isQuestion = /^\s*(?:select|with)\b/i.test(sql)
    statement = { text: sql.replace(/\?(\d+)/g, '$$$1'), isQuestion, types: [] }
    if (known.size < textsMax) known.set(sql, statement)
  }
  return statement
}

/** A value in its place. Throws `invalid` for a text that is to be kept and that PostgreSQL cannot hold. */
export function typedIn({ types, isQuestion }: Statement, value: Value, at: number): Typed {
  if (value === null) return { value, type: types[at] ?? UNKNOWN }
  if (typeof value !== 'string') return { value, type: types[at] = numberType(value) }
  types[at] = TEXT
  if (!value.includes('\0')) return { value, type: TEXT }
  if (!isQuestion) throw invalid('text', 'text')
  return { value: value.replaceAll('\0', nowhere), type: TEXT }
}

/** What stands for U+0000 in a text that is looked for: PostgreSQL cannot read it, and no text has it, nor has one this. */
const nowhere = `\u0001${crypto.randomUUID()}`

function numberType(value: number): number {
  return Number.isSafeInteger(value) ? BIGINT : DOUBLE
}

/** About how many bytes a statement is on its way. */
export function bytesOf(sql: string, values: readonly Value[]): number {
  let bytes = 100 + sql.length
  for (const value of values) bytes += typeof value === 'string' ? value.length + 8 : 16
  return bytes
}

interface Part {
  readonly text: string
  readonly values: readonly Value[]
}

const INSERT = /^(insert into \w+ \([^)]*\) values )\(((?:\?\d+(?:, )?)+)\)$/

/** An insert of one row, for many rows: as inserts of several rows. Other statements are run for each row. */
export function* severalRows(sql: string, rows: readonly (readonly Value[])[]): Generator<Part> {
  const [, head, places] = INSERT.exec(sql) ?? []
  let at = 0
  while (head && places && isCounted(places) && rows.length - at >= rowsOfInsertMax) {
    const some = rows.slice(at, at + rowsOfInsertMax)
    yield { text: insertOf(head, places), values: some.flat() }
    at += rowsOfInsertMax
  }
  for (const values of rows.slice(at)) yield { text: sql, values }
}

function insertOf(head: string, places: string): string {
  const columns = places.split(', ').length
  const rows = Array.from(
    { length: rowsOfInsertMax },
    (_, row) => `(${places.replace(/\d+/g, (place) => String(Number(place) + row * columns))})`,
  )
  return head + rows.join(', ')
}

/** Whether the values stand in their order. */
function isCounted(places: string): boolean {
  return places.split(', ').every((place, at) => place === `?${at + 1}`)
}
