import assert from 'node:assert/strict'
import { findDirectory } from '../../src/core/directories.ts'
import { expire } from '../../src/core/expiry.ts'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Api,
  assertError,
  assertLinked,
  assertPlain,
  assertViolations,
  BLANK,
  GROUP,
  lox24Test,
  NOW,
  OTHER,
} from './client.ts'

const SAMPLE = {
  name: 'My Clients',
  description: 'Best clients',
  name_a: 'prefix',
  name_b: 'name',
  name_c: 'datetime',
  name_d: 'price',
  name_e: 'something_else',
}

const linked = { accept: 'application/ld+json' }

lox24Test('case 28: a group whose date has come is gone', async (api) => {
  await api.put(GROUP, { name: 'Short', deleted_at: '2026-11-22T00:01:00Z', phones: [{ phone: '1234' }] })
  const [phone] = (await api.get(`${GROUP}/phones`)).list
  api.wait(59_999)
  await expireNow(api)
  assertPlain(await api.get(GROUP), 200)
  api.wait(1)
  await expireNow(api)
  assertError(await api.get(GROUP), 404, 'Resource not found')
  assertError(await api.get(`/phones/${phone?.id}`), 404)
  assert.deepEqual((await api.get('/groups')).list, [])
}, { now: NOW })

async function expireNow({ running: { store } }: Api): Promise<void> {
  const { id } = await findDirectory(store, { number: 1234567 })
  await expire(store, id)
}

lox24Test('case 46: a group is made', async (api) => {
  const answer = await api.post('/groups', SAMPLE)
  assertPlain(answer, 201)
  const { id, ...rest } = answer.object
  assert.deepEqual(rest, { ...SAMPLE, count_items: 0, deleted_at: null })
  assert.equal(Number.isInteger(id) && Number(id) > 12344, true)
  assert.equal(answer.headers.get('location'), `/groups/${id}`)
  assert.equal(answer.headers.get('content-location'), `/groups/${id}`)
  assert.equal((await api.get(`/groups/${id}`)).text, answer.text)
})

lox24Test('case 47: a group without a name is not made', async (api) => {
  assertViolations(await api.post('/groups', {}), [`name: ${BLANK}`])
  const sms = { sender_id: 'SenderId', text: 'text', service_code: 'direct', phone: '+491701234567' }
  assertViolations(await api.post('/groups', sms), [`name: ${BLANK}`])
  assert.equal((await api.get('/groups')).list.length, 1)
})

lox24Test('case 48: a group is made with its phones', async (api) => {
  const phones = [{ phone: '+4915550001', a: 'Ms.' }, { phone: '+4915550002' }]
  const answer = await api.post('/groups', { name: 'Two', phones })
  assertPlain(answer, 201)
  assert.equal(answer.object.count_items, 2)
  assert.equal('phones' in answer.object, false)
  const { list } = await api.get(`/groups/${answer.object.id}/phones`)
  assert.deepEqual(list.map((phone) => phone.phone), ['+4915550001', '+4915550002'])
})

lox24Test('case 49: groups in JSON are an array', async (api) => {
  const answer = await api.get('/groups')
  assertPlain(answer, 200)
  assert.deepEqual(answer.list, [{ id: 12344, ...SAMPLE, count_items: 0, deleted_at: null }])
})

lox24Test('case 50: groups in JSON-LD are a collection in pages of thirty', async (api) => {
  await makeGroups(api, 30)
  const answer = await api.get('/groups', linked)
  assertLinked(answer, 200)
  const members = membersOf(answer.object)
  assert.equal(members.length, 30)
  assert.deepEqual(Object.keys(members[0] ?? {}).slice(0, 3), ['@id', '@type', 'id'])
  const { 'hydra:member': _, ...rest } = answer.object
  assert.deepEqual(rest, {
    '@context': '/contexts/groups',
    '@id': '/groups',
    '@type': 'hydra:Collection',
    'hydra:totalItems': 31,
    'hydra:view': {
      '@id': '/groups?page=1',
      '@type': 'hydra:PartialCollectionView',
      'hydra:first': '/groups?page=1',
      'hydra:last': '/groups?page=2',
      'hydra:next': '/groups?page=2',
    },
  })
  const second = await api.get('/groups?page=2', linked)
  const ids = [...members, ...membersOf(second.object)].map((group) => Number(group.id))
  assert.deepEqual(ids, ids.toSorted((a, b) => a - b))
  assert.equal(new Set(ids).size, 31)
})

