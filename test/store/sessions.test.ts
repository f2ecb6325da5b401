import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { closeSession, findSession, openSession, sessionMs } from '../../src/core/sessions.ts'
import { createToken, listTokens } from '../../src/core/tokens.ts'
import { contract, type Scene } from './suite.ts'

function account({ store, directory }: Scene, login = 'Jane') {
  return createAccount(store, { login, directory, password: 'secret', permissions: ['reader'] })
}

contract('a session is found by its secret alone, with its account and directory', async (scene) => {
  const { store, directory } = scene
  const jane = await account(scene)
  const { secret, xsrf, expiresAt } = await openSession(store, jane)
  const found = await findSession(store, secret)
  assert.deepEqual(found?.account, jane)
  assert.equal(found?.directory.id, directory)
  assert.equal(found?.xsrf, xsrf)
  assert.equal(expiresAt, scene.clock.now + sessionMs)
  for (const other of [xsrf, secret.toUpperCase(), '', `${secret} `]) {
    assert.equal(await findSession(store, other), undefined)
  }
})

contract('the store keeps neither the secret of a session nor what pages send beside it', async (scene) => {
  const { secret, xsrf } = await openSession(scene.store, await account(scene))
  const kept = JSON.stringify(await listTokens(scene.store, scene.directory))
  assert.ok(!kept.includes(secret))
  assert.ok(!kept.includes(xsrf))
})

contract('two sessions of one account have nothing in common', async (scene) => {
  const jane = await account(scene)
  const [one, other] = [await openSession(scene.store, jane), await openSession(scene.store, jane)]
  assert.notEqual(one.secret, other.secret)
  assert.notEqual(one.xsrf, other.xsrf)
  await closeSession(scene.store, one.secret)
  assert.equal(await findSession(scene.store, one.secret), undefined)
  assert.ok(await findSession(scene.store, other.secret))
})

contract('a session ends with its time, its account, or when it is closed; twice is once', async (scene) => {
  const { store, clock } = scene
  const { secret } = await openSession(store, await account(scene))
  await changeAccount(store, 'Jane', { status: 'inactive' })
  assert.equal(await findSession(store, secret), undefined)
  await changeAccount(store, 'Jane', { status: 'active' })
  assert.ok(await findSession(store, secret))
  clock.now += sessionMs
  assert.equal(await findSession(store, secret), undefined)
  await closeSession(store, secret)
  await closeSession(store, secret)
})

contract('permissions of a session are those that the account has now', async (scene) => {
  const { store } = scene
  const { secret } = await openSession(store, await account(scene))
  await changeAccount(store, 'Jane', { permissions: ['editor'] })
  assert.deepEqual((await findSession(store, secret))?.account.permissions, ['editor'])
})

contract('a token of another purpose is no session', async (scene) => {
  const { store, directory } = scene
  await account(scene)
  const { secret } = await createToken(store, { directory, login: 'Jane', purpose: 'bearer', scopes: [] })
  assert.equal(await findSession(store, secret), undefined)
})
