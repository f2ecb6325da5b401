import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { operator } from '../../src/core/principal.ts'
import { findMember } from '../../src/core/queries.ts'
import {
  ACCOUNTS,
  type Api,
  assertBadParameter,
  assertError,
  LIST,
  LISTS,
  NOW,
  ok,
  superofficeTest,
} from './client.ts'

const ITEMS = `${LIST}/Items`
const CATEGORY = `${LISTS}/Category/Items`

/** An item as it is answered, with the defaults of what is not given. */
function entity(item: JsonObject): JsonObject {
  return {
    Id: 0,
    Name: null,
    Tooltip: null,
    Deleted: false,
    UdListDefinitionId: 305,
    Rank: 0,
    TableRight: null,
    FieldProperties: {},
    ...item,
  }
}

async function make(api: Api, item: JsonObject, path = ITEMS): Promise<JsonObject> {
  return ok(await api.post(path, item))
}

async function namesIn(api: Api, path = ITEMS): Promise<unknown[]> {
  return (await api.get(path)).list.map(({ Name }) => Name)
}

superofficeTest('case 42: an item is shown raw, or in the language that is asked for', async (api) => {
  const raw = 'NO:"Leverandør";US:"Supplier"'
  const list = 2147483583
  assert.deepEqual(
    ok(await api.get(`${CATEGORY}/2`)),
    entity({ Id: 2, Name: raw, UdListDefinitionId: list }),
  )
  const inEnglish = await api.get(`${CATEGORY}/2`, { headers: { 'accept-language': 'en' } })
  assert.equal(ok(inEnglish).Name, 'Supplier')
  const all = await api.get(CATEGORY, { headers: { 'so-language': 'nb' } })
  assert.deepEqual(all.list.map(({ Name }) => Name), ['Kunde', 'Leverandør'])
})

superofficeTest('case 52: an item is made with the answer of the documentation', async (api) => {
  const body = { Name: 'Custom list item one', Tooltip: 'Custom list item one' }
  const answer = await api.post(ITEMS, body)
  const made = ok(answer)
  assert.deepEqual(made, entity({ Id: made.Id!, ...body }))
  assert.deepEqual(Object.keys(made), Object.keys(entity({})))
  assert.deepEqual((await api.get(ITEMS)).list, [made])
  assert.deepEqual(ok(await api.get(`${ITEMS}/${made.Id}`)), made)
})

superofficeTest('case 53: a second item of that name is refused, in capitals too', async (api) => {
  await make(api, { Name: 'Größe' })
  for (const Name of ['Größe', 'GRÖßE', 'größe', 'Gro\u0308ße']) {
    assertError(await api.post(ITEMS, { Name }), 400, 'SoDuplicateException')
  }
  assert.deepEqual(await namesIn(api), ['Größe'])
  await make(api, { Name: 'Größe' }, CATEGORY)
})

superofficeTest('case 54: a deleted item is hidden, kept, and its name stays taken', async (api) => {
  const { Id } = await make(api, { Name: 'one' })
  const deleted = await api.delete(`${ITEMS}/${Id}`)
  assert.deepEqual([deleted.status, deleted.text], [204, ''])
  assert.deepEqual((await api.get(ITEMS)).list, [])
  const [kept] = (await api.get(`${ITEMS}?includeDeleted=true`)).list
  assert.deepEqual(kept, entity({ Id: Id!, Name: 'one', Deleted: true }))
  assert.deepEqual(ok(await api.get(`${ITEMS}/${Id}`)), kept)
  assertError(await api.post(ITEMS, { Name: 'ONE' }), 400, 'SoDuplicateException')
  assert.equal((await api.delete(`${ITEMS}/${Id}`)).status, 204)
  assert.deepEqual(ok(await api.put(`${ITEMS}/${Id}`, { Name: 'one', Deleted: false })), {
    ...kept,
    Deleted: false,
  })
  assert.deepEqual(await namesIn(api), ['one'])
})

superofficeTest('case 55: a list is found by its table, its id and its name', async (api) => {
  const byName = await api.get(CATEGORY)
  assert.equal(byName.list.length, 2)
  for (const key of ['-64', 'category', '2147483583']) {
    assert.equal((await api.get(`${LISTS}/${key}/Items`)).text, byName.text, key)
  }
  const { Id } = await make(api, { Name: 'one' })
  for (const key of ['Beer, Hudson and Bashirian', 'beer, hudson and bashirian', 'UDLIST305']) {
    assert.equal(ok(await api.get(`${LISTS}/${encodeURIComponent(key)}/items/${Id}/`)).Name, 'one', key)
  }
})

