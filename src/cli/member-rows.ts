import { CsvError, parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { DirectoryError } from '../core/error.ts'
import type { MemberKind } from '../core/member.ts'
import { lineBytesMax } from '../core/transfer/format.ts'
import type { TableMember } from '../core/transfer/members.ts'
import type { Report } from '../core/transfer/report.ts'
import { Failure, reasonOf } from './failure.ts'
import { type Cells, type ColumnName, COLUMNS, memberOfRow } from './member-columns.ts'
import { counted } from './totals.ts'

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

/**
 * The members of a table, row by row; rows that cannot be read are refused in the report. Throws `invalid` for a table
 * without the row of its columns.
 */
export async function* readMembers(
  input: AsyncIterable<Uint8Array>,
  { kind, report, onProgress }: RowsOptions,
): AsyncGenerator<TableMember> {
  let columns: readonly ColumnName[] | undefined
  for await (const { record, info: { lines } } of rowsOf(input, report)) {
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

/** Rows whose quotes are broken are refused. What is no text any more ends the table: what stood before is kept. */
async function* rowsOf(input: AsyncIterable<Uint8Array>, report: Report): AsyncGenerator<Read> {
  let last = 0
  const breaks: Break[] = []
  try {
    for await (const row of parsed(input, (one) => breaks.push(one))) {
      if (last === 0) refuseBroken(breaks, row.info.lines)
      last = row.info.lines
      yield row
      refuseRows(breaks, report)
    }
    if (last === 0) refuseBroken(breaks, Infinity)
    refuseRows(breaks, report)
  } catch (error) {
    if (!(error instanceof NotUtf8) || last === 0) throw error
    report.refuse(
      last + 1,
      new DirectoryError('invalid', 'nothing was read from here on: the table is not UTF-8'),
    )
  }
}

/** A row that cannot be read. */
interface Break {
  readonly line: number
  readonly error: CsvError
}

/** Without the row of its columns nothing of a table can be read. */
function refuseBroken([first]: readonly Break[], line: number): void {
  if (!first || first.line >= line) return
  throw new Failure('invalid', `The first row cannot be read: ${reasonOf(first.error)}.`, first.error)
}

function refuseRows(breaks: Break[], report: Report): void {
  for (const { line, error } of breaks.splice(0)) {
    report.refuse(
      line,
      new DirectoryError('invalid', `the row cannot be read: ${reasonOf(error)}`),
    )
  }
}

function parsed(
  input: AsyncIterable<Uint8Array>,
  onBroken: (one: Break) => void,
): AsyncIterable<Read> {
  const parser = parse({
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: lineBytesMax,
    skip_records_with_error: true,
    on_skip(error) {
      if (error) onBroken({ line: Number(error['lines']), error })
      return undefined
    },
  })
  const source = Readable.from(decoded(input))
  source.on('error', (error) => parser.destroy(error))
  return source.pipe(parser)
}

class NotUtf8 extends Failure {
  constructor(cause: unknown) {
    super('invalid', 'The table is not UTF-8: save it as UTF-8, and import it again.', cause)
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
    throw new NotUtf8(error)
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
      `the row has ${counted(record.length, 'cell')}, and there are ${counted(columns.length, 'column')}`,
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
