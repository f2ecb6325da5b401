import assert from 'node:assert/strict'
import type { Json } from '../../src/core/json.ts'
import { agentOf, assertNothing, assertNull, type CallMethod, fieldOfAll, names, one } from './agents.ts'
import { type Api, assertError, LIST, LISTS, superofficeTest } from './client.ts'

const BY_ID = { UdListDefinitionId: 305 }

/** Adds items; gives their ids. */
async function add(call: CallMethod, ...given: readonly string[]): Promise<number[]> {
  const ids: number[] = []
  for (const Name of given) {
    ids.push(Number(one(await call('AddFromListDefinition', { ...BY_ID, Item: { Name } })).Id))
  }
  return ids
}

superofficeTest('agent adds an item, reads it, saves the whole of it, and restores it', async (api) => {
  const call = agentOf(api)
  const item = { id: 77, name: 'one', tooltip: 't', rank: '4', udListDefinitionId: 1 }
  const made = one(await call('AddFromListDefinition', { ...BY_ID, Item: item }))
  const { Id } = made
  assert.deepEqual(made, {
    Id: Id!,
    Name: 'one',
    Tooltip: 't',
    Deleted: false,
    UdListDefinitionId: 305,
    Rank: 4,
    TableRight: null,
    FieldProperties: {},
  })
  assert.deepEqual((await api.get(`${LIST}/Items/${Id}`)).object, made)
  assert.deepEqual(one(await call('GetFromListDefinition', { Id, ...BY_ID })), made)
  const saved = one(await call('SaveFromListDefinition', { Id, ...BY_ID, Item: { Id: 77, Name: 'two' } }))
  assert.deepEqual(saved, { ...made, Name: 'two', Tooltip: null, Rank: 0 })
  assertNothing(await call('DeleteFromListDefinition', { Id, ...BY_ID }))
  assertNothing(await call('DeleteFromListDefinition', { Id: 99999, ...BY_ID }))
  assert.equal(one(await call('GetFromListDefinition', { Id, ...BY_ID })).Deleted, true)
  assert.deepEqual(names(await call('GetAllFromListDefinition', BY_ID)), [])
  const all = await call('GetAllFromListDefinition', { ...BY_ID, IncludeDeleted: true })
  assert.deepEqual(names(all), ['two'])
  const restored = { ListItemEntity: { Id, Name: 'two', UdListDefinitionId: 305 } }
  assert.equal(one(await call('SaveListItemEntity', restored)).Deleted, false)
})

superofficeTest('agent keeps names unique within a list, deleted ones count', async (api) => {
  const call = agentOf(api)
  const [id] = await add(call, 'Ångström')
  assertNothing(await call('DeleteFromListDefinition', { ...BY_ID, Id: id }))
  for (
    const [method, body] of [
      ['AddFromListDefinition', { ...BY_ID, Item: { Name: 'ÅNGSTRÖM' } }],
      ['SaveListItemEntity', { ListItemEntity: { ...BY_ID, Name: 'ångström' } }],
      ['SaveAllFromListDefinition', { ...BY_ID, Items: [{ Name: 'x' }, { Name: 'X' }] }],
    ] as const
  ) assertError(await call(method, body), 400, 'SoDuplicateException')
  assert.deepEqual(names(await call('GetAllFromListDefinition', BY_ID)), [])
})

superofficeTest('agent saves the items that are sent and leaves the others', async (api) => {
  const call = agentOf(api)
  const [a, b] = await add(call, 'a', 'b')
  const items = [{ id: 0, name: 'c' }, { id: b, name: 'B', rank: 9 }]
  const saved = await call('SaveAllFromListName', {
    UdListDefinitionName: 'beer, hudson and bashirian',
    Items: items,
  })
  assert.deepEqual(names(saved), ['c', 'B'])
  assert.deepEqual(names(await call('GetAllFromListDefinition', BY_ID)), ['a', 'c', 'B'])
  const unknown = [{ Name: 'd' }, { Id: 99999, Name: 'e' }]
  assertNull(await call('SaveAllFromListDefinition', { ...BY_ID, Items: unknown }))
  const twice = [{ Id: a, Name: 'a1' }, { Id: a, Name: 'a2' }]
  assert.equal((await call('SaveAllFromListDefinition', { ...BY_ID, Items: twice })).status, 400)
  assert.deepEqual(names(await call('GetAllFromListDefinition', BY_ID)), ['a', 'c', 'B'])
  assertNothing(await call('DeleteAllFromListDefinition', BY_ID))
  assert.deepEqual(names(await call('GetAllFromListDefinition', BY_ID)), [])
  assert.equal((await call('GetAllFromListDefinition', { ...BY_ID, IncludeDeleted: true })).list.length, 3)
})

