import type { Order } from '../../core/filter.ts'
import type { PersonOrder } from '../../core/person-filter.ts'
import { parseJson } from '../../http/body.ts'
import { RANK, TEXT_NAMES, TEXTS } from './contact.ts'
import { badParameter, unknownField } from './fault.ts'
import { extKey, nameInFilters } from './filter-fields.ts'
import { priorityDefault } from './resource.ts'

/** How many fields an order may name. */
export const orderFieldsMax = 20

const GROUPS: Readonly<Record<string, Order>> = {
  'id': { field: 'uuid' },
  'code': { field: 'code' },
  'name': { field: 'name' },
  'shortname': { field: 'shortName' },
  'opts.title': { field: 'title' },
  'opts.comment': { field: 'description', absent: '' },
  'opts.priority': { field: 'rank', absent: priorityDefault },
  'opts.abonentcount': { field: 'count.person' },
  'ext.ct': { field: 'createdAt' },
  'ext.lwt': { field: 'updatedAt' },
}

/** By creation, then by id. spec/incoplax.md §6.16 */
export const GROUP_ORDER: readonly Order[] = [{ field: 'createdAt' }, { field: 'uuid' }]

const CONTACTS: Readonly<Record<string, PersonOrder>> = {
  'id': { field: 'uuid' },
  'autokey': { field: 'number' },
  'displayname': { field: 'displayName' },
  'number': { field: 'phone' },
  'email': { field: 'email', absent: '' },
  ...Object.fromEntries(
    TEXT_NAMES.map((name) => [nameInFilters(name), { field: { in: 'data', path: TEXTS[name] }, absent: '' }]),
  ),
  'opts.priority': { field: { in: 'data', path: RANK } },
  'ext.ct': { field: 'createdAt' },
  'ext.lwt': { field: 'updatedAt' },
}

/** By autokey. */
export const CONTACT_ORDER: readonly PersonOrder[] = [{ field: 'number' }]

/** The order of the list of groups; equals stand in the default one. Throws `invalid`. spec/incoplax.md §8 */
export function decodeGroupOrder(text: string): readonly Order[] {
  return [...itemsOf(text).map((item) => itemOf(GROUPS, item)), ...GROUP_ORDER]
}

/** The order of the list of contacts; equals stand in the default one. Throws `invalid`. */
export function decodeContactOrder(text: string): readonly PersonOrder[] {
  return [...itemsOf(text).map((item) => itemOf(CONTACTS, item)), ...CONTACT_ORDER]
}

interface Item {
  readonly name: string
  readonly descending: boolean
}

/** The fields of an order; one that comes again says nothing more. */
function itemsOf(text: string): Item[] {
  const value = /^\s*[[{"]/.test(text) ? jsonOf(text) : text
  const items = [value].flat().flatMap(itemsIn)
  const named = new Map<string, Item>()
  for (const item of items) if (!named.has(item.name)) named.set(item.name, item)
  if (named.size > orderFieldsMax) throw badOrder('too many fields')
  return [...named.values()]
}

function badOrder(reason: string): Error {
  return badParameter('order', reason)
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw badOrder('not JSON')
  }
}

/** A name alone is ascending; an object has names and directions. */
function itemsIn(item: unknown): Item[] {
  if (typeof item === 'string') return [{ name: item, descending: false }]
  if (typeof item !== 'object' || item === null) throw badOrder('an item is neither a name nor an object')
  return Object.entries(item).map(([name, direction]) => {
    if (direction !== 'asc' && direction !== 'desc') throw badOrder('a direction is neither asc nor desc')
    return { name, descending: direction === 'desc' }
  })
}

function itemOf<Field>(
  fields: Readonly<Record<string, Order<Field>>>,
  { name, descending }: Item,
): Order<Field | ExtField> {
  const key = extKey(name)
  if (key !== undefined) return { field: { in: 'extras', path: ['incoplax', 'ext', key] }, descending }
  const order = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!order) throw unknownField('order', name)
  return { ...order, descending }
}

interface ExtField {
  readonly in: 'extras'
  readonly path: readonly string[]
}
