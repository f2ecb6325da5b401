import assert from 'node:assert/strict'
import { DirectoryError } from '../../src/core/error.ts'
import { ALL } from '../../src/core/filter.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { createDirectory } from '../../src/core/directories.ts'
import { changePerson, createPerson, restorePerson, trashPerson } from '../../src/core/people.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import type { Reading, Store } from '../../src/core/store.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { changeType, createType, deleteType } from '../../src/core/types.ts'
import { undo } from '../../src/core/undo.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { drivers } from './drivers.ts'
import { Model, type ModelGroup, of, Refused } from './model.ts'

const rounds = 4
const stepsARound = 150

/** A small generator of pseudo-random numbers, so that a seed repeats a history. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

interface World {
  readonly store: Store
  readonly me: Principal
  readonly model: Model
  readonly random: (below: number) => number
}

const everybody = { filter: ALL, state: 'live', order: [{ field: 'number' }], limit: 1000 } as const
const CODES = ['a', 'b', 'c', 'd', 'e', 'f']

function choose<T>({ random }: World, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : list[random(list.length)]
}

function personNumber({ random }: World): number {
  return 1 + random(8)
}

type Step = (world: World) => Promise<void>

/** Each step does one thing to both; where the model refuses, the command must refuse. */
const STEPS: readonly Step[] = [
  createOne,
  createOne,
  setFields,
  setFields,
  moveHome,
  addPeople,
  addPhones,
  containOne,
]
const MORE: readonly Step[] = [endOne, replacePeople, replacePhones, trashOne, restoreOne, newPerson, regroup]
const REST: readonly Step[] = [trashOnePerson, restoreOnePerson, typeStep]

async function both(change: () => void, command: () => Promise<unknown>): Promise<void> {
  try {
    change()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await assert.rejects(command, (thrown) => thrown instanceof DirectoryError && thrown.code === 'conflict')
    return
  }
  await command()
}

async function createOne(world: World): Promise<void> {
  const { store, me, model, random } = world
  const code = random(2) === 0 ? choose(world, CODES) : undefined
  const parent = random(3) === 0 ? choose(world, model.live) : undefined
  const name = `group ${random(100)}`
  let group: ModelGroup | undefined
  await both(() => {
    group = model.create({ name, ...(code === undefined ? {} : { code }) }, parent)
  }, async () => {
    const made = await createGroup(store, me, {
      name,
      ...(code === undefined ? {} : { code }),
      ...(parent ? { parent: parent.number } : {}),
    })
    if (!group) return
    group.number = made.group.number
    group.code = made.group.code
  })
}

async function setFields(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const set = {
    ...(random(2) ? { name: `name ${random(5)}` } : {}),
    ...(random(2) ? { description: random(3) ? `text ${random(3)}` : null } : {}),
    ...(random(3) ? {} : { code: choose(world, CODES)! }),
    ...(random(3) ? {} : { type: choose(world, [...model.types.keys(), null]) ?? null }),
  }
  await both(() => {
    if (set.code !== undefined) model.rename(group, set.code)
    Object.assign(group, set)
  }, () => changeGroup(store, me, { number: group.number }, { edit: () => ({ set }) }))
}

async function moveHome(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const parent = random(4) === 0 ? undefined : choose(world, model.live)
  await both(() => model.move(group, parent), () =>
    changeGroup(store, me, { number: group.number }, {
      edit: () => ({ set: { parent: parent?.number ?? null } }),
    }))
}

async function addPeople(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const refs = Array.from({ length: 1 + random(3) }, () => personNumber(world))
  for (const ref of refs) model.join(group, ref)
  const add = refs.map((number) => ({ kind: 'person', ref: { number } }) as const)
  await changeGroup(store, me, { number: group.number }, { edit: () => ({ add }) })
}

async function addPhones(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const phones = Array.from(
    { length: 1 + random(3) },
    () => ({ name: `+4915550000${random(5)}`, a: `${random(3)}` }),
  )
  for (const { name, a } of phones) model.phone(group, name, a)
  const add = phones.map(({ name, a }) => ({ kind: 'phone', name, data: { values: [a] } }) as const)
  await changeGroup(store, me, { number: group.number }, { edit: () => ({ add }) })
}

async function containOne(world: World): Promise<void> {
  const { store, me, model } = world
  const [container, group] = [choose(world, model.live), choose(world, model.live)]
  if (!container || !group || container.members.some((member) => member.ref === group)) return
  await both(
    () => model.contain(container, group, !model.parentOf(group)),
    () =>
      changeGroup(store, me, { number: container.number }, {
        edit: () => ({ add: [{ kind: 'group', ref: { number: group.number } }] }),
      }),
  )
}

async function endOne(world: World): Promise<void> {
  const { store, me, model } = world
  const group = choose(world, model.live)
  const kind = choose(world, ['person', 'phone', 'group'] as const)!
  const member = group && choose(world, of(group, kind))
  if (!group || !member) return
  const at = of(group, kind).indexOf(member)
  const page = await store.read(me.directory, (tx) => tx.members({ group: group.number, kind, limit: 1000 }))
  group.members = group.members.filter((one) => one !== member)
  await changeGroup(store, me, { number: group.number }, { edit: () => ({ end: [page[at]!.id] }) })
}

