import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { findGroup } from '../../src/core/queries.ts'
import { runScript } from '../databases.ts'
import { type Running, startMuster, until } from '../support.ts'

const NOW = Date.UTC(2031, 2, 1)

async function isThere({ store }: Running, directory: number, number: number): Promise<boolean> {
  return await findGroup(store, operator(directory, 'test'), { number }).then(() => true, () => false)
}

Deno.test('expiry job: trashes what expires, in every directory', async () => {
  await using muster = await startMuster({ now: NOW })
  const groups = []
  for (const name of ['a', 'b']) {
    const { id } = await createDirectory(muster.store, { name })
    const fields = { name: 'short-lived', expiresAt: NOW + 60_000 }
    const { group } = await createGroup(muster.store, operator(id, 'test'), fields)
    groups.push({ directory: id, number: group.number })
  }
  await new Promise((resolve) => setTimeout(resolve, 1500))
  for (const { directory, number } of groups) assert.ok(await isThere(muster, directory, number))
  muster.clock.now = NOW + 60_000
  for (const { directory, number } of groups) {
    await until(async () => !await isThere(muster, directory, number))
  }
})

Deno.test('expiry job: goes on after an error, which is in the log', async () => {
  await using muster = await startMuster()
  await createDirectory(muster.store, { name: 'a' })
  await takeAwayGroups(muster)
  const errors = () => muster.lines.filter((line) => JSON.parse(line).event === 'expiry')
  await until(() => Promise.resolve(errors().length >= 2))
})

/** From here on nothing can be known of what is due. */
function takeAwayGroups({ database }: Running): Promise<void> {
  return runScript(database, 'alter table groups rename to elsewhere')
}

Deno.test('expiry job: what cannot be done in one directory keeps no other waiting', async () => {
  await using muster = await startMuster({ now: NOW })
  const [first, second, third] = ['a', 'b', 'c'].map(async (name) => {
    const { id } = await createDirectory(muster.store, { name })
    const fields = { name: 'short-lived', expiresAt: NOW + 60_000 }
    return (await createGroup(muster.store, operator(id, 'test'), fields)).group.number
  })
  for (const number of [first, second, third]) assert.equal(await number, 1)
  await runScript(muster.database, 'update ledger set sequence = 0 where directory_id = 2')
  muster.clock.now = NOW + 60_000
  for (const directory of [1, 3]) await until(async () => !await isThere(muster, directory, 1))
  assert.ok(await isThere(muster, 2, 1))
  const errors = muster.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'expiry')
  assert.deepEqual(new Set(errors.map(({ directory }) => directory)), new Set([2]))
})
