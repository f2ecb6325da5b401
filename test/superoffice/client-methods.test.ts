import assert from 'node:assert/strict'
import type { ListAgent, MDOAgent, SelectableMDOListItem } from '@superoffice/webapi'
import type { JsonObject } from '../../src/core/json.ts'
import { agentRoutes } from '../../src/dialects/superoffice/agents.ts'
import { START, superofficeTest } from './client.ts'
import { connect } from './npm-client.ts'

superofficeTest('npm client drives every method that is spoken', async (api) => {
  const connection = connect(api)
  const agent = connection.getListAgent()
  await driveLists(agent)
  await driveItems(agent)
  await driveHeadings(agent)
  await driveUserGroups(agent)
  await driveChoices(connection.getMDOAgent())
  const called = api.running.lines
    .map((line): JsonObject => JSON.parse(line))
    .filter(({ status }) => status === 200 || status === 204)
    .map(({ path }) => path)
  const spoken = agentRoutes.map(([, path]) => path)
  assert.deepEqual([...new Set(called)].sort(), spoken.toSorted())
}, { config: { logRequests: true } })

async function driveLists(agent: ListAgent): Promise<void> {
  const blank = await agent.createDefaultListEntityAsync()
  const made = await agent.saveListEntityAsync({ ...blank, name: 'Regions', tooltip: 'where' })
  const saved = await agent.saveListEntityByNameAsync('regions', { ...made, rank: 3 })
  assert.deepEqual(saved, { ...made, rank: 3 })
  assert.deepEqual(await agent.getListEntityByNameAsync('REGIONS'), saved)
  assert.deepEqual(await agent.getListEntityAsync(made.id!), saved)
  await agent.deleteListEntityByNameAsync('Regions')
  assert.equal((await agent.getListDefinitionsAsync(false)).length, 3)
  assert.equal((await agent.getListDefinitionsAsync(true)).length, 4)
  await agent.deleteListEntityAsync(made.id!)
}

async function driveItems(agent: ListAgent): Promise<void> {
  const blank = await agent.createDefaultListItemEntityAsync()
  const b = await agent.addFromListDefinitionAsync(305, { ...blank, name: 'b' })
  const a = await agent.addFromListNameAsync('udlist305', { ...blank, name: 'a' })
  const c = await agent.saveListItemEntityAsync({ ...blank, name: 'c', udListDefinitionId: 305 })
  assert.deepEqual(await agent.getFromListDefinitionAsync(b.id!, 305), b)
  assert.deepEqual(await agent.getFromListNameAsync(a.id!, START.Name), a)
  assert.equal(await agent.getFromListDefinitionAsync(99999, 305), null)
  const order = async () => (await agent.getAllFromListDefinitionAsync(305, false)).map(({ name }) => name)
  await agent.sortListItemsAsync(305, 'en-US')
  assert.deepEqual(await order(), ['a', 'b', 'c'])
  await agent.moveListItemAsync(305, c.id!, -1)
  assert.deepEqual(await order(), ['a', 'c', 'b'])
  assert.equal((await agent.saveFromListDefinitionAsync(c.id!, 305, { ...c, tooltip: 't' })).tooltip, 't')
  assert.equal((await agent.saveFromListNameAsync(c.id!, 'udlist305', { ...c, tooltip: 'u' })).tooltip, 'u')
  await agent.deleteFromListDefinitionAsync(a.id!, 305)
  await agent.deleteFromListNameAsync(b.id!, 'udlist305')
  assert.deepEqual(await order(), ['c'])
  await agent.deleteAllFromListDefinitionAsync(305)
  assert.deepEqual((await agent.getAllFromListNameAsync('udlist305', true)).length, 3)
  await agent.saveAllFromListDefinitionAsync(305, [a, b])
  await agent.saveAllFromListNameAsync('udlist305', [{ name: 'd' }])
  assert.deepEqual((await order()).toSorted(), ['a', 'b', 'd'])
  await agent.deleteAllFromListNameAsync('udlist305')
  assert.deepEqual(await order(), [])
}

