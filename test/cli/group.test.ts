import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { widthOf } from '../../src/cli/table.ts'
import { hangUp, newInstallation } from './command.ts'

const NAMES = [
  '漢字グループ',
  '👩‍👩‍👧‍👦 Family',
  'E\u0301te\u0301',
  'evil\u001b[31m\u202e',
  'x'.repeat(300),
  'عربى',
]

Deno.test('cli: lists groups page by page, with any name', async () => {
  await using installation = await newInstallation()
  const { json, muster } = installation
  const principal = await newDirectory(await installation.open())
  const store = await installation.open()
  for (const name of NAMES) await createGroup(store, principal, { name })

  const first = await json(['group', 'list', '--limit', '4'])
  assert.deepEqual([first('groups.length'), first('groups.0.name'), first('total'), first('next')], [
    4,
    NAMES[0],
    6,
    4,
  ])
  const second = await json(['group', 'list', '--limit', '2', '--after', '4'])
  assert.deepEqual([second('groups.length'), second('groups.0.number'), second('next')], [2, 5, null])
  const found = await json(['group', 'list', '--name', '\u00c9T*'])
  assert.deepEqual([found('total'), found('groups.0.number')], [1, 3])
  assert.match(String(found('groups.0.createdAt')), /^\d{4}-.*Z$/)

  const { stdout } = await muster(['group', 'list'])
  const lines = stdout.trimEnd().split('\n')
  assert.equal(lines.at(-1), '6 of 6 groups')
  assert.ok(lines.every((line) => widthOf(line) <= 80), stdout)
  assert.match(stdout, /evil\\u\{1b\}\[31m\\u\{202e\}/)
  const column = (line: string) => widthOf(line.slice(0, line.indexOf(' -  ')))
  assert.equal(new Set(lines.slice(1, 7).map(column)).size, 1)
})

Deno.test('cli: shows a group by any of its keys, its members and its history', async () => {
  await using installation = await newInstallation()
  const { json, muster, refused } = installation
  const store = await installation.open()
  const principal = await newDirectory(store)
  const { group: top } = await createGroup(store, principal, { name: 'Top', columns: ['City'] })
  const { group } = await createGroup(store, principal, {
    name: 'Team',
    code: '007',
    slug: 'team',
    parent: top.number,
  })
  const person = await createPerson(store, principal, { displayName: 'Anna Berg' })
  const optedOutAt = Date.UTC(2026, 0, 2)
  await changeGroup(store, principal, { number: top.number }, {
    edit: () => ({
      set: { expiresAt: Date.UTC(2999, 0, 1) },
      add: [
        { kind: 'person', ref: { number: person.number } },
        { kind: 'phone', name: '+49 171 1', data: { values: ['Köln'], optedOutAt } },
        { kind: 'phone', name: '+49 171 2' },
      ],
    }),
  })

  for (const key of ['2', '007', 'TEAM', group.uuid, group.oid]) {
    assert.equal((await json(['group', 'show', key]))('number'), 2, key)
  }
  const text = (await muster(['group', 'show', 'team'])).stdout
  assert.match(text, /^home +1 Top$/m)
  assert.match(text, /^members +none$/m)

  const phones = await json(['group', 'show', '1', '--members', 'phone', '--limit', '1'])
  assert.deepEqual([phones('counts.phone'), phones('members.0.name'), phones('members.1')], [
    2,
    '+49 171 1',
    undefined,
  ])
  assert.deepEqual([phones('expiresAt'), phones('members.0.data')], [
    '2999-01-01T00:00:00.000Z',
    { values: ['Köln'], optedOutAt: '2026-01-02T00:00:00.000Z' },
  ])
  const rest = await json(['group', 'show', '1', '--members', 'phone', '--after', String(phones('next'))])
  assert.deepEqual([rest('members.0.name'), rest('next')], ['+49 171 2', null])
  for (const [kind, name] of [['person', 'Anna Berg'], ['group', 'Team'], ['phone', 'Köln']] as const) {
    assert.match((await muster(['group', 'show', '1', '--members', kind])).stdout, new RegExp(name))
  }

  const history = await json(['group', 'history', '1', '--limit', '1'])
  const [kind, after] = [history('events.0.kind'), history('events.0.after')]
  assert.deepEqual([kind, after], ['group.change', { expiresAt: '2999-01-01T00:00:00.000Z' }])
  assert.equal(history('events.0.members.beganTotal'), 3)
  const earlier = await muster(['group', 'history', '1', '--before', String(history('next'))])
  assert.match(earlier.stdout, /group\.create/)

  await json(['event', 'undo', String(history('events.0.sequence'))])
  assert.deepEqual((await json(['group', 'show', '1']))('counts.phone'), 0)
  const [undone] = Array(await json(['group', 'history', '1', '--limit', '1']))
  assert.deepEqual([undone?.('events.0.kind'), undone?.('events.0.actor')], ['group.undo', 'command line'])

  await trashGroup(store, principal, { number: 2 })
  assert.equal((await refused(['group', 'show', '2'])).exit, 3)
  assert.equal((await json(['group', 'history', '2', '--limit', '1']))('events.0.kind'), 'group.trash')
  for (
    const [args, exit, words] of [
      [['group', 'show', 'x'], 3, /^There is no group "x"; "muster group list" shows/],
      [['group', 'history', '99'], 3, /^There is no group "99"/],
      [['group', 'show', '1', '--members', 'cat'], 2, /allowed choices are person, phone/],
      [['group', 'show', '1', '--after', '1'], 2, /--members with a kind/],
      [['event', 'undo', '999'], 3, /^The event 999 was not found; "muster group history"/],
      [
        ['event', 'undo', String(history('events.0.sequence'))],
        4,
        /^Nothing of event \d+ is left to undo\.$/,
      ],
    ] as const
  ) {
    const { exit: actual, message } = await refused(args)
    assert.equal(actual, exit, message)
    assert.match(message, words)
  }
})

Deno.test('cli: asks for the directory where there are several', async () => {
  await using installation = await newInstallation()
  const { json, refused } = installation
  const store = await installation.open()
  const principal = await newDirectory(store)
  await createDirectory(store, { name: 'two', number: 2000 })
  await createGroup(store, principal, { name: 'only in one' })
  for (
    const args of [
      ['group', 'list'],
      ['group', 'show', '1'],
      ['event', 'undo', '1'],
      ['account', 'create', 'jane', '--role', 'reader'],
      ['token', 'create', '--purpose', 'lox24'],
    ]
  ) {
    const { exit, code, message } = await refused(args)
    assert.deepEqual([exit, code], [2, 'usage'])
    assert.equal(message, 'Name one of the directories with --directory: one, two.')
  }
  assert.equal((await json(['group', 'list', '--directory', 'one']))('total'), 1)
  assert.equal((await json(['group', 'list', '-d', '2000']))('total'), 0)
  assert.deepEqual((await json(['token', 'list']))('tokens'), [])
})

Deno.test('cli: is not harmed when its reader goes away', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  const principal = await newDirectory(store)
  const description = 'd'.repeat(1000)
  await Promise.all(
    Array.from(
      { length: 500 },
      (_, at) => createGroup(store, principal, { name: `group ${at}`, description }),
    ),
  )
  assert.deepEqual(await hangUp(installation, ['group', 'list', '--limit', '1000', '--json']), {
    code: 0,
    stderr: '',
  })
})

async function newDirectory(store: Store) {
  const { id } = await createDirectory(store, { name: 'one', number: 1000 })
  return operator(id, 'test')
}
