import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import {
  type Api,
  at,
  C,
  COMBINED,
  EMPTY,
  G,
  good,
  incoplaxTest,
  listed,
  make,
  operatorOf,
  opts,
} from './client.ts'

const GROUPS = 2150
const CONTACTS = 1100

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 1 + index)
}

async function populate(api: Api): Promise<void> {
  const { store } = api.running
  const principal = await operatorOf(api)
  await Promise.all(range(GROUPS).map((n) => createGroup(store, principal, { name: `g ${n}`, code: `${n}` })))
  const fields = { displayName: 'x', phone: '1' }
  const groups = [{ code: '2' }, { code: '1' }]
  await Promise.all(range(CONTACTS).map(() => createPerson(store, principal, fields, { groups })))
}

incoplaxTest('a list is as long as its limit says, over many pages', async (api) => {
  await populate(api)
  const codes = async (query: string) => listed(await api.get(G + query)).map(({ code }) => Number(code))
  assert.deepEqual(await codes(''), range(1000))
  assert.deepEqual(await codes('?limit=2100'), range(2100))
  assert.deepEqual(await codes('?limit=100000&offset=1500&mask=code'), range(GROUPS).slice(1500))
  assert.deepEqual(
    await codes('?limit=2150&order=[{"opts.priority":"desc"},{"ext.ct":"desc"},{"id":"desc"}]'),
    [
      ...range(GROUPS).reverse(),
    ],
  )
  const contacts = listed(await api.get(`${C}?limit=5000`))
  assert.deepEqual(contacts.map(({ autokey }) => autokey), range(CONTACTS))
  for (const one of contacts) assert.deepEqual(opts(one).groups, ['2', '1'])
  const joined = listed(await api.get(`${COMBINED}?limit=5000&offset=100`)).map(({ key }) => key)
  assert.deepEqual(joined, [...range(GROUPS).slice(100).map(String), ...range(CONTACTS)])
  assert.equal(listed(await api.get(COMBINED)).length, 1000)
}, { fixtures: EMPTY })

incoplaxTest('a group shows all of its members, however many', async (api) => {
  const keys = range(6000).reverse()
  const { id } = await make(api, G, { name: 'big', opts: { abonents: keys } })
  assert.deepEqual(opts(good(await api.get(at(G, id)))).abonents, keys)
  const before = good(await api.get(at(G, id)))
  assert.deepEqual(good(await api.patch(at(G, id), before)), before)
  const less = keys.filter((key) => key % 2 === 0)
  assert.deepEqual(opts(good(await api.patch(at(G, id), { opts: { abonents: less } }))).abonentcount, 3000)
  const filter = encodeURIComponent(JSON.stringify({ opts: { abonents: 4000 } }))
  assert.deepEqual(listed(await api.get(`${G}?filter=${filter}`)).map((one) => one.id), [id])
}, { fixtures: EMPTY })
