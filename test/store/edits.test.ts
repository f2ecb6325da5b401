import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import type { Member, MemberKind, NewMember } from '../../src/core/member.ts'
import { allMembers, findMemberOf, membersInOrder, pageMembers } from '../../src/core/queries.ts'
import { stepRows } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { allEvents, contract, group, membersOf, range, refused, reread, type Scene } from './suite.ts'

/** Adds members to a group in which two items never have one name. */
function add({ store, principal }: Scene, number: number, ...members: readonly NewMember[]) {
  return changeGroup(store, principal, { number }, { uniqueNames: ['item'], edit: () => ({ add: members }) })
}

function item(name: string, more: Partial<NewMember> = {}): NewMember {
  return { kind: 'item', name, ...more }
}

async function names(scene: Scene, number: number, kind: MemberKind = 'item'): Promise<(string | null)[]> {
  return (await membersOf(scene, number, kind)).map(({ name }: Member) => name)
}

contract('a name that another member of the kind has is refused, whatever its case', async (scene) => {
  const { number } = await group(scene, 'list', { add: [item('Straße'), item('Σίσυφος')] })
  const before = await reread(scene, number)
  for (const name of ['straße', 'STRAßE', 'ΣΊΣΥΦΟΣ', 'Straße']) {
    await refused('conflict', add(scene, number, item('free'), item(name)))
  }
  assert.deepEqual(await reread(scene, number), before)
  assert.deepEqual(await names(scene, number), ['Straße', 'Σίσυφος'])
})

contract('two members of one change cannot have one name', async (scene) => {
  const { number } = await group(scene, 'list')
  await refused('conflict', add(scene, number, item('a'), item('b'), item('A')))
  assert.deepEqual(await names(scene, number), [])
})

contract('members may exchange their names in one change', async (scene) => {
  const { number } = await group(scene, 'list', { add: [item('a'), item('b')] })
  const [a, b] = await membersOf(scene, number, 'item')
  await add(scene, number, item('B', { id: a!.id }), item('a', { id: b!.id }))
  assert.deepEqual(await names(scene, number), ['B', 'a'])
  await refused('conflict', add(scene, number, item('b', { id: b!.id })))
})

contract(
  'a member may have its own name in another case, and be changed beside one of its name',
  async (scene) => {
    const { number } = await group(scene, 'list', { add: [item('a'), item('twin'), item('TWIN')] })
    const [a, twin] = await membersOf(scene, number, 'item')
    await add(scene, number, item('A', { id: a!.id }))
    await add(scene, number, item('Twin', { id: twin!.id, data: { label: 'older than the rule' } }))
    assert.deepEqual(await names(scene, number), ['A', 'Twin', 'TWIN'])
    await refused('conflict', add(scene, number, item('twin', { id: a!.id })))
  },
)

contract('the rule is that of one kind in one group', async (scene) => {
  const { number } = await group(scene, 'list', { add: [item('a')] })
  const other = await group(scene, 'other')
  await add(scene, number, { kind: 'heading', name: 'a' }, { kind: 'heading', name: 'a' })
  await add(scene, other.number, item('a'))
  assert.deepEqual(await names(scene, number, 'heading'), ['a', 'a'])
  await changeGroup(scene.store, scene.principal, { number }, { edit: () => ({ add: [item('a')] }) })
  assert.deepEqual(await names(scene, number), ['a', 'a'])
})

contract(
  'the rule holds for a replacement, and a name that ends in the same change is free',
  async (scene) => {
    const { store, principal } = scene
    const { number } = await group(scene, 'list', { add: [item('a'), item('b')] })
    const replacing = (...members: NewMember[]) =>
      changeGroup(store, principal, { number }, {
        uniqueNames: ['item'],
        edit: () => ({ replace: [{ kind: 'item', members }] }),
      })
    await refused('conflict', replacing(item('c'), item('C')))
    await replacing(item('B'), item('c'))
    assert.deepEqual((await names(scene, number)).toSorted(), ['B', 'c'])
    const [first] = await membersOf(scene, number, 'item')
    await changeGroup(store, principal, { number }, {
      uniqueNames: ['item'],
      edit: () => ({ end: [first!.id], add: [item(first!.name!)] }),
    })
    assert.equal((await names(scene, number)).length, 2)
  },
)

