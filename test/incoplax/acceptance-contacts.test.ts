import assert from 'node:assert/strict'
import {
  asked,
  assertError,
  at,
  C,
  COMBINED,
  EMPTY,
  ext,
  G,
  G007,
  G101,
  good,
  idOf,
  incoplaxTest,
  listed,
  make,
  membersOf,
} from './client.ts'

/** spec/incoplax.md §11, the cases 47 to 54. */
incoplaxTest('case 47: the first contact of a domain', async (api) => {
  const made = good(await api.post(C, { displayname: 'John Smith', number: '11' }))
  const { id, ...rest } = made
  assert.match(String(id), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const time = '2026-11-22T12:00:00.60Z'
  assert.deepEqual(rest, {
    autokey: 1,
    displayname: 'John Smith',
    department: '',
    jobtitle: '',
    number: '11',
    numlocal: '',
    numpublic: '',
    mobile: '',
    mobile2: '',
    mobile3: '',
    roomnum: '',
    roomnum2: '',
    roomnum3: '',
    email: '',
    email2: '',
    email3: '',
    photo: '',
    opts: { title: '', comment: '', groups: [], priority: null },
    ext: { ct: time, lwt: time },
  })
  assert.deepEqual(good(await api.get(at(C, id))), made)
}, { fixtures: EMPTY })

incoplaxTest('cases 48, 49: what a contact needs, and what it must not say', async (api) => {
  const body = { displayname: 'John', number: '11' }
  assert.equal(good(await api.post(C, { ...body, autokey: -1 })).autokey, 1)
  assertError(await api.post(C, { ...body, autokey: 7 }), 400, `Invalid field 'autokey'`)
  assertError(await api.post(C, { displayname: 'John' }), 400, `Invalid field 'number'`)
  assertError(await api.post(C, { number: '11' }), 400, `Invalid field 'displayname'`)
  assert.equal(listed(await api.get(C)).length, 1)
}, { fixtures: EMPTY })

incoplaxTest('case 50: the list of contacts has the listed fields alone, membership too', async (api) => {
  const list = listed(await api.get(`${C}?limit=2`))
  assert.deepEqual(list.map(({ id: _, ext: __, ...rest }) => rest), [
    {
      autokey: 1,
      displayname: 'John Smith',
      department: '',
      jobtitle: '',
      number: '11',
      email: '',
      opts: { groups: ['007', '101'], priority: null },
    },
    {
      autokey: 5,
      displayname: 'Anna Berg',
      department: '',
      jobtitle: '',
      number: '15',
      email: '',
      opts: { groups: ['007', '101'], priority: null },
    },
  ])
  for (const one of list) assert.deepEqual(Object.keys(ext(one)).toSorted(), ['ct', 'lwt'])
})

incoplaxTest('case 51: a contact that joins a group is the last of its members', async (api) => {
  const id = await idOf(api, 27)
  const before = good(await api.get(at(C, id)))
  const after = good(await api.patch(at(C, id), { opts: { groups: ['101'] } }))
  assert.deepEqual(after, { ...before, opts: { title: '', comment: '', groups: ['101'], priority: null } })
  assert.deepEqual(await membersOf(api, G101), [1, 5, 27])
  assert.equal(ext(good(await api.get(at(G, G101)))).lwt, '2026-11-22T12:00:00.60Z')
})

incoplaxTest(
  'case 52: a deleted contact is gone from its groups, and its key is not used again',
  async (api) => {
    const id = await idOf(api, 5)
    const answer = await api.delete(at(C, id))
    assert.deepEqual([answer.status, answer.text], [204, ''])
    assertError(await api.get(at(C, id)), 404, 'Not found')
    assert.deepEqual(await membersOf(api, G101), [1])
    assert.deepEqual(await membersOf(api, G007), [1, 15])
    const last = good(await api.post(C, { displayname: 'last', number: '99' })).autokey
    assert.equal(last, 28)
    await api.delete(at(C, await idOf(api, 28)))
    assert.equal(good(await api.post(C, { displayname: 'next', number: '98' })).autokey, 29)
  },
)

incoplaxTest('case 53: groups stand before contacts, each with its key', async (api) => {
  const list = listed(await api.get(COMBINED))
  assert.deepEqual(list.slice(0, 3), [
    { id: G007, key: '007', type: 'contactgroup', name: 'group number 007', number: 'group#007' },
    { id: G101, key: '101', type: 'contactgroup', name: 'group number 101', number: 'group#101' },
    { id: await idOf(api, 1), key: 1, type: 'contact', name: 'John Smith', number: '11' },
  ])
  assert.deepEqual(list.map(({ key }) => key), ['007', '101', 1, 5, 15, 27])
})

incoplaxTest('case 54: the joined list is filtered and cut', async (api) => {
  const keys = async (parameters: Record<string, unknown>) =>
    listed(await api.get(asked(COMBINED, parameters))).map(({ key }) => key)
  assert.deepEqual(await keys({ filter: { key: '101' } }), ['101'])
  assert.deepEqual(await keys({ filter: { key: 5 } }), [5])
  assert.deepEqual(await keys({ filter: { number: 'group#007' } }), ['007'])
  assert.deepEqual(await keys({ limit: 1 }), ['007'])
  assert.deepEqual(await keys({ offset: 1, limit: 2 }), ['101', 1])
  assert.deepEqual(await keys({ offset: 3, limit: 2 }), [5, 15])
  assert.deepEqual(await keys({ offset: 6 }), [])
  assert.deepEqual(await keys({ limit: 0 }), [])
})

incoplaxTest(
  'contacts: LOOKUP finds by id, autokey and number, by autokey where it finds several',
  async (api) => {
    const found = async (key: unknown) => JSON.parse((await api.lookup(C, key)).text)
    const [one, five, fifteen] = [await idOf(api, 1), await idOf(api, 5), await idOf(api, 15)]
    assert.deepEqual(await found(one), [one])
    assert.deepEqual(await found(five.toUpperCase()), [five])
    assert.deepEqual(await found('1'), [one])
    assert.deepEqual(await found(5), [five])
    assert.deepEqual(await found('115'), [fifteen])
    const { id } = await make(api, C, { displayname: 'same', number: '5' })
    assert.deepEqual(await found('5'), [five, id])
    for (const key of ['01', '-1', '1.0', 'John Smith', '0', ' 1']) {
      assertError(await api.lookup(C, key), 404, 'Lookup failed')
    }
  },
)
