import type { Group, GroupFields } from '../../core/group.ts'
import { cut } from '../../core/text.ts'
import { encodeInstant, fromInstant } from './instant.ts'
import { cutText, type PhoneBody } from './phone.ts'

/** A group as this vendor writes it, keys in the order of its pages. spec/lox24.md §4.1 */
export interface Lox24Group {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly name_a: string | null
  readonly name_b: string | null
  readonly name_c: string | null
  readonly name_d: string | null
  readonly name_e: string | null
  readonly count_items: number
  readonly deleted_at: string | null
}

/** A group's body, decoded: what is absent stays as it is. */
export interface GroupBody extends Partial<Omit<Lox24Group, 'id' | 'count_items'>> {
  readonly name: string
  readonly phones?: readonly PhoneBody[]
}

/** Limits in code points. */
export const groupNameMax = 50
export const descriptionMax = 255
export const columnNameMax = 50

/** The columns' titles, and every key that is shown. */
export const COLUMNS = ['name_a', 'name_b', 'name_c', 'name_d', 'name_e'] as const
export const GROUP_KEYS = [
  'id',
  'name',
  'description',
  ...COLUMNS,
  'count_items',
  'deleted_at',
] as const satisfies (keyof Lox24Group)[]

/**
 * The group as it is shown. What another dialect made longer than this vendor's schema allows is cut.
 * collisions.md A13
 */
export function toWire(group: Group): Lox24Group {
  const column = (index: number) => cutText(group.columns[index], columnNameMax)
  return {
    id: group.number,
    name: cut(group.name, groupNameMax),
    description: cutText(group.description, descriptionMax),
    name_a: column(0),
    name_b: column(1),
    name_c: column(2),
    name_d: column(3),
    name_e: column(4),
    count_items: group.counts.phone,
    deleted_at: encodeInstant(group.expiresAt),
  }
}

/**
 * The fields that a body changes. What equals the shown value is no change, however much of it was not shown.
 */
export function fromWire(body: GroupBody, base?: Group): Partial<GroupFields> {
  const shown: Partial<Lox24Group> = base ? toWire(base) : {}
  const changes = (key: Exclude<keyof GroupBody, 'phones'>) =>
    body[key] !== undefined && body[key] !== shown[key]
  return {
    ...(changes('name') ? { name: body.name } : {}),
    ...(changes('description') ? { description: body.description ?? null } : {}),
    ...(COLUMNS.some(changes) ? { columns: columnsOf(body, base, changes) } : {}),
    ...(changes('deleted_at') ? { expiresAt: fromInstant(body.deleted_at) } : {}),
  }
}

type Changes = (key: (typeof COLUMNS)[number]) => boolean

function columnsOf(body: GroupBody, base: Group | undefined, changes: Changes): (string | null)[] {
  return COLUMNS.map((key, index) => (changes(key) ? body[key] : base?.columns[index]) ?? null)
}
