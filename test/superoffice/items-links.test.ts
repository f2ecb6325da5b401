import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { type Api, assertBadParameter, assertError, LIST, LISTS, NOW, ok, superofficeTest } from './client.ts'

const ITEMS = `${LIST}/Items`
const USER_GROUPS = `${LISTS}/UserGroup/Items`

async function make(api: Api, path: string, ...names: readonly string[]): Promise<number[]> {
  const ids: number[] = []
  for (const name of names) {
    const made = ok(await api.post(path, path === USER_GROUPS ? { Value: name } : { Name: name }))
    ids.push(Number(made.Id ?? made.HeadingId))
  }
  return ids
}

/** The names of what is selected, of all that is shown. */
async function selected(api: Api, path: string): Promise<[all: Json[], selected: Json[]]> {
  const { list } = await api.get(path)
  const chosen = list.filter(({ Selected }) => Selected === true)
  return [list.map(({ Name }) => Name!), chosen.map(({ Name }) => Name!)]
}

superofficeTest('every heading is shown of an item, selected where it stands below it', async (api) => {
  const [h1, h2, h3] = await make(api, `${LIST}/Headings`, 'H1', 'H2', 'H3')
  const [a, b] = await make(api, ITEMS, 'a', 'b')
  const path = `${ITEMS}/${a}/Headings`
  assert.deepEqual(await selected(api, path), [['H1', 'H2', 'H3'], []])
  const saved = await api.put(path, [{ Id: h3, Selected: true }, {
    id: h1,
    selected: 'true',
    Name: 'ignored',
  }])
  assert.deepEqual(saved.list.map(({ Name, Selected }) => [Name, Selected]), [
    ['H1', true],
    ['H2', false],
    ['H3', true],
  ])
  await api.put(path, [{ Id: h1, Selected: false }, { Id: h2, Selected: false }])
  assert.deepEqual(await selected(api, path), [['H1', 'H2', 'H3'], ['H3']])
  assert.deepEqual(await selected(api, `${ITEMS}/${b}/Headings`), [['H1', 'H2', 'H3'], []])
})

superofficeTest(
  'a selectable has all its fields, and the time of its list where it is selected',
  async (api) => {
    const [heading] = await make(api, `${LIST}/Headings`, 'NO:"Eier";US:"Owner"')
    const [item] = await make(api, ITEMS, 'a')
    const path = `${ITEMS}/${item}/Headings`
    const blank: JsonObject = {
      Id: heading!,
      Name: 'NO:"Eier";US:"Owner"',
      ToolTip: null,
      Deleted: false,
      Rank: 0,
      Type: '',
      ColorBlock: 0,
      IconHint: '',
      Selected: false,
      LastChanged: '0001-01-01T00:00:00',
      ChildItems: [],
      ExtraInfo: '',
      StyleHint: '',
      Hidden: false,
      FullName: 'NO:"Eier";US:"Owner"',
      TableRight: null,
      FieldProperties: {},
    }
    const [first] = (await api.get(path)).list
    assert.deepEqual(first, blank)
    assert.deepEqual(Object.keys(first!), Object.keys(blank))
    api.wait(1000)
    await api.put(path, [{ Id: heading, Selected: true }])
    const shown = async (headers = {}) => {
      const [{ LastChanged, Name, FullName } = {}] = (await api.get(path, { headers })).list
      return [LastChanged, Name, FullName]
    }
    assert.equal(NOW, Date.UTC(2026, 10, 22, 12))
    assert.equal((await shown())[0], '2026-11-22T12:00:01')
    const english = { 'so-timezone': 'NO, includeTZOffset', 'accept-language': 'en' }
    assert.deepEqual(await shown(english), ['2026-11-22T13:00:01+01:00', 'Owner', 'Owner'])
  },
)

superofficeTest('deleted headings are shown to who asks, and items stay', async (api) => {
  const [heading] = await make(api, `${LIST}/Headings`, 'H')
  const [item] = await make(api, ITEMS, 'a')
  const path = `${ITEMS}/${item}/Headings`
  await api.put(path, [{ Id: heading, Selected: true }])
  await api.delete(`${LIST}/Headings`)
  assert.deepEqual((await api.get(path)).list, [])
  assert.deepEqual(await selected(api, `${path}?showDeleted=true`), [['H'], ['H']])
  assertBadParameter(await api.get(`${path}?showDeleted=2`), 'showDeleted')
  assert.equal((await api.get(ITEMS)).list.length, 1)
})

superofficeTest('an item is seen by all user groups until some are taken away', async (api) => {
  const [sales, support] = await make(api, USER_GROUPS, 'Sales', 'Support')
  const [item] = await make(api, ITEMS, 'a')
  const path = `${ITEMS}/${item}/UserGroups`
  assert.deepEqual(await selected(api, path), [['Sales', 'Support'], ['Sales', 'Support']])
  const saved = await api.put(path, [{ Id: sales, Selected: false }])
  assert.deepEqual(saved.list.map(({ Id, Selected }) => [Id, Selected]), [[sales, false], [support, true]])
  await make(api, USER_GROUPS, 'Later')
  assert.deepEqual(await selected(api, path), [['Sales', 'Support', 'Later'], ['Support']])
  const all = (await api.get(path)).list.map(({ Id }) => ({ Id, Selected: true }))
  await api.put(path, all)
  await make(api, USER_GROUPS, 'Last')
  assert.deepEqual((await selected(api, path))[1], ['Sales', 'Support', 'Later', 'Last'])
  const [second] = await make(api, ITEMS, 'b')
  assert.equal((await selected(api, `${ITEMS}/${second}/UserGroups`))[1].length, 4)
})

