import { ALL, type Filter, type Order } from '../../core/filter.ts'
import type { PersonFilter, PersonOrder } from '../../core/person-filter.ts'
import { badParameter } from './fault.ts'
import {
  type CombinedFilter,
  decodeCombinedFilter,
  decodeContactFilter,
  decodeGroupFilter,
} from './filter.ts'
import { decodeMask, type View } from './mask.ts'
import { CONTACT_ORDER, decodeContactOrder, decodeGroupOrder, GROUP_ORDER } from './order.ts'

/** How many entities a list has unless told. spec/incoplax.md §8 */
export const limitDefault = 1000

/** Which part of a list is asked for. There is no limit above, so that a client that asks for all is given all. */
export interface Slice {
  readonly offset: number
  readonly limit: number
}

/** What the list of groups takes. */
export interface GroupList extends Slice {
  readonly view: View
  readonly filter: Filter
  readonly order: readonly Order[]
}

/** What the list of contacts takes. */
export interface ContactList extends Slice {
  readonly view: View
  readonly filter: PersonFilter
  readonly order: readonly PersonOrder[]
}

/** What the list of both takes. */
export type CombinedList = Slice & CombinedFilter

/** What the GET of one entity takes. Throws `invalid`. */
export function decodeView(search: URLSearchParams): View {
  const flat = flagOf(search, 'flat')
  const mask = decodeMask(lastOf(search, 'mask') ?? '')
  return mask ? { mask, flat } : { flat }
}

/** The parameters of the list of groups. Throws `invalid`, naming the parameter. spec/incoplax.md §5.2, §8 */
export function decodeGroupList(search: URLSearchParams): GroupList {
  const filter = lastOf(search, 'filter')
  const order = lastOf(search, 'order')
  return {
    ...sliceOf(search),
    view: decodeView(search),
    filter: filter === undefined ? ALL : decodeGroupFilter(filter),
    order: order === undefined ? GROUP_ORDER : decodeGroupOrder(order),
  }
}

/** The parameters of the list of contacts. Throws `invalid`. */
export function decodeContactList(search: URLSearchParams): ContactList {
  const filter = lastOf(search, 'filter')
  const order = lastOf(search, 'order')
  return {
    ...sliceOf(search),
    view: decodeView(search),
    filter: filter === undefined ? ALL : decodeContactFilter(filter),
    order: order === undefined ? CONTACT_ORDER : decodeContactOrder(order),
  }
}

/** The parameters of the list of both: it has no mask, no order and no flat form. Throws `invalid`. spec/incoplax.md §5.8 */
export function decodeCombinedList(search: URLSearchParams): CombinedList {
  const filter = lastOf(search, 'filter')
  return {
    ...sliceOf(search),
    ...(filter === undefined ? { groups: ALL, people: ALL } : decodeCombinedFilter(filter)),
  }
}

function sliceOf(search: URLSearchParams): Slice {
  return { offset: countOf(search, 'offset') ?? 0, limit: countOf(search, 'limit') ?? limitDefault }
}

/** No row stands behind this one. */
const countMax = 2 ** 40

function countOf(search: URLSearchParams, name: string): number | undefined {
  const text = lastOf(search, name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw badParameter(name)
  return Math.min(Number(text), countMax)
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

function flagOf(search: URLSearchParams, name: string): boolean {
  const flag = FLAGS.get(lastOf(search, name) ?? 'false')
  if (flag === undefined) throw badParameter(name)
  return flag
}

/** Of a repeated parameter the last one counts. */
function lastOf(search: URLSearchParams, name: string): string | undefined {
  return search.getAll(name).at(-1)
}
