import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { testedDatabase } from '../databases.ts'
import { type Api, assertError, LIST, LISTS, ok, superofficeTest } from './client.ts'

const ITEMS = `${LIST}/Items`
const HEADINGS = `${LIST}/Headings`

async function namesIn(api: Api, path = ITEMS): Promise<unknown[]> {
  return (await api.get(path)).list.map(({ Name }) => Name)
}

async function save(api: Api, items: readonly JsonObject[], path = ITEMS): Promise<readonly JsonObject[]> {
  const answer = await api.put(path, items)
  assert.equal(answer.status, 200, answer.text)
  return answer.list
}

superofficeTest('PUT Items makes and changes, and leaves alone what it does not name', async (api) => {
  const [a, b] = await save(api, [{ Name: 'a' }, { Id: 0, Name: 'b', Tooltip: 't' }, { Id: null, Name: 'c' }])
  const saved = await save(api, [{ Name: 'd' }, { id: b!.Id!, name: 'B' }])
  assert.deepEqual(saved.map(({ Id, Name, Tooltip }) => [typeof Id, Name, Tooltip]), [
    ['number', 'd', null],
    ['number', 'B', null],
  ])
  assert.equal(saved[1]!.Id, b!.Id)
  assert.deepEqual(await namesIn(api), ['a', 'B', 'c', 'd'])
  assert.deepEqual(await save(api, []), [])
  assert.deepEqual((await api.get(ITEMS)).list[0], a)
})

superofficeTest('PUT Items restores, deletes and exchanges names in one write', async (api) => {
  const [a, b, c] = await save(api, [{ Name: 'a' }, { Name: 'b' }, { Name: 'c', Deleted: true }])
  const changed = [
    { Id: a!.Id!, Name: 'b' },
    { Id: b!.Id!, Name: 'a', Deleted: true },
    { Id: c!.Id!, Name: 'c' },
  ]
  await save(api, changed)
  assert.deepEqual(await namesIn(api), ['b', 'c'])
  assert.deepEqual(await namesIn(api, `${ITEMS}?includeDeleted=TRUE`), ['b', 'a', 'c'])
})

superofficeTest('PUT Items is all or nothing', async (api) => {
  const [a] = await save(api, [{ Name: 'a' }])
  const bad: readonly [unknown, number, string][] = [
    [[{ Name: 'x' }, { Name: 'X' }], 400, 'SoDuplicateException'],
    [[{ Name: 'x' }, { Name: 'A' }], 400, 'SoDuplicateException'],
    [[{ Name: 'x' }, { Name: '' }], 400, 'SoValidationException'],
    [[{ Name: 'x' }, {}], 400, 'SoValidationException'],
    [[{ Name: 'x' }, { Id: 99999, Name: 'y' }], 404, 'SoNotFoundException'],
    [[{ Name: 'x' }, { Id: 2, Name: 'y' }], 404, 'SoNotFoundException'],
    [[{ Name: 'x' }, { Id: -5, Name: 'y' }], 404, 'SoNotFoundException'],
    [[{ Id: a!.Id, Name: 'x' }, { Id: a!.Id, Name: 'y' }], 400, 'SoValidationException'],
    [[{ Name: 'x' }, null], 400, 'SoInvalidArgumentException'],
    [[{ Name: 'x' }, 'y'], 400, 'SoInvalidArgumentException'],
    [[{ Name: 'x' }, { Id: 'y' }], 400, 'SoInvalidArgumentException'],
    [[{ Name: 'x' }, { Id: 3e9, Name: 'y' }], 400, 'SoValidationException'],
    [{ Name: 'x' }, 400, 'ArgumentException'],
    [null, 400, 'ArgumentException'],
    ['x', 400, 'ArgumentException'],
  ]
  for (const [body, status, type] of bad) {
    assertError(await api.send('PUT', ITEMS, { text: JSON.stringify(body) }), status, type)
  }
  assertError(await api.send('PUT', ITEMS, { text: '' }), 400, 'ArgumentException')
  assert.deepEqual((await api.get(`${ITEMS}?includeDeleted=true`)).list, [a])
})

superofficeTest('a hundred items made at once are all there', async (api) => {
  const names = Array.from({ length: 100 }, (_, at) => `item ${at}`)
  const made = await Promise.all(names.map((Name) => api.post(ITEMS, { Name })))
  assert.equal(new Set(made.map((answer) => ok(answer).Id)).size, 100)
  assert.deepEqual((await namesIn(api)).toSorted(), names.toSorted())
})

superofficeTest('of a hundred items of one name made at once there is one', async (api) => {
  const made = await Promise.all(
    Array.from({ length: 100 }, (_, at) => api.post(ITEMS, { Name: at % 2 ? 'same' : 'SAME' })),
  )
  assert.equal(made.filter(({ status }) => status === 200).length, 1)
  for (const answer of made.filter(({ status }) => status !== 200)) {
    assertError(answer, 400, 'SoDuplicateException')
  }
  assert.equal((await namesIn(api)).length, 1)
})

superofficeTest('changes of different fields at once lose nothing of other items', async (api) => {
  const made = await save(api, Array.from({ length: 40 }, (_, at) => ({ Name: `${at}` })))
  await Promise.all(made.map(({ Id, Name }, at) => api.put(`${ITEMS}/${Id}`, { Name, Rank: at })))
  assert.deepEqual((await api.get(ITEMS)).list.map(({ Rank }) => Rank), made.map((_, at) => at))
})