superofficeTest('agent finds an item only in its own list, and makes none by saving', async (api) => {
  const call = agentOf(api)
  const [id] = await add(call, 'a')
  for (const Id of [id, 99999, 0, -1]) {
    assertNull(await call('GetFromListDefinition', { Id, UdListDefinitionId: -64 }))
    const save = { Id, UdListDefinitionName: 'Category', Item: { Name: 'n' } }
    assertNull(await call('SaveFromListName', save))
  }
  const elsewhere = { ListItemEntity: { Id: id, UdListDefinitionId: -64, Name: 'n' } }
  assertNull(await call('SaveListItemEntity', elsewhere))
  assert.equal((await api.get(`${LISTS}/Category/Items`)).list.length, 2)
})

superofficeTest('agent knows the built-in lists by table, id and name', async (api) => {
  const call = agentOf(api)
  const categories = (await api.get(`${LISTS}/Category/Items`)).list
  const { Id } = one(await call('GetListEntityByName', { Name: 'Category' }))
  for (
    const [method, body] of [
      ['GetAllFromListDefinition', { UdListDefinitionId: -64 }],
      ['GetAllFromListDefinition', { UdListDefinitionId: Id }],
      ['GetAllFromListName', { UdListDefinitionName: 'category' }],
    ] as const
  ) assert.deepEqual((await call(method, body)).list, categories)
  const english = await call('GetFromListDefinition', { Id: categories[1]!.Id, UdListDefinitionId: -64 }, {
    headers: { 'accept-language': 'en' },
  })
  assert.equal(one(english).Name, 'Supplier')
})

superofficeTest('agent shows user groups as items, as its methods say', async (api) => {
  const call = agentOf(api)
  const sales = one(
    await call('AddFromListName', { UdListDefinitionName: 'UserGroup', Item: { Name: 'Sales' } }),
  )
  assert.equal(sales.Name, 'Sales')
  assert.equal((await api.get(`${LISTS}/UserGroup/Items/${sales.Id}`)).object.Value, 'Sales')
})

superofficeTest(
  'agent sorts in the order of a culture and moves items past those that are there',
  async (api) => {
    const call = agentOf(api)
    const [, zebra] = await add(call, 'Ørn', 'Zebra', 'NO:"Ape";US:"Monkey"', 'Øl')
    const order = async () =>
      (await api.get(`${LIST}/Items`, { headers: { 'so-language': 'nb' } })).list
        .map(({ Name }) => Name)
    assertNothing(await call('SortListItems', { ...BY_ID, CultureName: 'nb-NO' }))
    assert.deepEqual(await order(), ['Ape', 'Zebra', 'Øl', 'Ørn'])
    assertNothing(await call('SortListItems', { ...BY_ID, CultureName: 'en-US' }))
    assert.deepEqual(await order(), ['Ape', 'Øl', 'Ørn', 'Zebra'])
    const move = (Direction: Json) => call('MoveListItem', { ...BY_ID, ListItemId: zebra, Direction })
    for (const direction of [-1, '-1', -1, -1]) assertNothing(await move(direction))
    assert.deepEqual(await order(), ['Zebra', 'Ape', 'Øl', 'Ørn'])
    assertNothing(await move(1))
    assert.deepEqual(await order(), ['Ape', 'Zebra', 'Øl', 'Ørn'])
    for (const direction of [0, 2, -2, 'up', null, 1.5, []]) {
      assert.equal((await move(direction)).status, 400, String(direction))
    }
    assertNothing(await call('SortListItems', BY_ID))
  },
)

