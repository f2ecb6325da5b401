import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import type { MemberKind } from '../../src/core/member.ts'
import { createPerson, trashPerson } from '../../src/core/people.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { uuidFrom } from '../../src/core/transfer/identity.ts'
import { beginning, group, membersOf, person, phone, range, refsOf, reread } from '../store/suite.ts'
import { exported, file, imported, newPlace, type Place } from './scene.ts'

const uuid = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
const oid = (at: number) => String(at).padStart(24, '0')

async function names(place: Place, number: number, kind: MemberKind = 'phone'): Promise<(string | null)[]> {
  return (await membersOf(place, number, kind)).map(({ name }) => name)
}

/** Imports a file, and once more: the second time nothing may change. */
async function importTwice(place: Place, text: string, options = {}) {
  const result = await imported(place, text, options)
  const after = await exported(place)
  const again = await imported(place, text, options)
  assert.equal(await exported(place), after, 'a second import changes nothing')
  assert.deepEqual(again.refusals, result.refusals)
  return result
}

Deno.test('a file by hand makes what it names, and a second time nothing', async () => {
  await using place = await newPlace()
  const { way, refusals, report } = await importTwice(
    place,
    file([
      { type: { name: 'Team' } },
      { person: { number: 5, displayName: 'Ann', email: 'ann@example.com', data: { a: [1] } } },
      { thing: { kind: 'device', oid: oid(1), name: 'Lamp', tags: [{ key: 'k', value: 'v' }] } },
      { group: { code: 'a', name: 'A', type: 'Team', parent: { code: 'b' }, labels: { x: 'y' } } },
      { member: { kind: 'person', ref: 5, data: { role: 'chair' } } },
      { member: { kind: 'person', ref: { uuid: uuid(9) } } },
      { member: { kind: 'device', ref: { oid: oid(1) } } },
      { member: { kind: 'phone', name: '+49 151 1', data: { values: ['x', null, 'z'] } } },
      { member: { kind: 'phone', name: '+491511', data: { label: 'again' } } },
      { member: { kind: 'item', name: 'One', validUntil: beginning + 1000 } },
      { group: { code: 'b', name: 'B' } },
      { member: { kind: 'group', ref: { code: 'c' } } },
      { group: { code: 'c', name: 'C' } },
    ]),
  )
  assert.equal(way, 'merge')
  assert.deepEqual(refusals, [])
  assert.deepEqual({ ...report.made }, { types: 1, people: 1, things: 1, groups: 3, members: 7, events: 0 })
  const a = await reread(place, 1)
  assert.deepEqual([a.type, a.parent, a.counts.phone, a.counts.person, a.counts.device], [1, 2, 1, 2, 1])
  const [one] = await membersOf(place, 1, 'phone')
  assert.deepEqual([one?.name, one?.data], ['+491511', { values: ['x', null, 'z'], label: 'again' }])
  assert.deepEqual(await refsOf(place, 2, 'group'), [1, 3])
})

Deno.test('fields that a line names are set, others stay; members that it does not name stay', async () => {
  await using place = await newPlace()
  const { number } = await group(place, { name: 'A', title: 'T', labels: { a: '1' } }, {
    add: [phone('1'), phone('2', { data: { label: 'L', values: ['a', 'b'] } })],
  })
  await importTwice(
    place,
    file([
      { group: { number, name: 'B', labels: { b: '2' } } },
      { member: { kind: 'phone', name: '2', data: { values: [null] } } },
      { member: { kind: 'phone', name: '3' } },
    ]),
  )
  const { name, title, labels } = await reread(place, number)
  assert.deepEqual({ name, title, labels }, { name: 'B', title: 'T', labels: { b: '2' } })
  assert.deepEqual(await names(place, number), ['1', '2', '3'])
  assert.deepEqual((await membersOf(place, number, 'phone'))[1]?.data, { label: 'L', values: [null, 'b'] })
})

Deno.test('a member is named by its id, and by nothing else of another group', async () => {
  await using place = await newPlace()
  const { number } = await group(place, 'A', { add: [phone('1')] })
  await group(place, 'B', { add: [phone('9')] })
  const id = (await membersOf(place, number, 'phone'))[0]!.id
  const { refusals } = await importTwice(
    place,
    file([
      { group: { number } },
      { member: { kind: 'phone', id, name: '7' } },
      { member: { kind: 'phone', id: id + 1, name: '8' } },
      { member: { kind: 'phone', id: 4711 } },
    ]),
  )
  assert.deepEqual(await names(place, number), ['7'])
  assert.deepEqual(refusals, ['4: member 2 was not found', '5: member 4711 was not found'])
})