superofficeTest('case 56: what is no item is not found, and what is no id is told so', async (api) => {
  assertError(await api.get(`${ITEMS}/99999`), 404, 'SoNotFoundException', 'ListItem id 99999 not found')
  for (const id of ['abc', 'Default', '1.5', '99999999999', '0x1', '%20']) {
    assertBadParameter(await api.get(`${ITEMS}/${id}`), 'itemId')
    assertBadParameter(await api.put(`${ITEMS}/${id}`, { Name: 'x' }), 'itemId')
    assertBadParameter(await api.delete(`${ITEMS}/${id}`), 'itemId')
  }
  for (const id of ['0', '-1', '2147483647']) {
    assertError(await api.get(`${ITEMS}/${id}`), 404, 'SoNotFoundException')
  }
})

superofficeTest('an item of another list, and a heading, are no items', async (api) => {
  const heading = await make(api, { Name: 'H' }, `${LIST}/Headings`)
  for (const id of [1, 2, heading.HeadingId]) {
    const path = `${ITEMS}/${id}`
    assertError(await api.get(path), 404, 'SoNotFoundException')
    assertError(await api.put(path, { Name: 'x' }), 404, 'SoNotFoundException')
    assertError(await api.delete(path), 404, 'SoNotFoundException')
    for (const part of ['Headings', 'UserGroups']) {
      assertError(await api.get(`${path}/${part}`), 404, 'SoNotFoundException')
      assertError(await api.put(`${path}/${part}`, []), 404, 'SoNotFoundException')
    }
  }
  assert.equal((await api.get(CATEGORY)).list.length, 2)
})

superofficeTest('a list that is not there has no items', async (api) => {
  for (const key of ['99999', '0', '-61', '-1', 'nosuchname', 'Business', 'Currency', 'default']) {
    const paths = ['Items', 'Items/1', 'Headings', 'Items/1/Headings', 'Items/1/UserGroups']
    for (const path of paths) {
      assertError(await api.get(`${LISTS}/${key}/${path}`), 404, 'SoNotFoundException')
    }
    assertError(await api.post(`${LISTS}/${key}/Items`, { Name: 'x' }), 404, 'SoNotFoundException')
    assertError(await api.put(`${LISTS}/${key}/Items`, []), 404, 'SoNotFoundException')
    assertError(await api.delete(`${LISTS}/${key}/Items`), 404, 'SoNotFoundException')
  }
})

superofficeTest('items come by rank, then in the order in which they were made', async (api) => {
  const ranks = [5, 0, 65535, 5, 0, 1]
  for (const [at, Rank] of ranks.entries()) await make(api, { Name: `${at}`, Rank })
  assert.deepEqual(await namesIn(api), ['1', '4', '5', '0', '3', '2'])
})

superofficeTest('PUT replaces the whole item, and its path counts', async (api) => {
  const made = await make(api, { Name: 'one', Tooltip: 't', Rank: 7 })
  const path = `${ITEMS}/${made.Id}`
  const body = { Id: 1, UdListDefinitionId: 9, name: 'ONE', TableRight: { mask: 3 }, eos: {} }
  assert.deepEqual(ok(await api.put(path, body)), entity({ Id: made.Id!, Name: 'ONE' }))
  const again = { Name: 'two', Tooltip: '', Deleted: 'true', Rank: '65535' }
  const shown = { ...again, Id: made.Id!, Deleted: true, Rank: 65535 }
  assert.deepEqual(ok(await api.put(path, again)), entity(shown))
  assert.deepEqual(ok(await api.get(path)), entity(shown))
})

superofficeTest('what is sent back as it was shown changes nothing', async (api) => {
  const made = await make(api, { Name: 'one', Tooltip: 't', Rank: 7 })
  const before = (await api.get(LIST)).headers.get('last-modified')
  api.wait(60_000)
  assert.deepEqual(ok(await api.put(`${ITEMS}/${made.Id}`, made)), made)
  assert.deepEqual((await api.put(ITEMS, [made])).list, [made])
  assert.equal((await api.get(LIST)).headers.get('last-modified'), before)
  assert.equal(before, new Date(NOW).toUTCString())
  ok(await api.put(`${ITEMS}/${made.Id}`, { ...made, Rank: 8 }))
  assert.equal((await api.get(LIST)).headers.get('last-modified'), new Date(NOW + 60_000).toUTCString())
})

