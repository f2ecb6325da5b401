import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import { pageGroupPeople } from '../../src/core/group-people.ts'
import { createPerson, trashPerson } from '../../src/core/people.ts'
import { pageMax } from '../../src/core/store.ts'
import { contract, group, person, range, refused, type Scene } from './suite.ts'

const key = { number: 1 }

async function populate(scene: Scene, count: number): Promise<void> {
  for (const at of range(count)) {
    await createPerson(scene.store, scene.principal, { displayName: `p${at}`, uuid: uuidOf(at) })
  }
  await group(scene, 'x', { add: range(count).reverse().map((at) => person(at)) })
}

function uuidOf(number: number): string {
  return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
}

contract('the people of a group come in its order, page by page, live ones only', async (scene) => {
  const { store, principal } = scene
  await populate(scene, 10)
  const edit = () => ({
    add: [person(99), { kind: 'item' as const, name: 'i' }, person(3, { data: { role: 'r' } })],
  })
  await changeGroup(store, principal, key, { edit })
  await trashPerson(store, principal, { number: 8 })
  const seen: string[] = []
  for (let last = {};;) {
    const page = await pageGroupPeople(store, principal, key, { limit: 4, ...last })
    seen.push(...page.map((one) => one.person.displayName))
    if (page.length < 4) break
    last = { after: page.at(-1)!.person.uuid }
  }
  assert.deepEqual(seen, ['p10', 'p9', 'p7', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1'])
  const [first] = await pageGroupPeople(store, principal, key, { limit: 1, after: uuidOf(99) })
  assert.equal(first?.person.number, 10, 'who is not there begins at the beginning')
  await refused('not_found', pageGroupPeople(store, principal, { number: 2 }, { limit: 1 }))
})

contract('who is wanted is looked for in all of the group', async (scene) => {
  const { store, principal } = scene
  await populate(scene, pageMax + 20)
  const wants = ({ number }: { number: number }) => number % 500 === 1
  const wanted = (limit: number, more = {}) =>
    pageGroupPeople(store, principal, key, { limit, wants, ...more })
  assert.deepEqual((await wanted(10)).map((one) => one.person.number), [1001, 501, 1])
  assert.deepEqual((await wanted(2)).map((one) => one.person.number), [1001, 501])
  assert.deepEqual((await wanted(2, { after: uuidOf(501) })).map((one) => one.person.number), [1])
})

contract('a membership began when it began, however often it was edited since', async (scene) => {
  const { store, principal, clock } = scene
  await populate(scene, 2)
  const began = clock.now
  clock.now += 1000
  const edit = (role: string) => () => ({ add: [person(1, { data: { role } })] })
  for (const role of ['a', 'b']) await changeGroup(store, principal, key, { edit: edit(role) })
  const page = await pageGroupPeople(store, principal, key, { limit: 5 })
  assert.deepEqual(page.map(({ begunAt, member }) => [begunAt, member.data.role]), [
    [began, undefined],
    [began, 'b'],
  ])
})
