import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { listDirectories } from '../../src/core/directories.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { type Answer, type Api, assertBadParameter, assertError, linked, LIST, LISTS } from './client.ts'
import { NOW, ok, START, superofficeTest } from './client.ts'

/** A new list as the documentation prints the answer to its sample. */
const MADE = {
  Name: 'My New List',
  Tooltip: 'My New list',
  Deleted: false,
  Rank: 0,
  IsCustomList: false,
  IsMDOList: false,
  UseGroupsAndHeadings: false,
  ListType: null,
  InUseByUserDefinedFields: false,
  TableRight: null,
  FieldProperties: {},
}

async function names(api: Api, query = ''): Promise<unknown[]> {
  const answer = await api.get(`${LISTS}${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.list.map(({ Name }) => Name)
}

async function owner({ running }: Api): Promise<Principal> {
  const [directory] = await listDirectories(running.store)
  return operator(directory!.id, 'test')
}

const LOX24 = { 'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx' }

superofficeTest('43: the blank list has every default and no links', async (api) => {
  assert.deepEqual(ok(await api.get(`${LISTS}/default`)), { Id: 0, ...MADE, Name: null, Tooltip: null })
  assert.equal((await api.get(`${LISTS}/default`)).headers.get('last-modified'), null)
})

superofficeTest('44: makes a list as documented, with 200', async (api) => {
  const body = { Name: 'My New List', Tooltip: 'My New list', UseGroupsAndHeadings: false }
  const answer = ok(await api.post(LISTS, body))
  assert.ok(Number(answer.Id) > 305)
  assert.deepEqual(answer, linked({ Id: answer.Id!, ...MADE }, api))
  assert.deepEqual(ok(await api.get(`${LISTS}/${answer.Id}`)), answer)
})

superofficeTest('45: chooses the id itself, and takes the flags of a new list', async (api) => {
  const flags = {
    IsCustomList: true,
    IsMDOList: 'true',
    ListType: 'udlist',
    UseGroupsAndHeadings: true,
    Rank: 5,
  }
  const made = ok(await api.post(LISTS, { Id: 466, Name: 'x', ...flags, TableRight: { Mask: 'FULL' } }))
  assert.notEqual(made.Id, 466)
  const expected = { ...MADE, ...flags, IsMDOList: true, Id: made.Id!, Name: 'x', Tooltip: null }
  assert.deepEqual(made, linked(expected, api))
  const saved = ok(await api.put(`${LISTS}/${made.Id}`, { Name: 'x' }))
  assert.deepEqual(
    [saved.IsCustomList, saved.IsMDOList, saved.ListType, saved.UseGroupsAndHeadings, saved.Rank],
    [true, true, 'udlist', false, 0],
  )
})

superofficeTest('45: names of a body have no case; a whole answer can be sent back', async (api) => {
  const made = ok(await api.post(LISTS, { name: 'x', TOOLTIP: 'y', useGroupsAndHeadings: true }))
  assert.deepEqual([made.Name, made.Tooltip, made.UseGroupsAndHeadings], ['x', 'y', true])
  api.wait(5000)
  const saved = await api.put(`${LISTS}/${made.Id}`, made)
  assert.deepEqual(ok(saved), made)
  assert.equal(saved.headers.get('last-modified'), new Date(NOW).toUTCString())
  const client = Object.fromEntries(Object.entries(made).map(([key, value]) => [key.toLowerCase(), value]))
  const sent = { ...client, tableright: { mask: 3, reason: '' }, rank: '3' }
  assert.deepEqual(ok(await api.put(`${LISTS}/${made.Id}`, sent)), { ...made, Rank: 3 })
})

superofficeTest('45: a list may be made deleted', async (api) => {
  const { Id, Deleted } = ok(await api.post(LISTS, { Name: 'x', Deleted: true }))
  assert.equal(Deleted, true)
  assert.equal((await names(api)).includes('x'), false)
  assert.equal(ok(await api.patch(`${LISTS}/${Id}`, { Deleted: false })).Deleted, false)
  assert.equal((await names(api)).includes('x'), true)
})

superofficeTest(
  '46: refuses a list without a body, without a name, or with a name that is taken',
  async (api) => {
    const before = (await api.get(LISTS)).text
    for (const text of ['', 'null', ' ']) {
      const answer = await api.post(LISTS, undefined, { text, type: 'application/json' })
      assertError(answer, 400, 'ArgumentException', 'Entity to save is not in request body')
    }
    assertError(
      await api.send('POST', LISTS),
      400,
      'ArgumentException',
      'Entity to save is not in request body',
    )
    for (const body of [[], 5, 'x', true]) assertError(await api.post(LISTS, body), 400, 'ArgumentException')
    for (const body of [{}, { Name: null }, { Name: ' ' }, { Name: 'x'.repeat(240) }]) {
      assertError(await api.post(LISTS, body), 400, 'SoValidationException')
    }
    for (const body of [{ Name: {} }, { Name: 'x', Rank: 'x' }, { Name: 'x', IsMDOList: 2 }]) {
      assertError(await api.post(LISTS, body), 400, 'SoInvalidArgumentException')
    }
    for (const Name of [START.Name, START.Name.toUpperCase(), 'category', 'USERGROUP']) {
      assertError(await api.post(LISTS, { Name }), 400, 'SoDuplicateException')
    }
    assert.equal((await api.get(LISTS)).text, before)
  },
)

superofficeTest('46: the name of a deleted list stays taken', async (api) => {
  await api.delete(LIST)
  assertError(await api.post(LISTS, { Name: START.Name }), 400, 'SoDuplicateException')
})

superofficeTest('47: PUT replaces the whole, and what is absent has its default', async (api) => {
  assert.deepEqual(ok(await api.put(LIST, { Name: 'n', Id: 1 })), {
    ...linked(START, api),
    Name: 'n',
    Tooltip: null,
    Rank: 0,
  })
  const answer = await api.put(LIST, undefined, { text: '', type: 'application/json' })
  assertError(answer, 400, 'ArgumentException', 'Entity to save is not in request body')
  assertError(await api.put(LIST, {}), 400, 'SoValidationException')
  assertError(await api.put(`${LISTS}/99999`, { Name: 'x' }), 404, 'SoNotFoundException')
  assertError(await api.put(`${LISTS}/nosuchname`, { Name: 'x' }), 404, 'SoNotFoundException')
  assert.equal((await names(api)).includes('x'), false)
})

superofficeTest('48, 49: deletes softly, and restores', async (api) => {
  const answer = await api.delete(LIST)
  assert.deepEqual([answer.status, answer.text, answer.headers.get('content-type')], [204, '', null])
  assert.deepEqual(await names(api), ['Category', 'UserGroup'])
  assert.deepEqual(await names(api, '?includeDeleted=true'), ['Category', 'UserGroup', START.Name])
  assert.deepEqual(ok(await api.get(LIST)), linked({ ...START, Deleted: true }, api))
  assert.equal((await api.delete(LIST)).status, 204)
  assertError(await api.delete(`${LISTS}/99999`), 404, 'SoNotFoundException', 'List id 99999 not found')
  assert.equal(ok(await api.patch(LIST, { Deleted: false })).Deleted, false)
  assert.deepEqual(await names(api), ['Category', 'UserGroup', START.Name])
  await api.delete(`${LISTS}/${encodeURIComponent(START.Name.toUpperCase())}`)
  assert.deepEqual(await names(api), ['Category', 'UserGroup'])
  assert.equal(ok(await api.put(LIST, { ...START, Deleted: undefined })).Deleted, false)
})

superofficeTest('48: a list that has changed since is neither deleted nor saved', async (api) => {
  api.wait(60_000)
  await api.patch(LIST, { Rank: 1 })
  const headers = { 'if-unmodified-since': new Date(NOW).toUTCString() }
  assertError(await api.delete(LIST, { headers }), 412, 'ArgumentException')
  assertError(await api.put(LIST, START, { headers }), 412, 'ArgumentException')
  assertError(await api.get(LIST, { headers }), 412, 'ArgumentException')
  assert.equal(ok(await api.get(LIST)).Rank, 1)
  const now = { 'if-unmodified-since': new Date(NOW + 60_000).toUTCString() }
  assert.equal((await api.get(LIST, { headers: now })).status, 200)
  assert.equal((await api.delete(LIST, { headers: now })).status, 204)
})

superofficeTest('5.5: GET is 304 for who has the list as it is', async (api) => {
  const asked = (ms: number) =>
    api.get(LIST, { headers: { 'if-modified-since': new Date(ms).toUTCString() } })
  const same = await asked(NOW)
  assert.deepEqual([same.status, same.text], [304, ''])
  assert.equal(same.headers.get('last-modified'), new Date(NOW).toUTCString())
  assert.equal((await asked(NOW - 1000)).status, 200)
  api.wait(1000)
  await api.patch(LIST, { Rank: 1 })
  assert.equal((await asked(NOW)).status, 200)
  const text = await api.get(LIST, { headers: { 'if-modified-since': 'tomorrow' } })
  assert.equal(text.status, 200)
  const patched = await api.patch(LIST, { Rank: 2 }, {
    headers: { 'if-modified-since': new Date(NOW + 5000).toUTCString() },
  })
  assert.equal(ok(patched).Rank, 2)
})

superofficeTest('50: the predefined lists are neither deleted nor renamed', async (api) => {
  const before = (await api.get(LISTS)).text
  const { Id } = ok(await api.get(`${LISTS}/UserGroup`))
  for (const path of [`${LISTS}/Category`, `${LISTS}/category/`, `${LISTS}/${Id}`]) {
    assertError(await api.delete(path), 400, 'SoIllegalOperationException')
    assertError(await api.put(path, { Name: 'x' }), 400, 'SoIllegalOperationException')
  }
  assertError(await api.patch(`${LISTS}/${Id}`, { Deleted: true }), 400, 'SoIllegalOperationException')
  assertError(await api.patch(`${LISTS}/${Id}`, { Name: 'x' }), 400, 'SoIllegalOperationException')
  assert.equal((await api.get(LISTS)).text, before)
})

superofficeTest('50: a predefined list may have another tooltip and rank', async (api) => {
  const category = ok(await api.get(`${LISTS}/Category`))
  const { _Links, ...list } = category
  assert.deepEqual(_Links, {
    Self: `${api.running.url}${LISTS}/${list.Id}/`,
    Archive: `${api.running.url}${LISTS}`,
  })
  const saved = ok(await api.put(`${LISTS}/Category`, { ...list, Tooltip: 'x', Rank: 600 }))
  assert.deepEqual(saved, { ...list, Tooltip: 'x', Rank: 600 })
  assert.deepEqual(await names(api), ['UserGroup', START.Name, 'Category'])
  assert.deepEqual(ok(await api.get(`${LISTS}/${list.Id}`)), { ...category, Tooltip: 'x', Rank: 600 })
})

superofficeTest('51: a list by its name, without regard to case and without links', async (api) => {
  const path = `${LISTS}/${encodeURIComponent(START.Name)}`
  for (
    const one of [path, path.toUpperCase(), path.toLowerCase(), `${LISTS}/udlist305`, `${LISTS}/UDList305/`]
  ) {
    assert.deepEqual(ok(await api.get(one)), START, one)
  }
  assert.equal((await api.get(path)).headers.get('last-modified'), new Date(NOW).toUTCString())
  assert.equal(ok(await api.get(`${LISTS}/category`)).Name, 'Category')
  for (const name of ['nosuchname', 'udlist99999', 'Beer', '*', '%25', 'ä', 'Business']) {
    assertError(await api.get(`${LISTS}/${name}`), 404, 'SoNotFoundException')
  }
  assertError(await api.get(`${LISTS}/nosuchname`), 404, 'SoNotFoundException', 'List nosuchname not found')
})

superofficeTest('51: PUT and DELETE by name; $select counts by id only', async (api) => {
  await api.post(LISTS, { Name: 'Größe / ü' })
  const path = `${LISTS}/${encodeURIComponent('GRÖßE / Ü')}`
  const saved = ok(await api.put(`${path}?$select=Id`, { Name: 'Größe', Rank: 2 }))
  assert.deepEqual([saved.Name, saved.Rank, saved._Links], ['Größe', 2, undefined])
  assertError(await api.get(path), 404, 'SoNotFoundException')
  assert.equal((await api.delete(`${LISTS}/gr%C3%B6%C3%9Fe`)).status, 204)
  assert.equal(ok(await api.get(`${LISTS}/Gr%C3%B6%C3%9Fe`)).Deleted, true)
})

superofficeTest('51: of two lists of one name the older one outside the trash is meant', async (api) => {
  const principal = await owner(api)
  for (let index = 0; index < 2; index++) {
    await createGroup(api.running.store, principal, { name: 'Twins', rank: index + 1 })
  }
  assert.equal(ok(await api.get(`${LISTS}/twins`)).Rank, 1)
  await api.delete(`${LISTS}/twins`)
  assert.equal(ok(await api.get(`${LISTS}/twins`)).Rank, 2)
})

superofficeTest('57: names and the blank list have no PATCH', async (api) => {
  for (const path of [`${LISTS}/Category`, `${LISTS}/udlist305`, `${LISTS}/x`]) {
    const answer = await api.patch(path, { Name: 'x' })
    assertError(answer, 405, 'SoNotSupportedException')
    assert.equal(answer.headers.get('allow'), 'DELETE, GET, HEAD, PUT')
  }
  assert.equal((await api.patch(`${LISTS}/default`, {})).headers.get('allow'), 'GET, HEAD')
})

superofficeTest('ids that are no int32 are no ids, negative ones and 0 are unknown', async (api) => {
  for (const id of ['2147483648', '99999999999', '-2147483649', '9'.repeat(400)]) {
    assertBadParameter(await api.get(`${LISTS}/${id}`), 'id')
  }
  for (const id of ['0', '-1', '-64', '2147483647', '00', '+306']) {
    assertError(await api.get(`${LISTS}/${id}`), 404, 'SoNotFoundException')
  }
  for (const id of ['+305', '0305']) assert.equal(ok(await api.get(`${LISTS}/${id}`)).Id, 305)
})

superofficeTest('5.3: lists stand by rank, then by id; of a wrong true or false it is told', async (api) => {
  for (const [Name, Rank] of [['d', 508], ['c', 2], ['b', 0], ['a', 0]] as const) {
    await api.post(LISTS, { Name, Rank })
  }
  await api.post(LISTS, { Name: 'gone', Rank: 1, Deleted: true })
  const live = ['b', 'a', 'Category', 'UserGroup', 'c', START.Name, 'd']
  for (const query of ['', '?includeDeleted=false', '?IncludeDeleted=FALSE', '?includeDeleted=', '?$top=1']) {
    assert.deepEqual(await names(api, query), live, query)
  }
  const all = ['b', 'a', 'Category', 'UserGroup', 'gone', 'c', START.Name, 'd']
  for (const query of ['?includeDeleted=true', '?INCLUDEDELETED=True']) {
    assert.deepEqual(await names(api, query), all, query)
  }
  for (const query of ['?includeDeleted=yes', '?includeDeleted=1', '?includedeleted=%00']) {
    assertBadParameter(await api.get(LISTS + query), 'includeDeleted')
  }
  const lists = (await api.get(LISTS)).list
  assert.deepEqual(lists.find(({ Id }) => Id === 305), START)
})

superofficeTest('5.3: more lists than a page are all there, each once, at their places', async (api) => {
  const principal = await owner(api)
  for (let from = 0; from < 2500; from += 250) {
    await Promise.all(Array.from({ length: 250 }, (_, index) => {
      const name = `list ${from + index}`
      const fields = { name, rank: (from + index) * 7 % 1000 }
      return createGroup(api.running.store, principal, fields, { trashed: index % 5 === 0 })
    }))
  }
  for (const [query, count] of [['?includeDeleted=true', 2503], ['', 2003]] as const) {
    const { list, headers } = await api.get(`${LISTS}${query}`)
    assert.equal(headers.get('content-length'), null, 'it is streamed')
    assert.equal(new Set(list.map(({ Id }) => Id)).size, count)
    const places = list.map(({ Rank, Id }) => Number(Rank) * 2 ** 32 + Number(Id))
    assert.deepEqual(places, places.toSorted((a, b) => a - b))
    const { text } = await api.get(`${LISTS}${query}`, { accept: 'application/xml' })
    const ids = [...text.matchAll(/<ListEntity><Id>(\d+)<\/Id>/g)].map(([, id]) => Number(id))
    assert.deepEqual(ids, list.map(({ Id }) => Id))
    assert.match(text, /^<\?xml version="1.0" encoding="utf-8"\?><ArrayOfListEntity [^>]+><ListEntity>/)
    assert.match(text, /<\/ListEntity><\/ArrayOfListEntity>$/)
  }
})

superofficeTest('32, 8: $select nulls what is not named', async (api) => {
  const nulls = Object.fromEntries(Object.keys(linked(START, api)).map((key) => [key, null]))
  const asked = (select: string): Promise<Answer> => api.get(`${LIST}?$select=${select}`)
  assert.deepEqual(ok(await asked(' Id , RANK')), { ...nulls, Id: 305, Rank: 508 })
  assert.deepEqual(ok(await asked('%20,')), linked(START, api))
  assert.deepEqual(ok(await asked('nothing')), nulls)
  const links = { Self: `${api.running.url}${LIST}/`, Archive: null }
  assert.deepEqual(ok(await asked('_links/self,Id/x')), { ...nulls, Id: 305, _Links: links })
  assert.deepEqual(ok(await api.get(`${LIST}?%24SELECT=Id`)), { ...nulls, Id: 305 })
  const put = ok(await api.put(`${LIST}?$select=Tooltip`, { Name: 'n', Tooltip: 't' }))
  assert.deepEqual(put, { ...nulls, Tooltip: 't' })
  const post = ok(await api.post(`${LISTS}?$select=Name`, { Name: 'new' }))
  assert.deepEqual(post, { ...nulls, Name: 'new' })
  const [first] = (await api.get(`${LISTS}?$select=Name`)).list
  const { _Links: _, ...plain } = nulls
  assert.deepEqual(first, { ...plain, Name: 'n' })
})

superofficeTest('what others make is a list, whole; what is changed here, they see', async (api) => {
  const made = await fetch(`${api.running.url}/groups`, {
    method: 'POST',
    headers: { ...LOX24, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ name: 'Clients', description: '', name_a: 'title' }),
  })
  const { id } = await made.json()
  const shown = ok(await api.get(`${LISTS}/${id}`))
  assert.deepEqual([shown.Name, shown.Tooltip, shown.Rank], ['Clients', '', 0])
  await api.patch(`${LISTS}/${id}`, { Name: 'Kunden', Rank: 4 })
  const seen = await fetch(`${api.running.url}/groups/${id}`, { headers: LOX24 })
  assert.partialDeepStrictEqual(await seen.json(), { name: 'Kunden', name_a: 'title' })
  await api.delete(`${LISTS}/${id}`)
  assert.equal((await fetch(`${api.running.url}/groups/${id}`, { headers: LOX24 })).status, 404)
  await api.patch(`${LISTS}/${id}`, { Deleted: false })
  assert.equal((await fetch(`${api.running.url}/groups/${id}`, { headers: LOX24 })).status, 200)
}, { fixtures: ['lox24', 'superoffice'] })

superofficeTest(
  'a list that is longer than the vendor allows stays so until its own field changes',
  async (api) => {
    const long = 'x'.repeat(1000)
    const principal = await owner(api)
    const fields = { name: long, description: long, rank: -70_000 }
    const { group } = await createGroup(api.running.store, principal, fields)
    const path = `${LISTS}/${group.number}`
    const shown = ok(await api.get(path))
    assert.deepEqual([shown.Name, shown.Tooltip, shown.Rank], [long, long, -70_000])
    assert.deepEqual(ok(await api.put(path, { ...shown, UseGroupsAndHeadings: true })).Name, long)
    assert.equal(ok(await api.patch(path, { Name: long, Rank: 1 })).Rank, 1)
    assertError(await api.patch(path, { Name: `${long}y` }), 400, 'SoValidationException')
  },
)
