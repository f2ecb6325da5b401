import assert from 'node:assert/strict'
import { changeAccount, createAccount, listAccounts, signIn } from '../../src/core/accounts.ts'
import {
  changeDirectory,
  createDirectory,
  findDirectory,
  listDirectories,
} from '../../src/core/directories.ts'
import type { Account } from '../../src/core/directory.ts'
import { beginning, contents, contract, group, range, read, refused, type Scene } from './suite.ts'

const oid = 'abcdef0123456789abcdef01'

contract('a directory is found by each of its keys, and gives back every field', async (scene) => {
  const { store } = scene
  const fields = {
    name: 'Dömain',
    number: 1234567,
    oid,
    status: 'pending',
    settings: { country: 'DE', deep: { a: [1] } },
  } as const
  const made = await createDirectory(store, fields)
  assert.deepEqual(made, { ...fields, id: 2, createdAt: beginning })
  for (const key of [{ id: 2 }, { name: 'Dömain' }, { number: 1234567 }, { oid }]) {
    assert.deepEqual(await findDirectory(store, key), made)
  }
  for (const key of [{ id: 3 }, { name: 'dömain' }, { number: 1 }, { oid: oid.replace('a', 'b') }]) {
    await refused('not_found', findDirectory(store, key))
  }
  const changed = await changeDirectory(store, { oid }, { name: 'new', status: 'active', settings: {} })
  assert.deepEqual(changed, { ...made, name: 'new', status: 'active', settings: {} })
  assert.deepEqual(await findDirectory(store, { id: 2 }), changed)
  await refused('not_found', changeDirectory(store, { id: 9 }, { name: 'x' }))
})

contract('refuses a directory whose name, number or oid is taken or of no sense', async (scene) => {
  const { store } = scene
  const first = await findDirectory(store, { id: 1 })
  await createDirectory(store, { name: 'second' })
  const whole = await contents(scene)
  for (
    const clash of [{ name: first.name }, { name: 'x', number: first.number }, { name: 'x', oid: first.oid }]
  ) {
    await refused('conflict', createDirectory(store, clash))
  }
  await refused('conflict', changeDirectory(store, { id: 1 }, { name: 'second' }))
  for (
    const bad of [{ name: '' }, { name: ' ' }, { name: 'x', number: 0 }, { name: 'x', oid: 'x' }, {
      name: 'x'.repeat(256),
    }]
  ) {
    await refused('invalid', createDirectory(store, bad))
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('directories have their own groups, people and events, and pages by id', async (scene) => {
  const { store, principal } = scene
  const names = range(12, 2).map((at) => `directory ${at}`)
  await Promise.all(names.map((name) => createDirectory(store, { name })))
  const third = { ...scene, directory: 3, principal: { ...principal, directory: 3 } }
  assert.equal((await group(third, { name: 'x', code: 'same', slug: 'same' })).number, 1)
  assert.equal((await group(scene, { name: 'x', code: 'same', slug: 'same' })).number, 1)
  assert.deepEqual(await read({ ...scene, directory: 4 }, (tx) => tx.events(0, 10)), [])
  const page = await listDirectories(store, 3, 4)
  assert.deepEqual(page.map((one) => one.id), [4, 5, 6, 7])
  const all = await listDirectories(store)
  assert.deepEqual(all.map((one) => one.id), range(13))
  assert.equal(new Set(all.flatMap((one) => [one.oid, one.number])).size, 26)
})

/** Makes an account of the scene's directory. */
function account(
  { store, directory }: Scene,
  login: string,
  more: { email?: string; password?: string } = {},
): Promise<Account> {
  return createAccount(store, { login, directory, permissions: ['reader', 'group.create'], ...more })
}

contract('an account is found without case by login or e-mail, and signs in', async (scene) => {
  const { store } = scene
  const made = await account(scene, 'Ann', { email: 'Ann@Example.com', password: 'sëcret' })
  assert.match(made.oid, /^[0-9a-f]{24}$/)
  assert.deepEqual({ ...made, passwordHash: null }, {
    login: 'Ann',
    oid: made.oid,
    directory: 1,
    email: 'Ann@Example.com',
    passwordHash: null,
    permissions: ['reader', 'group.create'],
    person: null,
    status: 'active',
    createdAt: beginning,
  })
  for (const name of ['Ann', 'aNN', 'ann@example.COM']) {
    assert.deepEqual(
      await signIn(store, name, 'sëcret'),
      made,
    )
  }
  for (const [name, password] of [['Ann', 'secret'], ['Ann', ''], ['Bob', 'sëcret'], ['', '']] as const) {
    assert.equal(await signIn(store, name, password), undefined)
  }
  await changeAccount(store, 'ANN', { password: 'new', permissions: [] })
  assert.equal(await signIn(store, 'Ann', 'sëcret'), undefined)
  assert.deepEqual((await signIn(store, 'Ann', 'new'))?.permissions, [])
  await changeAccount(store, 'Ann', { status: 'inactive' })
  assert.equal(await signIn(store, 'Ann', 'new'), undefined)
  await account(scene, 'without')
  assert.equal(await signIn(store, 'without', ''), undefined)
})

contract('logins and e-mails are unique in the installation, without case', async (scene) => {
  const { store } = scene
  await account(scene, 'Ann', { email: 'ann@example.com' })
  await account(scene, 'Bob')
  const other = await createDirectory(store, { name: 'other' })
  const whole = await contents(scene)
  await refused('conflict', createAccount(store, { login: 'aNN', directory: other.id, permissions: [] }))
  const clash = { login: 'c', email: 'ANN@example.com', directory: other.id, permissions: [] }
  await refused('conflict', createAccount(store, clash))
  await refused('conflict', changeAccount(store, 'bob', { email: 'Ann@Example.com' }))
  await refused('not_found', createAccount(store, { login: 'd', directory: 99, permissions: [] }))
  await refused('not_found', changeAccount(store, 'nobody', {}))
  for (
    const bad of [{ login: '' }, { login: ' ' }, { permissions: ['root'] }, { password: '' }, {
      login: 'x'.repeat(256),
    }]
  ) {
    await refused('invalid', createAccount(store, { login: 'd', directory: null, permissions: [], ...bad }))
  }
  assert.deepEqual(await contents(scene), whole)
  assert.equal((await changeAccount(store, 'Ann', { email: 'ANN@example.com' })).email, 'ANN@example.com')
})

contract('accounts have pages by login, of one directory or of all', async (scene) => {
  const { store } = scene
  for (const login of ['b', 'D', 'a', 'C']) await account(scene, login)
  await createAccount(store, { login: 'bb', directory: null, permissions: [] })
  const logins = async (directory: number | null, after: string, limit: number) =>
    (await listAccounts(store, directory, after, limit)).map((one) => one.login)
  assert.deepEqual(await logins(null, '', 10), ['a', 'b', 'bb', 'C', 'D'])
  assert.deepEqual(await logins(1, '', 3), ['a', 'b', 'C'])
  assert.deepEqual(await logins(1, 'C', 3), ['D'])
})
