import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { findGroup } from '../../src/core/queries.ts'
import { breakDatabase, type Running, startMuster } from '../support.ts'

const NOW = Date.UTC(2031, 2, 1)

async function isThere({ store }: Running, directory: number, number: number): Promise<boolean> {
  return await findGroup(store, operator(directory, 'test'), { number }).then(() => true, () => false)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!await condition()) {
    assert.ok(performance.now() < end, 'nothing happened for ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
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
  breakDatabase(muster)
  const errors = () => muster.lines.filter((line) => JSON.parse(line).event === 'expiry')
  await until(() => Promise.resolve(errors().length >= 2))
})
