import { DirectoryError } from '../../../core/error.ts'
import type { Group, GroupKey } from '../../../core/group.ts'
import type { Wire, Wires } from '../answer.ts'
import { textOf } from '../decode.ts'
import { findEntry } from '../entry-queries.ts'
import { deleteEntries, deleteEntry, moveItem, sortItems } from '../item-changes.ts'
import { blankItem, ITEM_LENS } from '../item.ts'
import { allEntries, entryWire, saveAllEntries, saveEntry } from './entries.ts'
import { type AgentCall, deletes, does, gives } from './method.ts'
import { byId, byName, entitiesIn, entityIn, flagIn, givenInteger, listWithId } from './parameters.ts'

/**
 * The methods on items. Here all of them are `ListItemEntity`s, those of the list of user groups, too: the method decides
 * the type. spec/superoffice.md §5.9
 */
export const itemMethods = {
  CreateDefaultListItemEntity: gives(createDefaultListItemEntity),
  SaveListItemEntity: gives(saveListItemEntity),
  GetAllFromListDefinition: gives(byId(getAll)),
  GetAllFromListName: gives(byName(getAll)),
  SaveAllFromListDefinition: gives(byId(saveAll)),
  SaveAllFromListName: gives(byName(saveAll)),
  AddFromListDefinition: gives(byId(add)),
  AddFromListName: gives(byName(add)),
  DeleteAllFromListDefinition: deletes(byId(deleteAll)),
  DeleteAllFromListName: deletes(byName(deleteAll)),
  GetFromListDefinition: gives(byId(get)),
  GetFromListName: gives(byName(get)),
  SaveFromListDefinition: gives(byId(save)),
  SaveFromListName: gives(byName(save)),
  DeleteFromListDefinition: deletes(byId(deleteOne)),
  DeleteFromListName: deletes(byName(deleteOne)),
  SortListItems: does(byId(sort)),
  MoveListItem: does(byId(move)),
}

function createDefaultListItemEntity(): Promise<Wire> {
  return Promise.resolve({ root: ITEM_LENS.root, value: blankItem() })
}

/** The entity is wrapped, unlike a list, and names its list itself. */
async function saveListItemEntity(call: AgentCall): Promise<Wire> {
  const entity = entityIn(call.parameters, 'ListItemEntity')
  const list = listWithId(entity, 'UdListDefinitionId')
  return await saveEntry(call, list, { lens: ITEM_LENS, sent: ITEM_LENS.fromWire(entity) })
}

function getAll(call: AgentCall, list: GroupKey): Promise<Wires> {
  return allEntries(call, list, { lens: ITEM_LENS, deleted: flagIn(call.parameters, 'IncludeDeleted') })
}

async function saveAll(call: AgentCall, list: GroupKey): Promise<Wires> {
  return await saveAllEntries(call, list, {
    lens: ITEM_LENS,
    bodies: entitiesIn(call.parameters, 'Items'),
  })
}

/** An id in the entity means nothing: the item is new. */
async function add(call: AgentCall, list: GroupKey): Promise<Wire> {
  const entity = ITEM_LENS.fromWire(entityIn(call.parameters, 'Item'))
  return await saveEntry(call, list, { lens: ITEM_LENS, sent: { ...entity, id: null } })
}

function deleteAll({ store, principal }: AgentCall, list: GroupKey): Promise<Group> {
  return deleteEntries(store, principal, list, 'item')
}

async function get(call: AgentCall, list: GroupKey): Promise<Wire> {
  const id = givenInteger(call.parameters, 'Id')
  const { member } = await findEntry(call, list, { kind: 'item', id })
  return entryWire(call, ITEM_LENS, member)
}

/** The id that counts is the parameter's. It makes no item. */
async function save(call: AgentCall, list: GroupKey): Promise<Wire> {
  const id = givenInteger(call.parameters, 'Id')
  const entity = ITEM_LENS.fromWire(entityIn(call.parameters, 'Item'))
  return await saveEntry(call, list, { lens: ITEM_LENS, sent: { ...entity, id } })
}

async function deleteOne({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  await deleteEntry(store, principal, list, { kind: 'item', id: givenInteger(parameters, 'Id') })
}

function sort({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<Group> {
  return sortItems(store, principal, list, cultureOf(textOf(parameters, 'CultureName') ?? ''))
}

/** A culture, such as `nb-NO`; what cannot be one is none. */
function cultureOf(text: string): string | null {
  return /^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/i.test(text) ? text : null
}

async function move({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  const direction = givenInteger(parameters, 'Direction')
  if (direction !== 1 && direction !== -1) {
    throw new DirectoryError('invalid', `Direction is -1 for up or 1 for down, not ${direction}`)
  }
  await moveItem(store, principal, list, { id: givenInteger(parameters, 'ListItemId'), direction })
}