async function driveHeadings(agent: ListAgent): Promise<void> {
  const blank = await agent.createDefaultHeadingEntityAsync()
  const empty = await agent.createDefaultHeadingFromListDefinitionAsync(305)
  assert.deepEqual(empty, { ...blank, udListDefinitionId: 305 })
  const one = await agent.saveHeadingEntityAsync({ ...empty, name: 'one' })
  assert.deepEqual(await agent.getHeadingEntityAsync(one.headingId!), one)
  const two = await agent.saveHeadingFromListDefinitionAsync(305, { ...blank, name: 'two' })
  const three = await agent.saveHeadingFromNameAsync('udlist305', { ...blank, name: 'three' })
  await agent.setRankOnHeadingsAsync(305, [three.headingId!, one.headingId!, two.headingId!])
  const all = await agent.getHeadingsFromListDefinitionAsync(305)
  assert.deepEqual(all.map(({ name }) => name), ['three', 'one', 'two'])
  assert.deepEqual(await agent.getHeadingsFromNameAsync('udlist305'), all)
  await driveLinks(agent, one.headingId!)
  await agent.deleteAllHeadingsFromListDefinitionAsync(305)
  assert.deepEqual(await agent.saveHeadingsFromListDefinitionAsync(305, all), all)
  await agent.deleteAllHeadingsFromNameAsync('udlist305')
  assert.deepEqual(await agent.saveHeadingsFromNameAsync('udlist305', all), all)
}

async function driveLinks(agent: ListAgent, heading: number): Promise<void> {
  const { id = 0 } = await agent.addFromListDefinitionAsync(305, { name: 'below' })
  const ofItem = await agent.getHeadingsAsync(305, id, false)
  const select = (selected: boolean) => ofItem.map((one) => ({ ...one, selected }))
  assert.equal(
    chosen(await agent.saveHeadingsForListItemFromListDefinitionAsync(305, id, select(true))).length,
    3,
  )
  const cleared = agent.saveHeadingsForListItemFromListNameAsync('udlist305', id, select(false))
  assert.deepEqual(chosen(await cleared), [])
  await agent.setHeadingsForListItemAsync(305, id, [heading], true)
  const after = await agent.getHeadingsForListItemFromListNameAsync('udlist305', id, true)
  assert.deepEqual(chosen(after), ['one'])
  await agent.setListItemsForHeadingAsync(305, heading, [id], false)
  assert.deepEqual(chosen(await agent.getListItemsForHeadingAsync(305, heading)), [])
  await agent.setListItemsForHeadingFromListNameAsync('udlist305', heading, [id], true)
  const items = await agent.getListItemsForHeadingFromListNameAsync('udlist305', heading)
  assert.deepEqual(chosen(items), ['below'])
}

async function driveUserGroups(agent: ListAgent): Promise<void> {
  const { id: group = 0 } = await agent.addFromListNameAsync('UserGroup', { name: 'Sales' })
  const { id = 0 } = await agent.addFromListDefinitionAsync(305, { name: 'seen' })
  const shown = await agent.getVisibleForUserGroupsAsync(305, id)
  assert.deepEqual(chosen(shown), ['Sales'])
  const hide = shown.map((one) => ({ ...one, selected: false }))
  assert.deepEqual(chosen(await agent.setVisibleForUserGroupsAsync(305, id, hide)), [])
  assert.deepEqual(chosen(await agent.getVisibleForUserGroupsFromListNameAsync('udlist305', id)), [])
  const back = await agent.setVisibleForUserGroupsFromListNameAsync('udlist305', id, shown)
  assert.deepEqual(chosen(back), ['Sales'])
  await agent.setVisibleForUserGroupAsync(305, id, [group], false)
  assert.deepEqual(chosen(await agent.getListItemsForUserGroupAsync(305, group)), ['below'])
  await agent.setListItemsForUserGroupAsync(305, group, [id], true)
  const items = await agent.getListItemsForUserGroupFromListNameAsync('udlist305', group)
  assert.deepEqual(chosen(items), ['below', 'seen'])
  await agent.setListItemsForUserGroupFromListNameAsync('udlist305', group, [id], false)
  assert.deepEqual(chosen(await agent.getListItemsForUserGroupAsync(305, group)), ['below'])
}

async function driveChoices(agent: MDOAgent): Promise<void> {
  assert.ok((await agent.getListNamesAsync()).includes('udlist305'))
  assert.equal(await agent.getListIdByListNameAsync(START.Name), 305)
  const flat = await agent.getSimpleListAsync('udlist305')
  assert.deepEqual(flat.map(({ name, fullName }) => [name, fullName]), [
    ['below', 'below'],
    ['seen', 'seen'],
  ])
  assert.deepEqual(await agent.getListAsync('udlist', true, '305', false), flat)
}

function chosen(all: readonly SelectableMDOListItem[]): (string | undefined)[] {
  return all.filter(({ selected }) => selected).map(({ name }) => name)
}
