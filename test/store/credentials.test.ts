import assert from 'node:assert/strict'
import { changeAccount, createAccount } from '../../src/core/accounts.ts'
import { blockedFor, forgetEnded, noteFailure } from '../../src/core/blocks.ts'
import { hashSecret } from '../../src/core/secret.ts'
import {
  changeToken,
  createToken,
  deleteToken,
  findCredential,
  findToken,
  forgetTokens,
  listTokens,
  presentSecret,
  programTokens,
} from '../../src/core/tokens.ts'
import { turn } from '../../src/store/turn.ts'
import { beginning, contract, range, refused } from './suite.ts'

const day = 86400000

contract('a token opens its own door with its secret, until it ends', async (scene) => {
  const { store, directory, clock } = scene
  const { token, secret } = await createToken(store, {
    directory,
    purpose: 'lox24',
    name: 'key',
    login: 'Ann',
    scopes: ['reader', 'all.Group'],
    expiresAt: beginning + day,
  })
  const find = async (purpose: string, given: string) => (await findCredential(store, purpose, given))?.token
  assert.deepEqual(token.scopes, ['reader', 'all.Group'])
  assert.match(secret, /^[0-9a-f]{32}$/)
  assert.equal((await find('lox24', secret))?.secretHash, hashSecret(secret))
  assert.equal((await findCredential(store, 'lox24', secret))?.directory?.id, directory)
  assert.equal(await find('bearer', secret), undefined)
  assert.equal(await find('lox24', secret.toUpperCase()), undefined)
  assert.equal(await find('lox24', token.secretHash), undefined)
  await changeToken(store, token.secretHash, { status: 'inactive' })
  assert.equal(await find('lox24', secret), undefined)
  await changeToken(store, token.secretHash, { status: 'active' })
  assert.ok(await find('lox24', secret))
  clock.now = beginning + day
  assert.equal(await find('lox24', secret), undefined)
})

contract('a token that is deleted opens nothing, and one that is not there is `not_found`', async (scene) => {
  const { store, directory } = scene
  const { token, secret } = await createToken(store, { directory, purpose: 'p', scopes: [], secret: 'given' })
  assert.equal(secret, 'given')
  await refused('conflict', createToken(store, { directory, purpose: 'q', scopes: [], secret: 'given' }))
  await refused('not_found', createToken(store, { directory: 99, purpose: 'p', scopes: [] }))
  await deleteToken(store, token.secretHash)
  assert.equal(await findCredential(store, 'p', 'given'), undefined)
  await refused('not_found', deleteToken(store, token.secretHash))
  await refused('not_found', changeToken(store, token.secretHash, { status: 'active' }))
})

contract('the use of a token is noted at most once a minute', async (scene) => {
  const { store, directory, clock } = scene
  const { token, secret } = await createToken(store, { directory, purpose: 'p', scopes: [] })
  const usedAt = async (ms: number) => {
    clock.now = beginning + ms
    await findCredential(store, 'p', secret)
    // The note is written beside the request: a write behind it waits for it.
    await store.writeInstallation(() => Promise.resolve())
    return (await store.readInstallation((tx) => tx.token({ secretHash: token.secretHash })))?.usedAt
  }
  const times = [0, 59999, 60000, 60001, 200000]
  const noted = []
  for (const ms of times) noted.push(await usedAt(ms))
  assert.deepEqual(noted, [0, 0, 60000, 60000, 200000].map((ms) => beginning + ms))
})

contract('tokens have pages by hash, of one directory or of all', async (scene) => {
  const { store, directory } = scene
  const hashes = []
  for (const at of range(7)) {
    const { token } = await createToken(store, {
      directory: at === 4 ? null : directory,
      purpose: 'p',
      scopes: [],
    })
    if (at !== 4) hashes.push(token.secretHash)
  }
  hashes.sort()
  const list = async (after: string) =>
    (await listTokens(store, directory, after, 4)).map((one) => one.secretHash)
  assert.deepEqual(await list(''), hashes.slice(0, 4))
  assert.deepEqual(await list(hashes[3]!), hashes.slice(4))
  assert.equal((await listTokens(store, null)).length, 7)
})

