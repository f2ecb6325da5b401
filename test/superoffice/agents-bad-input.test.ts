import assert from 'node:assert/strict'
import { agentRoutes } from '../../src/dialects/superoffice/agents.ts'
import { agentOf, assertNull, one } from './agents.ts'
import { assertBadParameter, assertError, LIST, LISTS, START, superofficeTest } from './client.ts'

const LIST_ID = { UdListDefinitionId: 305 }
const HUGE = 'x'.repeat(300_000)

superofficeTest('agents refuse what is no object of parameters, in every method', async (api) => {
  for (const [, path] of agentRoutes) {
    for (const text of ['{', '[]', '"x"', '5', 'true', '{}{}', 'nul', '\u0000']) {
      const answer = await api.send('POST', path, { text })
      assertError(answer, 400, 'ArgumentException')
    }
    for (const type of ['application/xml', 'application/x-www-form-urlencoded', 'text/plain', 'x']) {
      assertError(await api.send('POST', path, { text: 'a=b', type }), 415, 'SoNotSupportedException')
    }
  }
  assert.deepEqual((await api.get(LISTS)).list.length, 3)
})

superofficeTest('agents refuse a method without the parameters that it needs', async (api) => {
  const free =
    /\/(CreateDefault(List|ListItem|Heading)Entity|GetListDefinitions|GetListNames)$|Entity$|SaveListItemEntity$/
  const needy = agentRoutes.filter(([, path]) => !free.test(path))
  assert.equal(needy.length, 50)
  for (const [, path] of needy) {
    for (const json of [null, {}, { unknown: 1 }]) {
      assertError(await api.post(path, json), 400, 'SoValidationException')
    }
  }
})

/** Methods with what each refuses, and the type of the refusal. */
const REFUSED: readonly (readonly [method: string, type: string, ...bodies: unknown[]])[] = [
  ['SaveListEntity', 'ArgumentException', null, {}],
  ['SaveListEntity', 'SoValidationException', ...[
    { Id: 0 },
    { Name: '' },
    { Name: ' \t ' },
    { Name: null },
    { Name: 'x'.repeat(240) },
    { Name: 'a\u0000b' },
    { Name: 'a\ud800b' },
    { Name: 'a', Tooltip: 'x'.repeat(255) },
    { Name: 'a', Tooltip: '\udfff' },
    { Name: 'a', Rank: -1 },
    { Name: 'a', Rank: 65536 },
    { Name: HUGE },
    { Id: 2147483648, Name: 'a' },
    { Id: 305, Name: '' },
    { Id: 305 },
  ]],
  ['SaveListEntity', 'SoInvalidArgumentException', ...[
    { Name: {} },
    { Name: ['a'] },
    { Name: 'a', Rank: 'high' },
    { Name: 'a', Rank: 1.5 },
    { Name: 'a', Deleted: 'no' },
    { Name: 'a', Deleted: 0 },
    { Id: 'x', Name: 'a' },
    { Id: {}, Name: 'a' },
  ]],
  ['SaveListEntity', 'SoDuplicateException', { Name: 'CATEGORY' }, { Name: START.Name.toUpperCase() }],
  ['SaveListEntity', 'SoIllegalOperationException', { Id: 2147483583, Name: 'mine' }],
  ['SaveListEntityByName', 'ArgumentException', { Name: 'x' }, { Name: 'x', ListEntity: null }],
  ['SaveListEntityByName', 'SoInvalidArgumentException', { Name: 'x', ListEntity: [] }, {
    Name: {},
    ListEntity: {},
  }],
  ['GetListDefinitions', 'SoInvalidArgumentException', { IncludeDeleted: 'maybe' }, { IncludeDeleted: [] }],
  ['GetListEntityByName', 'SoInvalidArgumentException', { Name: [] }, { Name: {} }],
  ['GetAllFromListDefinition', 'SoInvalidArgumentException', ...[
    { UdListDefinitionId: 'x' },
    { UdListDefinitionId: 1.5 },
    { UdListDefinitionId: [305] },
    { ...LIST_ID, IncludeDeleted: 'x' },
  ]],
  ['GetAllFromListDefinition', 'SoValidationException', { UdListDefinitionId: 1e99 }, {
    UdListDefinitionId: null,
  }],
  ['AddFromListDefinition', 'ArgumentException', LIST_ID, { ...LIST_ID, Item: null }],
  ['AddFromListDefinition', 'SoInvalidArgumentException', ...[
    { ...LIST_ID, Item: 'x' },
    { ...LIST_ID, Item: [] },
    { ...LIST_ID, Item: { Name: {} } },
  ]],
  ['AddFromListDefinition', 'SoValidationException', ...[
    { ...LIST_ID, Item: {} },
    { ...LIST_ID, Item: { Name: '' } },
    { ...LIST_ID, Item: { Name: 'a\u0000' } },
    { ...LIST_ID, Item: { Name: 'x'.repeat(240) } },
    { ...LIST_ID, Item: { Name: 'a', Rank: 70000 } },
  ]],
  ['SaveAllFromListDefinition', 'SoInvalidArgumentException', ...[
    { ...LIST_ID, Items: {} },
    { ...LIST_ID, Items: 'x' },
    { ...LIST_ID, Items: [null] },
    { ...LIST_ID, Items: [{ Name: 'ok' }, 5] },
  ]],
  ['SaveAllFromListDefinition', 'SoValidationException', LIST_ID, {
    ...LIST_ID,
    Items: [{ Name: 'ok' }, {}],
  }],
  ['SaveListItemEntity', 'ArgumentException', {}, { Name: 'not wrapped' }],
  ['SaveListItemEntity', 'SoValidationException', { ListItemEntity: { Name: 'of no list' } }],
  ['SaveHeadingEntity', 'ArgumentException', null, {}],
  ['SaveHeadingEntity', 'SoValidationException', { Name: 'of no list' }, { UdListDefinitionId: 305 }],
  ['SaveHeadingsFromListDefinition', 'SoInvalidArgumentException', { Id: 305, Entities: [[]] }],
  ['SaveHeadingFromListDefinition', 'ArgumentException', { Id: 305 }],
  ['SetRankOnHeadings', 'SoInvalidArgumentException', ...[
    { ...LIST_ID, HeadingIds: 5 },
    { ...LIST_ID, HeadingIds: ['x'] },
    { ...LIST_ID, HeadingIds: [null] },
    { ...LIST_ID, HeadingIds: [{}] },
  ]],
  ['SetVisibleForUserGroups', 'SoInvalidArgumentException', ...[
    { ...LIST_ID, ListItemId: 1, UserGroups: {} },
    { ...LIST_ID, ListItemId: 1, UserGroups: [1] },
  ]],
  ['SortListItems', 'SoInvalidArgumentException', { ...LIST_ID, CultureName: {} }],
]

