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
  wholeBody,
} from './crossing/client.ts'
import { until } from './support.ts'
import type { Lengths, Speaker, Texts } from './crossing/speaker.ts'
import { PAIRS, SPEAKERS } from './crossing/speakers.ts'

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
      const description = writer.keeps ? writer.keeps(texts.description) : texts.description
      const seen = { ...texts, description: description ?? reader.blank ?? null }
      assert.deepEqual(await read(place, reader, group), seen)
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
    await change(place, writer, group, wholeBody(writer, group, longest(writer.takes)))
    const before = await stored(place, group)
    await sendBack(place, reader, group)
    assert.deepEqual(await stored(place, group), before)
    assert.equal((await events(place, group)).length, before.version)
  },

  'what only one has words for stays as it is': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    await change(place, writer, group, wholeBody(writer, group, texts))
    await change(place, reader, group, wholeBody(reader, group, fresh()))
    await clear(place, reader, group)
    assert.partialDeepStrictEqual(await shown(place, writer, group), writer.own(group))
  },

  'members of one kind are the same in both, and do not disturb those of another': async (
    place,
    writer,
    reader,
  ) => {
    const group = await make(place, writer, fresh())
    const added = [writer, reader, writer]
    for (const speaker of added) await addNext(place, speaker, group)
    const count = (speaker: Speaker) => added.filter((one) => adds(one, speaker.members.kind)).length
    const [own, others] = [await membersIn(place, writer, group), await membersIn(place, reader, group)]
    assert.deepEqual([own.length, others.length], [count(writer), count(reader)])
    const isShared = writer.members.kind === reader.members.kind
    if (isShared) assert.deepEqual(own.toSorted(), others.toSorted())
    await assertCounts(place, group, [[writer, count(writer)], [reader, count(reader)]])
    if (!writer.members.writing) return
    await clear(place, writer, group)
    const left = isShared ? [] : others
    assert.deepEqual(await membersIn(place, writer, group), [])
    assert.deepEqual(await membersIn(place, reader, group), left)
    await assertCounts(place, group, [[reader, left.length]])
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
    const added = (kind: string) => [writer, reader].filter((one) => adds(one, kind)).length * 25
    for (const speaker of [writer, reader]) {
      const { kind } = speaker.members
      assert.deepEqual(new Set(await listed(place, speaker)), made.union(new Set(before.get(speaker))))
      assert.equal((await membersIn(place, speaker, group)).length, added(kind))
      await assertCounts(place, group, [[speaker, added(kind)]])
    }
    const all = [writer, reader].filter(({ members }) => members.writing).length * 25
    assert.equal((await events(place, group)).length, 1 + all)
  },

  'changes of different fields at once lose nothing': async (place, writer, reader) => {
    const texts = fresh()
    const group = await make(place, writer, texts)
    await Promise.all(
      [writer, reader].map((speaker) => change(place, speaker, group, wholeBody(speaker, group, texts))),
    )
    for (const speaker of [writer, reader]) {
      assert.partialDeepStrictEqual(await shown(place, speaker, group), speaker.own(group))
    }
  },

  'a rank is the same in both that have a word for it': async (place, writer, reader) => {
    const group = await make(place, writer, fresh())
    for (const rank of [77, 5, null]) {
      if (!writer.rank || !reader.rank) break
      await change(place, writer, group, writer.rank.toBody(rank))
      assert.equal(reader.rank.toRank(await shown(place, reader, group)), rank ?? reader.rank.none)
      await sendBack(place, reader, group)
      assert.equal((await stored(place, group)).rank, rank)
    }
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

/** Whether a dialect adds members of a kind. */
function adds({ members }: Speaker, kind: string): boolean {
  return members.writing !== undefined && members.kind === kind
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
