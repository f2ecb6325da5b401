import assert from 'node:assert/strict'
import type { Group } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { ask, change, events, make, openPlace, type Place, send, shown, stored, wholeBody } from './client.ts'
import type { Speaker } from './speaker.ts'
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

/** Runs a rule for the groups of every other dialect, in one directory. */
function eachOther(name: string, rule: (place: Place, other: Speaker) => Promise<void>): void {
  Deno.test(`crossing: ${name}`, async (test) => {
    await using place = await openPlace()
    for (const other of OTHERS) await test.step(`a group of ${other.name}`, () => rule(place, other))
  })
}

eachOther(
  'a group of another dialect has the type that Hive gives it, whatever becomes of it',
  async (place, other) => {
    const group = await make(place, other, named(`plain ${other.name}`))
    assert.deepEqual(await placeOf(place, group), [0, `plain ${other.name}`])
    const typeId = await newType(place, 'clubs')
    await change(place, HIVE, group, { typeId })
    await change(place, other, group, wholeBody(other, group, named(`renamed ${other.name}`)))
    assert.deepEqual(await placeOf(place, group), [typeId, `renamed ${other.name}`])
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    assert.equal(await placeOf(place, group), undefined)
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.deepEqual(await placeOf(place, group), [typeId, `renamed ${other.name}`])
  },
)

eachOther(
  'a type that goes leaves the groups of another dialect as they are, those in the trash too',
  async (place, other) => {
    const typeId = await newType(place, 'clubs')
    const [live, trashed] = [
      await make(place, other, named(`live ${other.name}`)),
      await make(place, other, named(`gone ${other.name}`)),
    ]
    for (const group of [live, trashed]) await change(place, HIVE, group, { typeId })
    await ask(place, other, { method: 'DELETE', path: other.group(trashed) })
    const before = await shown(place, other, live)
    const deleted = await ask(place, HIVE, { method: 'DELETE', path: `${TYPES}/${typeId}` })
    assert.deepEqual([deleted.groups].flat().map((one) => Object(one).id), [live.uuid])
    await change(place, RESTORER, trashed, RESTORER.restored!)
    assert.deepEqual([await placeOf(place, live), await placeOf(place, trashed)], [
      [0, `live ${other.name}`],
      [0, `gone ${other.name}`],
    ])
    const after = await shown(place, other, live)
    assert.deepEqual(withoutTimes(after), withoutTimes(before))
    assert.equal((await events(place, live))[0]?.kind, 'group.change')
    assert.deepEqual((await stored(place, live)).counts, live.counts)
  },
)

eachOther(
  'a slug stays with a group of another dialect, unless it is taken while that is in the trash',
  async (place, other) => {
    const group = await make(place, other, named(`Größe ${other.name}`))
    assert.equal((await shown(place, HIVE, group)).slug, `gro-e-${other.name}-${group.number}`)
    await change(place, HIVE, group, { slug: `Size-${other.name}` })
    await change(place, other, group, other.toBody(named(`Länge ${other.name}`)))
    assert.equal((await shown(place, HIVE, group)).slug, `Size-${other.name}`)
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.equal((await shown(place, HIVE, group)).slug, `Size-${other.name}`)
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    const json = { name: 'another', slug: `SIZE-${other.name}` }
    await ask(place, HIVE, { method: 'POST', path: HIVE.groups, json })
    await change(place, RESTORER, group, RESTORER.restored!)
    assert.equal((await shown(place, HIVE, group)).slug, `lange-${other.name}-${group.number}`)
    const taken = { method: 'PUT', path: HIVE.group(group), json: { slug: `size-${other.name}` } }
    assert.equal(JSON.parse((await send(place, HIVE, taken)).text).errors[0].key, 'slug')
  },
)

/** A group as it is shown, but for the time of its last change. */
function withoutTimes({ lastUpdated: _l, updated_at: _u, ext, ...rest }: JsonObject): JsonObject {
  const { lwt: _, ...kept } = Object(ext)
  return { ...rest, ext: kept }
}
