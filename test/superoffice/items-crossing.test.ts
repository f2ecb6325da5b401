import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { operator } from '../../src/core/principal.ts'
import { eventsAfter, findMember, historyOf } from '../../src/core/queries.ts'
import { undo } from '../../src/core/undo.ts'
import { ACCOUNTS, type Api, assertError, LIST, LISTS, ok, superofficeTest } from './client.ts'

const ITEMS = `${LIST}/Items`

/** Asks in LOX24's words. */
async function lox24(api: Api, method: string, path: string, json?: unknown): Promise<[number, JsonObject]> {
  const response = await fetch(api.running.url + path, {
    method,
    headers: {
      'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx',
      'accept': 'application/json',
      'content-type': 'application/json',
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  return [response.status, text === '' ? {} : JSON.parse(text)]
}

async function lastSequence({ running: { store } }: Api): Promise<number> {
  const [event] = await historyOf(store, operator(1, 'test'), { kind: 'group', number: 305 }, { limit: 1 })
  return event!.sequence
}

async function shown(api: Api, query = ''): Promise<[unknown, unknown, unknown][]> {
  return (await api.get(ITEMS + query)).list.map(({ Name, Rank, Deleted }) => [Name, Rank, Deleted])
}

superofficeTest('a list renamed here is renamed in LOX24, and back', async (api) => {
  ok(await api.post(ITEMS, { Name: 'item' }))
  ok(await api.patch(LIST, { Name: 'here' }))
  const [status, group] = await lox24(api, 'GET', '/groups/305')
  assert.deepEqual([status, group.name], [200, 'here'])
  assert.equal((await lox24(api, 'PUT', '/groups/305', { name: 'there' }))[0], 200)
  assert.equal(ok(await api.get(LIST)).Name, 'there')
  assert.deepEqual(await shown(api), [['item', 0, false]])
}, { fixtures: ACCOUNTS })

superofficeTest('items are shown nowhere else, and phones are no items', async (api) => {
  ok(await api.post(ITEMS, { Name: 'item' }))
  ok(await api.post(`${LIST}/Headings`, { Name: 'heading' }))
  const [status] = await lox24(api, 'POST', '/groups/305/phones', { phone: '+4917012345678' })
  assert.equal(status, 201)
  const [, group] = await lox24(api, 'GET', '/groups/305')
  assert.equal(group.count_items, 1)
  const [, phones] = await lox24(api, 'GET', '/groups/305/phones')
  assert.equal((phones as unknown as JsonObject[]).length, 1)
  const id = Number(((phones as unknown as JsonObject[])[0])!.id)
  assertError(await api.get(`${ITEMS}/${id}`), 404, 'SoNotFoundException')
  assert.equal((await api.delete(ITEMS)).status, 204)
  assert.equal((await lox24(api, 'GET', '/groups/305'))[1].count_items, 1)
}, { fixtures: ACCOUNTS })

superofficeTest(
  'a list deleted here is gone from LOX24 until it is restored, with its items',
  async (api) => {
    ok(await api.post(ITEMS, { Name: 'item' }))
    assert.equal((await api.delete(LIST)).status, 204)
    assert.equal((await lox24(api, 'GET', '/groups/305'))[0], 404)
    assert.deepEqual(await shown(api), [['item', 0, false]])
    ok(await api.post(ITEMS, { Name: 'made while deleted' }))
    assertError(await api.post(ITEMS, { Name: 'ITEM' }), 400, 'SoDuplicateException')
    ok(await api.patch(LIST, { Deleted: false }))
    assert.equal((await lox24(api, 'GET', '/groups/305'))[0], 200)
    assert.deepEqual(await shown(api), [['item', 0, false], ['made while deleted', 0, false]])
    assert.equal((await lox24(api, 'DELETE', '/groups/305'))[0], 204)
    assert.equal(ok(await api.get(LIST)).Deleted, true)
  },
  { fixtures: ACCOUNTS },
)

superofficeTest('undoing takes back what was done to an item', async (api) => {
  const { store } = api.running
  const { Id } = ok(await api.post(ITEMS, { Name: 'one', Tooltip: 't' }))
  ok(await api.put(`${ITEMS}/${Id}`, { Name: 'two', Rank: 5 }))
  await undo(store, operator(1, 'test'), await lastSequence(api))
  assert.deepEqual(await shown(api), [['one', 0, false]])
  assert.equal(ok(await api.get(`${ITEMS}/${Id}`)).Tooltip, 't')
  await undo(store, operator(1, 'test'), await lastSequence(api))
  assert.deepEqual(await shown(api), [['two', 5, false]])
  await api.delete(`${ITEMS}/${Id}`)
  await undo(store, operator(1, 'test'), await lastSequence(api))
  assert.deepEqual(await shown(api), [['two', 5, false]])
})

superofficeTest('undoing takes back the deletion of all items at once, and a whole PUT', async (api) => {
  const { store } = api.running
  const names = Array.from({ length: 300 }, (_, at) => `${at}`)
  await api.put(ITEMS, names.map((Name) => ({ Name })))
  const made = await lastSequence(api)
  await api.delete(ITEMS)
  assert.deepEqual(await shown(api), [])
  await undo(store, operator(1, 'test'), await lastSequence(api))
  assert.deepEqual((await shown(api)).map(([name]) => name), names)
  await undo(store, operator(1, 'test'), made)
  assert.deepEqual(await shown(api, '?includeDeleted=true'), [])
})

superofficeTest(
  'each operation is one event of its list, and nothing is an event where nothing changes',
  async (api) => {
    const { store } = api.running
    const events = async (work: () => Promise<unknown>) => {
      const before = (await eventsAfter(store, operator(1, 'test'), 0)).length
      await work()
      return (await eventsAfter(store, operator(1, 'test'), before)).map((
        { kind, subject, dialect, actor },
      ) => [kind, subject.number, dialect, actor].join(' '))
    }
    const change = ['group.change 305 superoffice tje0']
    const items = ['a', 'b', 'c'].map((Name) => ({ Name }))
    assert.deepEqual(await events(() => api.put(ITEMS, items)), change)
    const saved = (await api.get(ITEMS)).list
    assert.deepEqual(await events(() => api.put(ITEMS, saved)), [])
    assert.deepEqual(await events(() => api.put(ITEMS, [])), [])
    assert.deepEqual(await events(() => api.post(`${LIST}/Headings`, { Name: 'H' })), change)
    assert.deepEqual(await events(() => api.delete(ITEMS)), change)
    assert.deepEqual(await events(() => api.delete(ITEMS)), [])
    assert.deepEqual(await events(() => api.delete(`${ITEMS}/${saved[0]!.Id}`)), [])
    assert.deepEqual(await events(() => api.post(ITEMS, { Name: 'A' })), [])
  },
)

superofficeTest('a deleted item is a member that is there', async (api) => {
  const { Id } = ok(await api.post(ITEMS, { Name: 'one', Rank: 3 }))
  await api.delete(`${ITEMS}/${Id}`)
  const { group, member } = await findMember(api.running.store, operator(1, 'test'), {
    kind: 'item',
    id: Number(Id),
  })
  assert.deepEqual([group.counts.item, member.state], [1, 'live'])
  assert.deepEqual(member.data, { attributes: { rank: 3, deleted: true } })
})

superofficeTest('another directory sees nothing of it', async (api) => {
  const { Id } = ok(await api.post(ITEMS, { Name: 'one' }))
  const other = { authorization: `Basic ${btoa('other:other')}` }
  for (const path of ['Items', `Items/${Id}`, 'Headings', `Items/${Id}/UserGroups`]) {
    assertError(await api.get(`${LIST}/${path}`, other), 404, 'SoNotFoundException')
  }
  assert.deepEqual((await api.get(`${LISTS}/Category/Items`, other)).list, [])
  assertError(await api.delete(`${LISTS}/Category/Items/1`, other), 404, 'SoNotFoundException')
}, { fixtures: ACCOUNTS })
