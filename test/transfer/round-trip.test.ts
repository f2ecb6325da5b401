import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { createPerson, trashPerson } from '../../src/core/people.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { createThing } from '../../src/core/things.ts'
import { undo } from '../../src/core/undo.ts'
import { DirectoryError } from '../../src/core/error.ts'
import { operator } from '../../src/core/principal.ts'
import { populate } from '../store/population.ts'
import { allEvents, beginning, group, person, phone } from '../store/suite.ts'
import { runEverything } from '../store/workload.ts'
import { contentOf, exported, findings, imported, newPlace, type Place, placeFor } from './scene.ts'

/** What no other maker of content has: odd texts, waiting and dated members, members of built-in lists, stubs. */
async function addOddities(place: Place): Promise<void> {
  const { store, principal } = place
  await group(place, {
    name: 'a\u2028"\\\u0001🙂\ud7ff',
    description: '',
    columns: [null, 'B', ''],
    selectors: [{ kind: 'tag', key: 'k', value: null }, { kind: 'query', value: '{"a":[1]}' }],
    labels: { __proto__x: '1', '2': 'two', '1': 'one' },
    extras: { lox24: { deep: [{ __proto__: null, a: 1.5e300 }] } },
    rank: -5,
    expiresAt: beginning + 1e9,
  }, {
    add: [
      phone('0151 23', { data: { values: ['x', null], label: 'L', attributes: { a: { b: [] } } } }),
      phone('+49 2', { validFrom: beginning + 5000, validUntil: beginning + 9000 }),
      person(77, { data: { role: 'chair', optedInAt: 5, optedOutAt: null } }),
      { kind: 'heading', name: 'Überschrift' },
      { kind: 'item', name: 'ÄÖ' },
    ],
  })
  await changeGroup(store, principal, { builtin: 'category' }, {
    edit: () => ({ add: [{ kind: 'item', name: 'in a list' }] }),
  })
  await createPerson(store, principal, { displayName: 'P', phone: '0151 2', email: 'É@x', userName: 'u' }, {
    groups: [{ code: 'unknown yet' }],
  })
  const { number } = await createPerson(store, principal, { displayName: 'gone' })
  await trashPerson(store, principal, { number })
  await createThing(store, principal, { kind: 'endpoint', name: 'e', tags: [{ key: 'k', value: 'v' }] })
}

/** MUSTER_SEED repeats a run. */
const seed = Number(Deno.env.get('MUSTER_SEED') ?? Date.now() % 100000)

/** Directories with long histories of all kinds. */
const MAKERS: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'every command': runEverything,
  [`a population and oddities, seed ${seed}`]: async (place) => {
    await populate(place, { count: 60, seed })
    await addOddities(place)
    for (const number of [3, 8, 21]) {
      await trashGroup(place.store, place.principal, { number }).catch(() => {})
    }
    for (const event of (await allEvents(place)).filter(({ sequence }) => sequence % 9 === 0)) {
      await undo(place.store, place.principal, event.sequence).catch(() => {})
    }
  },
  'nothing': () => Promise.resolve(),
}

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`export, import into a fresh installation, export: the same bytes (${name})`, async () => {
    await using place = await newPlace()
    await make(place)
    const text = await exported(place)
    await using copy = await placeFor(text, place.clock)
    const { way, report, isWhole, refusals } = await imported(copy, text)
    assert.deepEqual({ way, refusals, isWhole }, { way: 'restore', refusals: [], isWhole: true })
    assert.deepEqual(await findings(copy), await findings(place))
    assert.equal(Object.values(report.made).reduce((sum, one) => sum + one), contentOf(text).length)
    assert.equal(await exported(copy), text)
  })

  Deno.test(`what is undone in the original and in the copy is the same (${name})`, async () => {
    await using place = await newPlace()
    await make(place)
    const text = await exported(place)
    await using copy = await placeFor(text, place.clock)
    await imported(copy, text)
    for (const { sequence } of (await allEvents(place)).slice(-60).toReversed()) {
      const outcomes = [place, copy].map((one) =>
        outcomeOf(undo(one.store, operator(one.directory, 'me'), sequence))
      )
      const [first, second] = await Promise.all(outcomes)
      assert.equal(first, second, `undo of ${sequence}`)
    }
    assert.equal(await exported(copy), await exported(place))
    assert.deepEqual(await findings(copy), await findings(place))
  })
}

async function outcomeOf(work: Promise<void>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    assert.ok(error instanceof DirectoryError, String(error))
    return error.message
  }
}

Deno.test('an import into an empty directory of the same installation has the same lines', async () => {
  await using place = await newPlace()
  await addOddities(place)
  const text = await exported(place)
  const { id } = await createDirectory(place.store, { name: 'second' })
  const other = { ...place, directory: id, principal: operator(id, 'tester') }
  const { way } = await imported(other, text)
  assert.equal(way, 'restore')
  assert.deepEqual(contentOf(await exported(other)), contentOf(text))
  assert.notEqual(await exported(other), text, 'the header names another directory')
})

Deno.test('a second import of an export changes nothing', async () => {
  await using place = await newPlace()
  await runEverything(place)
  await addOddities(place)
  const text = await exported(place)
  const { way, refusals, report } = await imported(place, text)
  assert.equal(way, 'merge')
  assert.deepEqual(refusals, [])
  assert.equal(await exported(place), text)
  assert.deepEqual(Object.values(report.made), [0, 0, 0, 0, 0, 0])
  assert.deepEqual(Object.values(report.changed), [0, 0, 0, 0, 0, 0])
  assert.ok(report.unchanged.groups > 5 && report.unchanged.members > 5 && report.passedOver > 50)
})

Deno.test('an export merged into a directory with content brings what it lacks, once', async () => {
  await using place = await newPlace()
  await populate(place, { count: 30, seed: 5 })
  const text = await exported(place)
  await using other = await newPlace()
  const { number } = await createPerson(other.store, other.principal, {
    displayName: 'was here',
    number: 4711,
  })
  const { way, refusals, report } = await imported(other, text)
  assert.equal(way, 'merge')
  assert.deepEqual(refusals, [])
  assert.equal(report.made.groups, 32, 'with the one in the trash, and one that has only been named')
  assert.deepEqual(await findings(other), [])
  const after = await exported(other)
  const second = await imported(other, text)
  assert.deepEqual(second.refusals, [])
  assert.equal(await exported(other), after)
  assert.ok(await other.store.read(other.directory, (tx) => tx.person({ number })))
  assert.deepEqual(placesIn(after), placesIn(text))
})

/** Which group lies in which: by number, sorted. */
function placesIn(text: string): string[] {
  const places: string[] = []
  let group = 0
  for (const line of contentOf(text).map((one) => JSON.parse(one))) {
    if (line.group) group = line.group.number
    const { kind, ref, until, home } = line.member ?? {}
    if (kind === 'group' && until === undefined) places.push(`${group} > ${ref} ${home === true}`)
  }
  return places.sort()
}
