import assert from 'node:assert/strict'
import { changeDirectory } from '../../src/core/directories.ts'
import { changeGroup, endMember } from '../../src/core/groups.ts'
import { membersAddedMax, type NewMember } from '../../src/core/member.ts'
import { createPerson } from '../../src/core/people.ts'
import { phoneKey } from '../../src/core/phone.ts'
import { allMembers, findMember, pageMembers } from '../../src/core/queries.ts'
import { pageMax } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import {
  allEvents,
  contents,
  contract,
  group,
  membersOf,
  person,
  phone,
  range,
  read,
  refsOf,
  refused,
  reread,
  type Scene,
} from './suite.ts'

/** Adds members to a group. */
function add({ store, principal }: Scene, number: number, members: readonly NewMember[]) {
  return changeGroup(store, principal, { number }, { edit: () => ({ add: members }) })
}

function item(name: string): NewMember {
  return { kind: 'item', name }
}

contract('pages by position and by offset give every member once, in its order', async (scene) => {
  const names = range(2300).map((at) => `+49 151 ${at}`)
  const { number } = await group(scene, 'crowd', { add: names.map((name) => phone(name)) })
  await group(scene, 'other', { add: [phone('+49 1')] })
  for (const limit of [1000, 999, 230, 4600]) {
    const [byPosition, byOffset]: [string[], string[]] = [[], []]
    for (let after = 0;;) {
      const page = await read(scene, (tx) => tx.members({ group: number, kind: 'phone', after, limit }))
      const offset = byOffset.length
      const behind = await read(
        scene,
        (tx) => tx.membersBehind({ group: number, kind: 'phone', limit, offset }),
      )
      byPosition.push(...page.map((member) => member.name ?? ''))
      byOffset.push(...behind.map((member) => member.name ?? ''))
      if (page.length < limit) break
      after = page.at(-1)!.position
    }
    assert.deepEqual(byPosition, names)
    assert.deepEqual(byOffset, names)
  }
})

contract('a page of members comes with its group, by position, by offset or whole', async (scene) => {
  const { store, principal } = scene
  const total = 2 * pageMax + 1
  const { number } = await group(scene, 'crowd', { add: range(total).map((at) => item(`item ${at}`)) })
  const page = await pageMembers(store, principal, { number }, { kind: 'item', offset: 7, limit: 2 })
  assert.deepEqual(page.members.map((member) => member.name), ['item 8', 'item 9'])
  assert.equal(page.group.counts.item, total)
  const after = page.members[1]!.position
  const next = await pageMembers(store, principal, { number }, { kind: 'item', after, limit: 9999 })
  assert.deepEqual([next.members.length, next.members[0]?.name], [pageMax, 'item 10'])
  const all = await allMembers(store, principal, { number }, 'item')
  const pages = await Array.fromAsync(all.pages)
  assert.deepEqual(pages.map((one) => one.length), [pageMax, pageMax, 1])
  assert.deepEqual(pages.flat().map((member) => member.name), range(total).map((at) => `item ${at}`))
})

contract('each kind has its own pages and its own count', async (scene) => {
  const inner = await group(scene, 'inner')
  const all: NewMember[] = [
    person(4),
    { kind: 'device', ref: { oid: 'a'.repeat(24) } },
    { kind: 'endpoint', ref: { oid: 'a'.repeat(24) } },
    { kind: 'group', ref: { number: inner.number } },
    phone('1'),
    item('same'),
    item('same'),
    { kind: 'heading', name: 'same' },
  ]
  const { number, counts } = await group(scene, 'outer', { add: all })
  const expected = { person: 1, phone: 1, item: 2, heading: 1, device: 1, endpoint: 1, group: 1 }
  assert.deepEqual(counts, expected)
  for (const kind of ['person', 'device', 'endpoint', 'group', 'phone', 'item', 'heading'] as const) {
    const members = await membersOf(scene, number, kind)
    assert.deepEqual(members.map((member) => member.kind), range(expected[kind]).map(() => kind))
  }
})

contract('finds the members that refer to any of many, each once', async (scene) => {
  const { number } = await group(scene, 'crowd', { add: range(250).map((ref) => person(ref)) })
  await group(scene, 'other', { add: range(400).map((ref) => person(ref)) })
  for (const refs of [[], [7], range(230, 100), range(100), range(101), [3, 3, 3], [...range(100), 1, 2]]) {
    const found = await read(scene, (tx) => tx.membersReferring(number, 'person', refs))
    const expected = new Set(refs.filter((ref) => ref <= 250))
    assert.deepEqual(
      found.map((member) => member.ref ?? 0).sort((a, b) => a - b),
      [...expected].sort((a, b) => a - b),
    )
    assert.ok(found.every((member) => member.group === number))
  }
  assert.deepEqual(await read(scene, (tx) => tx.membersReferring(number, 'device', [1])), [])
})

contract('finds the members with any of many names, the oldest first', async (scene) => {
  const names = range(150).map((at) => `Item ${at % 140}`)
  const { number } = await group(scene, 'list', { add: names.map(item) })
  const find = (keys: readonly string[]) => read(scene, (tx) => tx.membersNamed(number, 'item', keys))
  assert.deepEqual(await find([]), [])
  assert.deepEqual(await find(['Item 1']), [], 'the key is the folded name')
  assert.deepEqual((await find(['item 1'])).map((member) => member.name), ['Item 1', 'Item 1'])
  const keys = range(140, 0).map((at) => `item ${at}`).toReversed()
  const found = await find(keys)
  assert.deepEqual(found.map((member) => member.name), names)
})

