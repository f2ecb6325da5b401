import assert from 'node:assert/strict'
import { agentRoutes } from '../../src/dialects/superoffice/agents.ts'
import { agentOf, assertNothing, assertNull, names, one } from './agents.ts'
import { ACCOUNTS, assertError, LIST, LISTS, NOW, START, superofficeTest } from './client.ts'

const AGENT = '/api/v1/Agents/List'

superofficeTest('agent gives blank entities, which are not stored', async (api) => {
  const call = agentOf(api)
  const blank = { Name: null, Tooltip: null, Deleted: false, Rank: 0 }
  const rights = { TableRight: null, FieldProperties: {} }
  const list = one(await call('CreateDefaultListEntity'))
  assert.deepEqual(list, (await api.get(`${LISTS}/default`)).object)
  assert.deepEqual(one(await call('CreateDefaultListItemEntity')), {
    Id: 0,
    ...blank,
    UdListDefinitionId: 0,
    ...rights,
  })
  const heading = { HeadingId: 0, ...blank, UdListDefinitionId: 0, ...rights }
  assert.deepEqual(one(await call('CreateDefaultHeadingEntity')), heading)
  assert.deepEqual(
    one(await call('CreateDefaultHeadingFromListDefinition', { UdListDefinitionId: 305 })),
    { ...heading, UdListDefinitionId: 305 },
  )
  assertNull(await call('CreateDefaultHeadingFromListDefinition', { UdListDefinitionId: 99999 }))
  assert.equal((await api.get(LISTS)).list.length, 3)
})

superofficeTest('agent saves a whole entity as the vendor client sends it (case 60)', async (api) => {
  const call = agentOf(api)
  const entity = {
    tableRight: { mask: 15, reason: '' },
    fieldProperties: { name: { fieldRight: { mask: 3, reason: '' }, fieldType: 'x', fieldLength: 1 } },
    id: 0,
    name: 'Regions',
    tooltip: 'where',
    deleted: false,
    rank: 7,
    isCustomList: true,
    isMDOList: false,
    useGroupsAndHeadings: true,
    listType: 'regions',
    inUseByUserDefinedFields: true,
  }
  const made = one(await call('SaveListEntity', entity))
  assert.deepEqual(made, {
    ...START,
    Id: 306,
    Name: 'Regions',
    Tooltip: 'where',
    Rank: 7,
    IsCustomList: true,
    IsMDOList: false,
    UseGroupsAndHeadings: true,
    ListType: 'regions',
  })
  assert.deepEqual(Object.keys(made), Object.keys(START))
  const { _Links, ...rest } = (await api.get(`${LISTS}/306`)).object
  assert.deepEqual(rest, made)
  const changed = one(
    await call('SaveListEntity', { ...entity, id: 306, name: 'Areas', isCustomList: false }),
  )
  assert.deepEqual([changed.Name, changed.IsCustomList], ['Areas', true])
})

superofficeTest('agent replaces the whole list: what is absent has its default', async (api) => {
  const call = agentOf(api)
  const saved = one(await call('SaveListEntity', { Id: '305', Name: 'n' }))
  assert.deepEqual(saved, { ...START, Name: 'n', Tooltip: null, Rank: 0 })
  assertNull(await call('SaveListEntity', { Id: 99999, Name: 'nobody' }))
  assertNull(await call('SaveListEntity', { Id: -64, Name: 'a table is no list' }))
  assertError(await call('SaveListEntity', { Name: 'N' }), 400, 'SoDuplicateException')
  assert.equal((await api.get(LISTS)).list.length, 3)
})

superofficeTest('agent gives null where REST says 404, in XML too', async (api) => {
  const call = agentOf(api)
  assert.deepEqual(one(await call('GetListEntity?listEntityId=305')), START)
  for (const id of ['99999', '0', '-1', '2147483647', '-2147483648']) {
    assertNull(await call(`GetListEntity?listEntityId=${id}`))
  }
  assertNull(await call('GetListEntityByName', { Name: 'nosuchname' }))
  assertNull(await call('GetAllFromListDefinition', { UdListDefinitionId: 99999 }))
  assertNull(await call('GetFromListName', { Id: 99999, UdListDefinitionName: 'Category' }))
  const xml = await call('GetListEntity?listEntityId=99999', null, { accept: 'application/xml' })
  assert.equal(xml.status, 200)
  assert.match(xml.text, /<anyType [^>]*i:nil="true"\/>$/)
})

