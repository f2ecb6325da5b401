import assert from 'node:assert/strict'
import { findGroupWith } from '../../src/core/details.ts'
import { findGroupFaults } from '../../src/core/group-faults.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { trashGroup, trashGroupWith } from '../../src/core/trash.ts'
import { createType } from '../../src/core/types.ts'
import { allEvents, contents, contract, group, range, refused, reread, type Scene } from './suite.ts'

async function types({ store, principal }: Scene, count: number): Promise<void> {
  for (const at of range(count)) await createType(store, principal, `type ${at}`)
}

contract(
  'what is wrong with a slug and a type is told at once, and is one error of a write',
  async (scene) => {
    const { store, principal } = scene
    await types(scene, 1)
    const { number } = await group(scene, { name: 'a', slug: 'Taken' })
    const asked = { slug: 'tAKEN', type: 9 }
    const violations = [
      { field: 'slug', rule: 'taken', value: 'tAKEN' },
      { field: 'type', rule: 'unknown', value: 9 },
    ]
    const whole = await contents(scene)
    assert.deepEqual(await findGroupFaults(store, principal, { asked }), { violations, type: undefined })
    const error = await refused('conflict', createGroup(store, principal, { name: 'b', ...asked }))
    assert.deepEqual(error.violations, violations)
    assert.deepEqual(await contents(scene), whole)
    const current = await reread(scene, number)
    assert.deepEqual(
      await findGroupFaults(store, principal, { asked: { slug: 'taken', type: 1 }, current }),
      {
        violations: [],
        type: { number: 1, name: 'type 1' },
      },
    )
    const edit = () => ({ set: { slug: 'taken', type: 9 } })
    const changing = await refused('invalid', changeGroup(store, principal, { number }, { edit }))
    assert.deepEqual(changing.violations, violations.slice(1))
    const reader = { ...principal, permissions: new Set(['group.get'] as const) }
    await refused('forbidden', findGroupFaults(store, reader, { asked }))
  },
)

contract('a group that is to have a slug gets one of its name that is free, or none', async (scene) => {
  const { store, principal } = scene
  const slugged = async (name: string, slug?: string) => {
    const fields = slug === undefined ? { name } : { name, slug }
    return (await createGroup(store, principal, fields, { slugged: true })).group
  }
  assert.equal((await slugged('Lyon')).slug, 'lyon')
  assert.equal((await slugged('LYON!')).slug, 'lyon-2')
  await slugged('x', 'lyon-4')
  assert.equal((await slugged('Lyon')).slug, null, 'both are taken')
  assert.equal((await slugged('日本')).slug, 'group-5')
  assert.equal((await slugged('given', 'Own')).slug, 'Own')
  const { number } = await slugged('Lyon')
  await trashGroup(store, principal, { number: 1 })
  assert.equal((await slugged('Lyon')).slug, 'lyon', 'one in the trash has given its slug up')
  const created = (await allEvents(scene)).find(({ subject }) => subject.number === number)
  assert.equal(created?.after?.['slug'], (await reread(scene, number)).slug)
  assert.equal((await group(scene, 'plain')).slug, null)
})

contract('a group comes with its type where that is asked for', async (scene) => {
  const { store, principal } = scene
  await types(scene, 1)
  const asked = { type: true } as const
  const typed = await createGroup(store, principal, { name: 'a', type: 1 }, { details: asked })
  assert.deepEqual(typed.details.type, { number: 1, name: 'type 1' })
  const { number } = typed.group
  const edit = () => ({ set: { type: null } })
  const { details } = await changeGroup(store, principal, { number }, { edit, details: asked })
  assert.equal(details.type, null)
  assert.ok(!('type' in (await findGroupWith(store, principal, { number }, {})).details))
  const trashed = await trashGroupWith(store, principal, { number }, asked)
  assert.deepEqual([trashed.group.state, trashed.details.type], ['live', null], 'as it was before')
  assert.equal((await reread(scene, number)).state, 'trashed')
})