contract(
  'a token that has ended is told from one that is not known, and only while it is active',
  async (scene) => {
    const { store, directory, clock } = scene
    const fields = { directory, purpose: 'bearer', scopes: [], expiresAt: beginning + day }
    const { token, secret } = await createToken(store, fields)
    const presented = async (purpose: string, given: string) =>
      (await presentSecret(store, purpose, given)).is
    assert.equal(await presented('bearer', secret), 'good')
    clock.now = beginning + day
    assert.equal(await presented('bearer', secret), 'expired')
    assert.equal(await presented('lox24', secret), 'unknown')
    assert.equal(await presented('bearer', 'nonsense'), 'unknown')
    await changeToken(store, token.secretHash, { status: 'inactive' })
    assert.equal(await presented('bearer', secret), 'unknown')
  },
)

contract(
  'a credential comes with the account whose it is, as it stands now',
  async ({ store, directory }) => {
    const fields = { directory, purpose: 'bearer', scopes: [] }
    await createAccount(store, { login: 'Ann', directory, permissions: ['reader'] })
    const own = await createToken(store, { ...fields, login: 'ann' })
    const program = await createToken(store, fields)
    const lost = await createToken(store, { ...fields, login: 'nobody' })
    const accountOf = async (secret: string) => (await findCredential(store, 'bearer', secret))?.account
    assert.equal((await accountOf(own.secret))?.login, 'Ann')
    await changeAccount(store, 'ann', { status: 'inactive' })
    assert.equal((await accountOf(own.secret))?.status, 'inactive')
    assert.equal(await accountOf(program.secret), undefined)
    assert.equal(await accountOf(lost.secret), undefined)
  },
)

contract(
  'a token is found by its oid in its own directory, and changed',
  async ({ store, directory, clock }) => {
    const oid = 'abcdef0123456789abcdef01'
    const creator = { kind: 'account', oid: 'b'.repeat(24) } as const
    const fields = { directory, purpose: 'bearer', scopes: ['x'], name: 'a', description: 'b', oid, creator }
    const { token } = await createToken(store, fields)
    assert.deepEqual(await findToken(store, directory, oid), token)
    assert.deepEqual([token.creator, token.description, token.updatedAt], [creator, 'b', beginning])
    await refused('not_found', findToken(store, directory + 1, oid))
    await refused('not_found', findToken(store, directory, oid.replace('a', 'b')))
    await refused('conflict', createToken(store, fields))
    await refused('invalid', createToken(store, { ...fields, oid: 'x' }))
    clock.now += 1000
    const { secretHash } = token
    assert.equal((await changeToken(store, secretHash, { name: 'a', status: 'active' })).updatedAt, beginning)
    const changed = await changeToken(store, secretHash, { name: 'c', description: '' })
    assert.deepEqual(changed, { ...token, name: 'c', description: '', updatedAt: beginning + 1000 })
    assert.deepEqual(await findToken(store, directory, oid), changed)
    await refused('invalid', changeToken(store, secretHash, { name: 'x'.repeat(256) }))
    await refused('invalid', changeToken(store, secretHash, { description: 'x'.repeat(32768) }))
  },
)

contract(
  'a token of an account is forgotten a month after its end, and one of a program never',
  async (scene) => {
    const { store, directory, clock } = scene
    const fields = { directory, purpose: 'bearer', scopes: [], expiresAt: beginning + day }
    const own = await createToken(store, { ...fields, login: 'ann' })
    const endless = await createToken(store, { ...fields, login: 'ann', expiresAt: null })
    const program = await createToken(store, fields)
    const states = async () => {
      await forgetTokens(store)
      const all = [own, endless, program].map(({ secret }) => presentSecret(store, 'bearer', secret))
      return (await Promise.all(all)).map((one) => one.is)
    }
    clock.now = beginning + 31 * day
    assert.deepEqual(await states(), ['expired', 'good', 'expired'])
    clock.now += 1
    assert.deepEqual(await states(), ['unknown', 'good', 'expired'])
  },
)

