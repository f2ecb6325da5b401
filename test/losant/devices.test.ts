import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { trashThing } from '../../src/core/things.ts'
import { type Api, at, device, good, GROUPS, idOf, ids, losantTest, make, operatorOf } from './client.ts'
import { assertInvalid, assertMissing } from './client.ts'

/** Devices 1 to 5: 1 and 2 at site a, 2 also on floor 1, 3 at site b, 4 at both, 5 without tags. */
async function devices(api: Api): Promise<void> {
  const site = (value: string) => ({ key: 'site', value })
  await device(api, { id: idOf(1), tags: [site('a')] })
  await device(api, { id: idOf(2), tags: [site('a'), { key: 'floor', value: '1' }] })
  await device(api, { id: idOf(3), tags: [site('b')] })
  await device(api, { id: idOf(4), tags: [site('a'), site('b')] })
  await device(api, { id: idOf(5) })
}

async function counts(api: Api, id: string): Promise<unknown[]> {
  const query = 'includeDirectDeviceCount=true&includeTotalDeviceCount=true'
  const { directDeviceCount, totalDeviceCount } = good(await api.get(`${at(GROUPS, id)}?${query}`))
  return [directDeviceCount, totalDeviceCount]
}

/** The direct count of a group of this body. */
async function countOf(api: Api, body: JsonObject): Promise<unknown> {
  const { id } = await make(api, { name: 'x', ...body })
  const [direct] = await counts(api, id)
  return direct
}

losantTest('devices: a tag finds by key and value, by either, and never without both', async (api) => {
  await devices(api)
  const rows = [
    [[{ key: 'site', value: 'a' }], 3],
    [[{ key: 'site', value: 'A' }], 0],
    [[{ key: 'Site' }], 0],
    [[{ key: 'site' }], 4],
    [[{ value: '1' }], 1],
    [[{}], 0],
    [[{ key: 'site', value: 'a' }, { key: 'site', value: 'b' }], 4],
    [[{ key: 'floor', value: '1' }, {}], 1],
    [[], 0],
  ] as const
  for (const [deviceTags, expected] of rows) {
    assert.equal(await countOf(api, { deviceTags: deviceTags.map((tag) => ({ ...tag })) }), expected)
  }
})

losantTest('devices: each counts once, however it is reached', async (api) => {
  await devices(api)
  const body = {
    deviceIds: [idOf(1), idOf(5), idOf(9)],
    deviceTags: [{ key: 'site', value: 'a' }],
    deviceQueryJson: JSON.stringify({ id: { $in: [idOf(1), idOf(3)] } }),
  }
  assert.equal(await countOf(api, body), 6)
})

losantTest('devices: a query finds by id and tags, and by nothing else', async (api) => {
  await devices(api)
  const rows: readonly (readonly [query: JsonObject, count: number])[] = [
    [{}, 5],
    [{ $nor: [] }, 0],
    [{ id: idOf(1) }, 1],
    [{ tags: { site: 'a' } }, 3],
    [{ tags: { $tagKey: 'site', $tagValue: 'b' } }, 2],
    [{ $or: [{ tags: { site: 'b' } }, { id: idOf(1) }] }, 3],
    [{ $and: [{ tags: { site: 'b' } }, { tags: { site: 'a' } }] }, 1],
    [{ name: 'device' }, 0],
    [{ name: { $ne: 'x' } }, 0],
    [{ $nor: [{ name: 'x' }] }, 0],
    [{ $or: [{ name: 'x' }, { id: idOf(1) }] }, 1],
  ]
  for (const [query, expected] of rows) {
    const count = await countOf(api, { deviceQueryJson: JSON.stringify(query) })
    assert.equal(count, expected, JSON.stringify(query))
  }
})

losantTest('devices: the total is that of the group and of all below it', async (api) => {
  await devices(api)
  const top = await make(api, { name: 'top', deviceIds: [idOf(1)] })
  const middle = await make(api, {
    name: 'middle',
    parentId: top.id,
    deviceTags: [{ key: 'site', value: 'a' }],
  })
  const low = await make(api, {
    name: 'low',
    parentId: middle.id,
    deviceIds: [idOf(4), idOf(77)],
    deviceQueryJson: JSON.stringify({ tags: { site: 'b' } }),
  })
  const all = async () => [await counts(api, top.id), await counts(api, middle.id), await counts(api, low.id)]
  assert.deepEqual(await all(), [[1, 5], [3, 5], [3, 3]])
  await trashThing(api.running.store, await operatorOf(api), { kind: 'device', oid: idOf(4) })
  assert.deepEqual(await all(), [[1, 4], [2, 4], [2, 2]])
  good(await api.delete(at(GROUPS, middle.id)))
  assert.deepEqual([await counts(api, top.id), await counts(api, low.id)], [[1, 3], [2, 2]])
  good(await api.patch(at(GROUPS, low.id), { parentId: null, deviceQueryJson: null }))
  assert.deepEqual([await counts(api, top.id), await counts(api, low.id)], [[1, 1], [1, 1]])
})

losantTest('devices: the counts of a group of a thousand, and of one that is not there', async (api) => {
  assert.equal(await countOf(api, { deviceIds: ids(1000) }), 1000)
  assertMissing(await api.get(`${at(GROUPS, idOf(1))}?includeTotalDeviceCount=true`))
})

losantTest('devices: more than a thousand queries are not counted at once', async (api) => {
  const top = await make(api, { name: 'top' })
  const bodies = Array.from({ length: 1001 }, (_, n) => ({
    name: `g ${n}`,
    parentId: top.id,
    deviceQueryJson: JSON.stringify({ id: idOf(n) }),
  }))
  await Promise.all(bodies.slice(0, 1000).map((body) => make(api, body)))
  assert.deepEqual(await counts(api, top.id), [0, 0])
  const last = await make(api, bodies[1000]!)
  assertInvalid(await api.get(`${at(GROUPS, top.id)}?includeTotalDeviceCount=true`))
  assert.deepEqual(
    good(await api.get(`${at(GROUPS, top.id)}?includeDirectDeviceCount=1`)).directDeviceCount,
    0,
  )
  good(await api.patch(at(GROUPS, last.id), { deviceQueryJson: bodies[0]!.deviceQueryJson }))
  assert.deepEqual(await counts(api, top.id), [0, 0])
})
