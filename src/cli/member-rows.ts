import { CsvError, parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { DirectoryError } from '../core/error.ts'
import type { MemberKind } from '../core/member.ts'
import { lineBytesMax } from '../core/transfer/format.ts'
import type { TableMember } from '../core/transfer/members.ts'
import type { Report } from '../core/transfer/report.ts'
import { Failure } from './failure.ts'
import { type Cells, type ColumnName, COLUMNS, memberOfRow } from './member-columns.ts'

export interface RowsOptions {
  /** The kind of rows that name none. */
  readonly kind: MemberKind | undefined
  /** Where rows that cannot be read are refused. */
  readonly report: Report
  readonly onProgress: (lines: number) => void
}

interface Read {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** The members of a table, row by row. Throws `invalid` for a table without the row of its columns. */
export async function* readMembers(
  input: AsyncIterable<Uint8Array>,
  { kind, report, onProgress }: RowsOptions,
): AsyncGenerator<TableMember> {
  let columns: readonly ColumnName[] | undefined
  for await (const { record, info: { lines } } of rowsOf(input)) {
    if (!columns) {
      columns = columnsIn(record)
      continue
    }
    onProgress(lines)
    const member = read(() => memberOfRow(cellsOf(columns ?? [], record), lines, kind), lines, report)
    if (member) yield member
  }
  if (!columns) throw new Failure('invalid', `The table is empty; its first row names its columns: ${names}.`)
}

const names = COLUMNS.join(', ')

async function* rowsOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Read> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: lineBytesMax,
  })
  const source = Readable.from(decoded(input))
  source.on('error', (error) => parser.destroy(error))
  try {
    yield* source.pipe(parser) as AsyncIterable<Read>
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Failure('invalid', `The table cannot be read on: ${error.message}.`, error)
  }
}

async function* decoded(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const part of input) {
      const text = decoder.decode(part, { stream: true })
      if (text !== '') yield text
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Failure('invalid', 'The table is not UTF-8; save it as UTF-8 and import it again.', error)
  }
}

function columnsIn(record: readonly string[]): readonly ColumnName[] {
  const columns = record.map((text) => COLUMNS.find((one) => one === text.trim()) ?? unknown(text))
  const twice = columns.find((one, at) => columns.indexOf(one) !== at)
  if (twice) throw new Failure('invalid', `The table has the column "${twice}" twice.`)
  return columns
}

function unknown(text: string): never {
  throw new Failure('invalid', `There is no column "${text}"; the first row names some of these: ${names}.`)
}

function cellsOf(columns: readonly ColumnName[], record: readonly string[]): Cells {
  if (record.length !== columns.length) {
    throw new DirectoryError(
      'invalid',
      `the row has ${record.length} cells, and there are ${columns.length} columns`,
    )
  }
  return Object.fromEntries(columns.map((column, at) => [column, record[at] ?? '']))
}

function read<T>(work: () => T, line: number, report: Report): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    report.refuse(line, error)
    return undefined
  }
}
