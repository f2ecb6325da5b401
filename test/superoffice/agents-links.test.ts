import assert from 'node:assert/strict'
import type { Json } from '../../src/core/json.ts'
import { agentOf, assertNothing, assertNull, type CallMethod, fieldOfAll, names, one } from './agents.ts'
import { type Answer, assertBadParameter, assertError, LIST, LISTS, NOW, superofficeTest } from './client.ts'

const BY_ID = { UdListDefinitionId: 305 }
const BY_NAME = { UdListDefinitionName: 'Beer, Hudson and Bashirian' }

/** Makes entries of one kind of list 305; gives their ids. */
async function make(call: CallMethod, kind: 'item' | 'heading', ...given: string[]): Promise<number[]> {
  const entities = given.map((name) => ({ name }))
  const saved = kind === 'item'
    ? await call('SaveAllFromListDefinition', { ...BY_ID, Items: entities })
    : await call('SaveHeadingsFromListDefinition', { Id: 305, Entities: entities })
  return fieldOfAll(saved, kind === 'item' ? 'Id' : 'HeadingId').map(Number)
}

async function makeUserGroups(call: CallMethod, ...given: string[]): Promise<number[]> {
  const Items = given.map((Name) => ({ Name }))
  return fieldOfAll(await call('SaveAllFromListDefinition', { UdListDefinitionId: -59, Items }), 'Id')
    .map(Number)
}

/** The names of what is selected. */
function chosen(answer: Answer): Json[] {
  assert.equal(answer.status, 200, answer.text)
  return answer.list.filter(({ Selected }) => Selected === true).map(({ Name }) => Name!)
}

superofficeTest('agent saves headings of a list, by id and by name, and ranks them', async (api) => {
  const call = agentOf(api)
  const [a, b] = await make(call, 'heading', 'a', 'b')
  const c = one(await call('SaveHeadingFromName', { Name: 'UDLIST305', Entity: { name: 'c', tooltip: 't' } }))
  assert.deepEqual([c.UdListDefinitionId, c.Tooltip], [305, 't'])
  const same = { Id: 305, Entity: { headingId: b, name: 'B' } }
  assert.equal(one(await call('SaveHeadingFromListDefinition', same)).HeadingId, b)
  assertNothing(await call('SetRankOnHeadings', { ...BY_ID, HeadingIds: [c.HeadingId, b, a] }))
  const all = await call('GetHeadingsFromListDefinition', { Id: 305 })
  assert.deepEqual(names(all), ['c', 'B', 'a'])
  assert.deepEqual((await call('GetHeadingsFromName', { Name: 'udlist305' })).list, all.list)
  assert.deepEqual(all.list, (await api.get(`${LIST}/Headings`)).list)
  assertNothing(await call('DeleteAllHeadingsFromName', { Name: 'udlist305' }))
  assert.deepEqual((await call('GetHeadingsFromListDefinition', { Id: 305 })).list, [])
  assertNothing(await call('DeleteAllHeadingsFromListDefinition', { Id: 99999 }))
  assertNull(await call('GetHeadingsFromListDefinition', { Id: 99999 }))
})

superofficeTest('agent saves a heading that names its list, and finds it by its id alone', async (api) => {
  const call = agentOf(api)
  const made = one(await call('SaveHeadingEntity', { udListDefinitionId: -64, name: 'H', headingId: 0 }))
  const { HeadingId } = made
  assert.deepEqual(one(await call(`GetHeadingEntity?headingEntityId=${HeadingId}`)), made)
  const saved = one(await call('SaveHeadingEntity', { ...made, Name: 'I', Deleted: true }))
  assert.deepEqual([saved.HeadingId, saved.Name, saved.Deleted], [HeadingId!, 'I', true])
  assertNull(await call('SaveHeadingEntity', { ...made, UdListDefinitionId: 305 }))
  const [item] = await make(call, 'item', 'a')
  for (const id of [item, 99999, 0, -5]) assertNull(await call(`GetHeadingEntity?headingEntityId=${id}`))
  assertBadParameter(await call('GetHeadingEntity?headingEntityId=x'), 'headingEntityId')
  assert.equal((await api.get(`${LISTS}/Category/Headings?includeDeleted=true`)).list.length, 1)
})

