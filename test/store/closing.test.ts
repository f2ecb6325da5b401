import assert from 'node:assert/strict'
import { ALL } from '../../src/core/filter.ts'
import type { Store } from '../../src/core/store.ts'
import { contract, group, range, read, refused } from './suite.ts'

contract('closing waits for the writes that wait', async (scene) => {
  const writing = range(100).map((at) => group(scene, `group ${at}`))
  const closing = scene.opened.shut()
  assert.equal((await Promise.all(writing)).length, 100)
  await closing
  const again = await scene.opened.reopen()
  try {
    assert.equal(await again.store.read(scene.directory, (tx) => tx.countGroups(ALL)), 100)
  } finally {
    await again.shut()
  }
})

/** Asserts that every door of a store is closed. */
async function assertClosed(store: Store, directory: number): Promise<void> {
  await refused('unavailable', store.write(directory, (tx) => tx.types()))
  await refused('unavailable', store.writeInstallation((tx) => tx.directories(0, 1)))
  await refused('unavailable', store.readInstallation((tx) => tx.directories(0, 1)))
  await refused('unavailable', store.read(directory, (tx) => tx.types()))
}

contract('a closed store is `unavailable`, if it had readers', async (scene) => {
  await read(scene, (tx) => tx.types())
  await scene.opened.shut()
  await assertClosed(scene.store, scene.directory)
})

contract('a closed store is `unavailable`, if it never had a reader', async (scene) => {
  await scene.opened.shut()
  await assertClosed(scene.store, scene.directory)
})

contract('closing waits for the reads that are under way', async (scene) => {
  const inside = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const reading = read(scene, async (tx) => {
    await tx.types()
    inside.resolve()
    await goOn.promise
    return await tx.types()
  })
  await inside.promise
  const closing = scene.opened.shut()
  goOn.resolve()
  assert.deepEqual(await reading, [])
  await closing
})
