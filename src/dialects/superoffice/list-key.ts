import { BUILTIN_GROUPS, type GroupKey } from '../../core/group.ts'
import { numberMax } from '../../core/ids.ts'
import { badParameter, missing } from './error.ts'

/** Where a list is meant by its id or name: below `Items` and `Headings` a negative id is a table's number. */
export interface KeyPlace {
  readonly tables?: boolean
}

const NAMES: ReadonlyMap<string, GroupKey> = new Map(
  BUILTIN_GROUPS.map(({ builtin, name }) => [name.toLowerCase(), { builtin }]),
)

const NUMBERS: ReadonlyMap<number, GroupKey> = new Map(
  BUILTIN_GROUPS.map(({ builtin, number }) => [number, { builtin }]),
)

/**
 * The list that a segment of a path or a parameter means. An integer is an id; everything else a name without regard to
 * case, that of a built-in list first, or `udlist` and an id. Throws `not_found` for an id that no list can have, `invalid`
 * for one that is no int32. spec/superoffice.md §2.1 and §5.1
 */
export function listKey(text = '', place: KeyPlace = {}): GroupKey {
  return isListId(text) ? keyOfId(Number(text), place, text) : namedListKey(text)
}

/** The list that a text means where it can only be a name, such as a list that is called `2024`. Throws as `listKey`. */
export function namedListKey(text: string): GroupKey {
  const [, id] = /^udlist(\d{1,10})$/i.exec(text) ?? []
  if (id !== undefined) return keyOfId(Number(id), {}, text)
  return NAMES.get(text.toLowerCase()) ?? { named: text }
}

/** Whether a segment means a list by its id: such answers have links, and only such lists take a PATCH. */
export function isListId(text = ''): boolean {
  return /^[+-]?\d+$/.test(text)
}

function keyOfId(id: number, { tables = false }: KeyPlace, text: string): GroupKey {
  if (id > numberMax || id < -numberMax - 1) throw badParameter('id', text)
  if (id > 0) return NUMBERS.get(id) ?? { number: id }
  // The built-in lists' ids are made of their tables' numbers.
  const table = tables ? NUMBERS.get(numberMax + id) : undefined
  if (!table) throw missing('List', id)
  return table
}
