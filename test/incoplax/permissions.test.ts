import assert from 'node:assert/strict'
import { eventsAfter } from '../../src/core/queries.ts'
import {
  type Api,
  assertError,
  at,
  C,
  COMBINED,
  G,
  G101,
  idOf,
  incoplaxTest,
  loginWith,
  operatorOf,
} from './client.ts'

type Operation = (api: Api, contact: string) => Promise<{ readonly status: number }>

/** Every operation, the permissions that open it, and its answer then. spec/incoplax.md §3.4 */
const OPERATIONS: readonly (readonly [name: string, needs: string, status: number, work: Operation])[] = [
  ['list groups', 'group.list', 200, (api) => api.get(G)],
  ['read a group', 'group.get', 200, (api) => api.get(at(G, G101))],
  ['look a group up', 'group.find', 200, (api) => api.lookup(G, '101')],
  ['make a group', 'group.create', 200, (api) => api.post(G, { name: 'new' })],
  ['change a group', 'group.change', 200, (api) => api.patch(at(G, G101), { name: 'other' })],
  ['delete a group', 'group.delete', 204, (api) => api.delete(at(G, G101))],
  ['list contacts', 'person.list', 200, (api) => api.get(C)],
  ['read a contact', 'person.get', 200, (api, id) => api.get(at(C, id))],
  ['look a contact up', 'person.find', 200, (api) => api.lookup(C, '1')],
  ['make a contact', 'person.create', 200, (api) => api.post(C, { displayname: 'new', number: '9' })],
  ['change a contact', 'person.change', 200, (api, id) => api.patch(at(C, id), { displayname: 'other' })],
  ['delete a contact', 'person.delete', 204, (api, id) => api.delete(at(C, id))],
  ['read the joined list', 'group.list+person.list', 200, (api) => api.get(COMBINED)],
]

const ALL = [...new Set(OPERATIONS.flatMap(([, needs]) => needs.split('+')))]

incoplaxTest('permissions: each operation has one of its own, LOOKUP too', async (api) => {
  const contact = await idOf(api, 1)
  for (const [name, needs, , work] of OPERATIONS) {
    for (const need of needs.split('+')) {
      const rest = api.as(await loginWith(api, ALL.filter((one) => one !== need)))
      const before = await eventsAfter(api.running.store, await operatorOf(api), 0)
      const answer = await work(rest, contact)
      assert.equal(answer.status, 403, `${name} without ${need}`)
      assert.deepEqual(await eventsAfter(api.running.store, await operatorOf(api), 0), before)
    }
  }
  for (const [name, needs, status, work] of OPERATIONS) {
    const id = await idOf(api, name.includes('delete') ? 15 : 1)
    const answer = await work(api.as(await loginWith(api, needs.split('+'))), id)
    assert.equal(answer.status, status, name)
  }
})

incoplaxTest('case 59: a role with GET and without LOOKUP', async (api) => {
  const reading = api.as(await loginWith(api, ['group.list', 'group.get']))
  assert.equal((await reading.get(G)).status, 200)
  assertError(await reading.lookup(G, '101'), 403, 'Access denied')
  assertError(await reading.lookup(G, {}), 403, 'Access denied')
})

incoplaxTest('permissions: a reader reads and looks up, an editor does the rest too', async (api) => {
  const contact = await idOf(api, 1)
  const reader = api.as(await loginWith(api, ['reader']))
  for (const [name, needs, status, work] of OPERATIONS) {
    const isReading = /\.(list|get|find)/.test(needs)
    assert.equal((await work(reader, contact)).status, isReading ? status : 403, name)
  }
  const editor = api.as(await loginWith(api, ['editor']))
  for (const [name, , status, work] of OPERATIONS) {
    if (!name.startsWith('delete')) assert.equal((await work(editor, contact)).status, status, name)
  }
})

incoplaxTest('permissions: who may not is told so before what is wrong', async (api) => {
  const nobody = api.as(await loginWith(api, ['type.list']))
  assertError(await nobody.post(G, {}), 403, 'Access denied')
  assertError(await nobody.get(`${G}?limit=x`), 403, 'Access denied')
  assertError(await nobody.patch(at(G, 'x'), { name: '' }), 403, 'Access denied')
  assertError(await nobody.post(C, []), 403, 'Access denied')
  assertError(await nobody.lookup(C, null), 403, 'Access denied')
  assertError(await nobody.get(`${COMBINED}?offset=x`), 403, 'Access denied')
})