contract('numbers are found in the form in which the directory compares them', async (scene) => {
  const { store, directory } = scene
  await changeDirectory(store, { id: directory }, { settings: { country: 'DE' } })
  const numbers = ['0151 23456789', '+49 151-23456789', '0049(151)23456789', '+1 212 555 0100', 'none']
  const { number } = await group(scene, 'phones', { add: numbers.map((name) => phone(name)) })
  const members = await membersOf(scene, number, 'phone')
  assert.deepEqual(members.map((member) => member.name), numbers)
  assert.deepEqual(members.map((member) => member.nameKey), numbers.map((name) => phoneKey(name, 'DE')))
  const find = (key: string) => read(scene, (tx) => tx.membersNamed(number, 'phone', [key]))
  assert.equal((await find('+4915123456789')).length, 3)
  assert.equal((await find('+12125550100')).length, 1)
})

contract('who is there already is left alone, and who is named twice counts once', async (scene) => {
  const { number } = await group(scene, 'x', { add: [person(2, { data: { label: 'two' } }), person(1)] })
  const changed = await add(scene, number, [person(1), person(3), person(2), person(3), person(3)])
  assert.equal(changed.group.counts.person, 3)
  assert.deepEqual(await refsOf(scene, number), [2, 1, 3])
  assert.deepEqual(changed.began.map((member) => member.ref), [1, 3, 2, 3, 3])
  assert.equal((await membersOf(scene, number, 'person'))[0]?.data.label, 'two')
  const { beganTotal, endedTotal } = (await allEvents(scene)).at(-1)!.members!
  assert.deepEqual([beganTotal, endedTotal], [1, 0])
})

contract('a person may be named by number, uuid or oid, and by no code', async (scene) => {
  const ann = await createPerson(scene.store, scene.principal, { displayName: 'Ann' })
  const { number } = await group(scene, 'x')
  const refs = [{ number: ann.number }, { uuid: ann.uuid }, { oid: ann.oid }]
  await add(scene, number, refs.map((ref) => ({ kind: 'person', ref })))
  assert.deepEqual(await refsOf(scene, number), [ann.number])
  const bad = [{ code: 'x' }, { number: 0 }, { number: 1.5 }, { number: 2 ** 31 }, { uuid: 'x' }, {
    oid: 'x',
  }]
  for (const ref of bad) await refused('invalid', add(scene, number, [{ kind: 'person', ref }]))
  await refused('invalid', add(scene, number, [{ kind: 'person' }]))
  for (const kind of ['phone', 'item', 'heading'] as const) {
    await refused('invalid', add(scene, number, [{ kind }]))
    await refused('invalid', add(scene, number, [{ kind, name: '' }]))
  }
})

contract('a group that is not live can be no member', async (scene) => {
  const outer = await group(scene, 'outer')
  const gone = await group(scene, { name: 'gone', code: 'gone' })
  await trashGroup(scene.store, scene.principal, { number: gone.number })
  const bad = [{ number: gone.number }, { uuid: gone.uuid }, { code: 'gone' }, { number: 99 }, {
    oid: '0'.repeat(24),
  }]
  for (const ref of bad) await refused('invalid', add(scene, outer.number, [{ kind: 'group', ref }]))
  await refused('invalid', add(scene, outer.number, [{ kind: 'device', ref: { number: 1 } }]))
})

contract('a member is found by its id and kind, as long as it runs', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'x', { add: [phone('1'), person(1)] })
  const { member, group: holder } = await findMember(store, principal, { kind: 'phone', id: 1 })
  assert.deepEqual([member.name, holder.number], ['1', number])
  await refused('not_found', findMember(store, principal, { kind: 'person', id: 1 }))
  await refused('not_found', endMember(store, principal, { kind: 'item', id: 1 }))
  await endMember(store, principal, { kind: 'phone', id: 1 })
  await refused('not_found', findMember(store, principal, { kind: 'phone', id: 1 }))
  await refused('not_found', endMember(store, principal, { kind: 'phone', id: 1 }))
  assert.deepEqual([(await reread(scene, number)).counts.phone, await read(scene, (tx) => tx.member(1))], [
    0,
    undefined,
  ])
})

contract('a member of a group in the trash is not found', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'x', { add: [phone('1')] })
  await trashGroup(store, principal, { number })
  await refused('not_found', findMember(store, principal, { kind: 'phone', id: 1 }))
  await refused('not_found', pageMembers(store, principal, { number }, { kind: 'phone', limit: 1 }))
})

contract('ending a member that another group has, or nobody, ends none', async (scene) => {
  const { number } = await group(scene, 'x', { add: [phone('1')] })
  await group(scene, 'other', { add: [phone('2')] })
  const whole = await contents(scene)
  for (const end of [[1, 2], [1, 99]]) {
    const changing = changeGroup(scene.store, scene.principal, { number }, { edit: () => ({ end }) })
    await refused('not_found', changing)
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('refuses more members than one change may add', async (scene) => {
  const { number } = await group(scene, 'x')
  const one = phone('1')
  const many = Array.from({ length: membersAddedMax + 1 }, () => one)
  await refused('invalid', add(scene, number, many))
})