superofficeTest('agent deletes softly, by id and by name, and again', async (api) => {
  const call = agentOf(api)
  for (let times = 0; times < 2; times++) assertNothing(await call('DeleteListEntity?ListEntityId=305'))
  assertNothing(await call('DeleteListEntity?ListEntityId=99999'))
  assert.equal(one(await call('GetListEntity?listEntityId=305')).Deleted, true)
  assert.deepEqual(names(await call('GetListDefinitions')), ['Category', 'UserGroup'])
  const all = await call('GetListDefinitions', { includeDeleted: true })
  assert.deepEqual(names(all), ['Category', 'UserGroup', START.Name])
  assert.deepEqual(all.list, (await api.get(`${LISTS}?includeDeleted=true`)).list)
  one(await call('SaveListEntity', { ...START, Deleted: false }))
  assertNothing(await call('DeleteListEntityByName', { Name: START.Name.toUpperCase() }))
  assertNothing(await call('DeleteListEntityByName', { Name: 'nosuchname' }))
  assert.equal((await api.get(LIST)).object.Deleted, true)
  const builtin = await call('DeleteListEntityByName', { Name: 'Category' })
  assertError(builtin, 400, 'SoIllegalOperationException')
})

superofficeTest('agent knows a list by its name, also by one that looks like an id', async (api) => {
  const call = agentOf(api)
  const { Id } = one(await call('SaveListEntity', { Name: '305' }))
  assert.equal(one(await call('GetListEntityByName', { Name: '305' })).Id, Id)
  assert.equal(one(await call('GetListEntityByName', { Name: 'udlist305' })).Id, 305)
  assert.equal(one(await call('GetListEntityByName', { name: 'CATEGORY' })).Name, 'Category')
  const saved = one(await call('SaveListEntityByName', { Name: '305', ListEntity: { Id: 1, Name: 'text' } }))
  assert.deepEqual([saved.Id, saved.Name], [Id, 'text'])
  assertNull(await call('SaveListEntityByName', { Name: 'new', ListEntity: { Name: 'new' } }))
})

superofficeTest('agent takes names of paths, queries and parameters in any case', async (api) => {
  const { list } = await api.post('/API/V1/agents/LIST/getlistdefinitions/', { INCLUDEDELETED: 'true' })
  assert.equal(list.length, 3)
  assert.equal((await api.post(`${AGENT}/getlistentity?LISTENTITYID=305`, null)).object.Id, 305)
  assert.equal((await api.post(`${AGENT}/GetListEntity?listEntityId=305&$select=Name`, null)).object.Id, 305)
})

superofficeTest('agent accepts a body of null, of nothing, and without a type', async (api) => {
  const path = `${AGENT}/CreateDefaultListEntity`
  const asks = [
    { text: 'null', type: 'application/json' },
    { text: '', type: null },
    { text: '', type: 'application/x-www-form-urlencoded' },
    { text: '{}', type: null },
    { text: '\uFEFFnull' },
    { text: ' null ' },
  ]
  for (const ask of asks) assert.equal((await api.send('POST', path, ask)).status, 200, ask.text)
})

superofficeTest('agent ignores the conditions on time', async (api) => {
  const call = agentOf(api)
  const past = new Date(NOW - 3_600_000).toUTCString()
  const future = new Date(NOW + 3_600_000).toUTCString()
  const headers = { 'if-unmodified-since': past, 'if-modified-since': future }
  assert.equal((await api.get(LIST, { headers })).status, 412)
  assert.equal(one(await call('GetListEntity?listEntityId=305', null, { headers })).Id, 305)
  assert.equal(one(await call('SaveListEntity', { Id: 305, Name: 'n' }, { headers })).Name, 'n')
  assertNothing(await call('DeleteListEntity?ListEntityId=305', null, { headers }))
})