superofficeTest('agent finds a heading of a list that is deleted', async (api) => {
  const call = agentOf(api)
  const [id] = await make(call, 'heading', 'a')
  assertNothing(await call('DeleteListEntity?ListEntityId=305'))
  assert.equal(one(await call(`GetHeadingEntity?headingEntityId=${id}`)).Name, 'a')
})

superofficeTest('agent shows items below headings, from either side', async (api) => {
  const call = agentOf(api)
  const [h1, h2] = await make(call, 'heading', 'H1', 'H2')
  const [a, b] = await make(call, 'item', 'a', 'b')
  const ofItem = { ...BY_ID, ListItemId: a }
  assert.deepEqual(chosen(await call('GetHeadings', ofItem)), [])
  const Headings = [{ id: h1, selected: true }, { id: h2, selected: 'false' }]
  const saved = await call('SaveHeadingsForListItemFromListDefinition', { ...ofItem, Headings })
  assert.deepEqual([names(saved), chosen(saved)], [['H1', 'H2'], ['H1']])
  assertNothing(await call('SetHeadingsForListItem', { ...ofItem, HeadingIds: [h2], Enable: true }))
  assert.deepEqual(chosen(await call('GetHeadings', ofItem)), ['H1', 'H2'])
  assertNothing(await call('SetHeadingsForListItem', { ...ofItem, HeadingIds: [h1] }))
  assert.deepEqual(
    chosen(await call('GetHeadingsForListItemFromListName', { ...BY_NAME, ListItemId: a })),
    ['H2'],
  )
  const items = { HeadingId: h2, ListItemIds: [a, b], Enable: true }
  assertNothing(await call('SetListItemsForHeadingFromListName', { ...BY_NAME, ...items }))
  const below = await call('GetListItemsForHeading', { ...BY_ID, HeadingId: h2 })
  assert.deepEqual(chosen(below), ['a', 'b'])
  assertNothing(await call('SetListItemsForHeading', { ...BY_ID, ...items, ListItemIds: [a], Enable: false }))
  const after = await call('GetListItemsForHeadingFromListName', { ...BY_NAME, HeadingId: h2 })
  assert.deepEqual([names(after), chosen(after)], [['a', 'b'], ['b']])
  assert.deepEqual(chosen(await api.get(`${LIST}/Items/${b}/Headings`)), ['H2'])
  assertNull(await call('GetListItemsForHeading', { ...BY_ID, HeadingId: a }))
})

superofficeTest('agent shows deleted headings of an item only when asked', async (api) => {
  const call = agentOf(api)
  const [a] = await make(call, 'item', 'a')
  await make(call, 'heading', 'H1')
  assertNothing(await call('DeleteAllHeadingsFromListDefinition', { Id: 305 }))
  assert.deepEqual(names(await call('GetHeadings', { ...BY_ID, ListItemId: a })), [])
  const all = await call('GetHeadings', { ...BY_ID, ListItemId: a, ShowDeleted: true })
  assert.deepEqual(names(all), ['H1'])
})

