import assert from 'node:assert/strict'
import fc from 'fast-check'
import { restorePerson } from '../../src/core/people.ts'
import { restoreGroup } from '../../src/core/trash.ts'
import { startMuster } from '../support.ts'
import { type Api, apiOf, at, C, EMPTY, G, good, listed, NOW, OPERATOR, operatorOf, opts } from './client.ts'
import { Model, type Person, type Slot } from './pair-model.ts'

/** What is run against: the server, and the model that it must agree with. */
interface Both {
  readonly api: Api
  readonly model: Model
}

type Step = (both: Both) => Promise<void>

function live(model: Model, state: 'live' | 'trashed', index: number): Slot | undefined {
  const found = model.slots.filter((slot) => slot.state === state)
  return found[index % Math.max(1, found.length)]
}

function person(model: Model, state: 'live' | 'trashed', index: number): [number, Person] | undefined {
  const found = [...model.people].filter(([, one]) => one.state === state)
  return found[index % Math.max(1, found.length)]
}

function addGroup(code: string, keys: readonly number[]): Step {
  return async ({ api, model }) => {
    const answer = await api.post(G, { name: code, code, opts: { abonents: keys } })
    if (model.isTaken(code)) return assert.equal(answer.status, 409)
    const slot: Slot = { id: String(good(answer).id), code: '', state: 'live' }
    model.slots.push(slot)
    model.setMembers(slot, [...new Set(keys)])
    model.take(slot, code)
    assert.deepEqual(opts(answer.object).abonents, model.members(slot))
  }
}

function addPerson(codes: readonly string[]): Step {
  return async ({ api, model }) => {
    const body = { displayname: 'x', number: '1', opts: { groups: codes } }
    const { autokey, id } = good(await api.post(C, body))
    model.people.set(Number(autokey), { id: String(id), state: 'live', left: [] })
    // Groups may have had its key before it was there: they keep it.
    model.join(Number(autokey), codes)
  }
}

function setMembers(index: number, keys: readonly number[]): Step {
  return async ({ api, model }) => {
    const slot = live(model, 'live', index)
    if (!slot) return
    model.setMembers(slot, [...new Set(keys)])
    const after = good(await api.patch(at(G, slot.id), { opts: { abonents: keys } }))
    assert.deepEqual(opts(after).abonents, model.members(slot))
  }
}

function setGroups(index: number, codes: readonly string[]): Step {
  return async ({ api, model }) => {
    const [key, one] = person(model, 'live', index) ?? []
    if (key === undefined || !one) return
    model.setGroups(key, codes)
    const after = good(await api.patch(at(C, one.id), { opts: { groups: codes } }))
    assert.deepEqual(opts(after).groups, model.codes(key))
  }
}

function recode(index: number, code: string): Step {
  return async ({ api, model }) => {
    const slot = live(model, 'live', index)
    if (!slot) return
    const answer = await api.patch(at(G, slot.id), { code })
    if (model.isTaken(code, slot)) return assert.equal(answer.status, 409)
    good(answer)
    model.take(slot, code)
  }
}

function trashGroup(index: number): Step {
  return async ({ api, model }) => {
    const slot = live(model, 'live', index)
    if (!slot) return
    assert.equal((await api.delete(at(G, slot.id))).status, 204)
    slot.state = 'trashed'
  }
}

function untrashGroup(index: number): Step {
  return async ({ api, model }) => {
    const slot = live(model, 'trashed', index)
    if (!slot) return
    const { code } = await restoreGroup(api.running.store, await operatorOf(api), { uuid: slot.id })
    assert.equal(code, model.isTaken(slot.code) ? slot.id : slot.code)
    slot.state = 'live'
    model.take(slot, code)
  }
}

function trashContact(index: number): Step {
  return async ({ api, model }) => {
    const [key, one] = person(model, 'live', index) ?? []
    if (key === undefined || !one) return
    assert.equal((await api.delete(at(C, one.id))).status, 204)
    model.trashPerson(key)
  }
}

function untrashContact(index: number): Step {
  return async ({ api, model }) => {
    const [key, one] = person(model, 'trashed', index) ?? []
    if (key === undefined || !one) return
    await restorePerson(api.running.store, await operatorOf(api), { uuid: one.id })
    model.restorePerson(key)
  }
}

async function assertEqual({ api, model }: Both): Promise<void> {
  const slots = model.slots.filter((slot) => slot.state === 'live')
  const listedGroups = listed(await api.get(G))
  assert.deepEqual(new Set(listedGroups.map(({ id }) => id)), new Set(slots.map(({ id }) => id)))
  for (const slot of slots) {
    const group = good(await api.get(at(G, slot.id)))
    assert.equal(group.code, slot.code)
    const members = model.members(slot)
    assert.deepEqual([opts(group).abonents, opts(group).abonentcount], [members, members.length])
    assert.equal(opts(listedGroups.find(({ id }) => id === slot.id)!).abonentcount, members.length)
  }
  const people = listed(await api.get(C))
  assert.deepEqual(
    people.map((one) => [one.autokey, opts(one).groups]),
    [...model.people].filter(([, one]) => one.state === 'live').toSorted(([a], [b]) => a - b)
      .map(([key]) => [key, model.codes(key)]),
  )
}

const index = fc.nat(20)
const codes = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 })
const keys = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 5 })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), keys).map(([code, list]) => addGroup(code, list)),
  codes.map(addPerson),
  fc.tuple(index, keys).map(([n, list]) => setMembers(n, list)),
  fc.tuple(index, codes).map(([n, list]) => setGroups(n, list)),
  fc.tuple(index, fc.constantFrom('a', 'b', 'c', 'd', 'e')).map(([n, code]) => recode(n, code)),
  index.map(trashGroup),
  index.map(untrashGroup),
  index.map(trashContact),
  index.map(untrashContact),
)

Deno.test('incoplax pairs: random changes from both sides equal a naive model', async () => {
  const run = async (steps: readonly Step[]) => {
    await using running = await startMuster({ fixtures: EMPTY, now: NOW })
    const both: Both = { api: apiOf(running, OPERATOR), model: new Model() }
    for (const one of steps) {
      await one(both)
      await assertEqual(both)
    }
  }
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 50 }), run), { numRuns: 5 })
})