contract("the tokens of programs are those of one directory and purpose that are nobody's", async (scene) => {
  const { store, directory } = scene
  const made = async (more: Partial<Parameters<typeof createToken>[1]> = {}) =>
    (await createToken(store, { directory, purpose: 'bearer', scopes: [], ...more })).token.oid
  const first = await made()
  for (const other of [{ login: 'ann' }, { purpose: 'lox24' }, { directory: null }]) await made(other)
  const second = await made({ name: 'second' })
  const found = await programTokens(store, directory, 'bearer')
  assert.deepEqual(found.map(({ oid }) => oid), [first, second])
})

contract('a command refuses by its promise, and throws nothing itself', async ({ store }) => {
  const bad = { directory: null, purpose: 'p', scopes: [], name: '\0' }
  await refused('invalid', createToken(store, bad))
})

contract('failures block for a while, each rule and each caller apart', async ({ store, clock }) => {
  const rule = { name: 'r', failures: 3, windowMs: 1000, blockMs: 5000 }
  const fail = (ms: number, who = 'a') => {
    clock.now = beginning + ms
    return noteFailure(store, rule, who)
  }
  for (const ms of [0, 500, 1200]) await fail(ms)
  assert.equal(await blockedFor(store, rule, 'a'), 0, 'the first is out of the window')
  await fail(1300)
  assert.equal(await blockedFor(store, rule, 'a'), 5000)
  for (const other of [{ ...rule, name: 's' }, rule]) assert.equal(await blockedFor(store, other, 'b'), 0)
  await fail(3000)
  assert.equal(await blockedFor(store, rule, 'a'), 3300, 'what the block refuses does not extend it')
  clock.now = beginning + 6300
  assert.equal(await blockedFor(store, rule, 'a'), 0)
  await fail(6400)
  assert.equal(await blockedFor(store, rule, 'a'), 0, 'it counts from the start again')
})

contract('facts are replaced, deleted and forgotten when they have ended', async ({ store }) => {
  const fact = (name: string) => store.readInstallation((tx) => tx.fact(name))
  await store.writeInstallation(async (tx) => {
    await tx.putFact({ name: 'a', value: '1', until: 100 })
    await tx.putFact({ name: 'b', value: '1', until: 200 })
    await tx.putFact({ name: 'c', value: '1', until: null })
    await tx.putFact({ name: 'a', value: '2', until: 150 })
  })
  assert.deepEqual(await fact('a'), { name: 'a', value: '2', until: 150 })
  await store.writeInstallation((tx) => tx.forget(200))
  assert.deepEqual([await fact('a'), (await fact('b'))?.value, (await fact('c'))?.until], [
    undefined,
    '1',
    null,
  ])
  await store.writeInstallation((tx) => tx.deleteFact('b'))
  assert.equal(await fact('b'), undefined)
  assert.ok(await fact('schema'), 'the version of the schema is one of them')
})

contract('a block that has ended is forgotten, and one that lasts is not', async (scene) => {
  const { store } = scene
  const rule = { name: 'r', failures: 1, windowMs: 1000, blockMs: 5000 }
  await noteFailure(store, rule, 'a')
  await forgetEnded(store)
  assert.equal(await blockedFor(store, rule, 'a'), 5000)
  scene.clock.now += 6000
  await forgetEnded(store)
  assert.equal(await store.readInstallation((tx) => tx.fact('block:r:a')), undefined)
  assert.notEqual(await store.readInstallation((tx) => tx.fact('schema')), undefined)
})

contract('a key that is switched off by another process is refused at once', async (scene) => {
  const { store, directory } = scene
  const { token, secret } = await createToken(store, { directory, purpose: 'lox24', scopes: ['reader'] })
  assert.ok(await findCredential(store, 'lox24', secret))
  const other = await scene.opened.beside()
  await changeToken(other, token.secretHash, { status: 'inactive' })
  await turn()
  assert.equal(await findCredential(store, 'lox24', secret), undefined)
  await other.close()
})