superofficeTest('agent sets which user groups see an item, from either side', async (api) => {
  const call = agentOf(api)
  const [sales, support] = await makeUserGroups(call, 'Sales', 'Support')
  const [a, b] = await make(call, 'item', 'a', 'b')
  const ofItem = { ...BY_ID, ListItemId: a }
  assert.deepEqual(chosen(await call('GetVisibleForUserGroups', ofItem)), ['Sales', 'Support'])
  const UserGroups = [{ id: sales, selected: false }]
  const saved = await call('SetVisibleForUserGroupsFromListName', {
    ...BY_NAME,
    ListItemId: a,
    UserGroups,
  })
  assert.deepEqual([names(saved), chosen(saved)], [['Sales', 'Support'], ['Support']])
  assertNothing(
    await call('SetVisibleForUserGroup', { ...ofItem, UserGroupId: [sales, support], Enable: false }),
  )
  assert.deepEqual(chosen(await call('GetVisibleForUserGroups', ofItem)), [])
  const group = { GroupId: sales }
  assert.deepEqual(chosen(await call('GetListItemsForUserGroup', { ...BY_ID, ...group })), ['b'])
  const items = { UsergroupId: sales, ListItemIds: [a], Enable: true }
  assertNothing(await call('SetListItemsForUserGroup', { ...BY_ID, ...items }))
  const both = await call('GetListItemsForUserGroupFromListName', { ...BY_NAME, ...group })
  assert.deepEqual(chosen(both), ['a', 'b'])
  const less = { ...BY_NAME, UsergroupId: sales, ListItemsID: [b], Enable: false }
  assertNothing(await call('SetListItemsForUserGroupFromListName', less))
  assert.deepEqual(chosen(await api.get(`${LIST}/Items/${b}/UserGroups`)), ['Support'])
  assert.deepEqual(
    chosen(await call('GetVisibleForUserGroupsFromListName', { ...BY_NAME, ListItemId: a })),
    ['Sales'],
  )
  assert.deepEqual(
    chosen(
      await call('SetVisibleForUserGroups', { ...ofItem, UserGroups: [{ id: support, selected: true }] }),
    ),
    ['Sales', 'Support'],
  )
  assertNull(await call('GetListItemsForUserGroup', { ...BY_ID, GroupId: 99999 }))
})

superofficeTest('agent tells when a link was changed in the zone that is asked for', async (api) => {
  const call = agentOf(api)
  await makeUserGroups(call, 'Sales')
  const [a] = await make(call, 'item', 'a')
  const { list } = await call('GetVisibleForUserGroups', { ...BY_ID, ListItemId: a }, {
    headers: { 'so-timezone': 'NO,includeTZOffset' },
  })
  const { LastChanged } = list[0]!
  assert.match(String(LastChanged), /\+01:00$/)
  assert.equal(Date.parse(String(LastChanged)), NOW)
})

superofficeTest('the MDO agent gives the choices of lists', async (api) => {
  const call = agentOf(api)
  const mdo = agentOf(api, 'MDO')
  one(await call('SaveListEntity', { Id: 305, Name: 'L', UseGroupsAndHeadings: true }))
  const [h1] = await make(call, 'heading', 'H1')
  const [a] = await make(call, 'item', 'a', 'b')
  assertNothing(
    await call('SetHeadingsForListItem', { ...BY_ID, ListItemId: a, HeadingIds: [h1], Enable: true }),
  )
  const tree = await mdo('GetList', { Name: 'udlist305', ForceFlatList: false, AdditionalInfo: '' })
  assert.deepEqual(names(tree), ['H1', 'b'])
  assert.deepEqual(tree.list, (await api.get('/api/v1/MDOList/udlist305')).list)
  const flat = await mdo('GetList', { Name: 'udlist', ForceFlatList: true, AdditionalInfo: '305' })
  assert.deepEqual(names(flat), ['a', 'b'])
  assert.deepEqual((await mdo('GetSimpleList', { Name: 'udlist305' })).list, flat.list)
  assert.deepEqual((await mdo('GetList', { Name: 'category', OnlyHistory: true })).list, [])
  assert.deepEqual((await mdo('GetListNames')).list, ['category', 'lists', 'usergroup', 'udlist305'])
  assert.equal((await mdo('GetListIdByListName', { Name: 'L' })).text, '305')
  for (const method of ['GetList', 'GetSimpleList', 'GetListIdByListName']) {
    assertNull(await mdo(method, { Name: 'nosuchname' }))
    assertError(await mdo(method, {}), 400, 'SoValidationException', /Name/)
  }
  assert.deepEqual(names(await mdo('GetSimpleList', { Name: 'lists' })), ['L', 'Category', 'UserGroup'])
})