contract('a hundred changes at once keep names unique', async (scene) => {
  const { number } = await group(scene, 'list')
  const made = await Promise.allSettled(range(100).map((at) => add(scene, number, item(`name ${at % 10}`))))
  assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 10)
  assert.equal(new Set(await names(scene, number)).size, 10)
  assert.equal((await reread(scene, number)).counts.item, 10)
})

contract('an edit may look at the members as its write sees them', async (scene) => {
  const { store, principal } = scene
  const total = stepRows + 1
  const { number } = await group(scene, 'list', { add: range(total).map((at) => item(`${at}`)) })
  const other = await group(scene, 'other', { add: [item('elsewhere')] })
  const [elsewhere] = await membersOf(scene, other.number, 'item')
  const seen: (string | null)[] = []
  await changeGroup(store, principal, { number }, {
    edit: async (_, members) => {
      for await (const page of members.pages('item')) seen.push(...page.map(({ name }) => name))
      await refused('not_found', members.find({ kind: 'item', id: elsewhere!.id }))
      return {}
    },
  })
  assert.deepEqual(seen, range(total).map(String))
  const [first] = await membersOf(scene, number, 'item')
  await refused(
    'not_found',
    changeGroup(store, principal, { number }, {
      edit: async (_, members) => ({ end: [(await members.find({ kind: 'heading', id: first!.id })).id] }),
    }),
  )
})

contract('what an edit throws leaves nothing behind', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'list', { add: [item('a')] })
  const events = (await allEvents(scene)).length
  await assert.rejects(
    changeGroup(store, principal, { number }, {
      edit: async () => {
        await Promise.resolve()
        throw new Error('mine')
      },
    }),
    /mine/,
  )
  assert.equal((await allEvents(scene)).length, events)
})

contract('members of a group in the trash are read by who asks for the trash', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'list', { add: [item('a'), item('b')] })
  const [a, b] = await membersOf(scene, number, 'item')
  await trashGroup(store, principal, { number })
  const key = { number }
  await refused('not_found', pageMembers(store, principal, key, { kind: 'item', limit: 1 }))
  await refused('not_found', allMembers(store, principal, key, 'item'))
  await refused('not_found', findMemberOf(store, principal, key, { kind: 'item', id: a!.id }))
  await refused('not_found', membersInOrder(store, principal, key, { kind: 'item', ids: [a!.id] }))
  const page = await pageMembers(store, principal, key, { kind: 'item', limit: 1, trashed: true })
  assert.deepEqual(page.members, [a])
  const { pages } = await allMembers(store, principal, key, 'item', { trashed: true })
  assert.deepEqual((await Array.fromAsync(pages)).flat(), [a, b])
  const found = await findMemberOf(store, principal, key, { kind: 'item', id: b!.id, trashed: true })
  assert.deepEqual(found.member, b)
  await refused('not_found', findMemberOf(store, principal, key, { kind: 'item', id: 99999, trashed: true }))
  await refused('not_found', findMemberOf(store, principal, key, { kind: 'phone', id: b!.id, trashed: true }))
})

contract('members by their ids come in that order, as far as they are there', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, 'list', { add: ['a', 'b', 'c'].map((name) => item(name)) })
  const other = await group(scene, 'other', { add: [item('x')] })
  const [a, b, c] = await membersOf(scene, number, 'item')
  const [x] = await membersOf(scene, other.number, 'item')
  await changeGroup(store, principal, { number }, { edit: () => ({ end: [b!.id] }) })
  const ids = [c!.id, 99999, x!.id, b!.id, a!.id]
  const found = await membersInOrder(store, principal, { number }, { kind: 'item', ids })
  assert.deepEqual(found, [c, a])
  assert.deepEqual(await membersInOrder(store, principal, { number }, { kind: 'heading', ids }), [])
})

contract('members of a group are read only with the permission', async (scene) => {
  const { store } = scene
  const principal = { ...scene.principal, permissions: new Set<never>() }
  const { number } = await group(scene, 'list', { add: [item('a')] })
  const [a] = await membersOf(scene, number, 'item')
  await refused('forbidden', findMemberOf(store, principal, { number }, { kind: 'item', id: a!.id }))
  await refused('forbidden', membersInOrder(store, principal, { number }, { kind: 'item', ids: [a!.id] }))
})
