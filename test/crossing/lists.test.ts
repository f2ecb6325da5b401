import assert from 'node:assert/strict'
import { BUILTIN_GROUPS, type Group } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import {
  adding,
  ask,
  change,
  listed,
  make,
  openPlace,
  type Place,
  read,
  reading,
  send,
  shown,
  stored,
} from './client.ts'
import type { Speaker } from './speaker.ts'
import { SPEAKERS } from './speakers.ts'

/** What the lists of SuperOffice have that no other dialect has: unique names, a place in the trash, built-in ones. */

const LISTS = SPEAKERS.find(({ name }) => name === 'superoffice')!
const OTHERS = SPEAKERS.filter((speaker) => speaker !== LISTS)

const named = (name: string) => ({ name, description: null })

for (const other of OTHERS) {
  Deno.test(`crossing: ${other.name} makes two groups of one name, and SuperOffice none with it`, async () => {
    await using place = await openPlace()
    const [first, second] = [
      await make(place, other, named('Straße')),
      await make(place, other, named('STRAßE')),
    ]
    await assertTaken(place, { method: 'POST', path: LISTS.groups, json: { Name: 'straße' } })
    const mine = await make(place, LISTS, named('mine'))
    await assertTaken(place, { method: 'PATCH', path: LISTS.group(mine), json: { Name: 'Straße' } })
    assert.equal((await stored(place, mine)).version, 1)
    await change(place, LISTS, second, { Name: 'STRAßE', Rank: 3 })
    assert.equal((await byName(place, 'straße')).Id, first.number)
    await ask(place, LISTS, { method: 'DELETE', path: LISTS.group(first) })
    assert.equal((await byName(place, 'straße')).Id, second.number)
    await change(place, LISTS, first, { Deleted: false })
    await change(place, LISTS, mine, { Name: 'free' })
    await change(place, other, mine, other.toBody(named('Straße')))
    assert.equal((await shown(place, LISTS, mine)).Name, 'Straße')
  })

  Deno.test(`crossing: a group of ${other.name} keeps its name taken in the trash, for SuperOffice`, async () => {
    await using place = await openPlace()
    const group = await make(place, other, named('once'))
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    await assertTaken(place, { method: 'POST', path: LISTS.groups, json: { Name: 'ONCE' } })
    const again = await make(place, other, named('once'))
    assert.notEqual(again.number, group.number)
    await change(place, LISTS, group, { Deleted: false })
    const texts = [group, again].map(async (one) => (await read(place, other, one))?.name)
    assert.deepEqual(await Promise.all(texts), ['once', 'once'])
  })

  Deno.test(`crossing: what ${other.name} deletes, SuperOffice shows as deleted, and may change`, async () => {
    await using place = await openPlace()
    const group = await make(place, other, named('old'))
    await ask(place, other, { method: 'DELETE', path: other.group(group) })
    assert.equal((await shown(place, LISTS, group)).Deleted, true)
    await change(place, LISTS, group, { Name: 'new', Tooltip: 'while deleted' })
    assert.equal((await send(place, other, reading(other, group))).status, 404)
    await change(place, LISTS, group, { Deleted: false })
    assert.deepEqual(await read(place, other, group), { name: 'new', description: 'while deleted' })
  })

  Deno.test(`crossing: the built-in lists are nowhere in ${other.name}`, async () => {
    await using place = await openPlace()
    const before = (await listed(place, other)).length
    for (const { number, builtin } of BUILTIN_GROUPS) {
      const group = await stored(place, { builtin })
      assert.ok((await listed(place, LISTS)).includes(number))
      assert.ok(!(await listed(place, other)).includes(number))
      for (const { status, text } of await askedOf(place, other, group)) {
        assert.ok(status === 404 || status === 400 || text === '[]', `${status} ${text}`)
      }
      assert.deepEqual(await stored(place, { builtin }), group)
    }
    assert.equal((await listed(place, other)).length, before)
  })
}

async function assertTaken(place: Place, request: Parameters<typeof send>[2]): Promise<void> {
  const { status, text } = await send(place, LISTS, request)
  assert.deepEqual([status, JSON.parse(text).ErrorType], [400, 'SoDuplicateException'])
}

function byName(place: Place, name: string): Promise<JsonObject> {
  return ask(place, LISTS, { method: 'GET', path: `${LISTS.groups}/${encodeURIComponent(name)}` })
}

/** The answers to every request of a dialect that names a group. */
function askedOf(place: Place, speaker: Speaker, group: Group) {
  const path = speaker.group(group)
  const requests = [
    reading(speaker, group),
    { method: speaker.change, path, json: speaker.toBody(named('mine')) },
    { method: 'DELETE', path },
    { method: 'GET', path: speaker.members.path(group) },
    ...[adding(speaker, group, 1) ?? []].flat(),
  ]
  return Promise.all(requests.map((request) => send(place, speaker, request)))
}
