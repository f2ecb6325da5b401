import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { type Api, assertBadParameter, assertError, LIST, LISTS, ok, superofficeTest } from './client.ts'

const ITEMS = `${LIST}/Items`
const MDO = '/api/v1/MDOList'

/** A tree as names. */
type Tree = readonly (Json | readonly [Json, Tree])[]

function treeOf(list: readonly JsonObject[]): Tree {
  return list.map(({ Name, ChildItems }) => {
    const children = ChildItems as unknown as readonly JsonObject[]
    return children.length === 0 ? Name! : [Name!, treeOf(children)]
  })
}

async function tree(api: Api, path: string): Promise<Tree> {
  const answer = await api.get(path)
  assert.equal(answer.status, 200, answer.text)
  return treeOf(answer.list)
}

/** Two headings, four items: `a` below both, `b` below the first, `c` below none, `d` deleted. */
async function fill(api: Api): Promise<Record<string, number>> {
  const headings =
    (await api.put(`${LIST}/Headings`, [{ Name: 'H2', Rank: 2 }, { Name: 'H1', Rank: 1 }])).list
  const items = (await api.put(ITEMS, ['a', 'b', 'c', 'd'].map((Name) => ({ Name })))).list
  const id = Object.fromEntries([
    ...headings.map(({ Name, HeadingId }) => [Name, HeadingId]),
    ...items.map(({ Name, Id }) => [Name, Id]),
  ])
  await api.put(`${ITEMS}/${id.a}/Headings`, [{ Id: id.H1, Selected: true }, { Id: id.H2, Selected: true }])
  await api.put(`${ITEMS}/${id.b}/Headings`, [{ Id: id.H1, Selected: true }])
  await api.put(`${ITEMS}/${id.d}/Headings`, [{ Id: id.H1, Selected: true }])
  await api.delete(`${ITEMS}/${id.d}`)
  return id
}

async function group(api: Api, on = true): Promise<void> {
  ok(await api.patch(LIST, { UseGroupsAndHeadings: on }))
}

superofficeTest('the names of choices are those of the built-in lists and of every list', async (api) => {
  const { Id } = ok(await api.post(LISTS, { Name: 'mine' }))
  assert.deepEqual(await Promise.resolve(JSON.parse((await api.get(MDO)).text)), [
    'category',
    'lists',
    'usergroup',
    `udlist${Id}`,
    'udlist305',
  ])
  await api.delete(`${LISTS}/${Id}`)
  assert.equal(JSON.parse((await api.get(MDO)).text).length, 4)
  const xml = await api.get(MDO, { accept: 'application/xml' })
  assert.match(xml.text, /<ArrayOfString [^>]+><string>category<\/string>/)
})

superofficeTest('a choice has the fields of the documentation, in their order', async (api) => {
  const { Id } = ok(await api.post(ITEMS, { Name: 'a', Tooltip: 't', Rank: 4 }))
  const [choice] = (await api.get(`${MDO}/udlist305`)).list
  const wanted: JsonObject = {
    Id: Id!,
    Name: 'a',
    ToolTip: 't',
    Deleted: false,
    Rank: 4,
    Type: '',
    ChildItems: [],
    IconHint: '',
    ColorBlock: 0,
    ExtraInfo: '',
    StyleHint: '',
    FullName: 'a',
    TableRight: null,
    FieldProperties: {},
  }
  assert.deepEqual(choice, wanted)
  assert.deepEqual(Object.keys(choice!), Object.keys(wanted))
  const [selectable] = (await api.get(`${MDO}/udlist305/selectable`)).list
  assert.deepEqual(selectable, {
    ...wanted,
    Selected: false,
    Hidden: false,
    LastChanged: '0001-01-01T00:00:00',
  })
})

superofficeTest('a list is flat until it uses groups and headings, and then a tree', async (api) => {
  await fill(api)
  const path = `${MDO}/udlist305`
  assert.deepEqual(await tree(api, path), ['a', 'b', 'c'])
  await group(api)
  const whole: Tree = [['H1', ['a', 'b']], ['H2', ['a']], 'c']
  assert.deepEqual(await tree(api, path), whole)
  assert.deepEqual(await tree(api, `${path}/selectable`), whole)
  assert.deepEqual(await tree(api, `${path}?flat=true`), ['a', 'b', 'c'])
  assert.deepEqual(await tree(api, `${path}/selectable?FLAT=True`), ['a', 'b', 'c'])
  assert.deepEqual(await tree(api, `${path}?query=B`), ['b'])
  const names = (await api.get(path)).list.map(({ ChildItems }) =>
    (ChildItems as unknown as JsonObject[])[0]?.FullName
  )
  assert.deepEqual(names, ['H1/a', 'H2/a', undefined])
  await api.delete(`${LIST}/Headings`)
  assert.deepEqual(await tree(api, path), ['a', 'b', 'c'])
  await group(api, false)
  assert.deepEqual(await tree(api, path), ['a', 'b', 'c'])
})

superofficeTest('what no user group sees is no choice', async (api) => {
  const { a, b } = await fill(api)
  const { Id } = ok(await api.post(`${LISTS}/UserGroup/Items`, { Value: 'Sales' }))
  for (const item of [a, b]) await api.put(`${ITEMS}/${item}/UserGroups`, [{ Id, Selected: false }])
  const path = `${MDO}/udlist305`
  assert.deepEqual(await tree(api, path), ['a', 'b', 'c'])
  await group(api)
  assert.deepEqual(await tree(api, path), ['H1', 'H2', 'c'])
  await api.put(`${ITEMS}/${b}/UserGroups`, [{ Id, Selected: true }])
  assert.deepEqual(await tree(api, `${path}?flat=true`), ['b', 'c'])
  assert.equal((await api.get(ITEMS)).list.length, 3)
})