superofficeTest('agent tells a command that what it names is not there, and stores nothing', async (api) => {
  const call = agentOf(api)
  const [id] = await add(call, 'a')
  const [heading] = fieldOfAll(
    await call('SaveHeadingsFromListDefinition', { Id: 305, Entities: [{ Name: 'H' }] }),
    'HeadingId',
  )
  const before = (await api.get(LIST)).headers.get('last-modified')
  api.wait(60_000)
  const refused: [string, unknown][] = [
    ['SortListItems', { UdListDefinitionId: 99999 }],
    ['MoveListItem', { ...BY_ID, ListItemId: 99999, Direction: 1 }],
    ['SetRankOnHeadings', { ...BY_ID, HeadingIds: [heading, 99999] }],
    ['SetHeadingsForListItem', { ...BY_ID, ListItemId: id, HeadingIds: [heading, id], Enable: true }],
    ['SetListItemsForHeading', { ...BY_ID, HeadingId: heading, ListItemIds: [id, heading], Enable: true }],
    ['SetVisibleForUserGroup', { ...BY_ID, ListItemId: id, UserGroupId: [99999], Enable: true }],
    ['SetListItemsForUserGroup', { ...BY_ID, UsergroupId: 99999, ListItemIds: [id], Enable: true }],
  ]
  for (const [method, body] of refused) {
    assertError(await call(method, body), 400, 'ArgumentException', /not found/)
  }
  assert.equal((await api.get(LIST)).headers.get('last-modified'), before)
})

superofficeTest('agents lose nothing of what a hundred callers add at once', async (api) => {
  const call = agentOf(api)
  const adding = (Name: string) => call('AddFromListDefinition', { ...BY_ID, Item: { Name } })
  const distinct = Array.from({ length: 100 }, (_, at) => adding(`item ${at}`))
  const same = Array.from({ length: 20 }, () => adding('the one'))
  const statuses = (await Promise.all(distinct)).map(({ status }) => status)
  assert.deepEqual(new Set(statuses), new Set([200]))
  const won = (await Promise.all(same)).filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  assert.equal((await call('GetAllFromListDefinition', BY_ID)).list.length, 101)
})

superofficeTest('agent saves and gives ten thousand items', async (api) => {
  const call = agentOf(api)
  const Items = Array.from({ length: 10_000 }, (_, at) => ({ Name: `item ${at}`, Rank: 10_000 - at }))
  const saved = await call('SaveAllFromListDefinition', { ...BY_ID, Items })
  assert.deepEqual(names(saved), Items.map(({ Name }) => Name))
  const read = names(await call('GetAllFromListDefinition', BY_ID))
  assert.deepEqual(read, Items.map(({ Name }) => Name).toReversed())
})

superofficeTest('what the agents write, REST and LOX24 read, and the other way round', async (api) => {
  const call = agentOf(api)
  const { Id } = one(await call('SaveListEntity', { Name: 'shared', Tooltip: 'both' }))
  assert.equal((await api.get(`${LISTS}/${Id}`)).object.Tooltip, 'both')
  assert.deepEqual(await lox24(api, 'GET', `/groups/${Id}`), [200, 'shared'])
  assert.deepEqual(await lox24(api, 'PUT', `/groups/${Id}`, { name: 'renamed' }), [200, 'renamed'])
  assert.equal(one(await call(`GetListEntity?listEntityId=${Id}`)).Name, 'renamed')
  await api.patch(`${LISTS}/${Id}`, { Tooltip: 'patched' })
  assert.equal(one(await call('GetListEntityByName', { Name: 'Renamed' })).Tooltip, 'patched')
  assertNothing(await call(`DeleteListEntity?ListEntityId=${Id}`))
  assert.equal((await lox24(api, 'GET', `/groups/${Id}`))[0], 404)
  one(await call('SaveListEntity', { Id, Name: 'back' }))
  assert.deepEqual(await lox24(api, 'GET', `/groups/${Id}`), [200, 'back'])
}, { fixtures: ['superoffice', 'acceptance/superoffice'] })

async function lox24(
  { running }: Api,
  method: string,
  path: string,
  json?: unknown,
): Promise<[number, Json]> {
  const response = await fetch(running.url + path, {
    method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx',
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const { name } = await response.json()
  return [response.status, name ?? null]
}
