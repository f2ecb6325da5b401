import assert from 'node:assert/strict'
import { DirectoryError } from '../../src/core/error.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import { ROLES } from '../../src/core/principal.ts'
import { findGroup } from '../../src/core/queries.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { undo } from '../../src/core/undo.ts'
import { allEvents, contents, contract, group, refused, reread, type Scene } from './suite.ts'

/** The number of the group that a name means to who also sees the trash. */
async function named({ store, principal }: Scene, name: string): Promise<number> {
  return (await findGroup(store, principal, { named: name }, { trashed: true })).number
}

contract(
  'a name means the oldest group outside the trash, without case, else the oldest in it',
  async (scene) => {
    const { store, principal } = scene
    const first = await group(scene, 'Äpfel')
    const second = await group(scene, 'ÄPFEL')
    await group(scene, 'Äpfel und Birnen')
    assert.equal(await named(scene, 'äpfel'), first.number)
    assert.equal(await named(scene, 'A\u0308PFEL'), first.number)
    await trashGroup(store, principal, { named: 'äpfel' })
    assert.equal(await named(scene, 'äpfel'), second.number)
    await trashGroup(store, principal, { named: 'äpfel' })
    assert.equal(await named(scene, 'äpfel'), first.number)
    await refused('not_found', findGroup(store, principal, { named: 'äpfel' }))
    await refused('not_found', findGroup(store, principal, { named: 'Äpfe' }, { trashed: true }))
  },
)

contract('a name means no list that comes with the directory, and no stub', async (scene) => {
  const { store, principal } = scene
  await refused('not_found', findGroup(store, principal, { named: 'Category' }, { trashed: true }))
  await createPerson(store, principal, { displayName: 'Ann' }, { groups: [{ code: 'x' }] })
  await refused('not_found', findGroup(store, principal, { named: '' }, { trashed: true }))
})

contract('a list that comes with the directory keeps its name', async (scene) => {
  const { store, principal } = scene
  const category = { builtin: 'category' }
  const rename = changeGroup(store, principal, category, { edit: () => ({ set: { name: 'x' } }) })
  await refused('invalid', rename)
  const set = { name: 'Category', description: 'shown' }
  const { group: after } = await changeGroup(store, principal, category, { edit: () => ({ set }) })
  assert.deepEqual([after.name, after.description], ['Category', 'shown'])
})

contract('a group may begin in the trash, in one write', async (scene) => {
  const { store, principal } = scene
  const made = await group(scene, { name: 'x' }, { trashed: true })
  assert.equal(made.state, 'trashed')
  assert.deepEqual((await allEvents(scene)).map(({ kind }) => kind), ['group.create', 'group.trash'])
  assert.deepEqual(await reread(scene, made.number), made)
  const writer = { ...principal, permissions: new Set(['group.create'] as const) }
  const whole = await contents(scene)
  await refused('forbidden', createGroup(store, writer, { name: 'y' }, { trashed: true }))
  assert.deepEqual(await contents(scene), whole)
  await undo(store, principal, 2)
  assert.equal((await reread(scene, made.number)).state, 'live')
})

contract(
  'trashing may be refused by what the group is, and leaves what is trashed as it is',
  async (scene) => {
    const { store, principal } = scene
    const { number } = await group(scene, 'x')
    const check = () => {
      throw new DirectoryError('version_mismatch', 'changed')
    }
    await refused('version_mismatch', trashGroup(store, principal, { number }, { check }))
    await trashGroup(store, principal, { number })
    const whole = await contents(scene)
    await refused('not_found', trashGroup(store, principal, { number }))
    await trashGroup(store, principal, { number }, { trashed: true })
    await refused('version_mismatch', trashGroup(store, principal, { number }, { check, trashed: true }))
    assert.deepEqual(await contents(scene), whole)
    const reader = { ...principal, permissions: ROLES.reader }
    await refused('forbidden', trashGroup(store, reader, { number }, { trashed: true }))
  },
)
