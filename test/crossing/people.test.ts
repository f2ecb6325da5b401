import assert from 'node:assert/strict'
import type { Group } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import {
  add,
  ask,
  change,
  clear,
  listed,
  make,
  membersIn,
  openPlace,
  type Place,
  shown,
  stored,
} from './client.ts'
import type { Speaker } from './speaker.ts'
import { SPEAKERS } from './speakers.ts'

/** What the dialects share that have words for people: one relation, seen from the group and from the person. */

const named = (name: string) => SPEAKERS.find((speaker) => speaker.name === name)!
const [INCOPLAX, LOSANT, HIVE] = [named('incoplax'), named('losant'), named('hive')]
const PEOPLE = SPEAKERS.filter(({ members }) => members.kind === 'person')
const WRITERS = PEOPLE.filter(({ members }) => members.writing)
const RESTORER = SPEAKERS.find(({ restored }) => restored)!

const BOOK = '/rest/v1/addressbook'
const USERS = '/applications/575ec8687ae143cd83dc4a97/experience/users'

/** SuperOffice wants another name for each. */
const group = (place: Place, speaker: Speaker, name: string) =>
  make(place, speaker, { name: `${name} ${speaker.name}`, description: null })

/** A contact made by Incoplax in the groups of these codes. */
function contact(place: Place, name: string, codes: readonly string[]): Promise<JsonObject> {
  const json = { displayname: name, number: '7', email: `${name}@example.com`, opts: { groups: codes } }
  return ask(place, INCOPLAX, { method: 'POST', path: `${BOOK}/contacts`, json })
}

async function codesOf(place: Place, { id }: JsonObject): Promise<unknown> {
  return Object(await ask(place, INCOPLAX, { method: 'GET', path: `${BOOK}/contacts/${id}` })).opts.groups
}

async function abonentsOf(place: Place, of: Group): Promise<number[]> {
  const { abonents, abonentcount } = Object(await shown(place, INCOPLAX, of)).opts
  assert.equal(abonents.length, abonentcount)
  return abonents
}

/** Whether all dialects show as many people as the group counts, and the same. */
async function assertSame(place: Place, of: Group, emails: readonly string[]): Promise<void> {
  for (const speaker of PEOPLE) {
    const found = await membersIn(place, speaker, of)
    assert.deepEqual(found.toSorted(), emails.toSorted(), speaker.name)
    if (speaker.count) assert.equal(speaker.count(await shown(place, speaker, of)), emails.length)
  }
  assert.equal((await stored(place, of)).counts.person, emails.length)
}

/** Runs a rule for the groups of every dialect, in one directory. */
function eachMaker(name: string, rule: (place: Place, maker: Speaker) => Promise<void>): void {
  Deno.test(`crossing: ${name}`, async (test) => {
    await using place = await openPlace()
    for (const maker of SPEAKERS) await test.step(`a group of ${maker.name}`, () => rule(place, maker))
  })
}

let people = 0

for (const writer of WRITERS) {
  eachMaker(`people whom ${writer.name} puts into a group are in it everywhere`, async (place, maker) => {
    const made = await group(place, maker, 'people')
    const numbers = [++people, ++people]
    for (const n of numbers) await add(place, writer, made, n)
    const emails = numbers.map(writer.members.writing!.nameOf)
    await assertSame(place, made, emails)
    await ask(place, maker, { method: 'DELETE', path: maker.group(made) })
    for (const speaker of SPEAKERS) assert.ok(!(await listed(place, speaker)).includes(made.number))
    await change(place, RESTORER, made, RESTORER.restored!)
    await assertSame(place, made, emails)
    for (const other of WRITERS) {
      await add(place, other, made, ++people)
      await clear(place, other, made)
      await assertSame(place, made, [])
    }
  })
}