superofficeTest('bad links are refused, and nothing changes', async (api) => {
  const [heading] = await make(api, `${LIST}/Headings`, 'H')
  const [foreign] = await make(api, `${LISTS}/Category/Headings`, 'Foreign')
  const [group] = await make(api, USER_GROUPS, 'Sales')
  const [item] = await make(api, ITEMS, 'a')
  for (const [part, good] of [['Headings', heading], ['UserGroups', group]]) {
    const path = `${ITEMS}/${item}/${part}`
    const before = (await api.get(path)).text
    for (const Id of [99999, foreign, item, 0, -1, null]) {
      const body = [{ Id: good, Selected: part === 'Headings' }, { Id, Selected: true }]
      assertError(await api.put(path, body), 404, 'SoNotFoundException')
    }
    for (const body of [[{ Id: 'x' }], [{ Id: good, Selected: 'perhaps' }], [null], [5]]) {
      assertError(await api.put(path, body), 400, 'SoInvalidArgumentException')
    }
    for (const text of ['', 'null', '{}', '5', '{']) {
      assertError(await api.send('PUT', path, { text }), 400, 'ArgumentException')
    }
    assert.equal((await api.get(path)).text, before)
    assert.equal((await api.put(path, [])).text, before)
  }
})

superofficeTest('links made at once are all kept', async (api) => {
  const names = Array.from({ length: 30 }, (_, at) => `H${at}`)
  const saved = await api.put(`${LIST}/Headings`, names.map((Name) => ({ Name })))
  const [item] = await make(api, ITEMS, 'a')
  const path = `${ITEMS}/${item}/Headings`
  await Promise.all(saved.list.map(({ HeadingId }) => api.put(path, [{ Id: HeadingId, Selected: true }])))
  assert.deepEqual((await selected(api, path))[1], names)
})

superofficeTest('links are read from XML, and kept by a PUT of the item', async (api) => {
  const [heading] = await make(api, `${LIST}/Headings`, 'H')
  const [item] = await make(api, ITEMS, 'a')
  const path = `${ITEMS}/${item}/Headings`
  const text = '<ArrayOfSelectableMDOListItem><SelectableMDOListItem><ChildItems><X/></ChildItems>' +
    `<Id>${heading}</Id><Selected>true</Selected></SelectableMDOListItem></ArrayOfSelectableMDOListItem>`
  const answer = await api.send('PUT', path, { text, type: 'application/xml', accept: 'application/xml' })
  assert.match(
    answer.text,
    /<ArrayOfSelectableMDOListItem [^>]+><SelectableMDOListItem><Id>\d+<.*<ChildItems\/>/,
  )
  assert.equal(ok(await api.put(`${ITEMS}/${item}`, { Name: 'b', Rank: 2 })).Rank, 2)
  await api.delete(`${ITEMS}/${item}`)
  assert.deepEqual(await selected(api, path), [['H'], ['H']])
})

superofficeTest('user groups are named by their value, and have fewer operations', async (api) => {
  const made = ok(await api.post(USER_GROUPS, { Value: 'Sales', Name: 'ignored', Rank: 2 }))
  const { Id } = made
  assert.deepEqual(made, {
    Id,
    Value: 'Sales',
    Tooltip: null,
    Rank: 2,
    Deleted: false,
    TableRight: null,
    FieldProperties: {},
  })
  assertError(await api.post(USER_GROUPS, { Name: 'x' }), 400, 'SoValidationException')
  assertError(await api.post(USER_GROUPS, { Value: 'SALES' }), 400, 'SoDuplicateException')
  for (const key of ['UserGroup', 'usergroup', '-59', '2147483588']) {
    const path = `${LISTS}/${key}/Items`
    assert.deepEqual((await api.get(path)).list, [made])
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await api.send(method, path, { json: [] })
      assertError(answer, 405, 'SoNotSupportedException')
    }
    assert.equal((await api.delete(path)).headers.get('allow'), 'GET, HEAD, POST')
    assertBadParameter(await api.get(`${path}/Default`), 'itemId')
  }
  const named = ok(await api.put(`${USER_GROUPS}/${Id}`, { value: 'NO:"Salg";US:"Sales"' }))
  assert.equal(named.Rank, 0)
  const english = { headers: { 'accept-language': 'en' } }
  assert.equal(ok(await api.get(`${USER_GROUPS}/${Id}`, english)).Value, 'Sales')
  const xml = await api.get(`${USER_GROUPS}/${Id}`, { accept: 'application/xml' })
  assert.match(xml.text, /<UserGroup [^>]+><Id>\d+<\/Id><Value>NO:"Salg";US:"Sales"<\/Value>/)
  assert.equal((await api.delete(`${USER_GROUPS}/${Id}`)).status, 204)
  assert.deepEqual((await api.get(USER_GROUPS)).list, [])
  assert.equal(ok(await api.get(`${USER_GROUPS}/${Id}`)).Deleted, true)
})
