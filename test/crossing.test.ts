import assert from 'node:assert/strict'
import type { Group } from '../src/core/group.ts'
import {
  add,
  ask,
  change,
  clear,
  events,
  listed,
  make,
  membersIn,
  openPlace,
  type Place,
  read,
  sendBack,
  shown,
  stored,
} from './crossing/client.ts'
import { until } from './support.ts'
import { type Lengths, PAIRS, type Speaker, SPEAKERS, type Texts } from './crossing/speakers.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

/** What holds between any two dialects: the first writes, the second reads. */
type Rule = (place: Place, writer: Speaker, reader: Speaker) => Promise<void>

const RULES: Readonly<Record<string, Rule>> = {
  'a group is there at once, and has one key': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    assert.deepEqual(await read(place, reader, group), texts)
    const key = reader.keyOf(await shown(place, reader, group))
    assert.equal((await stored(place, key)).uuid, group.uuid)
    for (const speaker of [writer, reader]) assert.ok((await listed(place, speaker)).includes(group.number))
    assert.deepEqual((await events(place, group)).map(({ kind, dialect }) => [kind, dialect]), [
      ['group.create', writer.name],
    ])
  },

  'new texts are there at once': async (place, writer, reader) => {
    const group = await make(place, reader, fresh())
    for (const texts of [fresh(), { ...fresh(), description: null }, { ...fresh(), description: '' }]) {
      await change(place, writer, group, writer.toBody(texts))
      const description = texts.description ?? writer.cleared ?? null
      assert.deepEqual(await read(place, reader, group), { ...texts, description })
    }
  },

  'what is too long to be shown is cut, and stays whole': async (place, writer, reader) => {
    const texts = longest(writer.takes)
    const group = await make(place, writer, texts)
    const cut = await read(place, reader, group)
    assert.deepEqual(cut, cutTo(reader.shows, texts))
    await change(place, reader, group, reader.toBody({ ...cut!, description: 'short' }))
    assert.deepEqual(await read(place, writer, group), { ...texts, description: 'short' })
  },

  'what is sent back as it was shown is no change': async (place, writer, reader) => {
    const group = await make(place, writer, longest(writer.takes))
    await change(place, writer, group, { ...writer.toBody(longest(writer.takes)), ...writer.own })
    const before = await stored(place, group)
    await sendBack(place, reader, group)
    assert.deepEqual(await stored(place, group), before)
    assert.equal((await events(place, group)).length, before.version)
  },

  'what only one has words for stays as it is': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    await change(place, writer, group, { ...writer.toBody(texts), ...writer.own })
    await change(place, reader, group, { ...reader.toBody(fresh()), ...reader.own })
    await clear(place, reader, group)
    assert.partialDeepStrictEqual(await shown(place, writer, group), writer.own)
  },

  'members of one do not disturb those of the other': async (place, writer, reader) => {
    const group = await make(place, writer, fresh())
    for (const speaker of [writer, reader, writer]) await addNext(place, speaker, group)
    const [own, others] = [await membersIn(place, writer, group), await membersIn(place, reader, group)]
    assert.deepEqual([own.length, others.length], [2, 1])
    await assertCounts(place, group, [[writer, 2], [reader, 1]])
    await clear(place, writer, group)
    assert.deepEqual([await membersIn(place, writer, group), await membersIn(place, reader, group)], [
      [],
      others,
    ])
    if (reader.count) assert.equal(reader.count(await shown(place, reader, group)), 1)
  },

  'a group that is deleted is gone, and comes back with all its members': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    for (const speaker of [writer, reader]) await addNext(place, speaker, group)
    const members = async () => [
      await membersIn(place, writer, group),
      await membersIn(place, reader, group),
    ]
    const before = await members()
    for (const restorer of SPEAKERS.filter(({ restored }) => restored)) {
      await ask(place, writer, { method: 'DELETE', path: writer.group(group) })
      await assertGone(place, group)
      await change(place, restorer, group, restorer.restored!)
      for (const speaker of [writer, reader]) {
        assert.deepEqual(await read(place, speaker, group), texts)
        assert.ok((await listed(place, speaker)).includes(group.number))
      }
      assert.deepEqual(await members(), before)
    }
  },

  'what both write at once is all there': async (place, writer, reader) => {
    const group = await make(place, writer, fresh())
    const before = new Map([[writer, await listed(place, writer)], [reader, await listed(place, reader)]])
    const works = Array.from({ length: 25 }, (_, n) =>
      [writer, reader].flatMap((speaker) => [
        make(place, speaker, fresh()),
        add(place, speaker, group, 1000 + n),
      ])).flat()
    const made = new Set((await Promise.all(works)).flatMap((one) => one?.number ?? []))
    assert.equal(made.size, 50)
    for (const speaker of [writer, reader]) {
      assert.deepEqual(new Set(await listed(place, speaker)), made.union(new Set(before.get(speaker))))
      assert.equal((await membersIn(place, speaker, group)).length, 25)
    }
    await assertCounts(place, group, [[writer, 25], [reader, 25]])
    assert.equal((await events(place, group)).length, 51)
  },

  'changes of different fields at once lose nothing': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    const own = { ...writer.toBody(texts), ...writer.own }
    const other = { ...reader.toBody(texts), ...reader.own }
    await Promise.all([change(place, writer, group, own), change(place, reader, group, other)])
    assert.partialDeepStrictEqual(await shown(place, writer, group), writer.own)
    assert.partialDeepStrictEqual(await shown(place, reader, group), reader.own)
  },
}

