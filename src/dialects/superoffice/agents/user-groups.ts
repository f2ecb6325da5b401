import type { GroupKey } from '../../../core/group.ts'
import type { Wires } from '../answer.ts'
import { setItemsOfUserGroup, setUserGroupsOfItem } from '../item-links.ts'
import { itemsOfUserGroup, saveUserGroupsOfItem, userGroupsOfItem } from '../visibility.ts'
import { type AgentCall, does, gives } from './method.ts'
import { byId, byName, flagIn, givenInteger, idsIn, linksIn } from './parameters.ts'

/** The methods on which user groups see which items. spec/superoffice.md §5.9 */
export const userGroupMethods = {
  GetVisibleForUserGroups: gives(byId(getOfItem)),
  GetVisibleForUserGroupsFromListName: gives(byName(getOfItem)),
  SetVisibleForUserGroups: gives(byId(saveOfItem)),
  SetVisibleForUserGroupsFromListName: gives(byName(saveOfItem)),
  SetVisibleForUserGroup: does(byId(setOfItem)),
  GetListItemsForUserGroup: gives(byId(getItems)),
  GetListItemsForUserGroupFromListName: gives(byName(getItems)),
  SetListItemsForUserGroup: does(byId(setItems('ListItemIds'))),
  // The vendor's own spelling, in this method alone.
  SetListItemsForUserGroupFromListName: does(byName(setItems('ListItemsID'))),
}

const SELECTABLE = 'SelectableMDOListItem'

async function getOfItem(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'ListItemId')
  return { root: SELECTABLE, pages: await userGroupsOfItem(call, { list, id }) }
}

async function saveOfItem(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'ListItemId')
  const links = linksIn(call.parameters, 'UserGroups')
  return { root: SELECTABLE, pages: await saveUserGroupsOfItem(call, { list, id }, links) }
}

/** `UserGroupId` is an array, whatever its name says. */
async function setOfItem({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> {
  const selected = flagIn(parameters, 'Enable')
  const links = idsIn(parameters, 'UserGroupId').map((id) => ({ id, selected }))
  await setUserGroupsOfItem(store, principal, list, { id: givenInteger(parameters, 'ListItemId'), links })
}

async function getItems(call: AgentCall, list: GroupKey): Promise<Wires> {
  const id = givenInteger(call.parameters, 'GroupId')
  return { root: SELECTABLE, pages: await itemsOfUserGroup(call, list, id) }
}

function setItems(items: string) {
  return async ({ store, principal, parameters }: AgentCall, list: GroupKey): Promise<void> => {
    await setItemsOfUserGroup(store, principal, list, {
      id: givenInteger(parameters, 'UsergroupId'),
      items: idsIn(parameters, items),
      selected: flagIn(parameters, 'Enable'),
    })
  }
}