Deno.test('a line of an export whose id means another number here adds its number', async () => {
  await using place = await newPlace()
  const { number, uuid } = await group(place, 'A', { add: [phone('1')] })
  const text = file([{ group: { number, uuid } }, { member: { id: 1, since: 1, kind: 'phone', name: '2' } }])
  await importTwice(place, text)
  assert.deepEqual(await names(place, number), ['1', '2'])
})

Deno.test('a number, uuid or oid that belongs to another row is a clash', async () => {
  await using place = await newPlace()
  await group(place, { name: 'A', number: 1, uuid: uuid(1), oid: oid(1), code: 'a' })
  await group(place, { name: 'B', number: 2, uuid: uuid(2), oid: oid(2) })
  await createPerson(place.store, place.principal, { number: 1, uuid: uuid(1), displayName: 'P' })
  const before = await exported(place)
  const { refusals, report } = await imported(
    place,
    file([
      { person: { number: 1, uuid: uuid(3), displayName: 'Q' } },
      { person: { number: 3, uuid: uuid(1), displayName: 'Q' } },
      { group: { number: 1, uuid: uuid(9), name: 'X' } },
      { group: { uuid: uuid(1), oid: oid(2), name: 'X' } },
      { group: { number: 3, uuid: uuid(2), name: 'X' } },
      { member: { kind: 'phone', name: '1' } },
      { member: { kind: 'phone', name: '2' } },
      { group: { uuid: uuid(7), code: 'a', name: 'X' } },
      { group: { name: 'nameless' } },
      { person: { displayName: 'nameless', email: 'a@b' } },
      { thing: { kind: 'device', number: 4 } },
    ]),
  )
  assert.deepEqual(refusals, [
    '2: clash: person 1 has another uuid',
    '3: clash: person 1 has another number',
    '4: clash: group 1 has another uuid',
    '5: clash: its ids are those of group 1 and of group 2',
    '6: clash: group 2 has another number',
    '9: code is taken',
    '10: a group needs a number, uuid, oid or code: without it a second import would make it twice',
    '11: a person needs a number, uuid or oid: without it a second import would make it twice',
    '12: a thing needs an oid, or a number in a file with a source: without it a second import would make it twice',
    '6: what stands here was refused, and so are 2 members below it',
  ])
  assert.equal(report.refused, 11)
  assert.equal(await exported(place), before)
})

const vendorFile = (source: string) =>
  file([
    { person: { number: 7, displayName: source } },
    { group: { number: 305, name: source } },
    { member: { kind: 'person', ref: 7 } },
    { member: { kind: 'person', ref: 8 } },
    { group: { number: 306, name: 'below', parent: 305 } },
  ], { source })

Deno.test("a vendor's number is never taken for another vendor's group: it clashes, or is given another number", async () => {
  await using place = await newPlace()
  await imported(place, vendorFile('superoffice'))
  const { refusals } = await importTwice(place, vendorFile('lox24'))
  assert.deepEqual(refusals, [
    '2: clash: number 7 belongs to another person',
    '4: person 7 of the file was refused',
    '3: clash: number 305 belongs to group 305 "superoffice"',
    '6: clash: number 306 belongs to group 306 "below"',
    '3: what stands here was refused, and so is 1 member below it',
  ])
  const renamed = vendorFile('lox24').replace('"number":7', '"number":70').replace('"ref":7}', '"ref":70}')
  const { refusals: left, report } = await importTwice(place, renamed, { renumber: 'lox24' })
  assert.deepEqual(left, [])
  assert.deepEqual(report.renumberings, [{ line: 3, from: 305, to: 307 }, { line: 6, from: 306, to: 308 }])
  assert.deepEqual([(await reread(place, 308)).parent, (await reread(place, 306)).parent], [307, 305])
  assert.equal((await reread(place, 307)).uuid, uuidFrom('lox24', 'group', 305))
  assert.equal((await refsOf(place, 307)).length, 2)
  assert.equal((await refsOf(place, 307)).filter((ref) => [7, 8].includes(ref)).length, 0)
})

Deno.test('nothing live is trashed and nothing in the trash comes back; what is new and in the trash is made there', async () => {
  await using place = await newPlace()
  await group(place, { name: 'gone', code: 'gone', number: 1 })
  await group(place, { name: 'here', number: 2 })
  const { number } = await createPerson(place.store, place.principal, { displayName: 'gone' })
  await trashGroup(place.store, place.principal, { number: 1 })
  await trashPerson(place.store, place.principal, { number })
  const { refusals } = await importTwice(
    place,
    file([
      { person: { number, displayName: 'back' } },
      { person: { number: 9, displayName: 'new', state: 'trashed' } },
      { group: { number: 1, name: 'back' } },
      { group: { number: 2, name: 'here', state: 'trashed' } },
      { group: { number: 3, name: 'new', state: 'trashed' } },
      { member: { kind: 'phone', name: '1' } },
    ]),
  )
  assert.deepEqual(refusals, [
    '2: person 1 is in the trash: restore it first',
    '4: group 1 is in the trash: restore it first',
    '5: group 2 is not in the trash here, as it is in the file',
  ])
  const made = await reread(place, 3)
  assert.deepEqual([made.state, made.counts.phone], ['trashed', 1])
  assert.deepEqual([(await reread(place, 1)).state, (await reread(place, 2)).state], ['trashed', 'live'])
})