superofficeTest('an item of another dialect keeps what this one would not allow', async (api) => {
  const name = 'x'.repeat(300)
  await changeGroup(api.running.store, operator(1, 'own'), { number: 305 }, {
    edit: () => ({
      add: [{
        kind: 'item',
        name,
        data: { role: 'r', attributes: { rank: -3, color: 'red', headings: 'odd' } },
      }],
    }),
  })
  const [item] = (await api.get(ITEMS)).list
  assert.deepEqual([item!.Name, item!.Rank], [name, -3])
  assert.equal(ok(await api.put(`${ITEMS}/${item!.Id}`, { ...item, Tooltip: 'mine' })).Tooltip, 'mine')
  ok(await api.put(`${ITEMS}/${item!.Id}`, { ...item, Rank: 2 }))
  const key = { kind: 'item', id: Number(item!.Id) } as const
  const { member } = await findMember(api.running.store, operator(1, 'own'), key)
  assert.deepEqual(member.data, {
    role: 'r',
    label: null,
    attributes: { rank: 2, color: 'red', headings: 'odd' },
  })
  assertError(await api.put(`${ITEMS}/${item!.Id}`, { Name: 'y'.repeat(300) }), 400, 'SoValidationException')
})

superofficeTest('bad items are refused, and nothing changes', async (api) => {
  const { Id } = await make(api, { Name: 'one' })
  const bad: readonly [unknown, string][] = [
    [{}, 'SoValidationException'],
    [{ Name: null }, 'SoValidationException'],
    [{ Name: '' }, 'SoValidationException'],
    [{ Name: ' \t ' }, 'SoValidationException'],
    [{ Name: 'x'.repeat(240) }, 'SoValidationException'],
    [{ Name: 'x', Tooltip: 'x'.repeat(255) }, 'SoValidationException'],
    [{ Name: 'x', Rank: -1 }, 'SoValidationException'],
    [{ Name: 'x', Rank: 65536 }, 'SoValidationException'],
    [{ Name: 'a\0b' }, 'SoValidationException'],
    [{ Name: '\ud800' }, 'SoValidationException'],
    [{ Name: 'x', Tooltip: '\udfff' }, 'SoValidationException'],
    [{ Name: {} }, 'SoInvalidArgumentException'],
    [{ Name: ['x'] }, 'SoInvalidArgumentException'],
    [{ Name: 'x', Rank: 'seven' }, 'SoInvalidArgumentException'],
    [{ Name: 'x', Rank: 1.5 }, 'SoInvalidArgumentException'],
    [{ Name: 'x', Deleted: 1 }, 'SoInvalidArgumentException'],
    [{ Name: 'x', Tooltip: {} }, 'SoInvalidArgumentException'],
    [null, 'ArgumentException'],
    ['x', 'ArgumentException'],
    [5, 'ArgumentException'],
    [[], 'ArgumentException'],
  ]
  for (const [body, type] of bad) {
    const text = JSON.stringify(body)
    assertError(await api.send('POST', ITEMS, { text }), 400, type)
    assertError(await api.send('PUT', `${ITEMS}/${Id}`, { text }), 400, type)
  }
  for (const text of ['', ' ', '{', '{"Name":"x"', 'Name=x', '<ListItemEntity/>']) {
    assertError(await api.send('POST', ITEMS, { text }), 400, 'ArgumentException')
  }
  assert.deepEqual(await namesIn(api), ['one'])
})

superofficeTest('odd but honest text is kept as it is', async (api) => {
  for (
    const Name of ['😀'.repeat(239), '\u202e', 'a\nb\tc\u0007', '__proto__', 'e\u0301', '<&>"\'']
  ) {
    const made = await make(api, { Name, Tooltip: '👩‍👩‍👧'.repeat(50) })
    assert.equal(made.Name, Name)
    assert.equal(ok(await api.get(`${ITEMS}/${made.Id}`)).Name, Name)
  }
  assert.equal((await api.get(ITEMS)).list.length, 6)
})