async function replacePeople(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const refs = Array.from({ length: random(5) }, () => personNumber(world))
  model.replacePeople(group, refs)
  const members = refs.map((number) => ({ kind: 'person', ref: { number } }) as const)
  await changeGroup(store, me, { number: group.number }, {
    edit: () => ({ replace: [{ kind: 'person', members }] }),
  })
}

async function replacePhones(world: World): Promise<void> {
  const { store, me, model, random } = world
  const group = choose(world, model.live)
  if (!group) return
  const phones = Array.from({ length: random(4) }, () => ({
    name: `+4915550000${random(5)}`,
    ...(random(2) ? { a: `${random(3)}` } : {}),
  }))
  model.replacePhones(group, phones)
  const members = phones.map(({ name, a }) =>
    ({ kind: 'phone', name, ...(a === undefined ? {} : { data: { values: [a] } }) }) as const
  )
  await changeGroup(store, me, { number: group.number }, {
    edit: () => ({ replace: [{ kind: 'phone', members }] }),
  })
}

async function trashOne(world: World): Promise<void> {
  const group = choose(world, world.model.live)
  if (!group) return
  world.model.trash(group)
  await trashGroup(world.store, world.me, { number: group.number })
}

async function restoreOne(world: World): Promise<void> {
  const { store, me, model } = world
  const group = choose(world, model.groups.filter((one) => one.state === 'trashed'))
  if (!group) return
  const restored = await restoreGroup(store, me, { number: group.number })
  model.restore(group, restored.uuid)
}

async function newPerson(world: World): Promise<void> {
  const { store, me, model, random } = world
  const codes = Array.from({ length: random(3) }, () => choose(world, CODES)!)
  const name = `person ${random(100)}`
  const person = await createPerson(store, me, { displayName: name }, {
    groups: codes.map((code) => ({ code })),
  })
  const there = model.people.get(person.number)
  assert.notEqual(there?.state, 'live')
  model.people.set(person.number, { state: 'live', name, left: [] })
  // A stub that is made a person is then in these groups only, as a replacement says.
  model.replaceGroupsOf(person.number, codes)
}

async function regroup(world: World): Promise<void> {
  const { store, me, model, random } = world
  const number = choose(
    world,
    [...model.people].filter(([, one]) => one.state === 'live').map(([key]) => key),
  )
  if (number === undefined) return
  const codes = Array.from({ length: random(4) }, () => choose(world, CODES)!)
  model.replaceGroupsOf(number, codes)
  await changePerson(store, me, { number }, () => ({ groups: codes.map((code) => ({ code })) }))
}

async function trashOnePerson(world: World): Promise<void> {
  const { store, me, model } = world
  const number = choose(
    world,
    [...model.people].filter(([, one]) => one.state === 'live').map(([key]) => key),
  )
  if (number === undefined) return
  model.trashPerson(number)
  await trashPerson(store, me, { number })
}

async function restoreOnePerson(world: World): Promise<void> {
  const { store, me, model } = world
  const number = choose(
    world,
    [...model.people].filter(([, one]) => one.state === 'trashed').map(([key]) => key),
  )
  if (number === undefined) return
  model.restorePerson(number)
  await restorePerson(store, me, { number })
}

async function typeStep(world: World): Promise<void> {
  const { store, me, model, random } = world
  const number = choose(world, [...model.types.keys()])
  const name = `type ${random(4)}`
  if (number === undefined || random(3) === 0) {
    const type = await createType(store, me, name)
    model.types.set(type.number, name)
  } else if (random(2) === 0) {
    model.types.set(number, name)
    await changeType(store, me, number, name)
  } else {
    model.types.delete(number)
    for (const group of model.groups) if (group.type === number) group.type = null
    await deleteType(store, me, number)
  }
}

/** What a caller of the store can see, in the model's form. */
async function view(store: Store, directory: number): Promise<unknown> {
  return await store.read(directory, async (tx) => {
    const groups = await tx.groups({
      filter: { is: 'all' },
      state: 'live',
      order: [{ field: 'number' }],
      limit: 1000,
    })
    const people = await tx.people(everybody)
    return {
      groups: await Promise.all(groups.map(async (group) => ({
        number: group.number,
        code: group.code,
        name: group.name,
        description: group.description,
        type: group.type,
        parent: group.parent,
        people: (await page(tx, group.number, 'person')).map((member) => member.ref),
        phones: (await page(tx, group.number, 'phone')).map((
          one,
        ) => [one.name, one.data.values?.[0] ?? null]),
        groups: (await page(tx, group.number, 'group')).map((member) => member.ref),
      }))),
      people: await Promise.all(people.map(async ({ number, displayName }) => ({
        number,
        name: displayName,
        groups: await codesOf(tx, number),
      }))),
      types: await tx.types(),
    }
  })
}

function page(tx: Reading, group: number, kind: 'person' | 'phone' | 'group') {
  return tx.members({ group, kind, limit: 1000 })
}

