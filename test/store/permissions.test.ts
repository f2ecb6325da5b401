import assert from 'node:assert/strict'
import type { Filter } from '../../src/core/filter.ts'
import { findGroupFaults } from '../../src/core/group-faults.ts'
import { changeGroup, changeMember, createGroup, endMember } from '../../src/core/groups.ts'
import { changePerson, createPerson, restorePerson, trashPerson } from '../../src/core/people.ts'
import { type Permission, PERMISSIONS, type Principal, ROLES } from '../../src/core/principal.ts'
import {
  allMembers,
  eventsAfter,
  findGroup,
  findMember,
  historyOf,
  membersAt,
  pageGroups,
  pageMembers,
} from '../../src/core/queries.ts'
import { changeThing, createThing, trashThing } from '../../src/core/things.ts'
import { restoreGroup, trashGroup, trashGroupWith } from '../../src/core/trash.ts'
import { changeType, changeTypeWith, createType, deleteType, deleteTypeWith } from '../../src/core/types.ts'
import { undo } from '../../src/core/undo.ts'
import type { Store } from '../../src/core/store.ts'
import { allEvents, contents, contract, group, person, phone, refused, reread, type Scene } from './suite.ts'

type Command = (store: Store, principal: Principal) => Promise<unknown>

const one = { number: 1 }
const member = { kind: 'phone', id: 1 } as const
const order = [{ field: 'number' }] as const
const device = { kind: 'device', number: 1 } as const

/** Each command and query of the core, and the permission that it asks for. */
const COMMANDS: readonly (readonly [Permission, Command])[] = [
  ['group.get', (store, principal) => findGroup(store, principal, one)],
  ['group.list', (store, principal) => pageGroups(store, principal, { order, limit: 1 })],
  ['group.get', (store, principal) => findMember(store, principal, member)],
  ['group.get', (store, principal) => pageMembers(store, principal, one, { kind: 'phone', limit: 1 })],
  ['group.get', (store, principal) => allMembers(store, principal, one, 'phone')],
  ['group.create', (store, principal) => createGroup(store, principal, { name: 'x' })],
  ['group.change', (store, principal) => changeGroup(store, principal, one, { edit: () => ({}) })],
  ['group.change', (store, principal) => changeMember(store, principal, member, () => ({}))],
  ['group.change', (store, principal) => endMember(store, principal, member)],
  ['group.delete', (store, principal) => trashGroup(store, principal, one)],
  ['group.change', (store, principal) => restoreGroup(store, principal, one)],
  ['person.create', (store, principal) => createPerson(store, principal, {})],
  ['person.change', (store, principal) => changePerson(store, principal, one, () => ({}))],
  ['person.delete', (store, principal) => trashPerson(store, principal, one)],
  ['person.change', (store, principal) => restorePerson(store, principal, one)],
  ['thing.create', (store, principal) => createThing(store, principal, { kind: 'device' })],
  ['thing.change', (store, principal) => changeThing(store, principal, device, () => ({}))],
  ['thing.delete', (store, principal) => trashThing(store, principal, device)],
  ['type.create', (store, principal) => createType(store, principal, 'x')],
  ['type.change', (store, principal) => changeType(store, principal, 1, 'x')],
  ['type.delete', (store, principal) => deleteType(store, principal, 1)],
  ['type.change', (store, principal) => changeTypeWith(store, principal, 1, () => 'y')],
  ['type.delete', (store, principal) => deleteTypeWith(store, principal, 1)],
  ['group.create', (store, principal) => findGroupFaults(store, principal, { asked: {} })],
  ['group.delete', (store, principal) => trashGroupWith(store, principal, one, {})],
  ['event.list', (store, principal) => historyOf(store, principal, { kind: 'group', number: 1 })],
  ['event.list', (store, principal) => eventsAfter(store, principal, 0)],
  ['event.list', (store, principal) => membersAt(store, principal, one, { sequence: 1 })],
]

/** A group with a phone, a person, a device and a type. */
async function furnish(scene: Scene): Promise<void> {
  const { store, principal } = scene
  await group(scene, 'x', { add: [phone('1')] })
  await createPerson(store, principal, { displayName: 'Ann' })
  await createThing(store, principal, { kind: 'device' })
  await createType(store, principal, 'type')
}