for (const [writer, reader] of PAIRS) {
  Deno.test(`crossing: what ${writer.name} writes, ${reader.name} reads`, async (test) => {
    await using place = await openPlace({ now: NOW })
    for (const [name, rule] of Object.entries(RULES)) {
      await test.step(name, () => rule(place, writer, reader))
    }
  })
}

for (const [writer, reader] of PAIRS.filter(([writer]) => writer.ending)) {
  Deno.test(`crossing: a group that ${writer.name} lets end is gone from ${reader.name}, until it is restored`, async () => {
    await using place = await openPlace({ now: NOW })
    await endByItself(place, writer, reader)
  })
}

async function endByItself(place: Place, writer: Speaker, reader: Speaker): Promise<void> {
  const texts = fresh()
  const group = await make(place, writer, texts)
  const end = place.running.store.clock() + 60_000
  await change(place, writer, group, { ...writer.toBody(texts), ...writer.ending!(end) })
  place.running.clock.now = end - 1
  assert.deepEqual(await read(place, reader, group), texts)
  place.running.clock.now = end
  await until(async () => await read(place, reader, group) === undefined)
  await assertGone(place, group)
  const restorer = SPEAKERS.find(({ restored }) => restored)!
  await change(place, restorer, group, restorer.restored!)
  assert.deepEqual(await read(place, writer, group), texts)
  assert.equal((await stored(place, group)).expiresAt, null)
}

let texts = 0

/** Texts that nothing has yet. */
function fresh(): Texts {
  texts++
  return { name: `Größe ${texts} 🙂`, description: `line ${texts}\n"quoted"` }
}

/** Texts that are just as long as a dialect takes them, of characters of two UTF-16 units. */
function longest({ name, description, units }: Lengths): Texts {
  const mark = `${++texts} `
  const fill = (length: number) => '🙂'.repeat(units ? Math.floor(length / 2) : length)
  return { name: mark + fill(name - mark.length), description: fill(description) }
}

function cutTo({ name, description, units }: Lengths, texts: Texts): Texts {
  const cut = (text: string, length: number) =>
    units ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : [...text].slice(0, length).join('')
  return { name: cut(texts.name, name), description: cut(texts.description ?? '', description) }
}

let members = 0

function addNext(place: Place, speaker: Speaker, group: Group): Promise<void> {
  return add(place, speaker, group, ++members)
}

/** Whether the group has so many members, in the directory and in every dialect that says a count. */
async function assertCounts(
  place: Place,
  group: Group,
  expected: readonly (readonly [Speaker, number])[],
): Promise<void> {
  const { counts } = await stored(place, group)
  for (const [speaker, count] of expected) {
    assert.equal(counts[speaker.members.kind], count)
    if (speaker.count) assert.equal(speaker.count(await shown(place, speaker, group)), count)
  }
}

/** Whether no dialect shows a group any more. */
async function assertGone(place: Place, group: Group): Promise<void> {
  for (const speaker of SPEAKERS) {
    assert.equal(await read(place, speaker, group), undefined, speaker.name)
    assert.ok(!(await listed(place, speaker)).includes(group.number), speaker.name)
  }
}
