import { stringify } from 'csv-stringify/sync'
import type { Group } from '../../core/group.ts'
import type { Member } from '../../core/member.ts'
import { LETTERS, phoneToWire } from './phone.ts'
import { COLUMNS, toWire } from './resource.ts'

/**
 * The export's first line: the group's own titles, and `col_A` to `col_E` where one is missing. spec/lox24.md
 * §5 E9
 */
export function encodeHeader(group: Group): string {
  const shown = toWire(group)
  const titles = COLUMNS.map((key, index) => shown[key] || `col_${LETTERS[index]!.toUpperCase()}`)
  return encodeRows([['id', 'phone', ...titles, 'callback_data']])
}

/** One line a phone; null is an empty cell. Values are exact: no cell is altered for a spreadsheet's sake. */
export function encodePhones(members: readonly Member[]): string {
  return encodeRows(
    members.map(phoneToWire).map((shown) => [
      shown.id,
      shown.phone,
      ...LETTERS.map((letter) => shown[letter]),
      shown.callback_data,
    ]),
  )
}

function encodeRows(rows: readonly (readonly (string | null)[])[]): string {
  return stringify(rows.map((row) => [...row]))
}
