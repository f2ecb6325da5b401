import assert from 'node:assert/strict'
import {
  type Api,
  APPLICATION,
  assertInvalid,
  assertMissing,
  at,
  G,
  good,
  GROUPS,
  idOf,
  losantTest,
  make,
  names,
  NOBODY,
  P,
  SAMPLE,
} from './client.ts'

/** Makes groups of these names, all at once. */
async function makeAll(api: Api, all: readonly string[]): Promise<void> {
  await Promise.all(all.map((name) => make(api, { name })))
}

losantTest('case 48: a list has its frame, and no filter that was not asked for', async (api) => {
  const { items, _actions, ...frame } = good(await api.get(GROUPS))
  assert.deepEqual(frame, {
    count: 2,
    applicationId: APPLICATION,
    perPage: 100,
    page: 0,
    sortField: 'name',
    sortDirection: 'asc',
    totalCount: 2,
    _type: 'experienceGroups',
    _links: { self: { href: GROUPS } },
  })
  assert.deepEqual(_actions, {
    get: { href: GROUPS, method: 'GET' },
    post: { href: GROUPS, method: 'POST' },
  })
  assert.partialDeepStrictEqual(items, [{ id: G, _type: 'experienceGroup' }, { id: P }])
})

losantTest('list: an item is the group as it is read alone', async (api) => {
  const made = await make(api, { ...SAMPLE, parentId: G, name: ' first', description: 'd' })
  const { items } = good(await api.get(`${GROUPS}?_actions=false`))
  const alone = good(await api.get(`${at(GROUPS, made.id)}?_actions=false`))
  assert.deepEqual(Array.isArray(items) && items[0], alone)
  const bare = good(await api.get(`${GROUPS}?_actions=false&_links=false`))
  assert.deepEqual([bare._type, '_links' in bare, '_actions' in bare], ['experienceGroups', false, false])
  assert.ok(Array.isArray(bare.items))
  for (const item of bare.items) assert.deepEqual(Object.keys(Object(item)).filter(isEnvelope), ['_type'])
})

function isEnvelope(key: string): boolean {
  return key.startsWith('_')
}

losantTest('case 49: names are sorted by their bytes', async (api) => {
  const all = ['apple', 'Banana', 'Zoo', 'zebra', 'Ä', '🙂', '\uffff', '_']
  await makeAll(api, all)
  const sorted = ['Banana', 'Fixture', 'System', 'Zoo', '_', 'apple', 'zebra', 'Ä', '\uffff', '🙂']
  assert.deepEqual(await names(api, GROUPS), sorted)
  assert.deepEqual(await names(api, `${GROUPS}?sortDirection=desc`), sorted.toReversed())
})

losantTest('case 50: pages are counted from 0', async (api) => {
  await make(api, { name: 'Zoo' })
  assert.partialDeepStrictEqual(good(await api.get(`${GROUPS}?page=1&perPage=2`)), {
    count: 1,
    totalCount: 3,
    page: 1,
    perPage: 2,
    items: [{ name: 'Zoo' }],
  })
  for (const page of [9, 2147483647, 9007199254740991]) {
    assert.partialDeepStrictEqual(good(await api.get(`${GROUPS}?page=${page}`)), {
      count: 0,
      items: [],
      totalCount: 3,
      page,
    })
  }
})

losantTest('list: a page is as large as is asked for, and no larger than a thousand', async (api) => {
  for (const [asked, used] of [['0', 0], ['1', 1], ['', 100], ['1000', 1000], ['1001', 1000]] as const) {
    const { perPage, count, totalCount } = good(await api.get(`${GROUPS}?perPage=${asked}&page=`))
    assert.deepEqual([perPage, count, totalCount], [used, Math.min(used, 2), 2], asked)
  }
  for (const wrong of ['-1', '1.5', 'x', 'null', '1e400']) {
    for (const name of ['page', 'perPage']) {
      const answer = await api.get(`${GROUPS}?${name}=${wrong}`)
      assertInvalid(answer, `${name} must be a non-negative integer`)
    }
  }
})