superofficeTest('choices are searched in every language, whatever the case', async (api) => {
  const names = ['NO:"Leverandør";US:"Supplier"', 'NO:"Større kunde";US:"Bigger customer"', 'Ωμέγα']
  await api.put(ITEMS, names.map((Name) => ({ Name })))
  const path = `${MDO}/udlist305`
  for (
    const [query, wanted] of [['leverandØR', 0], ['supp', 0], ['customer bigger', 1], ['ωμΈΓΑ', 2]] as const
  ) {
    assert.deepEqual(await tree(api, `${path}?query=${encodeURIComponent(query)}`), [names[wanted]], query)
  }
  assert.deepEqual(await tree(api, `${path}?query=nothing`), [])
  assert.equal((await tree(api, `${path}?query=`)).length, 3)
  const norwegian = await api.get(`${path}?query=bigger`, { headers: { 'so-language': 'nb' } })
  assert.deepEqual(norwegian.list.map(({ Name, FullName }) => [Name, FullName]), [[
    'Større kunde',
    'Større kunde',
  ]])
})

superofficeTest('a full name is told in one language', async (api) => {
  const [h] = (await api.put(`${LIST}/Headings`, [{ Name: 'NO:"Eier";US:"Owner"' }])).list
  const [i] = (await api.put(ITEMS, [{ Name: 'NO:"Navn";US:"Name"' }])).list
  await api.put(`${ITEMS}/${i!.Id}/Headings`, [{ Id: h!.HeadingId, Selected: true }])
  await group(api)
  const [root] = (await api.get(`${MDO}/udlist305`, { headers: { 'accept-language': 'en' } })).list
  const [child] = root!.ChildItems as unknown as JsonObject[]
  assert.deepEqual([root!.FullName, child!.Name, child!.FullName], ['Owner', 'Name', 'Owner/Name'])
})

superofficeTest('choices are found by the names of the documentation', async (api) => {
  const category = ['NO:"Kunde";US:"Customer"', 'NO:"Leverandør";US:"Supplier"']
  for (
    const path of [
      `${MDO}/category`,
      `${MDO}/Category/`,
      `${LISTS}/Category/MDOItems`,
      `${LISTS}/-64/mdoitems`,
    ]
  ) {
    assert.deepEqual(await tree(api, path), category, path)
  }
  assert.deepEqual(await tree(api, `${LISTS}/Category/MDOItems?query=kunde`), category.slice(0, 1))
  ok(await api.post(ITEMS, { Name: 'a' }))
  for (
    const name of ['udlist305', 'UDLIST305', 'udlist?additional=305', '305', 'beer, hudson and bashirian']
  ) {
    assert.deepEqual(await tree(api, `${MDO}/${encodeURI(name)}`), ['a'], name)
  }
  ok(await api.post(`${LISTS}/UserGroup/Items`, { Value: 'Sales' }))
  assert.deepEqual(await tree(api, `${MDO}/usergroup`), ['Sales'])
  assert.deepEqual(await tree(api, `${MDO}/lists`), ['Category', 'UserGroup', 'Beer, Hudson and Bashirian'])
  assert.deepEqual(await tree(api, `${MDO}/lists?query=beer`), ['Beer, Hudson and Bashirian'])
})

superofficeTest('what has no choices is told', async (api) => {
  for (const name of ['nosuchname', 'udlist99999', 'udlist?additional=99999', 'Business', '-64']) {
    assertError(await api.get(`${MDO}/${name}`), 404, 'SoNotFoundException')
  }
  for (const path of [`${LIST}/MDOItems`, `${LISTS}/UserGroup/MDOItems`, `${MDO}/category/other`]) {
    assertError(await api.get(path), 404, 'SoNotFoundException')
  }
  for (const query of ['', '?additional=', '?additional=x', '?additional=1.5']) {
    assertBadParameter(await api.get(`${MDO}/udlist${query}`), 'additional')
  }
  assertBadParameter(await api.get(`${MDO}/category?flat=perhaps`), 'flat')
  assertBadParameter(await api.get(`${MDO}/category/selectable?flat=perhaps`), 'flat')
})

superofficeTest('a built-in list has a blank item', async (api) => {
  for (const path of ['Category/Items/Default', '-64/items/default']) {
    assert.deepEqual(ok(await api.get(`${LISTS}/${path}`)), {
      Id: 0,
      Name: null,
      Tooltip: null,
      Deleted: false,
      UdListDefinitionId: 2147483583,
      Rank: 0,
      TableRight: null,
      FieldProperties: {},
    })
  }
  assertBadParameter(await api.put(`${LISTS}/Category/Items/Default`, { Name: 'x' }), 'itemId')
})

superofficeTest('many items below many headings are all shown', async (api) => {
  const headings = (await api.put(`${LIST}/Headings`, ['A', 'B', 'C'].map((Name) => ({ Name })))).list
  await api.put(ITEMS, Array.from({ length: 1500 }, (_, at) => ({ Name: `${at}` })))
  const [first, ...others] = (await api.get(ITEMS)).list
  await api.put(
    `${ITEMS}/${first!.Id}/Headings`,
    headings.map(({ HeadingId: Id }) => ({ Id, Selected: true })),
  )
  await group(api)
  const wanted = [['A', ['0']], ['B', ['0']], ['C', ['0']], ...others.map(({ Name }) => Name)]
  assert.deepEqual(await tree(api, `${MDO}/udlist305`), wanted)
})
