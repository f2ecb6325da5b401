import type { Group, GroupKey } from '../../../core/group.ts'
import { findGroup } from '../../../core/queries.ts'
import { trashGroup } from '../../../core/trash.ts'
import type { Wire, Wires } from '../answer.ts'
import { type Fields, integerOf } from '../decode.ts'
import { noEntity } from '../error.ts'
import { listKey } from '../list-key.ts'
import { allLists, changeList, makeList } from '../lists.ts'
import { blankList, decodeList, fromWire, listRights, toWire } from '../resource.ts'
import { type AgentCall, deletes, gives } from './method.ts'
import { byName, entityIn, flagIn, idInQuery } from './parameters.ts'

/** The methods on lists. spec/superoffice.md §5.9 */
export const listMethods = {
  CreateDefaultListEntity: gives(createDefaultListEntity),
  SaveListEntity: gives(saveListEntity),
  GetListEntity: gives((call) => getList(call, listInQuery(call, 'listEntityId'))),
  DeleteListEntity: deletes((call) => deleteList(call, listInQuery(call, 'ListEntityId'))),
  GetListDefinitions: gives(getListDefinitions),
  GetListEntityByName: gives(byName(getList, 'Name')),
  SaveListEntityByName: gives(byName(saveListEntityByName, 'Name')),
  DeleteListEntityByName: deletes(byName(deleteList, 'Name')),
}

function createDefaultListEntity(): Promise<Wire> {
  return Promise.resolve({ root: 'ListEntity', value: blankList() })
}

/** The body is the entity itself. Without an id it is a new list; else it replaces the whole of the one it names. */
async function saveListEntity(call: AgentCall): Promise<Wire> {
  const { parameters } = call
  if (parameters.size === 0) throw noEntity()
  const id = integerOf(parameters, 'Id') ?? 0
  return id === 0
    ? wireOf(call, await makeList(call, decodeList(parameters)))
    : await replaceList(call, listKey(String(id)), parameters)
}

/** Makes no list: there is only one by that name to save. */
async function saveListEntityByName(call: AgentCall, list: GroupKey): Promise<Wire> {
  return await replaceList(call, list, entityIn(call.parameters, 'ListEntity'))
}

async function replaceList(call: AgentCall, list: GroupKey, entity: Fields): Promise<Wire> {
  const body = decodeList(entity)
  return wireOf(call, await changeList(call, list, (current) => fromWire(body, current)))
}

async function getList(call: AgentCall, list: GroupKey): Promise<Wire> {
  return wireOf(call, await findGroup(call.store, call.principal, list, { trashed: true }))
}

async function deleteList({ store, principal }: AgentCall, list: GroupKey): Promise<void> {
  await trashGroup(store, principal, list, { trashed: true })
}

function getListDefinitions(call: AgentCall): Promise<Wires> {
  return allLists(call, flagIn(call.parameters, 'IncludeDeleted'))
}

function listInQuery(call: AgentCall, name: string): GroupKey {
  return listKey(String(idInQuery(call, name)))
}

function wireOf({ principal }: AgentCall, group: Group): Wire {
  return { root: 'ListEntity', value: toWire(group, listRights(principal)) }
}
