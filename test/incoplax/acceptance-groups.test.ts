import assert from 'node:assert/strict'
import {
  assertError,
  at,
  codesOf,
  EMPTY,
  ext,
  FULL,
  G,
  G007,
  G101,
  good,
  idOf,
  incoplaxTest,
  listed,
  make,
  membersOf,
  NOBODY,
  opts,
} from './client.ts'

/** spec/incoplax.md §11, the cases 1 to 20; the domain of each says what is there when it begins. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The seed's body of a creation. */
const BODY = {
  code: '101',
  name: 'group number 101',
  shortname: 'G.101',
  opts: { abonents: [1, 5], priority: 101 },
}

incoplaxTest(
  'cases 1, 2: a group is made, with the id that was given or with one of its own',
  async (api) => {
    const made = good(await api.post(G, { id: G101, ...BODY }))
    const { ct, lwt } = ext(made)
    assert.deepEqual(made, {
      id: G101,
      code: '101',
      name: 'group number 101',
      shortname: 'G.101',
      opts: { title: '', comment: '', abonents: [1, 5], abonentcount: 2, priority: 101 },
      ext: { ct: '2026-11-22T12:00:00.60Z', lwt: '2026-11-22T12:00:00.60Z' },
    })
    assert.equal(ct, lwt)
    const other = good(await api.post(G, { ...BODY, code: '102' }))
    assert.match(String(other.id), UUID)
    assert.notEqual(other.id, G101)
  },
  { fixtures: EMPTY },
)

incoplaxTest('cases 3, 4: the list has the listed fields alone', async (api) => {
  const list = listed(await api.get(`${G}?offset=0&limit=2`))
  assert.deepEqual(list, [
    {
      id: G007,
      code: '007',
      name: 'group number 007',
      shortname: 'G.007',
      opts: { abonentcount: 3, priority: 1000 },
      ext: { ct: '2019-08-29T08:07:36.24Z', lwt: '2019-08-29T08:07:36.24Z' },
    },
    {
      id: G101,
      code: '101',
      name: 'group number 101',
      shortname: 'G.101',
      opts: { abonentcount: 2, priority: 101 },
      ext: { ct: '2019-08-29T08:08:32.60Z', lwt: '2019-08-29T08:08:32.60Z' },
    },
  ])
})

incoplaxTest('cases 5, 6: a group is read, and changed', async (api) => {
  const before = good(await api.get(at(G, G101)))
  assert.deepEqual(opts(before), { title: '', comment: '', abonents: [1, 5], abonentcount: 2, priority: 101 })
  const after = good(await api.patch(at(G, G101), { opts: { abonents: [1, 5, 15, 27], priority: 98 } }))
  assert.deepEqual(after, {
    ...before,
    opts: { title: '', comment: '', abonents: [1, 5, 15, 27], abonentcount: 4, priority: 98 },
    ext: { ct: '2019-08-29T08:08:32.60Z', lwt: '2026-11-22T12:00:00.60Z' },
  })
  assert.deepEqual(good(await api.get(at(G, G101))), after)
})

incoplaxTest('cases 7 to 9: LOOKUP finds by code and by id', async (api) => {
  for (const key of ['101', G101, G101.toUpperCase()]) {
    const answer = await api.lookup(G, key)
    assert.equal(answer.status, 200)
    assert.deepEqual(JSON.parse(answer.text), [G101])
  }
  assertError(await api.lookup(G, 'no-such'), 404, 'Lookup failed')
})

incoplaxTest('cases 10, 11: the contacts show their groups as the groups show them', async (api) => {
  const [one, five] = [await idOf(api, 1), await idOf(api, 5)]
  for (const id of [one, five]) assert.deepEqual(await codesOf(api, id), ['007', '101'])
  good(await api.patch(at(G, G101), { opts: { abonents: [5] } }))
  assert.deepEqual(await codesOf(api, one), ['007'])
  assert.deepEqual(await codesOf(api, five), ['007', '101'])
  assert.deepEqual(await membersOf(api, G101), [5])
})

incoplaxTest('cases 12, 13: another code is the code of all links', async (api) => {
  good(await api.patch(at(G, G101), { code: '102' }))
  assert.deepEqual(await codesOf(api, await idOf(api, 5)), ['007', '102'])
  assert.deepEqual(await membersOf(api, G101), [1, 5])
  assertError(await api.lookup(G, '101'), 404, 'Lookup failed')
  assert.deepEqual(JSON.parse((await api.lookup(G, '102')).text), [G101])
})

