import assert from 'node:assert/strict'
import { findGroupWith } from '../../src/core/details.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { changePersonWith, createPersonWith } from '../../src/core/people.ts'
import { findPersonWith } from '../../src/core/people-queries.ts'
import { stepRows } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { contract, group, person, range, refsOf } from './suite.ts'

contract('codes that no group has are shown to who asks for them, each at its place', async (scene) => {
  const { store, principal } = scene
  const { number } = await group(scene, { name: 'b', code: 'b' })
  const gone = await group(scene, { name: 'gone', code: 'gone' })
  const groups = ['a', 'b', 'gone', 'c'].map((code) => ({ code }))
  const made = await createPersonWith(store, principal, { displayName: 'Ann' }, { groups, stubs: true })
  assert.deepEqual(made.groups.map(({ code }) => code), ['a', 'b', 'gone', 'c'])
  await trashGroup(store, principal, { number: gone.number })
  const key = { number: made.person.number }
  const codes = async (stubs: boolean) =>
    (await findPersonWith(store, principal, key, { stubs })).groups.map(({ code }) => code)
  assert.deepEqual([await codes(true), await codes(false)], [['a', 'b', 'c'], ['b']])
  const sees = { is: 'compare', field: 'name', with: '=', value: 'x' } as const
  const unseen = await findPersonWith(store, { ...principal, sees }, key, { stubs: true })
  assert.deepEqual(unseen.groups.map(({ code }) => code), ['a', 'c'])
  assert.deepEqual(await refsOf(scene, number), [made.person.number])
})

contract('of the codes that were shown those that are not sent back go', async (scene) => {
  const { store, principal } = scene
  await group(scene, { name: 'b', code: 'b' })
  const groups = ['a', 'b', 'c'].map((code) => ({ code }))
  const { person: { number } } = await createPersonWith(store, principal, { displayName: 'Ann' }, { groups })
  const set = async (codes: readonly string[], shown: number, stubs: boolean) => {
    const wanted = codes.map((code) => ({ code }))
    const edit = () => ({ groups: wanted, shown })
    await changePersonWith(store, principal, { number }, edit, { stubs })
    return (await findPersonWith(store, principal, { number }, { stubs: true })).groups.map(({ code }) =>
      code
    )
  }
  assert.deepEqual(await set(['b'], 10, false), ['a', 'b', 'c'], 'who was not shown stubs takes none away')
  assert.deepEqual(await set(['d'], 0, true), ['a', 'b', 'c', 'd'])
  assert.deepEqual(await set([], 1, true), ['b', 'c', 'd'])
  assert.deepEqual(await set(['d', 'b'], 10, true), ['d', 'b'])
})

contract('a long list of members comes by their numbers, in order, up to what is shown', async (scene) => {
  const { store, principal } = scene
  const count = stepRows + 300
  const { number } = await group(scene, 'long', { add: range(count).map((n) => person(n)) })
  const first = [person(count), person(1)]
  await changeGroup(store, principal, { number }, {
    edit: () => ({ replace: [{ kind: 'person', members: first, shown: 2 }] }),
  })
  const order = [...range(count - 3, 3), count, 1]
  const numbers = async (shown: number) => {
    const asked = { numbers: ['person'], shown } as const
    return (await findGroupWith(store, principal, { number }, asked)).details.numbers?.person
  }
  for (const shown of [0, 1, stepRows, stepRows + 7, count, 2 * count]) {
    assert.deepEqual(await numbers(shown), order.slice(0, shown))
  }
})
