import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { changeDirectory, createDirectory } from '../../src/core/directories.ts'
import type { GroupChange } from '../../src/core/change.ts'
import type { GroupFields } from '../../src/core/group.ts'
import { changeGroup, changeMember, createGroup } from '../../src/core/groups.ts'
import type { NewMember } from '../../src/core/member.ts'
import { changePerson, createPerson } from '../../src/core/people.ts'
import type { PersonFields, ThingFields } from '../../src/core/person.ts'
import { findGroup } from '../../src/core/queries.ts'
import { changeThing, createThing } from '../../src/core/things.ts'
import { createToken } from '../../src/core/tokens.ts'
import { changeType, createType } from '../../src/core/types.ts'
import { contents, contract, group, membersOf, person, phone, read, refused, type Scene } from './suite.ts'

/** Any text of a database: every code point but U+0000. */
const storable = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll('\0', '') || 'x')

contract('any text comes back as it was put, in every kind of field', async (scene) => {
  const { store, principal } = scene
  await fc.assert(
    fc.asyncProperty(storable, fc.nat(1e9), async (text, at) => {
      const set = {
        name: text,
        code: `${text}-${at}`,
        slug: `${text}-${at}`,
        shortName: text,
        title: text,
        description: text,
        labels: { [text]: text },
        columns: [text],
        selectors: [{ kind: 'tag', key: text, value: text }, {
          kind: 'query',
          value: JSON.stringify({ name: text }),
        }],
        extras: { [text]: { [text]: text } },
      } as const
      const data = { label: text, values: [text], attributes: { [text]: text } }
      const made = await group(scene, set, { add: [phone(text, { data })] })
      assert.deepEqual({ ...made, ...set }, await findGroup(store, principal, { number: made.number }))
      const [member] = await membersOf(scene, made.number, 'phone')
      assert.deepEqual([member?.name, member?.data], [text, data])
      const fields = {
        displayName: text,
        phone: text,
        email: text,
        data: { [text]: [text] },
        extras: { x: { text } },
      }
      const { number } = await createPerson(store, principal, fields)
      const there = await read(scene, (tx) => tx.person({ number }))
      assert.deepEqual({ ...there, ...fields }, there)
      const things = { name: text, data: { [text]: text }, tags: [{ key: text, value: text }] }
      const thing = await createThing(store, principal, { kind: 'device', ...things })
      const device = await read(scene, (tx) => tx.thing('device', { oid: thing.oid }))
      assert.deepEqual({ ...device, ...things }, device)
    }),
    { numRuns: 60, seed: 853020 },
  )
})

contract('a text is kept as it was sent, composed or not', async (scene) => {
  const names = ['Ä', 'A\u0308', '\u212b', 'ﬁ', '\u00a0', '\ufeffx', '\u200d', 'e\u0301\u0323', '\r\n', ' x ']
  for (const name of names) {
    const { number } = await group(scene, { name, code: name, slug: null })
    const found = await findGroup(scene.store, scene.principal, { number })
    assert.deepEqual([found.name, found.code], [name, name])
    assert.equal((await findGroup(scene.store, scene.principal, { code: name })).number, number)
  }
})

type Command = () => Promise<unknown>

const one = { number: 1 }

/** The commands on groups, with a text in every place that takes one. */
function groupCommands(text: string, { store, principal }: Scene): Command[] {
  const sets: readonly Partial<GroupFields>[] = [
    { name: text },
    { code: text },
    { slug: text },
    { shortName: text },
    { title: text },
    { description: text },
    { labels: { [text]: 'x' } },
    { labels: { k: text } },
    { columns: ['x', text] },
    { selectors: [{ kind: 'tag', key: text, value: 'x' }] },
    { selectors: [{ kind: 'tag', key: 'x', value: text }] },
    { selectors: [{ kind: 'query', value: text }] },
    { extras: { vendor: { k: text } } },
    { extras: { vendor: { [text]: 1 } } },
    { extras: { [text]: {} } },
  ]
  return sets.flatMap((set) => [
    () => createGroup(store, principal, { name: 'new', ...set }),
    () => changeGroup(store, principal, one, { edit: () => ({ set }) }),
  ])
}

