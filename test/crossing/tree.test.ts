import assert from 'node:assert/strict'
import type { Group } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { ask, change, make, openPlace, type Place, send, wholeBody } from './client.ts'
import type { Speaker } from './speaker.ts'
import { SPEAKERS } from './speakers.ts'

/** What the groups of Losant have that no other dialect shows: a place in a tree, and devices. */

const TREE = SPEAKERS.find(({ name }) => name === 'losant')!
const OTHERS = SPEAKERS.filter((speaker) => speaker !== TREE)

const device = '58b9d743cbfafe1be675744d'

/** Makes a group in a dialect and hangs it below another in Losant. */
async function hung(place: Place, speaker: Speaker, parent: Group | null): Promise<Group> {
  const group = await make(place, speaker, { name: `below ${parent?.number}`, description: 'x' })
  await change(place, TREE, group, { parentId: parent?.oid ?? null, deviceIds: [] })
  return group
}

/** The path of a group, and how many devices it and those below it have. */
async function placeOf(place: Place, group: Group): Promise<JsonObject> {
  const path = `${TREE.group(group)}?includeTotalDeviceCount=true`
  const { ancestorIds, totalDeviceCount } = await ask(place, TREE, { method: 'GET', path })
  return { ancestorIds: ancestorIds!, totalDeviceCount: totalDeviceCount! }
}

for (const other of OTHERS) {
  Deno.test(`crossing: what ${other.name} deletes leaves the tree of Losant, and its children move up`, async () => {
    await using place = await openPlace()
    const top = await hung(place, other, null)
    const middle = await hung(place, other, top)
    const low = await hung(place, other, middle)
    await change(place, TREE, low, { deviceIds: [device] })
    await change(place, TREE, middle, { deviceIds: ['58b9d743cbfafe1be675744e'] })
    assert.deepEqual(await placeOf(place, top), { ancestorIds: [], totalDeviceCount: 2 })
    await ask(place, other, { method: 'DELETE', path: other.group(middle) })
    assert.deepEqual(await placeOf(place, low), { ancestorIds: [top.oid], totalDeviceCount: 1 })
    assert.deepEqual(await placeOf(place, top), { ancestorIds: [], totalDeviceCount: 1 })
    const lost = { method: 'PATCH', path: TREE.group(low), json: { parentId: middle.oid } }
    assert.equal((await send(place, TREE, lost)).status, 404)
    for (const restorer of SPEAKERS.filter(({ restored }) => restored)) {
      await change(place, restorer, middle, restorer.restored!)
      assert.deepEqual(await placeOf(place, middle), { ancestorIds: [top.oid], totalDeviceCount: 1 })
      assert.deepEqual(await placeOf(place, low), { ancestorIds: [top.oid], totalDeviceCount: 1 })
      assert.deepEqual(await placeOf(place, top), { ancestorIds: [], totalDeviceCount: 2 })
    }
  })

  Deno.test(`crossing: what ${other.name} changes of a group leaves its place and its devices alone`, async () => {
    await using place = await openPlace()
    const top = await hung(place, other, null)
    const low = await hung(place, TREE, top)
    const own = { ...TREE.own(low), groupTags: { a: 'b' } }
    await change(place, TREE, low, own)
    const before = await placeOf(place, low)
    await change(place, other, low, wholeBody(other, low, { name: 'new', description: 'new' }))
    assert.deepEqual(await placeOf(place, low), before)
    const shown = await ask(place, TREE, { method: 'GET', path: TREE.group(low) })
    assert.partialDeepStrictEqual(shown, { ...own, name: 'new', description: 'new', parentId: top.oid })
  })
}
