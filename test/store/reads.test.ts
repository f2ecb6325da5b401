import assert from 'node:assert/strict'
import { ALL } from '../../src/core/filter.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { turn } from '../../src/store/turn.ts'
import { contract, group, person, range, read, reread } from './suite.ts'

contract('all that one read reads is one snapshot, whatever is committed meanwhile', async (scene) => {
  const { number } = await group(scene, 'before', { add: [person(1)] })
  await read(scene, async (tx) => {
    const before = await tx.group({ number })
    await changeGroup(scene.store, scene.principal, { number }, {
      edit: () => ({ set: { name: 'after' }, add: [person(2)] }),
    })
    await group(scene, 'another')
    assert.deepEqual(await tx.group({ number }), before)
    assert.equal((await tx.members({ group: number, kind: 'person', limit: 10 })).length, 1)
    assert.equal(await tx.countGroups(ALL), 1)
    assert.equal((await tx.events(0, 10)).length, 1)
  })
  const after = await reread(scene, number)
  assert.deepEqual([after.name, after.counts.person], ['after', 2])
})

contract('who was told of a write reads it at once, however many read meanwhile', async (scene) => {
  await group(scene, 'group 0')
  let busy = true
  const readers = range(8).map(async () => {
    while (busy) {
      await read(scene, async (tx) => {
        const before = await tx.group({ number: 1 })
        await tx.types()
        await turn()
        assert.deepEqual(await tx.group({ number: 1 }), before)
      })
    }
  })
  for (const at of range(100)) {
    const name = `group ${at}`
    await changeGroup(scene.store, scene.principal, { number: 1 }, { edit: () => ({ set: { name } }) })
    const seen = await Promise.all(range(6).map(() => reread(scene, 1)))
    assert.deepEqual(seen.map((one) => one.name), range(6).map(() => name))
  }
  busy = false
  await Promise.all(readers)
})

contract('more reads than there are connections wait for one another', async (scene) => {
  await group(scene, 'x')
  const goOn = Promise.withResolvers<void>()
  const reads = range(30).map(() =>
    read(scene, async (tx) => {
      await goOn.promise
      return (await tx.group({ number: 1 }))?.name
    })
  )
  await group(scene, 'meanwhile')
  goOn.resolve()
  assert.deepEqual(await Promise.all(reads), range(30).map(() => 'x'))
})

contract('a read that throws harms no other', async (scene) => {
  for (const _ of range(10)) {
    const fault = new Error('a fault')
    const reading = read(scene, async (tx) => {
      await tx.types()
      throw fault
    })
    assert.equal(await reading.catch((error) => error), fault)
  }
  assert.deepEqual(await read(scene, (tx) => tx.types()), [])
})

contract('nothing works after its transaction', async (scene) => {
  const { store, directory } = scene
  await group(scene, 'x')
  const read = await store.read(directory, (tx) => Promise.resolve(tx))
  await assert.rejects(read.types(), /after its end/)
  const written = await store.write(directory, (tx) => Promise.resolve(tx))
  await assert.rejects(written.deleteType(1), /after its end/)
  await assert.rejects(written.group({ number: 1 }), /after its end/)
})