/** The commands on members, the same way. */
function memberCommands(text: string, { store, principal }: Scene): Command[] {
  const members: readonly NewMember[] = [
    phone(text),
    { kind: 'item', name: text },
    { kind: 'heading', name: text },
    person(1, { name: text }),
    phone('1', { data: { label: text } }),
    phone('1', { data: { values: [null, text] } }),
    person(1, { data: { attributes: { [text]: 1 } } }),
    person(1, { data: { attributes: { deep: [{ k: text }] } } }),
  ]
  const change = (edit: GroupChange) => changeGroup(store, principal, one, { edit: () => edit })
  return [
    ...members.flatMap((member) => [
      () => createGroup(store, principal, { name: 'new' }, { add: [member] }),
      () => change({ add: [member] }),
      () => change({ replace: [{ kind: member.kind, members: [member] }] }),
    ]),
    () => changeMember(store, principal, { kind: 'phone', id: 1 }, () => ({ name: text })),
    () => changeMember(store, principal, { kind: 'phone', id: 1 }, () => ({ data: { correlation: text } })),
  ]
}

/** The commands on people, things and types, the same way. */
function otherCommands(text: string, { store, principal }: Scene): Command[] {
  const people: readonly Partial<PersonFields>[] = [
    { displayName: text },
    { phone: text },
    { email: text },
    { userName: text },
    { data: { k: text } },
    { extras: { vendor: { [text]: null } } },
  ]
  const things: readonly Partial<ThingFields>[] = [
    { name: text },
    { data: { [text]: 1 } },
    { tags: [{ key: text, value: 'x' }] },
    { tags: [{ key: 'x', value: text }] },
    { extras: { vendor: { k: text } } },
  ]
  const groups = [{ code: text }]
  return [
    ...people.flatMap((set) => [
      () => createPerson(store, principal, set),
      () => changePerson(store, principal, one, () => ({ set })),
    ]),
    () => createPerson(store, principal, {}, { groups }),
    () => changePerson(store, principal, one, () => ({ groups })),
    ...things.flatMap((set) => [
      () => createThing(store, principal, { kind: 'device', ...set }),
      () => changeThing(store, principal, { kind: 'device', ...one }, () => ({ set })),
    ]),
    () => createType(store, principal, text),
    () => changeType(store, principal, 1, text),
  ]
}

/** The commands of the installation, the same way. */
function installationCommands(text: string, { store, directory }: Scene): Command[] {
  const account = { directory, permissions: ['reader'] }
  const token = { directory, purpose: 'p', scopes: [] }
  return [
    () => createAccount(store, { login: text, ...account }),
    () => createAccount(store, { login: 'x', email: text, ...account }),
    () => createAccount(store, { login: 'x', password: text, ...account }),
    () => changeAccount(store, 'there', { email: text }),
    () => changeAccount(store, 'there', { password: text }),
    () => createToken(store, { ...token, name: text }),
    () => createToken(store, { ...token, secret: text }),
    () => createDirectory(store, { name: text }),
    () => changeDirectory(store, { id: directory }, { name: text }),
  ]
}

function commandsOf(text: string, scene: Scene): Command[] {
  const parts = [groupCommands, memberCommands, otherCommands, installationCommands]
  return parts.flatMap((part) => part(text, scene))
}

contract('refuses U+0000 and lone surrogates in every text, and changes nothing', async (scene) => {
  const { store, principal, directory } = scene
  await group(scene, 'there', { add: [phone('1')] })
  await createPerson(store, principal, { displayName: 'there' })
  await createThing(store, principal, { kind: 'device', name: 'there' })
  await createType(store, principal, 'there')
  await createAccount(store, { login: 'there', directory, permissions: [] })
  const whole = await contents(scene)
  for (const text of ['\0', 'a\0b', 'a\ud800', '\udfffb', '\udc00\ud800']) {
    const refusals = commandsOf(text, scene).map((command) => refused('invalid', Promise.try(command)))
    for (const error of await Promise.all(refusals)) assert.equal(error.violations[0]?.rule, 'text')
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('takes in every text what looks like an escape but is none', async (scene) => {
  for (const text of ['\\0', '\\u0000', '\\ud800', '\\\\u0000', '\u2028', '\ufffe']) {
    const extras = { vendor: { [text]: text } }
    const { number } = await group(scene, { name: text, extras, labels: { [text]: text } }, {
      add: [phone(text)],
    })
    assert.deepEqual((await findGroup(scene.store, scene.principal, { number })).extras, extras)
  }
})
