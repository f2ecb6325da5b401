import type { Group, GroupKey } from '../../../core/group.ts'
import { findGroup, findMember } from '../../../core/queries.ts'
import type { Wire, Wires } from '../answer.ts'
import { noEntity } from '../error.ts'
import { blankHeading, HEADING_LENS } from '../heading.ts'
import { deleteEntries, rankHeadings } from '../item-changes.ts'
import { setHeadingsOfItem, setItemsOfHeading } from '../item-links.ts'
import { headingsOfItem, itemsOfHeading, saveHeadingsOfItem } from '../visibility.ts'
import { allEntries, entryWire, saveAllEntries, saveEntry } from './entries.ts'
import { type AgentCall, deletes, does, gives } from './method.ts'
import {
  byId,
  byName,
  entitiesIn,
  entityIn,
  flagIn,
  givenInteger,
  idInQuery,
  idsIn,
  linksIn,
  listWithId,
} from './parameters.ts'

/** The methods on headings, and on what is shown below them. spec/superoffice.md §5.9 */
export const headingMethods = {
  CreateDefaultHeadingEntity: gives(createDefaultHeadingEntity),
  CreateDefaultHeadingFromListDefinition: gives(byId(createDefaultHeading)),
  SaveHeadingEntity: gives(saveHeadingEntity),
  GetHeadingEntity: gives(getHeadingEntity),
  GetHeadingsFromListDefinition: gives(byId(getAll, 'Id')),
  GetHeadingsFromName: gives(byName(getAll, 'Name')),
  SaveHeadingsFromListDefinition: gives(byId(saveAll, 'Id')),
  SaveHeadingsFromName: gives(byName(saveAll, 'Name')),
  SaveHeadingFromListDefinition: gives(byId(save, 'Id')),
  SaveHeadingFromName: gives(byName(save, 'Name')),
  DeleteAllHeadingsFromListDefinition: deletes(byId(deleteAll, 'Id')),
  DeleteAllHeadingsFromName: deletes(byName(deleteAll, 'Name')),
  SetRankOnHeadings: does(byId(setRank)),
  GetHeadings: gives(byId(getOfItem)),
  GetHeadingsForListItemFromListName: gives(byName(getOfItem)),
  SaveHeadingsForListItemFromListDefinition: gives(byId(saveOfItem)),
  SaveHeadingsForListItemFromListName: gives(byName(saveOfItem)),
  SetHeadingsForListItem: does(byId(setOfItem)),
  GetListItemsForHeading: gives(byId(getItems)),
  GetListItemsForHeadingFromListName: gives(byName(getItems)),
  SetListItemsForHeading: does(byId(setItems)),
  SetListItemsForHeadingFromListName: does(byName(setItems)),
}

const lens = HEADING_LENS

function createDefaultHeadingEntity(): Promise<Wire> {
  return Promise.resolve({ root: lens.root, value: blankHeading() })
}

async function createDefaultHeading({ store, principal }: AgentCall, list: GroupKey): Promise<Wire> {
  const { number } = await findGroup(store, principal, list, { trashed: true })
  return { root: lens.root, value: blankHeading(number) }
}

/** The body is the entity itself, which names its list. */
async function saveHeadingEntity(call: AgentCall): Promise<Wire> {
  const { parameters } = call
  if (parameters.size === 0) throw noEntity()
  const list = listWithId(parameters, 'UdListDefinitionId')
  return await saveEntry(call, list, { lens, sent: lens.fromWire(parameters) })
}

async function getHeadingEntity(call: AgentCall): Promise<Wire> {
  const id = idInQuery(call, 'headingEntityId')
  const key = { kind: 'heading', id, trashed: true, builtin: true } as const
  const { member } = await findMember(call.store, call.principal, key)
  return entryWire(call, lens, member)
}

/** There is no parameter for the deleted ones. */
function getAll(call: AgentCall, list: GroupKey): Promise<Wires> {
  return allEntries(call, list, { lens, deleted: false })
}

async function saveAll(call: AgentCall, list: GroupKey): Promise<Wires> {
  return await saveAllEntries(call, list, { lens, bodies: entitiesIn(call.parameters, 'Entities') })
}

async function save(call: AgentCall, list: GroupKey): Promise<Wire> {
  return await saveEntry(call, list, { lens, sent: lens.fromWire(entityIn(call.parameters, 'Entity')) })
}

function deleteAll({ store, principal }: AgentCall, list: GroupKey): Promise<Group> {
  return deleteEntries(store, principal, list, 'heading')
}

async function setRank({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  await rankHeadings(store, principal, list, idsIn(parameters, 'HeadingIds'))
}

async function getOfItem(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'ListItemId')
  const deleted = flagIn(call.parameters, 'ShowDeleted')
  return { root: SELECTABLE, pages: await headingsOfItem(call, { list, id }, deleted) }
}

async function saveOfItem(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'ListItemId')
  const links = linksIn(call.parameters, 'Headings')
  return { root: SELECTABLE, pages: await saveHeadingsOfItem(call, { list, id }, links) }
}

async function setOfItem({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  const selected = flagIn(parameters, 'Enable')
  const links = idsIn(parameters, 'HeadingIds').map((id) => ({ id, selected }))
  await setHeadingsOfItem(store, principal, list, { id: givenInteger(parameters, 'ListItemId'), links })
}

async function getItems(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'HeadingId')
  return { root: SELECTABLE, pages: await itemsOfHeading(call, list, id) }
}

async function setItems({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  await setItemsOfHeading(store, principal, list, {
    id: givenInteger(parameters, 'HeadingId'),
    items: idsIn(parameters, 'ListItemIds'),
    selected: flagIn(parameters, 'Enable'),
  })
}

const SELECTABLE = 'SelectableMDOListItem'