superofficeTest('items are spoken in XML, both ways, and in forms', async (api) => {
  const text = '<?xml version="1.0"?><x:ListItemEntity xmlns:x="urn:y"><Rank>7</Rank><Other/>' +
    '<name>A &amp; B</name></x:ListItemEntity>'
  const made = await api.send('POST', ITEMS, { text, type: 'text/xml', accept: 'application/xml' })
  assert.equal(made.headers.get('content-type'), 'application/xml; charset=utf-8')
  const id = /<Id>(\d+)<\/Id>/.exec(made.text)?.[1]
  assert.equal(
    made.text,
    '<?xml version="1.0" encoding="utf-8"?>' +
      `<ListItemEntity xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Id>${id}</Id><Name>A &amp; B</Name>` +
      '<Tooltip i:nil="true"/><Deleted>false</Deleted><UdListDefinitionId>305</UdListDefinitionId><Rank>7</Rank>' +
      '<TableRight i:nil="true"/><FieldProperties/></ListItemEntity>',
  )
  const form = { text: 'name=B+%2B+C&Rank=3', type: 'application/x-www-form-urlencoded' }
  assert.equal(ok(await api.send('PUT', `${ITEMS}/${id}`, form)).Name, 'B + C')
  const many =
    `<ArrayOfListItemEntity><ListItemEntity><Name>new</Name></ListItemEntity><ListItemEntity><Id>${id}</Id>` +
    '<Name>old</Name></ListItemEntity></ArrayOfListItemEntity>'
  const saved = await api.send('PUT', ITEMS, { text: many, type: 'application/xml' })
  assert.deepEqual(saved.list.map(({ Name }) => Name), ['new', 'old'])
  const all = await api.get(ITEMS, { accept: 'text/xml' })
  assert.match(
    all.text,
    /^<\?xml [^>]+><ArrayOfListItemEntity [^>]+>(<ListItemEntity>.*?<\/ListItemEntity>){2}<\/Arr/,
  )
  assertError(await api.send('POST', ITEMS, { text, type: 'image/png' }), 415, 'SoNotSupportedException')
})

superofficeTest('methods that items lack are told, and what is asked of them does not count', async (api) => {
  const { Id } = await make(api, { Name: 'one' })
  const lacking: readonly [string, string, string][] = [
    ['PATCH', ITEMS, 'DELETE, GET, HEAD, POST, PUT'],
    ['PATCH', `${ITEMS}/${Id}`, 'DELETE, GET, HEAD, PUT'],
    ['POST', `${ITEMS}/${Id}`, 'DELETE, GET, HEAD, PUT'],
    ['DELETE', `${ITEMS}/${Id}/Headings`, 'GET, HEAD, PUT'],
    ['POST', `${ITEMS}/${Id}/UserGroups`, 'GET, HEAD, PUT'],
    ['PUT', '/api/v1/MDOList/category', 'GET, HEAD'],
  ]
  for (const [method, path, allow] of lacking) {
    const answer = await api.send(method, path, { json: {} })
    assertError(answer, 405, 'SoNotSupportedException')
    assert.equal(answer.headers.get('allow'), allow)
  }
  const query = '$top=1&$skip=5&$orderby=Name&$filter=x&$select=Id'
  assert.equal((await api.get(`${ITEMS}?${query}`)).text, (await api.get(ITEMS)).text)
  const head = await api.send('HEAD', ITEMS)
  assert.deepEqual([head.status, head.text], [200, ''])
  assertBadParameter(await api.get(`${ITEMS}?includeDeleted=perhaps`), 'includeDeleted')
})

superofficeTest('items need the permissions of their list', async (api) => {
  const { Id } = await make(api, { Name: 'one' })
  const reader = { authorization: `Basic ${btoa('reader:Gr\u00c3\u00bcn:1')}` }
  const shown = ok(await api.get(`${ITEMS}/${Id}`, reader))
  assert.deepEqual((shown.TableRight as JsonObject).Mask, 'Select')
  assert.equal(((shown.FieldProperties as JsonObject).Name as JsonObject).FieldType, 'System.String')
  for (
    const [method, path] of [['POST', ''], ['PUT', ''], ['DELETE', ''], ['PUT', `/${Id}`], [
      'DELETE',
      `/${Id}`,
    ]]
  ) {
    const answer = await api.send(method!, ITEMS + path, { json: [], ...reader })
    assertError(answer, 403, 'SoSentryException')
  }
  for (const path of [`${ITEMS}/${Id}/Headings`, `${ITEMS}/${Id}/UserGroups`, `${LIST}/Headings`]) {
    assert.equal((await api.get(path, reader)).status, 200)
    assertError(await api.put(path, [], reader), 403, 'SoSentryException')
  }
  const writer = { authorization: `Basic ${btoa('writer:writer')}` }
  assert.equal(ok(await api.post(ITEMS, { Name: 'two' }, writer)).TableRight, null)
  assertError(await api.get(ITEMS, { authorization: null }), 401, 'SoSessionException')
  assert.deepEqual(await namesIn(api), ['one', 'two'])
}, { fixtures: ACCOUNTS })
