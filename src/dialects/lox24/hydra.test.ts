import assert from 'node:assert/strict'
import { contextOf, encodeItem, encodeList, encodeMember, frameOf, pageOf, viewOf } from './hydra.ts'
import { GROUP_KEYS, type Lox24Group } from './resource.ts'

const GROUP: Lox24Group = {
  id: 12346,
  name: 'Harbour tours',
  description: null,
  name_a: 'title',
  name_b: null,
  name_c: null,
  name_d: null,
  name_e: null,
  count_items: 2,
  deleted_at: null,
}

Deno.test('lox24 hydra: one group, in both formats, is the text of the documentation', () => {
  assert.equal(
    JSON.stringify(encodeItem(GROUP, 'groups', 'json')),
    '{"id":12346,"name":"Harbour tours","description":null,"name_a":"title","name_b":null,"name_c":null,' +
      '"name_d":null,"name_e":null,"count_items":2,"deleted_at":null}',
  )
  assert.equal(
    JSON.stringify(encodeItem(GROUP, 'groups', 'jsonld')).slice(0, 84),
    '{"@context":"/contexts/groups","@id":"/groups/12346","@type":"groups","id":12346,"na',
  )
})

Deno.test('lox24 hydra: a list is a bare array in JSON and a collection in JSON-LD', () => {
  const view = viewOf(new URL('http://localhost/groups'), { page: 1, total: 31 })
  const plain = frameOf({ resource: 'groups', path: '/groups', view }, 'json')
  assert.deepEqual(JSON.parse(encodeList(plain, [{ id: 1 }, { id: 2 }], 31)), [{ id: 1 }, { id: 2 }])
  const linked = frameOf({ resource: 'groups', path: '/groups', view }, 'jsonld')
  assert.equal(
    encodeList(linked, [encodeMember({ ...GROUP, count_items: 0, name_a: null }, 'groups', 'jsonld')], 31),
    '{"@context":"/contexts/groups","@id":"/groups","@type":"hydra:Collection",' +
      '"hydra:member":[{"@id":"/groups/12346","@type":"groups","id":12346,"name":"Harbour tours","description":null,' +
      '"name_a":null,"name_b":null,"name_c":null,"name_d":null,"name_e":null,"count_items":0,"deleted_at":null}],' +
      '"hydra:totalItems":31,' +
      '"hydra:view":{"@id":"/groups?page=1","@type":"hydra:PartialCollectionView","hydra:first":"/groups?page=1",' +
      '"hydra:last":"/groups?page=2","hydra:next":"/groups?page=2"}}',
  )
  assert.equal(encodeList(linked, [], 0).includes('"hydra:member":[],"hydra:totalItems":0,'), true)
})

const VIEWS: readonly [
  name: string,
  url: string,
  page: number,
  total: number,
  expected: Record<string, string>,
][] = [
  ['an empty list', '/groups', 1, 0, { '@id': '/groups?page=1' }],
  ['one full page', '/groups?page=1', 1, 30, { '@id': '/groups?page=1' }],
  ['a middle page', '/groups?page=2', 2, 61, {
    '@id': '/groups?page=2',
    'hydra:first': '/groups?page=1',
    'hydra:last': '/groups?page=3',
    'hydra:previous': '/groups?page=1',
    'hydra:next': '/groups?page=3',
  }],
  ['the last page', '/groups?page=2', 2, 31, {
    '@id': '/groups?page=2',
    'hydra:first': '/groups?page=1',
    'hydra:last': '/groups?page=2',
    'hydra:previous': '/groups?page=1',
  }],
  ['a page past the end', '/groups?page=99', 99, 1, {
    '@id': '/groups?page=99',
    'hydra:previous': '/groups?page=98',
  }],
  ['other parameters', '/groups?x=1&page=1&y=a%20b', 1, 1, { '@id': '/groups?x=1&page=1&y=a+b' }],
]

for (const [name, url, page, total, expected] of VIEWS) {
  Deno.test(`lox24 hydra: the view of ${name}`, () => {
    const { '@type': type, ...links } = viewOf(new URL(url, 'http://localhost'), { page, total })
    assert.equal(type, 'hydra:PartialCollectionView')
    assert.deepEqual(links, expected)
  })
}

Deno.test('lox24 hydra: the view of a list without pages is its own address', () => {
  const url = new URL('http://localhost/groups/1/phones?x=1')
  assert.deepEqual(viewOf(url), { '@id': '/groups/1/phones?x=1', '@type': 'hydra:PartialCollectionView' })
})

const PAGES: readonly [query: string, expected: number | string | undefined][] = [
  ['', undefined],
  ['page=1', 1],
  ['page=007', 7],
  ['page=3&page=2', 2],
  ['page=2147483647', 2147483647],
  ['page=0', 'Page should not be less than 1'],
  ['page=', 'Page should not be less than 1'],
  ['page=-1', 'Page should not be less than 1'],
  ['page=1.5', 'Page should not be less than 1'],
  ['page=%2B1', 'Page should not be less than 1'],
  ['page=two', 'Page should not be less than 1'],
  ['page=2147483648', 'Page should not be greater than 2147483647'],
  [`page=${'9'.repeat(500)}`, 'Page should not be greater than 2147483647'],
]

for (const [query, expected] of PAGES) {
  Deno.test(`lox24 hydra: ?${query.slice(0, 20)} asks for page ${expected ?? 'none'}`, () => {
    const url = new URL(`http://localhost/groups?${query}`)
    if (typeof expected === 'string') assert.throws(() => pageOf(url), { code: 'invalid', message: expected })
    else assert.equal(pageOf(url), expected)
  })
}

Deno.test('lox24 hydra: a context has an entry a field', () => {
  const { '@context': context } = contextOf('http://localhost', 'groups')
  assert.deepEqual(Object.keys(Object(context)), ['@vocab', 'hydra', ...GROUP_KEYS])
})