Deno.test('one wrong member of a thousand is refused alone, in its line', async () => {
  await using place = await newPlace()
  const members = range(1500).map((at) => ({ member: { kind: 'phone', name: at === 777 ? '' : `+49${at}` } }))
  const { refusals, report } = await importTwice(
    place,
    file([{ group: { code: 'a', name: 'A' } }, ...members]),
  )
  assert.deepEqual(refusals, ['779: name: required'])
  assert.equal(report.made.members, 1499)
  assert.equal((await reread(place, 1)).counts.phone, 1499)
})

Deno.test('a group that would lie in itself is refused, and so is what lies in a refused group', async () => {
  await using place = await newPlace()
  await group(place, { name: 'taken', number: 3, uuid: uuid(3) })
  const { refusals } = await importTwice(
    place,
    file([
      { group: { number: 1, name: 'A', parent: 2 } },
      { group: { number: 2, name: 'B', parent: 1 } },
      { group: { number: 3, uuid: uuid(9), name: 'C' } },
      { member: { kind: 'group', ref: 1 } },
      { group: { number: 4, name: 'D', parent: 3 } },
      { group: { number: 5, name: 'E', parent: { code: 'nobody' } } },
    ]),
  )
  assert.deepEqual(refusals.map((one) => one.replace(/cycle: .*/, 'cycle')), [
    '4: clash: group 3 has another uuid',
    '3: cycle',
    '6: group 3 of the file was refused',
    '7: ref: unknown',
    '4: what stands here was refused, and so is 1 member below it',
  ])
  assert.equal((await reread(place, 1)).parent, 2)
})

Deno.test('a file that gives a group two homes, or a home and none, is refused in that, and changes nothing twice', async () => {
  await using place = await newPlace()
  const { refusals } = await importTwice(
    place,
    file([
      { group: { code: 'a', name: 'A' } },
      { member: { kind: 'group', ref: { code: 'c' }, home: true } },
      { group: { code: 'b', name: 'B' } },
      { member: { kind: 'group', ref: { code: 'c' }, home: true } },
      { member: { kind: 'group', ref: { code: 'd' } } },
      { group: { code: 'c', name: 'C', parent: { code: 'a' } } },
      { group: { code: 'd', name: 'D', parent: null } },
    ]),
  )
  assert.deepEqual(refusals, [
    '5: the file gives group 3 two homes',
    '8: the file puts group 4 into another one, too',
  ])
})

Deno.test('people and groups that are only referred to wait as stubs, and become what the file says later', async () => {
  await using place = await newPlace()
  await imported(
    place,
    file([
      { group: { code: 'a', name: 'A' } },
      { member: { kind: 'person', ref: { uuid: uuid(1) } } },
    ]),
  )
  const [ref] = await refsOf(place, 1)
  const { refusals } = await importTwice(place, file([{ person: { uuid: uuid(1), displayName: 'Ann' } }]))
  assert.deepEqual(refusals, [])
  const found = await place.store.read(place.directory, (tx) => tx.person({ number: ref! }))
  assert.deepEqual([found?.state, found?.displayName], ['live', 'Ann'])
})

Deno.test('members whose time is over are passed over; those that wait, wait', async () => {
  await using place = await newPlace()
  const text = file([
    { group: { code: 'a', name: 'A' } },
    { member: { kind: 'phone', name: '1', validUntil: beginning - 1 } },
    { member: { kind: 'phone', name: '2', validFrom: beginning + 1000 } },
    { member: { kind: 'phone', name: '3', since: 4, until: 9 } },
  ])
  const { refusals, report } = await importTwice(place, text)
  assert.deepEqual([refusals, report.passedOver], [[], 2])
  const waiting = await place.store.read(place.directory, (tx) => tx.membersWaiting(1, 'phone'))
  assert.deepEqual(waiting.map(({ name }) => name), ['2'])
  assert.equal((await reread(place, 1)).counts.phone, 0)
})

Deno.test('what others added since stays where a file is imported again', async () => {
  await using place = await newPlace()
  const text = file([{ group: { code: 'a', name: 'A' } }, { member: { kind: 'person', ref: 1 } }])
  await imported(place, text)
  await changeGroup(place.store, place.principal, { code: 'a' }, { edit: () => ({ add: [person(2)] }) })
  await imported(place, text)
  assert.deepEqual(await refsOf(place, 1), [1, 2])
})