eachMaker('a contact has the codes of its groups, but while they are in the trash', async (place, maker) => {
  const [one, two] = [await group(place, maker, 'one'), await group(place, maker, 'two')]
  const ann = await contact(place, 'ann', [two.code, one.code])
  assert.deepEqual(await codesOf(place, ann), [two.code, one.code])
  await ask(place, maker, { method: 'DELETE', path: maker.group(two) })
  assert.deepEqual(await codesOf(place, ann), [one.code])
  await change(place, RESTORER, two, RESTORER.restored!)
  assert.deepEqual(await codesOf(place, ann), [two.code, one.code])
  const code = `new ${maker.name}`
  await change(place, INCOPLAX, two, { code })
  assert.deepEqual(await codesOf(place, ann), [code, one.code])
  await assertSame(place, await stored(place, two), ['ann@example.com'])
})

eachMaker(
  'a code that was taken while its group lay in the trash stays with the taker',
  async (place, maker) => {
    const code = `900 ${maker.name}`
    const first = await group(place, maker, 'first')
    await change(place, INCOPLAX, first, { code })
    const ann = await contact(place, 'ann', [code])
    await ask(place, maker, { method: 'DELETE', path: maker.group(first) })
    const json = { name: 'second', code }
    const second = await ask(place, INCOPLAX, { method: 'POST', path: INCOPLAX.groups, json })
    await change(place, RESTORER, first, RESTORER.restored!)
    assert.equal((await shown(place, INCOPLAX, first)).code, first.uuid)
    assert.deepEqual(await codesOf(place, ann), [first.uuid])
    const taker = await stored(place, { uuid: String(second.id) })
    assert.deepEqual(await abonentsOf(place, taker), [])
  },
)

eachMaker('who is only named yet in a group is shown as soon as he is made', async (place, maker) => {
  const made = await group(place, maker, 'named')
  const next = Number((await contact(place, 'ann', [])).autokey) + 1
  await change(place, INCOPLAX, made, { opts: { abonents: [next] } })
  assert.deepEqual(await membersIn(place, HIVE, made), [])
  assert.equal(LOSANT.count!(await shown(place, LOSANT, made)), 1)
  const bob = await contact(place, 'bob', [])
  assert.deepEqual([bob.autokey, Object(bob.opts).groups], [next, [made.code]])
  await assertSame(place, made, ['bob@example.com'])
})

Deno.test('crossing: a group has its people in one order, which Incoplax sets and Hive and Losant show', async () => {
  await using place = await openPlace()
  const made = await group(place, HIVE, 'order')
  const keys: number[] = []
  for (const name of ['ann', 'bob', 'eve']) keys.push(Number((await contact(place, name, [])).autokey))
  const [ann, bob, eve] = keys as [number, number, number]
  for (const abonents of [[eve, ann, bob], [bob, ann], [bob, ann, eve], []]) {
    await change(place, INCOPLAX, made, { opts: { abonents } })
    assert.deepEqual(await abonentsOf(place, made), abonents)
    const names = ['ann', 'bob', 'eve']
    const emails = abonents.map((key) => `${names[keys.indexOf(key)]}@example.com`)
    assert.deepEqual(await membersIn(place, HIVE, made), emails)
    const { experienceUserIds } = await shown(place, LOSANT, made)
    const users = await Promise.all([experienceUserIds].flat().map((id) => user(place, String(id))))
    assert.deepEqual(users.map(({ email }) => email), emails)
  }
})

Deno.test('crossing: a person renamed in one dialect is renamed in all, and gone from all when deleted', async () => {
  await using place = await openPlace()
  const made = await group(place, LOSANT, 'team')
  const ann = await contact(place, 'ann', [made.code])
  const { experienceUserIds: [id = ''] = [] } = Object(await shown(place, LOSANT, made))
  const path = `${USERS}/${id}`
  await ask(place, LOSANT, { method: 'PATCH', path, json: { email: 'anna@example.com', firstName: 'Anna' } })
  const seen = await ask(place, INCOPLAX, { method: 'GET', path: `${BOOK}/contacts/${ann.id}` })
  assert.deepEqual([seen.email, seen.displayname], ['anna@example.com', 'ann'])
  await assertSame(place, made, ['anna@example.com'])
  await ask(place, INCOPLAX, { method: 'DELETE', path: `${BOOK}/contacts/${ann.id}` })
  await assertSame(place, made, [])
})

function user(place: Place, id: string): Promise<JsonObject> {
  return ask(place, LOSANT, { method: 'GET', path: `${USERS}/${id}` })
}
