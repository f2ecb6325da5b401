import { allow } from '../../core/principal.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { answer, answerAll, answerNothing } from './answer.ts'
import { answerDefault, hasDefaults, refuseWholeUserGroups } from './built-in.ts'
import { fieldsOf } from './decode.ts'
import {
  answerEntries,
  createEntry,
  deleteAllEntries,
  elementsOf,
  entityOf,
  itemIdOf,
  listOf,
  saveAllEntries,
} from './entry-operations.ts'
import { findEntry } from './entry-queries.ts'
import { headingRoutes } from './headings.ts'
import { changeEntry, deleteEntry } from './item-changes.ts'
import type { Link } from './item-links.ts'
import { entryRights, itemLensOf } from './lens.ts'
import { flagOf } from './lists.ts'
import { mdoRoutes } from './mdo.ts'
import { LINK_SHAPE, linkFromWire } from './selectable.ts'
import { zoneOf } from './time-zone.ts'
import {
  headingsOfItem,
  type ItemKey,
  saveHeadingsOfItem,
  saveUserGroupsOfItem,
  type Selectable,
  userGroupsOfItem,
  type ZonedAsker,
} from './visibility.ts'

/** The operations on items, headings and choices. spec/superoffice.md §5.1, 9 to 15 */
export const itemRoutes: readonly Route[] = [
  ['GET', '/api/v1/List/:list/Items', readItems],
  ['PUT', '/api/v1/List/:list/Items', saveItems],
  ['POST', '/api/v1/List/:list/Items', createItem],
  ['DELETE', '/api/v1/List/:list/Items', deleteItems],
  ['GET', '/api/v1/List/:list/Items/:item', readItem],
  ['PUT', '/api/v1/List/:list/Items/:item', saveItem],
  ['DELETE', '/api/v1/List/:list/Items/:item', deleteItem],
  ['GET', '/api/v1/List/:list/Items/:item/Headings', readItemHeadings],
  ['PUT', '/api/v1/List/:list/Items/:item/Headings', saveItemHeadings],
  ['GET', '/api/v1/List/:list/Items/:item/UserGroups', readItemUserGroups],
  ['PUT', '/api/v1/List/:list/Items/:item/UserGroups', saveItemUserGroups],
  ...headingRoutes,
  ...mdoRoutes,
]

function readItems(call: Call): Promise<Response> {
  return answerEntries(call, 'item')
}

async function saveItems(call: Call): Promise<Response> {
  refuseWholeUserGroups(listOf(call))
  return await saveAllEntries(call, 'item')
}

function createItem(call: Call): Promise<Response> {
  return createEntry(call, 'item')
}

async function deleteItems(call: Call): Promise<Response> {
  refuseWholeUserGroups(listOf(call))
  return await deleteAllEntries(call, 'item')
}

async function readItem(call: Call): Promise<Response> {
  const list = listOf(call)
  if (hasDefaults(list) && call.params.item?.toLowerCase() === 'default') {
    return await answerDefault(call, list)
  }
  const lens = itemLensOf(list)
  const { member } = await findEntry(call, list, { kind: 'item', id: itemIdOf(call) })
  return answer(call, { root: lens.root, value: lens.toWire(member, entryRights(call.principal, lens)) })
}

/** PUT replaces the whole: what is absent has its default. It makes no item; `Deleted: false` restores one. */
async function saveItem(call: Call): Promise<Response> {
  allow(call.principal, 'group.change')
  const list = listOf(call)
  const lens = itemLensOf(list)
  const id = itemIdOf(call)
  const { id: _, ...entry } = lens.fromWire(fieldsOf(await entityOf(call, lens.shape)))
  const { member } = await changeEntry(call.store, call.principal, list, { kind: 'item', id, entry })
  return answer(call, { root: lens.root, value: lens.toWire(member, entryRights(call.principal, lens)) })
}

/** An item that is deleted already stays so. */
async function deleteItem(call: Call): Promise<Response> {
  await deleteEntry(call.store, call.principal, listOf(call), { kind: 'item', id: itemIdOf(call) })
  return answerNothing()
}

async function readItemHeadings(call: Call): Promise<Response> {
  const deleted = flagOf(call, 'showDeleted')
  return await answerChoices(call, await headingsOfItem(askerOf(call), itemKeyOf(call), deleted))
}

async function saveItemHeadings(call: Call): Promise<Response> {
  const links = await linksOf(call)
  return await answerChoices(call, await saveHeadingsOfItem(askerOf(call), itemKeyOf(call), links))
}

async function readItemUserGroups(call: Call): Promise<Response> {
  return await answerChoices(call, await userGroupsOfItem(askerOf(call), itemKeyOf(call)))
}

async function saveItemUserGroups(call: Call): Promise<Response> {
  const links = await linksOf(call)
  return await answerChoices(call, await saveUserGroupsOfItem(askerOf(call), itemKeyOf(call), links))
}

function answerChoices(call: Call, pages: Selectable): Promise<Response> {
  return answerAll(call, { root: 'SelectableMDOListItem', pages })
}

async function linksOf(call: Call): Promise<readonly Link[]> {
  allow(call.principal, 'group.change')
  const elements = await elementsOf(call, LINK_SHAPE)
  return elements.map((one, at) => linkFromWire(fieldsOf(one, `items[${at}]`)))
}

function itemKeyOf(call: Call): ItemKey {
  return { list: listOf(call), id: itemIdOf(call) }
}

function askerOf({ store, principal, request }: Call): ZonedAsker {
  return { store, principal, zone: zoneOf(request.headers) }
}