/** On PostgreSQL each item is a way there and back more often: the same steps, of fewer items. */
const many = testedDatabase() === 'postgres' ? 2000 : 10_000

superofficeTest(`${many} items are saved in one PUT, read in their order, and deleted`, async (api) => {
  const items = Array.from({ length: many }, (_, at) => ({ Name: `item ${at}`, Rank: (at * 7) % 10 }))
  const saved = await save(api, items)
  assert.deepEqual(saved.map(({ Name }) => Name), items.map(({ Name }) => Name))
  const wanted = items.toSorted((one, other) => one.Rank - other.Rank).map(({ Name }) => Name)
  assert.deepEqual(await namesIn(api), wanted)
  const xml = await api.get(ITEMS, { accept: 'application/xml' })
  assert.deepEqual([...xml.text.matchAll(/<Name>([^<]*)/g)].map(([, name]) => name), wanted)
  assert.match(xml.text, /<\/ListItemEntity><\/ArrayOfListItemEntity>$/)
  const [first, ...others] = saved
  assert.equal((await api.delete(`${ITEMS}/${first!.Id}`)).status, 204)
  assert.equal((await namesIn(api)).length, others.length)
  assert.equal((await api.delete(ITEMS)).status, 204)
  assert.deepEqual(await namesIn(api), [])
  assert.equal((await namesIn(api, `${ITEMS}?includeDeleted=true`)).length, many)
})

superofficeTest('a long list without ranks comes in the order in which it was made', async (api) => {
  const items = Array.from({ length: 2500 }, (_, at) => ({ Name: `item ${at}`, Deleted: at % 5 === 0 }))
  await save(api, items)
  const wanted = items.filter(({ Deleted }) => !Deleted).map(({ Name }) => Name)
  assert.deepEqual(await namesIn(api), wanted)
  const { length } = await namesIn(api, `${ITEMS}?includeDeleted=true`)
  assert.equal(length, 2500)
})

superofficeTest('DELETE Items marks all as deleted, and no heading', async (api) => {
  await save(api, [{ Name: 'a' }, { Name: 'b' }])
  await save(api, [{ Name: 'H' }], HEADINGS)
  assert.equal((await api.delete(ITEMS)).status, 204)
  assert.equal((await api.delete(ITEMS)).status, 204)
  assert.deepEqual(await namesIn(api), [])
  assert.deepEqual(await namesIn(api, HEADINGS), ['H'])
  assertError(await api.post(ITEMS, { Name: 'A' }), 400, 'SoDuplicateException')
})

superofficeTest('headings are made, changed and deleted as items are', async (api) => {
  const made = ok(await api.post(HEADINGS, { Name: 'H', Tooltip: 't', Rank: 3, HeadingId: 9 }))
  assert.deepEqual(made, {
    HeadingId: made.HeadingId,
    Name: 'H',
    Tooltip: 't',
    Deleted: false,
    Rank: 3,
    UdListDefinitionId: 305,
    TableRight: null,
    FieldProperties: {},
  })
  assert.notEqual(made.HeadingId, 9)
  assert.deepEqual(Object.keys(made).slice(0, 6), [
    'HeadingId',
    'Name',
    'Tooltip',
    'Deleted',
    'Rank',
    'UdListDefinitionId',
  ])
  const saved = await save(
    api,
    [{ Name: 'first' }, { headingId: made.HeadingId!, Name: 'last', Rank: 9 }],
    HEADINGS,
  )
  assert.equal(saved[1]!.HeadingId, made.HeadingId)
  assert.deepEqual(await namesIn(api, HEADINGS), ['first', 'last'])
  await save(api, [{ Name: 'item' }])
  const xml = await api.get(HEADINGS, { accept: 'application/xml' })
  assert.match(xml.text, /<ArrayOfHeadingEntity [^>]+><HeadingEntity><HeadingId>\d+<\/HeadingId><Name>first</)
  assert.equal((await api.delete(HEADINGS)).status, 204)
  assert.deepEqual(await namesIn(api, HEADINGS), [])
  assert.deepEqual(await namesIn(api, `${HEADINGS}?includeDeleted=true`), ['first', 'last'])
  assert.deepEqual(await namesIn(api), ['item'])
})

superofficeTest('headings need a name, which others may have, too', async (api) => {
  for (const body of [{}, { Name: ' ' }, { Name: 'x'.repeat(240) }, { Name: 'x', Rank: 70000 }]) {
    assertError(await api.post(HEADINGS, body), 400, 'SoValidationException')
  }
  assertError(await api.put(HEADINGS, [{ HeadingId: 1, Name: 'x' }]), 404, 'SoNotFoundException')
  assertError(await api.put(HEADINGS, { Name: 'x' }), 400, 'ArgumentException')
  ok(await api.post(HEADINGS, { Name: 'twin' }))
  ok(await api.post(`${LISTS}/Category/Headings`, { Name: 'twin' }))
  ok(await api.post(HEADINGS, { Name: 'TWIN' }))
  assert.deepEqual(await namesIn(api, HEADINGS), ['twin', 'TWIN'])
})
