import assert from 'node:assert/strict'
import type { Token } from '../../src/core/directory.ts'
import type { Store } from '../../src/core/store.ts'
import { createToken, findCredential } from '../../src/core/tokens.ts'
import { newInstallation } from './command.ts'

Deno.test('cli: makes tokens that work while a server runs, switches them off and deletes them', async () => {
  await using installation = await newInstallation()
  const { json, muster } = installation
  await json(['directory', 'create', '--name', 'one', '--number', '1234567'])
  const store = await installation.open()

  const { stdout } = await muster(['token', 'create', '--purpose', 'lox24', '--name', 'shop'])
  const [, client, key = ''] = /^secret +(\d+):(\S+) +\(shown only now\)$/m.exec(stdout) ?? []
  assert.equal(client, '1234567')
  const found = await tokenOf(store, 'lox24', key)
  assert.deepEqual([found?.name, found?.scopes, found?.directory], ['shop', ['administrator'], 1])

  const made = await json(
    ['token', 'create', '--purpose', 'bearer', '--scope', 'reader', '--scope', 'all.Application'].concat(
      ['--expires', '2999-01-31', '--directory', '1234567'],
    ),
  )
  const { createdAt, updatedAt, id, oid, secret, ...fields } = Object(made(''))
  assert.deepEqual(fields, {
    directory: 'one',
    login: null,
    purpose: 'bearer',
    name: null,
    description: null,
    creator: null,
    scopes: ['reader', 'all.Application'],
    status: 'active',
    expiresAt: '2999-01-31T00:00:00.000Z',
    usedAt: null,
  })
  assert.match(id, /^[0-9a-f]{8}$/)
  assert.match(oid, /^[0-9a-f]{24}$/)
  assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  assert.equal(updatedAt, createdAt)
  assert.ok((await tokenOf(store, 'bearer', secret))?.secretHash.startsWith(id))

  await json(['token', 'change', id, '--status', 'inactive'])
  assert.equal(await tokenOf(store, 'bearer', secret), undefined)
  await json(['token', 'change', id.toUpperCase(), '--status', 'active'])
  assert.ok(await tokenOf(store, 'bearer', secret))
  const list = await muster(['token', 'list'])
  assert.match(list.stdout, new RegExp(`^${id}  bearer +one +- .*2999-01-31`, 'm'))
  assert.ok(!list.stdout.includes(secret) && !list.stdout.includes(key))
  assert.ok(list.stdout.split('\n').every((line) => line.length <= 80))
  assert.deepEqual((await json(['token', 'delete', id]))(''), { deleted: id })
  assert.equal(await tokenOf(store, 'bearer', secret), undefined)
  assert.equal((await json(['token', 'list', '--directory', 'one']))('tokens.length'), 1)
})

Deno.test('cli: refuses what cannot be a token', async () => {
  await using installation = await newInstallation()
  await installation.json(['directory', 'create', '--name', 'one'])
  const store = await installation.open()
  const twins = await similarSecrets()
  for (const secret of twins) {
    await createToken(store, { directory: 1, purpose: 'bearer', scopes: [], secret })
  }
  const bearer = ['token', 'create', '--purpose', 'bearer']
  const lox24 = ['token', 'create', '--purpose', 'lox24']
  for (
    const [args, exit, words] of [
      [['token', 'create'], 2, /^Required option '--purpose <purpose>' not specified/],
      [bearer, 2, /^Say what the token may do: --scope/],
      [[...bearer, '--scope', 'admin'], 2, /the roles are administrator, editor, reader/],
      [[...bearer, '--scope', 'reader', '--expires', '2020-01-01'], 4, /--expires a date in the future/],
      [[...bearer, '--scope', 'reader', '--directory', 'two'], 3, /^There is no directory "two"/],
      [[...lox24, '--scope', 'all.Application'], 2, /"all.Application" is neither/],
      [[...lox24, '--no-directory'], 2, /leave --no-directory out/],
      [
        ['token', 'change', '00000000', '--status', 'active'],
        3,
        /^There is no token 00000000; "muster token list"/,
      ],
      [['token', 'delete', 'x'], 2, /^"x" is no token's id/],
      [
        ['token', 'delete', await commonId(twins)],
        4,
        /^Several tokens begin with .*; give more digits: \S{16}, \S{16}\.$/,
      ],
    ] as const
  ) {
    const { exit: actual, message } = await installation.refused(args)
    assert.equal(actual, exit, message)
    assert.match(message, words)
  }
})

async function tokenOf(store: Store, purpose: string, secret: string): Promise<Token | undefined> {
  return (await findCredential(store, purpose, secret))?.token
}

/** Two secrets whose hashes begin with the same four digits. */
async function similarSecrets(): Promise<readonly string[]> {
  const seen = new Map<string, string>()
  for (let count = 0;; count++) {
    const secret = `secret ${count}`
    const id = await commonId([secret])
    const other = seen.get(id)
    if (other !== undefined) return [other, secret]
    seen.set(id, secret)
  }
}

async function commonId([secret]: readonly string[]): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return new Uint8Array(hash).slice(0, 2).toHex()
}