losantTest('case 51: a list is sorted by its fields, and by no others', async (api) => {
  for (const name of ['b', 'a']) {
    api.wait(1000)
    await make(api, { name })
  }
  api.wait(1000)
  await api.patch(at(GROUPS, G), { description: 'newer' })
  const sorted = (field: string, direction: string) =>
    names(api, `${GROUPS}?sortField=${field}&sortDirection=${direction}`)
  assert.deepEqual((await sorted('creationDate', 'desc')).slice(0, 2), ['a', 'b'])
  assert.deepEqual((await sorted('creationDate', 'ASC')).slice(2), ['b', 'a'])
  assert.deepEqual((await sorted('lastUpdated', 'desc')).slice(0, 2), ['Fixture', 'a'])
  assert.deepEqual((await sorted('id', 'DESC')).slice(0, 1), ['System'])
  assert.deepEqual(await sorted('name', ''), ['Fixture', 'System', 'a', 'b'])
  for (const field of ['email', 'Name', 'parentId', '']) {
    assertInvalid(await api.get(`${GROUPS}?sortField=${field}`), 'sortField must be an enum value')
  }
  for (const direction of ['up', 'Asc', '1']) {
    const answer = await api.get(`${GROUPS}?sortDirection=${direction}`)
    assertInvalid(answer, 'sortDirection must be an enum value')
  }
})

losantTest('list: the order in force is told', async (api) => {
  const { sortField, sortDirection } = good(await api.get(`${GROUPS}?sortField=id&sortDirection=DESC`))
  assert.deepEqual([sortField, String(sortDirection).toLowerCase()], ['id', 'desc'])
})

losantTest('list: of equal names the smaller id stands first, in both directions', async (api) => {
  const made = []
  for (let n = 0; n < 5; n++) made.push((await make(api, { name: 'same' })).id)
  for (const direction of ['asc', 'desc']) {
    const { items } = good(await api.get(`${GROUPS}?sortDirection=${direction}&filterField=name&filter=same`))
    assert.deepEqual(Array.isArray(items) && items.map((item) => Object(item).id), made.toSorted())
  }
})

losantTest('case 52: a filter is a pattern over the whole name', async (api) => {
  await makeAll(api, ['My Group', 'my big group', 'group', 'a.c', 'abc', '[x]', 'x', '50%', '500'])
  const filtered = (filter: string) =>
    names(api, `${GROUPS}?filterField=name&filter=${encodeURIComponent(filter)}`)
  assert.deepEqual(await filtered('my*group'), ['My Group', 'my big group'])
  assert.deepEqual(await filtered('GROUP'), ['group'])
  assert.deepEqual(await filtered('a.c'), ['a.c'])
  assert.deepEqual(await filtered('a?c'), ['a.c', 'abc'])
  assert.deepEqual(await filtered('[x]'), ['[x]'])
  assert.deepEqual(await filtered('50%'), ['50%'])
  assert.deepEqual(await filtered('*group'), ['My Group', 'group', 'my big group'])
  const { filter, filterField } = good(await api.get(`${GROUPS}?filterField=name&filter=my*group`))
  assert.deepEqual([filter, filterField], ['my*group', 'name'])
})

losantTest('case 53: a filter of another field, and half a filter', async (api) => {
  const wrong = await api.get(`${GROUPS}?filterField=description&filter=a`)
  assertInvalid(wrong, 'filterField must be an enum value')
  for (const query of ['filterField=&filter=', 'filterField=name', 'filter=x', 'filterField=name&filter=']) {
    const { totalCount, ...rest } = good(await api.get(`${GROUPS}?${query}`))
    assert.deepEqual([totalCount, 'filter' in rest, 'filterField' in rest], [2, false, false], query)
  }
})

losantTest('list: a parameter that is given twice', async (api) => {
  for (const name of ['page', 'perPage', 'sortField', 'filter', 'query', '_actions']) {
    assertInvalid(await api.get(`${GROUPS}?${name}=1&${name}=1`), `${name} is the wrong type`)
  }
  assert.equal(good(await api.get(`${GROUPS}?unknown=1&unknown=2&limit=x`)).count, 2)
})

losantTest('list: of an application that is not there', async (api) => {
  assertMissing(await api.get(`/applications/${NOBODY}/experience/groups`), 'Application')
  assertMissing(await api.post(`/applications/${idOf(1)}/experience/groups`, { name: 'x' }), 'Application')
  assertInvalid(await api.get('/applications/x/experience/groups?page=x'), 'applicationId pattern mismatch')
})

losantTest(
  'list: what the other dialects add shows empty lists, and built-in lists are nowhere',
  async (api) => {
    const { totalCount } = good(await api.get(GROUPS))
    assert.equal(totalCount, 3)
    assert.deepEqual(await names(api, GROUPS), ['Fixture', 'My Clients', 'System'])
  },
  { fixtures: ['losant', 'lox24'] },
)