async function codesOf(tx: Reading, ref: number): Promise<string[]> {
  const codes: string[] = []
  for (const placement of await tx.placements({ kind: 'person', ref, limit: 1000 })) {
    const group = await tx.group({ number: placement.group })
    if (group && group.state !== 'trashed') codes.push(group.code)
  }
  return codes
}

/** The counts in the groups' rows are those of the running spells, and the events tell of every change. */
async function checkBooks(store: Store, directory: number): Promise<void> {
  await store.read(directory, async (tx) => {
    const events = await tx.events(0, 100000)
    assert.deepEqual(events.map((event) => event.sequence), events.map((_, at) => at + 1))
    for (const state of ['live', 'trashed'] as const) {
      const groups = await tx.groups({
        filter: { is: 'all' },
        state,
        order: [{ field: 'number' }],
        limit: 1000,
      })
      for (const group of groups) {
        const mine = events.filter((event) =>
          event.subject.kind === 'group' && event.subject.number === group.number
        )
        const fields = Object.assign({}, ...mine.map((event) => event.after ?? {}))
        for (const [key, value] of Object.entries(fields)) {
          assert.deepEqual([key, Reflect.get(group, key)], [key, value])
        }
        const balance = mine.reduce(
          (sum, { members }) => sum + (members?.beganTotal ?? 0) - (members?.endedTotal ?? 0),
          0,
        )
        const counted = Object.values(group.counts).reduce((sum, count) => sum + count, 0)
        assert.equal(counted, balance)
        for (const kind of ['person', 'phone', 'group'] as const) {
          assert.equal((await page(tx, group.number, kind)).length, group.counts[kind])
        }
      }
    }
    assert.equal(
      await tx.countGroups({ is: 'all' }),
      (await tx.groups({
        filter: { is: 'all' },
        state: 'live',
        order: [{ field: 'number' }],
        limit: 1000,
      })).length,
    )
    assert.equal(await tx.countPeople(), (await tx.people(everybody)).length)
  })
}

async function lastSequence(store: Store, directory: number): Promise<number> {
  return await store.read(directory, async (tx) => (await tx.events(0, 100000)).at(-1)?.sequence ?? 0)
}

/** The main events after a sequence, the newest first. */
async function writesAfter(store: Store, directory: number, mark: number): Promise<number[]> {
  const events = await store.read(directory, (tx) => tx.events(mark, 100000))
  return events.filter((event) => event.cause === null).map((event) => event.sequence).toReversed()
}

/** Undoes what is left of the history after a sequence, the newest first; gives the undoings. */
async function undoTo({ store, me }: World, history: number[], mark: number): Promise<number[]> {
  const undoings: number[] = []
  while (history[0] !== undefined && history[0] > mark) {
    const before = await lastSequence(store, me.directory)
    await undo(store, me, history.shift()!)
    undoings.push(before + 1)
  }
  return undoings
}

for (const driver of drivers) {
  for (let round = 0; round < rounds; round++) {
    const seed = Number(Deno.env.get('MUSTER_SEED') ?? Date.now() % 1000000) + round
    Deno.test(`${driver.name}: a random history equals the naive model, and undoing it goes back (seed ${seed})`, async () => {
      const opened = await driver.open()
      try {
        const directory = await createDirectory(opened.store, { name: 'one' })
        const world: World = {
          store: opened.store,
          me: operator(directory.id, 'me'),
          model: new Model(),
          random: generator(seed),
        }
        const steps = [...STEPS, ...MORE, ...REST]
        const marks: { step: string; sequence: number; view: unknown }[] = []
        for (let step = 0; step < stepsARound; step++) {
          const chosen = choose(world, steps)!
          const sequence = await lastSequence(opened.store, directory.id)
          marks.push({ step: `step ${step}, ${chosen.name}`, sequence, view: world.model.view() })
          await chosen(world)
          assert.deepEqual(await view(opened.store, directory.id), world.model.view(), marks.at(-1)!.step)
        }
        await checkBooks(opened.store, directory.id)
        assert.deepEqual(await checkDirectory(opened.driver, directory.id), [])
        const history = await writesAfter(opened.store, directory.id, 0)
        for (const [at, mark] of marks.toReversed().entries()) {
          const undone = await undoTo(world, history, mark.sequence)
          assert.deepEqual(await view(opened.store, directory.id), mark.view, `undo of ${mark.step}`)
          if (at % 7 !== 0) continue
          const later = marks.at(-at)?.view ?? world.model.view()
          for (const sequence of undone.toReversed()) await undo(opened.store, world.me, sequence)
          assert.deepEqual(
            await view(opened.store, directory.id),
            at === 0 ? world.model.view() : later,
            'undo of the undoing',
          )
          for (const sequence of await writesAfter(opened.store, directory.id, undone.at(-1) ?? Infinity)) {
            await undo(opened.store, world.me, sequence)
          }
          assert.deepEqual(await view(opened.store, directory.id), mark.view, `undone again: ${mark.step}`)
        }
        await checkBooks(opened.store, directory.id)
        assert.deepEqual(await checkDirectory(opened.driver, directory.id), [])
      } finally {
        await opened.close()
      }
    })
  }
}
