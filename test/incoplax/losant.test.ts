import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Answer,
  type Api,
  at,
  C,
  codesOf,
  G,
  G101,
  good,
  incoplaxTest,
  listed,
  membersOf,
  opts,
} from './client.ts'

const LOSANT = '/applications/575ec8687ae143cd83dc4a97/experience'

async function asLosant(api: Api, method: string, path: string, json?: JsonObject): Promise<JsonObject> {
  const response = await fetch(`${api.running.url}${LOSANT}/${path}`, {
    method,
    headers: { authorization: 'Bearer YOUR_API_ACCESS_TOKEN', 'content-type': 'application/json' },
    ...(json ? { body: JSON.stringify(json) } : {}),
  })
  const text = await response.text()
  assert.ok(response.ok, text)
  return JSON.parse(text)
}

/** The group 101 as the other dialect knows it. */
async function groupId(api: Api): Promise<string> {
  const { items } = await asLosant(api, 'GET', 'groups?filterField=name&filter=group%20number%20101')
  return String(Object(items)[0].id)
}

const both = { fixtures: ['incoplax', 'losant', 'acceptance/incoplax'] }

incoplaxTest('a Losant user is a contact: one person, in the same groups', async (api) => {
  const group = await groupId(api)
  const user = await asLosant(api, 'POST', 'users', {
    email: 'eve@example.com',
    password: 'a-good-password',
    firstName: 'Eve',
    lastName: 'Adams',
    experienceGroupIds: [group],
  })
  const found = listed(await api.get(`${C}?filter=${encodeURIComponent('{"email":"eve@example.com"}')}`))
  const [contact] = found
  assert.equal(found.length, 1)
  assert.deepEqual([contact!.displayname, contact!.number], ['Eve Adams', ''])
  assert.deepEqual(opts(contact!).groups, ['101'])
  assert.deepEqual(await membersOf(api, G101), [1, 5, contact!.autokey])
  good(await api.patch(at(C, contact!.id), { email: 'eve@example.org', opts: { groups: [] } }))
  const after = await asLosant(api, 'GET', `users/${user.id}`)
  assert.deepEqual([after.email, after.firstName, after.experienceGroups], ['eve@example.org', 'Eve', []])
  const whole = good(await api.get(at(C, contact!.id)))
  assert.deepEqual(good(await api.patch(at(C, contact!.id), whole)), whole)
  assert.deepEqual(await asLosant(api, 'GET', `users/${user.id}`), after)
}, both)

incoplaxTest('a contact is a Losant user, and its group shows it in both', async (api) => {
  const contact = good(await api.post(C, { displayname: 'Adam', number: '5', opts: { groups: ['101'] } }))
  const group = await groupId(api)
  const { experienceUserIds } = await asLosant(api, 'GET', `groups/${group}`)
  const [id] = Object(experienceUserIds).slice(-1)
  const user = await asLosant(api, 'GET', `users/${id}`)
  assert.equal(Object(user.experienceGroups)[0].id, group)
  await asLosant(api, 'PATCH', `groups/${group}`, { experienceUserIds: [id] })
  assert.deepEqual(await membersOf(api, G101), [contact.autokey])
  assert.deepEqual(await codesOf(api, contact.id), ['101'])
  await asLosant(api, 'DELETE', `users/${id}`)
  assert.deepEqual(await membersOf(api, G101), [])
  const gone: Answer = await api.get(at(C, contact.id))
  assert.equal(gone.status, 404)
}, both)

incoplaxTest('somebody of whom one dialect knows only the key is counted in both', async (api) => {
  const group = await groupId(api)
  const nobody = '575ed70c7ae143cd83dc4aff'
  await asLosant(api, 'PATCH', `groups/${group}`, { experienceUserIds: [nobody] })
  const [key] = Object(await membersOf(api, G101))
  assert.ok(Number.isInteger(key))
  good(await api.patch(at(G, G101), { opts: { abonents: [key, 400] } }))
  const { experienceUserIds } = await asLosant(api, 'GET', `groups/${group}`)
  assert.deepEqual([Object(experienceUserIds).length, Object(experienceUserIds)[0]], [2, nobody])
}, both)