lox24Test('case 51: a page past the end is empty, with the true total', async (api) => {
  const plain = await api.get('/groups?page=99')
  assertPlain(plain, 200)
  assert.deepEqual(plain.list, [])
  const answer = await api.get('/groups?page=99', linked)
  assert.deepEqual(answer.object['hydra:member'], [])
  assert.equal(answer.object['hydra:totalItems'], 1)
  assertPlain(await api.get('/groups?page=2147483647'), 200)
})

lox24Test('case 52: there is no page before the first', async (api) => {
  for (const page of ['0', '-1', 'x', '1.5', '']) {
    assertError(await api.get(`/groups?page=${page}`), 400, 'Page should not be less than 1')
  }
})

lox24Test('case 53: an empty list has a view too', async (api) => {
  await api.delete(GROUP)
  const answer = await api.get('/groups', linked)
  assertLinked(answer, 200)
  assert.deepEqual(answer.object['hydra:member'], [])
  assert.equal(answer.object['hydra:totalItems'], 0)
  assert.deepEqual(answer.object['hydra:view'], {
    '@id': '/groups?page=1',
    '@type': 'hydra:PartialCollectionView',
  })
})

lox24Test('case 54: a group is read with its ten keys', async (api) => {
  const answer = await api.get(GROUP)
  assertPlain(answer, 200)
  assert.deepEqual(Object.entries(answer.object), [
    ['id', 12344],
    ...Object.entries(SAMPLE),
    ['count_items', 0],
    ['deleted_at', null],
  ])
})

lox24Test('case 65: a deleted group takes its phones with it', async (api) => {
  const phones = [{ phone: '+4915550001' }, { phone: '+4915550002' }]
  await api.put(GROUP, { name: 'Two', phones })
  const { list } = await api.get(`${GROUP}/phones`)
  const answer = await api.delete(GROUP)
  assert.equal(answer.status, 204)
  assert.equal(answer.text, '')
  assertError(await api.get(GROUP), 404, 'Resource not found')
  assertError(await api.get(`${GROUP}/phones`), 404)
  assertError(await api.get(`${GROUP}/file/csv`), 404)
  for (const phone of list) assertError(await api.get(`/phones/${phone.id}`), 404)
  assertError(await api.delete(GROUP), 404, 'Resource not found')
})

lox24Test('groups: the same name twice is welcome, and ids are not given again', async (api) => {
  const first = (await api.post('/groups', SAMPLE)).object.id
  await api.delete(`/groups/${first}`)
  const second = await api.post('/groups', SAMPLE)
  assertPlain(second, 201)
  assert.equal(Number(second.object.id) > Number(first), true)
})

lox24Test('groups: another account has ids of its own', async (api) => {
  const answer = await api.post('/groups', SAMPLE, { token: OTHER })
  assertPlain(answer, 201)
  assert.equal((await api.get('/groups', { token: OTHER })).list.length, 1)
  assert.equal((await api.get('/groups')).list.length, 1)
})

lox24Test('groups: the pages keep the other parameters of the request', async (api) => {
  await makeGroups(api, 30)
  const answer = await api.get('/groups?itemsPerPage=5&page=1', linked)
  assert.equal(membersOf(answer.object).length, 30)
  assert.partialDeepStrictEqual(answer.object['hydra:view'], {
    'hydra:next': '/groups?itemsPerPage=5&page=2',
  })
})

async function makeGroups(api: Api, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `Group ${index}`)
  await Promise.all(names.map(async (name) => assertPlain(await api.post('/groups', { name }), 201)))
}

function membersOf({ 'hydra:member': members }: JsonObject): JsonObject[] {
  assert.equal(Array.isArray(members), true)
  return members as unknown as JsonObject[]
}
