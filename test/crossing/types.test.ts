import assert from 'node:assert/strict'
import type { Group } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { ask, change, events, make, openPlace, type Place, send, shown, stored, wholeBody } from './client.ts'
import { SPEAKERS } from './speakers.ts'

/** What the groups of Enterprise Hive have that no other dialect shows: a type, and a slug. */

const HIVE = SPEAKERS.find(({ name }) => name === 'hive')!
const OTHERS = SPEAKERS.filter((speaker) => speaker !== HIVE)
const RESTORER = SPEAKERS.find(({ restored }) => restored)!

const TYPES = '/api/v1/en_US/group-type'

const named = (name: string) => ({ name, description: null })

async function newType(place: Place, name: string): Promise<number> {
  return Number((await ask(place, HIVE, { method: 'POST', path: TYPES, json: { name } })).id)
}

/** The type in which the list of types shows a group, with its name there; undefined where it is in none. */
async function placeOf(place: Place, { uuid }: Group): Promise<readonly [unknown, unknown] | undefined> {
  const { groupTypes } = Object(await ask(place, HIVE, { method: 'GET', path: `${TYPES}/list` }))
  const found: (readonly [unknown, unknown])[] = groupTypes.flatMap(({ id, groups }: JsonObject) =>
    [groups].flat().map((one) => Object(one))
      .filter((one) => one.id === uuid).map(({ name }) => [id, name] as const)
  )
  assert.ok(found.length <= 1)
  return found[0]
}

for (const other of OTHERS) {
  Deno.test(`crossing: a group of ${other.name} has the type that Hive gives it, whatever becomes of it`, async () => {
    await using place = await openPlace()
    const group = await make(place, other, named('plain'))
    assert.deepEqual(await placeOf(place, group), [0, 'plain'])
    const typeId = await newType(place, 'clubs')
    await change(place, HIVE, group, { typeId })
    await change(place, other, group, wholeBody(other, group, named('renamed')))
    assert.deepEqual(await placeOf(place, group), [typeId, 'renamed'])
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    assert.equal(await placeOf(place, group), undefined)
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.deepEqual(await placeOf(place, group), [typeId, 'renamed'])
  })

  Deno.test(`crossing: a type that goes leaves the groups of ${other.name} as they are, those in the trash too`, async () => {
    await using place = await openPlace()
    const typeId = await newType(place, 'clubs')
    const [live, trashed] = [await make(place, other, named('live')), await make(place, other, named('gone'))]
    for (const group of [live, trashed]) await change(place, HIVE, group, { typeId })
    await ask(place, other, { method: 'DELETE', path: other.group(trashed) })
    const before = await shown(place, other, live)
    const deleted = await ask(place, HIVE, { method: 'DELETE', path: `${TYPES}/${typeId}` })
    assert.deepEqual([deleted.groups].flat().map((one) => Object(one).id), [live.uuid])
    await change(place, RESTORER, trashed, RESTORER.restored!)
    assert.deepEqual([await placeOf(place, live), await placeOf(place, trashed)], [[0, 'live'], [0, 'gone']])
    const after = await shown(place, other, live)
    assert.deepEqual(withoutTimes(after), withoutTimes(before))
    assert.equal((await events(place, live))[0]?.kind, 'group.change')
    assert.deepEqual((await stored(place, live)).counts, live.counts)
  })

  Deno.test(`crossing: a slug stays with a group of ${other.name}, unless it is taken while that is in the trash`, async () => {
    await using place = await openPlace()
    const group = await make(place, other, named('Größe'))
    assert.equal((await shown(place, HIVE, group)).slug, `gro-e-${group.number}`)
    await change(place, HIVE, group, { slug: 'Size' })
    await change(place, other, group, other.toBody(named('Länge')))
    assert.equal((await shown(place, HIVE, group)).slug, 'Size')
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.equal((await shown(place, HIVE, group)).slug, 'Size')
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    const json = { name: 'another', slug: 'SIZE' }
    await ask(place, HIVE, { method: 'POST', path: HIVE.groups, json })
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.equal((await shown(place, HIVE, group)).slug, `lange-${group.number}`)
    const taken = { method: 'PUT', path: HIVE.group(group), json: { slug: 'size' } }
    assert.equal(JSON.parse((await send(place, HIVE, taken)).text).errors[0].key, 'slug')
  })
}

/** A group as it is shown, but for the time of its last change. */
function withoutTimes({ lastUpdated: _l, updated_at: _u, ext, ...rest }: JsonObject): JsonObject {
  const { lwt: _, ...kept } = Object(ext)
  return { ...rest, ext: kept }
}
