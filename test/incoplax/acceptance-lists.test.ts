import assert from 'node:assert/strict'
import { asked, assertError, at, EMPTY, G, G101, good, incoplaxTest, listed, make, opts } from './client.ts'

/** spec/incoplax.md §11, the cases 21 to 33. */
incoplaxTest('cases 21 to 23: a mask names the fields of a list', async (api) => {
  assert.deepEqual(listed(await api.get(`${G}?mask=id,code`)).map((one) => Object.keys(one)), [
    ['id', 'code'],
    ['id', 'code'],
  ])
  assert.deepEqual(listed(await api.get(`${G}?mask=code,opts.priority`)), [
    { code: '007', opts: { priority: 1000 } },
    { code: '101', opts: { priority: 101 } },
  ])
  const hidden = listed(await api.get(`${G}?mask=id,opts.abonents`))
  assert.deepEqual(hidden.map((one) => Object.keys(one)), [['id'], ['id']])
})

incoplaxTest('case 24: a group has more fields for a mask than a list', async (api) => {
  const masked = good(await api.get(`${at(G, G101)}?mask=opts.abonents`))
  assert.deepEqual(masked, { opts: { abonents: [1, 5] } })
})

incoplaxTest('cases 25, 26: flat brings the parts of composites to the top', async (api) => {
  const flat = good(await api.get(`${at(G, G101)}?flat=true`))
  assert.deepEqual(flat, {
    id: G101,
    code: '101',
    name: 'group number 101',
    shortname: 'G.101',
    'opts.title': '',
    'opts.comment': '',
    'opts.abonents': [1, 5],
    'opts.abonentcount': 2,
    'opts.priority': 101,
    'ext.ct': '2019-08-29T08:08:32.60Z',
    'ext.lwt': '2019-08-29T08:08:32.60Z',
  })
  const [, masked] = listed(await api.get(`${G}?flat=true&mask=id,opts.priority`))
  assert.deepEqual(masked, { id: G101, 'opts.priority': 101 })
})

incoplaxTest('cases 27, 28: offset and limit cut a list', async (api) => {
  assert.deepEqual(listed(await api.get(`${G}?offset=1&limit=1`)).map(({ code }) => code), ['101'])
  assert.deepEqual(listed(await api.get(`${G}?limit=1`)).map(({ code }) => code), ['007'])
  for (const query of ['offset=99', 'limit=0', 'offset=2&limit=5']) {
    assert.deepEqual(listed(await api.get(`${G}?${query}`)), [])
  }
})

incoplaxTest('case 29: a parameter that is none is refused by its name', async (api) => {
  const bad = {
    'limit=-1': 'limit',
    'limit=1.5': 'limit',
    'offset=x': 'offset',
    'offset=': 'offset',
    'flat=maybe': 'flat',
  }
  for (const [query, name] of Object.entries(bad)) {
    const answer = await api.get(`${G}?${query}`)
    assertError(answer, 400)
    assert.match(String(answer.object.error_message), new RegExp(`'${name}'`))
  }
})

incoplaxTest('case 30: a list is sorted by fields, the earlier first', async (api) => {
  for (
    const [code, name, priority] of [['1', 'b', 5], ['2', 'a', 5], ['3', 'c', 7], ['4', 'B', 1]] as const
  ) {
    await make(api, G, { code, name, opts: { priority } })
  }
  const codes = async (order: unknown) =>
    listed(await api.get(asked(G, { order }))).map(({ code }) => code).join('')
  assert.equal(await codes(['name']), '4213')
  assert.equal(await codes('name'), '4213')
  assert.equal(await codes([{ 'opts.priority': 'desc' }, 'code']), '3124')
  assert.equal(await codes([{ 'opts.priority': 'asc', name: 'desc' }]), '4123')
  assert.equal(await codes([]), '1234')
  assertError(await api.get(asked(G, { order: ['nothing'] })), 400)
  assertError(await api.get(asked(G, { order: [{ name: 'up' }] })), 400)
}, { fixtures: EMPTY })

incoplaxTest('cases 31 to 33: a filter in both forms', async (api) => {
  const codes = async (filter: unknown) => listed(await api.get(asked(G, { filter }))).map(({ code }) => code)
  assert.deepEqual(await codes({ code: '007' }), ['007'])
  assert.deepEqual(await codes({ 'opts.priority': 1000 }), ['007'])
  assert.deepEqual(await codes({ opts: { abonents: 15 } }), ['007'])
  assert.deepEqual(await codes(['==', ['property', 'code'], '007']), ['007'])
  const polish = ['&&', ['==', ['property', 'code'], '101'], ['>=', ['property', 'opts.priority'], 100]]
  assert.deepEqual(await codes(polish), ['101'])
  for (const filter of ['{bad', '5', '"x"', '{"nothing":1}', '["~",["property","code"],"1"]']) {
    assertError(await api.get(asked(G, { filter })), 400)
  }
  const [first] = listed(await api.get(asked(G, { filter: { code: '007' }, mask: 'opts.abonentcount' })))
  assert.deepEqual(first, { opts: { abonentcount: 3 } })
  assert.equal(opts(first!).abonents, undefined)
})