contract('without its permission each command is `forbidden` and changes nothing', async (scene) => {
  await furnish(scene)
  const whole = await contents(scene)
  for (const [permission, command] of COMMANDS) {
    const permissions = new Set(PERMISSIONS.filter((other) => other !== permission))
    const error = await refused('forbidden', command(scene.store, { ...scene.principal, permissions }))
    assert.match(error.message, new RegExp(permission))
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('with its permission alone each command passes', async (scene) => {
  await furnish(scene)
  for (const [permission, command] of COMMANDS) {
    const passing = command(scene.store, { ...scene.principal, permissions: new Set([permission]) })
    await passing.catch((error) => refused('not_found', Promise.reject(error)))
  }
})

contract('a reader may look at everything and change nothing', async (scene) => {
  await furnish(scene)
  const whole = await contents(scene)
  const reader = { ...scene.principal, permissions: ROLES.reader }
  for (const [permission, command] of COMMANDS) {
    if (/list|get/.test(permission)) await command(scene.store, reader)
    else await refused('forbidden', command(scene.store, reader))
  }
  await refused('forbidden', undo(scene.store, reader, 1))
  assert.deepEqual(await contents(scene), whole)
})

contract('undoing asks for the permissions of what it takes back', async (scene) => {
  await furnish(scene)
  const whole = await contents(scene)
  const permissions = new Set<Permission>(['group.change', 'group.delete'])
  for (const event of await allEvents(scene)) {
    if (event.subject.kind === 'group') continue
    await refused('forbidden', undo(scene.store, { ...scene.principal, permissions }, event.sequence))
  }
  assert.deepEqual(await contents(scene), whole)
})

const red: Filter = { is: 'has-label', key: 'colour', value: 'red' }

contract('what a principal may not see is `not_found`, by every key and for every command', async (scene) => {
  const { store, principal } = scene
  const seen = await group(scene, { name: 'red', labels: { colour: 'red' } }, { add: [phone('1')] })
  const hidden = await group(scene, { name: 'blue', code: 'c', slug: 's' }, { add: [phone('2')] })
  const seeing = { ...principal, sees: red }
  const whole = await contents(scene)
  const { number, uuid, oid } = hidden
  for (const key of [{ number }, { uuid }, { oid }, { code: 'c' }, { slug: 's' }]) {
    await refused('not_found', findGroup(store, seeing, key))
    await refused('not_found', changeGroup(store, seeing, key, { edit: () => ({ set: { name: 'x' } }) }))
    await refused('not_found', trashGroup(store, seeing, key))
    await refused('not_found', pageMembers(store, seeing, key, { kind: 'phone', limit: 1 }))
    await refused('not_found', membersAt(store, seeing, key, { sequence: 2 }))
  }
  for (const command of [findMember, endMember]) {
    await refused('not_found', command(store, seeing, { kind: 'phone', id: 2 }))
  }
  await refused('not_found', changeMember(store, seeing, { kind: 'phone', id: 2 }, () => ({ name: '3' })))
  const page = await pageGroups(store, seeing, { order, limit: 10 })
  assert.deepEqual(page, { groups: [seen], total: 1 })
  const filter: Filter = { is: 'not', of: red }
  assert.deepEqual(await pageGroups(store, seeing, { filter, order, limit: 10 }), { groups: [], total: 0 })
  assert.deepEqual(await contents(scene), whole)
  assert.equal((await findGroup(store, seeing, { number: seen.number })).name, 'red')
  assert.equal((await findMember(store, seeing, { kind: 'phone', id: 1 })).member.name, '1')
})

contract('a principal restores nothing that it may not see', async (scene) => {
  const { store, principal } = scene
  for (const colour of ['blue', 'red']) {
    const { number } = await group(scene, { name: colour, labels: { colour } })
    await trashGroup(store, principal, { number })
  }
  const seeing = { ...principal, sees: red }
  await refused('not_found', restoreGroup(store, seeing, { number: 1 }))
  assert.equal((await reread(scene, 1)).state, 'trashed')
  assert.equal((await restoreGroup(store, seeing, { number: 2 })).name, 'red')
})

contract('a principal takes back nothing, and reads no history, of what it may not see', async (scene) => {
  const { store, principal } = scene
  await group(scene, 'blue', { add: [person(1)] })
  await changeGroup(store, principal, one, { edit: () => ({ set: { name: 'secret' } }) })
  const seeing = { ...principal, sees: red }
  const whole = await contents(scene)
  await refused('not_found', undo(store, seeing, 2))
  assert.deepEqual(await contents(scene), whole)
  const told = [
    ...await historyOf(store, seeing, { kind: 'group', number: 1 }).catch(() => []),
    ...await eventsAfter(store, seeing, 0).catch(() => []),
  ]
  assert.deepEqual(told, [])
})

contract('a group that may not be seen can be neither parent nor member', async (scene) => {
  const { store, principal } = scene
  await group(scene, 'blue')
  const seeing = { ...principal, sees: red }
  const fields = { name: 'red', labels: { colour: 'red' } }
  await refused('not_found', createGroup(store, seeing, { ...fields, parent: 1 }))
  await createGroup(store, seeing, fields)
  const change = (edit: { set: { parent: number } } | { add: { kind: 'group'; ref: typeof one }[] }) =>
    changeGroup(store, seeing, { number: 2 }, { edit: () => edit })
  await refused('not_found', change({ set: { parent: 1 } }))
  await refused('invalid', change({ add: [{ kind: 'group', ref: one }] }))
})
