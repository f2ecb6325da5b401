import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { type Api, done, hiveTest, HOME } from './client.ts'

/** The requests as the page "Group type" prints them; its `{typeId}` is the `id` of its answers. */
const LINES = {
  list: 'GET https://<YOUR_DOMAIN>/api/v1/en_US/group-type/list',
  create: 'POST https://<YOUR_DOMAIN>/api/v1/en_US/group-type',
  update: 'PUT https://<YOUR_DOMAIN>/api/v1/en_US/group-type/{typeId}',
  delete: 'DELETE https://<YOUR_DOMAIN>/api/v1/en_US/group-type/{typeId}',
} as const

async function send({ send }: Api, line: string, json?: JsonObject): Promise<JsonObject> {
  const [method = '', address = ''] = line.split(' ')
  const path = address.replace('https://<YOUR_DOMAIN>', '').replace('{typeId}', '1')
  return done(await send(method, path, json ? { json } : {}))
}

/** The record of the page's examples but for its groups, which are filler there: one group stands in two types. */
const RECORD = { id: 1, type: 'groupType', name: 'Type #11', groups: [], accessWarnings: [] }

hiveTest('the requests of the documentation work in the demo with another host', async (api) => {
  const { offset, groupTypes } = await send(api, LINES.list)
  assert.equal(offset, 0)
  assert.ok(Array.isArray(groupTypes))
  const [first, ...others] = groupTypes
  assert.deepEqual([first.id, first.type, first.name, first.accessWarnings], [0, 'groupType', 'Default', []])
  const homes = first.groups.filter(({ slug }: JsonObject) => slug === 'home')
  assert.deepEqual(homes, [{ id: HOME, slug: 'home', name: 'Home' }])
  assert.deepEqual(others, [
    { id: 1, type: 'groupType', name: 'Type #1', groups: [], accessWarnings: [] },
    { id: 2, type: 'groupType', name: 'Type #2', groups: [], accessWarnings: [] },
  ])
  assert.deepEqual(await send(api, LINES.create, { name: 'Type #11' }), { ...RECORD, id: 3 })
  assert.deepEqual(await send(api, LINES.update, { name: 'Type #11' }), RECORD)
  assert.deepEqual(await send(api, LINES.delete), RECORD)
  const { groupTypes: left } = await send(api, LINES.list)
  assert.ok(Array.isArray(left))
  assert.deepEqual(left.map(({ id }: JsonObject) => id), [0, 2, 3])
}, { fixtures: ['incoplax', 'hive', 'losant', 'lox24', 'superoffice'] })
