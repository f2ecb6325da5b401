import { stringify } from 'csv-stringify/sync'
import { DirectoryError, invalid } from '../core/error.ts'
import { isOid, isUuid, numberMax } from '../core/ids.ts'
import { MEMBER_KINDS, type MemberKind, type NewMemberData, refers } from '../core/member.ts'
import { isStorable } from '../core/text.ts'
import type { Shown, TableMember } from '../core/transfer/members.ts'

/** The columns of a table of members, in the order in which they are written. */
export const COLUMNS = [
  'id',
  'kind',
  'number',
  'uuid',
  'oid',
  'email',
  'name',
  'label',
  'role',
  'value1',
  'value2',
  'value3',
  'value4',
  'value5',
  'correlation',
  'optedInAt',
  'optedOutAt',
  'optOutReason',
  'validFrom',
  'validUntil',
] as const
export type ColumnName = (typeof COLUMNS)[number]

/** The first row. */
export function headerText(): string {
  return stringify([[...COLUMNS]])
}

export function rowsText(page: readonly Shown[]): string {
  return stringify(page.map(cellsOf))
}

function cellsOf({ member, number, uuid, oid, name, email }: Shown): (string | number | null)[] {
  const { id, kind, data, validFrom, validUntil } = member
  const cells: Readonly<Record<ColumnName, string | number | null | undefined>> = {
    id,
    kind,
    number,
    uuid,
    oid,
    email,
    name,
    label: data.label,
    role: data.role,
    value1: data.values?.[0],
    value2: data.values?.[1],
    value3: data.values?.[2],
    value4: data.values?.[3],
    value5: data.values?.[4],
    correlation: data.correlation,
    optedInAt: timeText(data.optedInAt),
    optedOutAt: timeText(data.optedOutAt),
    optOutReason: data.optOutReason,
    validFrom: timeText(validFrom),
    validUntil: timeText(validUntil),
  }
  return COLUMNS.map((column) => cells[column] ?? null)
}

function timeText(ms: number | null | undefined): string | null {
  return typeof ms === 'number' ? new Date(ms).toISOString() : null
}

/** The cells of one row; a column that the table does not have is absent. */
export type Cells = Readonly<Partial<Record<ColumnName, string>>>

/** Reads one row. An empty cell says that there is nothing. Throws `invalid`. */
export function memberOfRow(cells: Cells, line: number, usual: MemberKind | undefined): TableMember {
  for (const [column, text] of Object.entries(cells)) {
    if (!isStorable(text)) throw invalid(column, 'text')
  }
  const kind = kindOf(cells.kind || usual)
  return {
    line,
    kind,
    id: numberOf('id', cells.id),
    ids: {
      number: numberOf('number', cells.number),
      uuid: idOf('uuid', cells.uuid, isUuid),
      oid: idOf('oid', cells.oid, isOid),
    },
    email: cells.email || undefined,
    // The name of a person, thing or group is only there to be read.
    name: refers(kind) ? undefined : cells.name || undefined,
    data: dataOf(cells),
    validFrom: timeOf('validFrom', cells.validFrom),
    validUntil: timeOf('validUntil', cells.validUntil),
  }
}

function kindOf(text: string | undefined): MemberKind {
  const kind = MEMBER_KINDS.find((one) => one === text)
  if (kind) return kind
  if (text === undefined) {
    throw new DirectoryError('invalid', 'no kind is given: fill in the column, or name --kind')
  }
  throw invalid('kind', 'unknown', { value: text })
}

function numberOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > numberMax) throw invalid(field, 'range', { limit: numberMax })
  return value
}

function idOf(
  field: string,
  text: string | undefined,
  isRight: (text: string) => boolean,
): string | undefined {
  if (text === undefined || text === '') return undefined
  const id = text.toLowerCase()
  if (!isRight(id)) throw invalid(field, 'format', { value: text })
  return id
}

function timeOf(field: string, text: string | undefined): number | null | undefined {
  if (text === undefined || text === '') return text === '' ? null : undefined
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    throw invalid(field, 'format', { value: text })
  }
}

const VALUES = ['value1', 'value2', 'value3', 'value4', 'value5'] as const

function dataOf(cells: Cells): NewMemberData {
  const texts = (['label', 'role', 'correlation'] as const).filter((column) => cells[column] !== undefined)
  const times = (['optedInAt', 'optedOutAt'] as const).filter((column) => cells[column] !== undefined)
  const values = VALUES.map((column) => cells[column] === undefined ? undefined : cells[column] || null)
  return {
    ...Object.fromEntries(texts.map((column) => [column, cells[column] || null])),
    ...Object.fromEntries(times.map((column) => [column, timeOf(column, cells[column])])),
    ...(cells.optOutReason === undefined ? {} : { optOutReason: reasonOf(cells.optOutReason) }),
    ...(values.some((value) => value !== undefined) ? { values: withoutTail(values) } : {}),
  }
}

function reasonOf(text: string): number | null {
  if (text === '') return null
  if (!/^\d{1,9}$/.test(text)) throw invalid('optOutReason', 'format', { value: text })
  return Number(text)
}

/** Values as far as the table has columns for them. */
function withoutTail(values: (string | null | undefined)[]): (string | null | undefined)[] {
  return values.slice(0, values.findLastIndex((value) => value !== undefined) + 1)
}