const NAMES = [
  { case: 14, from: ['A', 'A'], patch: { name: 'B' }, to: ['B', 'B'] },
  { case: 15, from: ['A', 'a'], patch: { name: 'B' }, to: ['B', 'a'] },
  { case: 16, from: ['A', 'A'], patch: { name: 'B', shortname: 'x' }, to: ['B', 'x'] },
  { case: 17, from: ['A', 'A'], patch: { name: 'B', shortname: 'A' }, to: ['B', 'B'] },
  { case: 18, from: ['A', 'A'], patch: { shortname: 'z' }, to: ['A', 'z'] },
]

incoplaxTest('cases 14 to 18: the short name follows the name where it was the name', async (api) => {
  for (const { case: number, from: [name = '', shortname = ''], patch, to } of NAMES) {
    const { id } = await make(api, G, { name, shortname })
    const after = good(await api.patch(at(G, id), patch))
    assert.deepEqual([after.name, after.shortname], to, `case ${number}`)
  }
}, { fixtures: EMPTY })

incoplaxTest('cases 19, 20: the id cannot be changed, and may be sent', async (api) => {
  const before = good(await api.get(at(G, G101)))
  assertError(await api.patch(at(G, G101), { id: NOBODY, name: 'other' }), 400)
  assert.deepEqual(good(await api.get(at(G, G101))), before)
  assert.deepEqual(good(await api.patch(at(G, G101), { id: G101 })), before)
  assert.deepEqual(good(await api.patch(at(G, G101), { id: G101.toUpperCase() })), before)
})

incoplaxTest('cases 34, 35: a name is all that a group needs', async (api) => {
  const made = good(await api.post(G, { name: 'x' }))
  assert.match(String(made.code), UUID)
  assert.equal(made.shortname, '')
  assert.deepEqual(opts(made), { title: '', comment: '', priority: 1000, abonents: [], abonentcount: 0 })
  assertError(await api.post(G, { code: '9' }), 400, `Invalid field 'name'`)
}, { fixtures: EMPTY })

incoplaxTest('case 36: a code that is used is not used twice', async (api) => {
  assertError(await api.post(G, { name: 'x', code: '101' }), 409, 'Code already exists')
  assert.equal(listed(await api.get(G)).length, 2)
  assertError(await api.post(G, { name: 'x', id: G101 }), 409, 'Id already exists')
  assertError(await api.patch(at(G, G101), { code: '007' }), 409, 'Code already exists')
  assert.equal(listed(await api.get(G)).length, 2)
}, { fixtures: FULL })

incoplaxTest('cases 37, 38, 40: members are numbers, and counted by the server', async (api) => {
  assertError(await api.post(G, { name: 'x', opts: { abonents: ['1'] } }), 400)
  const body = { name: 'x', opts: { abonentcount: 50 }, ext: { ct: '2000-01-01T00:00:00.00Z' } }
  const made = good(await api.post(G, body))
  assert.equal(opts(made).abonentcount, 0)
  assert.equal(ext(made).ct, '2026-11-22T12:00:00.60Z')
  const twice = good(await api.post(G, { name: 'y', opts: { abonents: [5, 5, 1] } }))
  assert.deepEqual([opts(twice).abonents, opts(twice).abonentcount], [[5, 1], 2])
}, { fixtures: EMPTY })

incoplaxTest(`case 39: further keys of ext are the client's own`, async (api) => {
  const { id } = await make(api, G, { name: 'x', ext: { origin: 'ldap' } })
  const found = ext(good(await api.get(at(G, id))))
  assert.deepEqual(Object.keys(found).toSorted(), ['ct', 'lwt', 'origin'])
  assert.equal(found.origin, 'ldap')
}, { fixtures: EMPTY })

incoplaxTest('case 41: an id that nothing has, and a code in its place, are not found', async (api) => {
  for (const id of [NOBODY, '101']) {
    assertError(await api.get(at(G, id)), 404, 'Not found')
    assertError(await api.patch(at(G, id), { name: 'x' }), 404, 'Not found')
    assertError(await api.delete(at(G, id)), 404, 'Not found')
  }
})

incoplaxTest('case 42: a deleted group is gone from its members', async (api) => {
  const five = await idOf(api, 5)
  const answer = await api.delete(at(G, G101))
  assert.deepEqual([answer.status, answer.text], [204, ''])
  assertError(await api.get(at(G, G101)), 404)
  assertError(await api.lookup(G, '101'), 404, 'Lookup failed')
  assertError(await api.delete(at(G, G101)), 404)
  assert.deepEqual(await codesOf(api, five), ['007'])
})
