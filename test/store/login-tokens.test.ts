import assert from 'node:assert/strict'
import { createAccount } from '../../src/core/accounts.ts'
import { blockedFor, type BlockRule, noteFailure } from '../../src/core/blocks.ts'
import { createToken, findCredential, listTokens } from '../../src/core/tokens.ts'
import { until } from '../support.ts'
import { contract, range, type Scene } from './suite.ts'

/** Makes a token of a login that is one of at most three. */
async function open({ store, directory }: Scene, login = 'Jane', purpose = 'door'): Promise<string> {
  const expiresAt = store.clock() + 60_000_000
  const fields = { directory, login, purpose, scopes: [], expiresAt }
  return (await createToken(store, fields, { perLogin: 3 })).secret
}

async function areGood({ store }: Scene, secrets: readonly string[]): Promise<boolean[]> {
  const found: boolean[] = []
  for (const secret of secrets) found.push(await findCredential(store, 'door', secret) !== undefined)
  return found
}

contract('one more token than a login may have ends that which was used longest ago', async (scene) => {
  const { store, directory, clock } = scene
  await createAccount(store, { login: 'Jane', directory, permissions: [] })
  const others = [await open(scene, 'Joe'), await open(scene, 'jane', 'window')]
  const secrets: string[] = []
  for (const _ of range(3)) {
    clock.now += 1000
    secrets.push(await open(scene))
  }
  clock.now += 100_000
  await findCredential(store, 'door', secrets[0]!)
  await until(async () => (await listTokens(store, null)).some(({ usedAt }) => usedAt === clock.now))
  secrets.push(await open(scene, 'JANE'))
  assert.deepEqual(await areGood(scene, secrets), [true, false, true, true])
  assert.ok(await findCredential(store, 'door', others[0]!))
  assert.ok(await findCredential(store, 'window', others[1]!))
})

contract('tokens that have ended take no place of others', async (scene) => {
  const { store, directory, clock } = scene
  const ending = { directory, login: 'Jane', purpose: 'door', scopes: [], expiresAt: clock.now + 5 }
  const [first] = [await open(scene)]
  for (const _ of range(2)) await createToken(store, ending)
  clock.now += 10
  const secrets = [first!, await open(scene), await open(scene)]
  assert.deepEqual(await areGood(scene, secrets), [true, true, true])
  assert.equal((await listTokens(store, null)).length, 3)
})

contract('however many tokens are made at once, no more are left than a login may have', async (scene) => {
  const made = await Promise.all(range(20).map(() => open(scene)))
  const good = (await areGood(scene, made)).filter((one) => one)
  assert.equal(good.length, 3)
})

contract(
  'a token that slides lasts on from its last use, and is written at most once a minute',
  async (scene) => {
    const { store, directory, clock } = scene
    const fields = { directory, purpose: 'door', scopes: [], expiresAt: clock.now + 300_000 }
    const { secret, token: { oid } } = await createToken(store, fields)
    const end = async () => (await store.readInstallation((tx) => tx.token({ oid })))?.expiresAt
    const use = () => findCredential(store, 'door', secret, { slideMs: 300_000 })
    assert.ok(await use())
    await until(async () => (await store.readInstallation((tx) => tx.token({ oid })))?.usedAt === clock.now)
    clock.now += 59_999
    assert.ok(await use())
    const before = (await store.statistics()).commits
    assert.equal(await end(), fields.expiresAt)
    assert.equal((await store.statistics()).commits, before)
    clock.now += 1
    assert.ok(await use())
    await until(async () => await end() === clock.now + 300_000)
    clock.now += 299_999
    assert.ok(await use())
    await until(async () => await end() === clock.now + 300_000)
    clock.now += 300_000
    assert.equal(await use(), undefined)
  },
)

contract('a block without a time of its own ends as failures grow old', async (scene) => {
  const { store, clock } = scene
  const rule: BlockRule = { name: 'rolling', failures: 3, windowMs: 1000, blockMs: null }
  for (const wait of [0, 300, 300]) {
    clock.now += wait
    assert.equal(await blockedFor(store, rule, 'a'), 0)
    await noteFailure(store, rule, 'a')
  }
  assert.equal(await blockedFor(store, rule, 'a'), 400)
  clock.now += 399
  await noteFailure(store, rule, 'a')
  assert.equal(await blockedFor(store, rule, 'a'), 1)
  clock.now += 1
  assert.equal(await blockedFor(store, rule, 'a'), 0)
  await noteFailure(store, rule, 'a')
  assert.equal(await blockedFor(store, rule, 'a'), 300)
  clock.now += 5000
  await noteFailure(store, rule, 'a')
  assert.equal(await blockedFor(store, rule, 'a'), 0)
})