superofficeTest('agents refuse wrong values, and store nothing of them', async (api) => {
  const call = agentOf(api)
  for (const [method, type, ...bodies] of REFUSED) {
    for (const body of bodies) {
      const answer = await call(method, body)
      assert.equal(answer.status, 400, `${method} ${JSON.stringify(body)} ${answer.text}`)
      assertError(answer, 400, type)
    }
  }
  assert.deepEqual((await api.get(`${LIST}?$select=`)).object.Name, START.Name)
  assert.equal((await api.get(LISTS)).list.length, 3)
  assert.deepEqual((await api.get(`${LIST}/Items`)).list, [])
  assert.deepEqual((await api.get(`${LIST}/Headings`)).list, [])
})

superofficeTest('agents refuse an id of the query that is none', async (api) => {
  const call = agentOf(api)
  for (const text of ['', 'x', '1.5', '1e2', '2147483648', '-2147483649', '9'.repeat(400), '%00']) {
    for (
      const [method, name] of [['GetListEntity', 'listEntityId'], [
        'DeleteListEntity',
        'ListEntityId',
      ]] as const
    ) assertBadParameter(await call(`${method}?${name}=${text}`), name)
  }
  assertBadParameter(await call('GetListEntity'), 'listEntityId')
  assert.equal((await api.get(LIST)).object.Deleted, false)
})

superofficeTest('agents take any culture to sort by, and odd names of lists to look for', async (api) => {
  const call = agentOf(api)
  for (const CultureName of ['', 'xx-YY', '-', 'no-such-culture-at-all', '\ud800', HUGE, null, 5]) {
    assert.equal((await call('SortListItems', { ...LIST_ID, CultureName })).status, 204)
  }
  for (const Name of ['', '\u0000', '\ud800', HUGE, '%', '__proto__', 'udlist99999', 5, true]) {
    assertNull(await call('GetListEntityByName', { Name }))
    assertNull(await call('GetAllFromListName', { UdListDefinitionName: Name }))
  }
  assert.equal((await call('GetListEntityByName', { Name: 'udlist9999999999' })).status, 400)
})

superofficeTest('agents keep odd but sound names as they are', async (api) => {
  const call = agentOf(api)
  for (const Name of ['\u{1F600} 名前', 'a\u202eb', 'é', '__proto__', '0', ' a ', '<&>"\'']) {
    const { Id } = one(await call('SaveListEntity', { Name }))
    assert.equal(one(await call(`GetListEntity?listEntityId=${Id}`)).Name, Name)
    assert.equal(one(await call('GetListEntityByName', { Name })).Id, Id)
  }
})

superofficeTest('agents refuse a body over the limit', async (api) => {
  const answer = await agentOf(api)('GetListEntityByName', { Name: 'x'.repeat(2000) })
  assertError(answer, 413, 'ArgumentException')
}, { config: { bodyBytesMax: 1000 } })