superofficeTest('agent does not move the time of a list that a save leaves as it is', async (api) => {
  const before = (await api.get(LIST)).headers.get('last-modified')
  api.wait(60_000)
  assert.deepEqual(one(await agentOf(api)('SaveListEntity', START)), START)
  assert.equal((await api.get(LIST)).headers.get('last-modified'), before)
})

superofficeTest('agent answers in the language and type that are asked for', async (api) => {
  const call = agentOf(api)
  one(await call('SaveListEntity', { Name: 'US:"Department";NO:"Avdeling"' }))
  const headers = { 'so-language': 'nb-no' }
  assert.equal(one(await call('GetListEntity?listEntityId=306', null, { headers })).Name, 'Avdeling')
  assert.deepEqual(names(await call('GetListDefinitions', null, { headers }))[0], 'Avdeling')
  const xml = await call('GetListDefinitions', {}, { accept: 'text/xml' })
  assert.match(xml.text, /<ArrayOfListEntity [^>]*><ListEntity><Id>306<\/Id>/)
  assert.match(
    (await call('GetListEntity?listEntityId=305', null, { accept: 'application/xml' })).text,
    /<ListEntity [^>]*><Id>305<\/Id>/,
  )
})

superofficeTest('agent has one method, and only the methods that are spoken', async (api) => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
    const answer = await api.send(method, `${AGENT}/GetListEntity?listEntityId=305`)
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'])
  }
  for (const path of [`${AGENT}/GetCurrencies`, AGENT, '/api/v1/Agents', '/api/v1/Agents/Contact/Get']) {
    assertError(await api.post(path, {}), 404, 'SoNotFoundException')
  }
})

superofficeTest(
  'agent asks who calls before each method, and lets nobody do what REST does not',
  async (api) => {
    for (const [, path] of agentRoutes) {
      assertError(await api.post(path, {}, { authorization: null }), 401, 'SoSessionException')
    }
    const reader = { authorization: `Basic ${new TextEncoder().encode('reader:Grün:1').toBase64()}` }
    const call = agentOf(api)
    assert.equal(one(await call('GetListEntity?listEntityId=305', null, reader)).Id, 305)
    const refused: [string, unknown][] = [
      ['SaveListEntity', { Name: 'n' }],
      ['SaveListEntity', { Id: 305, Name: 'n' }],
      ['SaveListEntity', { Id: 99999, Name: 'n' }],
      ['DeleteListEntity?ListEntityId=305', null],
      ['AddFromListDefinition', { UdListDefinitionId: 305, Item: { Name: 'n' } }],
      ['DeleteAllFromListDefinition', { UdListDefinitionId: 305 }],
      ['SortListItems', { UdListDefinitionId: 305 }],
      ['SaveHeadingFromListDefinition', { Id: 305, Entity: { Name: 'n' } }],
    ]
    for (const [method, body] of refused) {
      assertError(await call(method, body, reader), 403, 'SoSentryException')
    }
    const { TableRight } = one(await call('GetListEntity?listEntityId=305', null, reader))
    assert.deepEqual(TableRight, { Mask: 'Select', Reason: 'reader lacks Update, Insert, Delete' })
  },
  { fixtures: ACCOUNTS },
)

superofficeTest('agents are named in the description of the API, each in words', async (api) => {
  const { object } = await api.get('/api/v1')
  assert.deepEqual(object[`${api.running.url}/api/v1/Agents/List/SaveListEntity`], {
    POST: 'Save list entity.',
  })
})

superofficeTest('agent shows one directory nothing of another', async (api) => {
  const other = { authorization: `Basic ${btoa('other:other')}` }
  const call = agentOf(api)
  assertNull(await call('GetListEntity?listEntityId=305', null, other))
  assert.deepEqual(names(await call('GetListDefinitions', null, other)), ['Category', 'UserGroup'])
  assertNothing(await call('DeleteListEntity?ListEntityId=305', null, other))
  const category = { UdListDefinitionId: -64, IncludeDeleted: true }
  assert.deepEqual((await call('GetAllFromListDefinition', category, other)).list, [])
  assert.equal((await api.get(LIST)).object.Deleted, false)
}, { fixtures: ACCOUNTS })
