import assert from 'node:assert/strict'
import { blockedFor, noteFailure } from '../../src/core/blocks.ts'
import { newInstallation } from './command.ts'

const rule = { name: 'lox24', failures: 2, windowMs: 60_000, blockMs: 600_000 }
const address = '203.0.113.5'

Deno.test('cli: lifts the block of an address, and forgets its failures', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  for (let time = 0; time < 2; time++) await noteFailure(store, rule, address)
  assert.ok(await blockedFor(store, rule, address) > 0)
  const out = await installation.json(['block', 'lift', address])
  assert.deepEqual(out(''), { address, lifted: true })
  assert.equal(await blockedFor(store, rule, address), 0)

  await noteFailure(store, rule, address)
  const { stdout } = await installation.muster(['block', 'lift', address])
  assert.equal(stdout, `${address} was not blocked; its failures are forgotten.\n`)
  await noteFailure(store, rule, address)
  assert.equal(await blockedFor(store, rule, address), 0)
})

Deno.test('cli: lifts the ban of the address book', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  const ban = { ...rule, name: 'incoplax', blockMs: null }
  for (let time = 0; time < 2; time++) await noteFailure(store, ban, address)
  assert.ok(await blockedFor(store, ban, address) > 0)
  assert.equal((await installation.json(['block', 'lift', address]))('lifted'), true)
  assert.equal(await blockedFor(store, ban, address), 0)
})

for (const dialect of ['losant', 'hive']) {
  Deno.test(`cli: lifts what locks an address out of all accounts of ${dialect}, and out of one that is named`, async () => {
    await using installation = await newInstallation()
    const store = await installation.open()
    const all = { ...rule, name: dialect }
    const one = { ...rule, name: `${dialect}-login` }
    const who = `${address} jane@example.com`
    const isBlocked = async () => [
      await blockedFor(store, all, address) > 0,
      await blockedFor(store, one, who) > 0,
    ]
    for (let time = 0; time < 2; time++) {
      await noteFailure(store, all, address)
      await noteFailure(store, one, who)
    }
    assert.deepEqual(await isBlocked(), [true, true])
    assert.equal((await installation.json(['block', 'lift', address]))('lifted'), true)
    assert.deepEqual(await isBlocked(), [false, true])
    const out = await installation.json(['block', 'lift', address, '--login', 'Jane@Example.com'])
    assert.equal(out('lifted'), true)
    assert.deepEqual(await isBlocked(), [false, false])
  })
}

Deno.test('cli: knows an address in any way to write it, and refuses what is none', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  for (let time = 0; time < 2; time++) await noteFailure(store, rule, '2001:db8::1')
  const out = await installation.json(['block', 'lift', '2001:0DB8:0::0001'])
  assert.deepEqual(out(''), { address: '2001:db8::1', lifted: true })
  const { exit, code } = await installation.refused(['block', 'lift', 'nonsense'])
  assert.deepEqual([exit, code], [4, 'invalid'])
})
