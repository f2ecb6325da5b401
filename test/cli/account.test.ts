import assert from 'node:assert/strict'
import { signIn } from '../../src/core/accounts.ts'
import { newInstallation } from './command.ts'

const PASSWORD = 'correct horse 🐎'

Deno.test('cli: makes, lists and changes accounts', async () => {
  await using installation = await newInstallation()
  const { json, muster } = installation
  await json(['directory', 'create', '--name', 'one'])
  const jane = [
    'account',
    'create',
    'jane',
    '--role',
    'editor',
    '--role',
    'account.list',
    '--email',
    'j@example.com',
  ]
  const made = await json([...jane, '--password-stdin'], { stdin: `${PASSWORD}\n` })
  const { createdAt: _, oid, ...fields } = Object(made(''))
  assert.match(oid, /^[0-9a-f]{24}$/)
  assert.deepEqual(fields, {
    login: 'jane',
    directory: 'one',
    email: 'j@example.com',
    permissions: ['editor', 'account.list'],
    person: null,
    status: 'active',
  })
  const store = await installation.open()
  assert.equal((await signIn(store, 'J@example.com', PASSWORD))?.login, 'jane')

  const bob = await muster(['account', 'create', 'bob', '--role', 'reader', '--no-directory'])
  const password = /^password +(\S+) +\(shown only now\)$/m.exec(bob.stdout)?.[1]
  assert.ok(password)
  assert.equal((await signIn(store, 'bob', password))?.directory, null)

  await json(['account', 'change', 'jane', '--password-stdin', '--role', 'reader'], { stdin: 'another one' })
  assert.deepEqual((await signIn(store, 'jane', 'another one'))?.permissions, ['reader'])
  assert.equal(await signIn(store, 'jane', PASSWORD), undefined)
  assert.equal((await json(['account', 'change', 'jane', '--status', 'inactive']))('status'), 'inactive')
  assert.equal(await signIn(store, 'jane', 'another one'), undefined)

  const list = await json(['account', 'list'])
  assert.deepEqual([list('accounts.0.login'), list('accounts.1.login')], ['bob', 'jane'])
  assert.equal((await json(['account', 'list', '--directory', 'one']))('accounts.length'), 1)
  const all = JSON.stringify(list('')) + (await muster(['account', 'list'])).stdout
  assert.doesNotMatch(all, /scrypt|passwordHash/)
})

Deno.test('cli: refuses what cannot be an account', async () => {
  await using installation = await newInstallation()
  await installation.json(['directory', 'create', '--name', 'one'])
  await installation.json(['account', 'create', 'jane', '--role', 'reader'])
  const bob = ['account', 'create', 'bob', '--role', 'reader']
  for (
    const [args, stdin, exit, words] of [
      [
        [...bob, '--password-stdin'],
        '1234567',
        4,
        /^The password must have at least 8 characters; choose a longer/,
      ],
      [[...bob, '--password-stdin'], '', 4, /^The password must have at least 8 characters/],
      [[...bob, '--password-stdin'], 'one line\nanother', 4, /^The password must be one line/],
      [[...bob, '--password-stdin'], 'x'.repeat(9000), 4, /^The password may have at most 2048/],
      [[...bob, 'a-password'], '', 2, /^Too many arguments/],
      [['account', 'create', 'bob'], '', 2, /^Required option '--role <role>' not specified/],
      [
        ['account', 'create', 'bob', '--role', 'boss'],
        '',
        2,
        /the roles are administrator, editor, reader, or/,
      ],
      [['account', 'create', 'JANE', '--role', 'reader'], '', 4, /^The login "JANE" is taken/],
      [
        ['account', 'change', 'nobody', '--status', 'active'],
        '',
        3,
        /^The account was not found; "muster account/,
      ],
      [['account', 'change', 'jane'], '', 2, /^Say what to change/],
    ] as const
  ) {
    const { exit: actual, message } = await installation.refused(args, { stdin })
    assert.equal(actual, exit)
    assert.match(message, words)
  }
  assert.equal((await installation.json(['account', 'list']))('accounts.length'), 1)
})
