import assert from 'node:assert/strict'
import { deviceQueriesMax, deviceScansMax } from '../../src/core/device-counts.ts'
import type { Selector } from '../../src/core/group.ts'
import type { NewMember } from '../../src/core/member.ts'
import { createThing, trashThing } from '../../src/core/things.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { counts, device, member, oidOf, query, select, tag } from './devices.ts'
import { contract, group, range, refused } from './suite.ts'

contract('a device counts once, however many ways it is found', async (scene) => {
  await device(scene, 1, 'site=a', 'site=b')
  await device(scene, 2, 'site=a')
  await device(scene, 3)
  await group(scene, 'top', { add: [member(1), member(9)] })
  await group(scene, { name: 'below', parent: 1 }, { add: [member(1), member(3)] })
  assert.deepEqual(await counts(scene, 1), [2, 3])
  await select(scene, 1, tag('site', null), query({ id: oidOf(1) }))
  assert.deepEqual(await counts(scene, 1), [3, 4])
  assert.deepEqual(await counts(scene, 2), [2, 2])
})

contract('tag selectors find by key and value, by one of them, and never by neither', async (scene) => {
  await device(scene, 1, 'site=a')
  await device(scene, 2, 'site=b', 'floor=a')
  await device(scene, 3, 'Site=A')
  await createThing(scene.store, scene.principal, { kind: 'endpoint', tags: [{ key: 'site', value: 'a' }] })
  await group(scene, 'x')
  for (
    const [selector, found] of [
      [tag('site', 'a'), 1],
      [tag('site', null), 2],
      [tag(null, 'a'), 2],
      [tag(null, null), 0],
      [tag('Site', 'A'), 1],
      [tag('none', null), 0],
    ] as const
  ) {
    await select(scene, 1, selector)
    assert.deepEqual(await counts(scene, 1), [found, found], JSON.stringify(selector))
  }
})

contract('unknown devices count as members, and are not found by tag or query', async (scene) => {
  await group(scene, { name: 'x', selectors: [query({})] }, { add: [member(1)] })
  assert.deepEqual(await counts(scene, 1), [1, 1])
  await group(scene, { name: 'y', selectors: [query({}), tag('k', null)] })
  assert.deepEqual(await counts(scene, 2), [0, 0])
  await device(scene, 1, 'k=v')
  assert.deepEqual(await counts(scene, 2), [1, 1])
})

contract('the total goes down every containment, and leaves out the trash', async (scene) => {
  const { store, principal } = scene
  await group(scene, 'top')
  await group(scene, { name: 'home', parent: 1 }, { add: [member(1)] })
  await group(scene, 'other', { add: [{ kind: 'group', ref: { number: 2 } }, member(2)] })
  await group(scene, { name: 'deep', parent: 2, selectors: [tag('k', null)] })
  await device(scene, 3, 'k=v')
  assert.deepEqual([await counts(scene, 1), await counts(scene, 3)], [[0, 2], [1, 3]])
  await trashThing(store, principal, { kind: 'device', oid: oidOf(3) })
  assert.deepEqual([await counts(scene, 1), await counts(scene, 3)], [[0, 1], [1, 2]])
  await trashGroup(store, principal, { number: 2 })
  assert.deepEqual([await counts(scene, 1), await counts(scene, 3)], [[0, 0], [1, 1]])
  await restoreGroup(store, principal, { number: 2 })
  assert.deepEqual([await counts(scene, 1), await counts(scene, 3)], [[0, 1], [1, 2]])
})

contract('the members of a group without selectors are counted by its row', async (scene) => {
  const { driver } = scene.opened
  await group(scene, 'x', { add: [member(1), member(2)] })
  const before = driver.statements()
  assert.deepEqual(await counts(scene, 1), [2, 2])
  const more = driver.statements().filter((sql) => !before.includes(sql))
  assert.deepEqual(more.filter((sql) => /below|count\(/.test(sql)), [])
})

contract('queries that begin at the same tag or id find what each of them finds', async (scene) => {
  await device(scene, 1, 'k=v', 'a=1')
  await device(scene, 2, 'k=v', 'b=1')
  await device(scene, 3, 'k=v')
  await device(scene, 4, 'k=w')
  const of = (...$or: unknown[]) => query({ $or })
  await group(scene, 'x')
  for (
    const [selector, found] of [
      [of({ tags: { k: 'v', a: '1' } }, { tags: { k: 'v', b: '1' } }), 2],
      [of({ tags: { k: 'v', a: '1' } }, { tags: { k: 'v' } }, { tags: { k: 'w', a: '1' } }), 3],
      [of({ tags: { k: { $in: ['v', 'w'] }, a: null } }, { id: oidOf(1), tags: { b: null } }), 4],
      [of({ tags: { $tagKey: { $in: ['a', 'b'] } } }, { tags: { $tagValue: 'w' } }), 3],
      [of({ tags: { $tagKey: 'a' } }, { id: oidOf(4) }, { id: oidOf(9) }), 2],
    ] as const
  ) {
    await select(scene, 1, selector)
    assert.deepEqual(await counts(scene, 1), [found, found], selector.kind === 'query' ? selector.value : '')
  }
})

contract('a group is gone through once, however many ways lead to it', async (scene) => {
  const levels = 40
  const both = (
    at: number,
  ): NewMember[] => [{ kind: 'group', ref: { number: at } }, { kind: 'group', ref: { number: at + 1 } }]
  await group(scene, 'end', { add: [member(1)] })
  await group(scene, 'end', { add: [member(2)] })
  for (const level of range(levels)) {
    const below = both(2 * level - 1)
    for (const name of ['left', 'right']) await group(scene, name, { add: below })
  }
  assert.deepEqual(await counts(scene, 2 * levels + 2), [0, 2])
})

contract('a thousand different queries are followed, and one more is too many', async (scene) => {
  await group(scene, 'top')
  await device(scene, 1, 'k=v7')
  await device(scene, 2, 'k=v1000', 'a=b')
  const texts = (count: number) => range(count).map((at) => query({ tags: { [`k`]: `v${at}`, a: null } }))
  const add = async (name: string, selectors: readonly Selector[]) =>
    await group(scene, { name, parent: 1, selectors })
  for (let at = 0; at < deviceQueriesMax; at += 100) {
    await add(`${at}`, texts(deviceQueriesMax).slice(at, at + 100))
  }
  assert.deepEqual(await counts(scene, 1), [0, 1])
  await add('the same again', texts(50))
  assert.deepEqual(await counts(scene, 1), [0, 1])
  await add('one more', [query({ id: oidOf(1) })])
  const error = await refused('too_large', counts(scene, 1))
  assert.equal(error.violations[0]?.limit, deviceQueriesMax)
})

contract('queries that look at every device are few in one count', async (scene) => {
  await device(scene, 1, 'k=v')
  await group(scene, {
    name: 'x',
    selectors: range(deviceScansMax).map((at) => query({ tags: { [`k${at}`]: null } })),
  })
  assert.deepEqual(await counts(scene, 1), [1, 1])
  await group(scene, {
    name: 'top',
    selectors: [...range(deviceScansMax), 0].map((at) => query({ id: { $gt: oidOf(at) } })),
  })
  const error = await refused('too_large', counts(scene, 2))
  assert.equal(error.violations[0]?.limit, deviceScansMax)
})

contract('a stored query that cannot be read finds nothing', async (scene) => {
  await device(scene, 1)
  await group(scene, { name: 'x', selectors: [query({})] })
  await group(scene, { name: 'top' }, { add: [{ kind: 'group', ref: { number: 1 } }, member(5)] })
  await scene.opened.driver.write(async (connection) => {
    await connection.run(`update selector set value = 'x' where directory_id = ?1`, [scene.directory])
    const selectors = JSON.stringify([{ kind: 'query', value: 'x' }])
    await connection.run('update groups set selectors = ?2 where directory_id = ?1 and number = 1', [
      scene.directory,
      selectors,
    ])
  })
  assert.deepEqual([await counts(scene, 1), await counts(scene, 2)], [[0, 0], [1, 1]])
  const found = await checkDirectory(scene.opened.driver, scene.directory)
  assert.deepEqual(found.map(({ problem, group, mended }) => [problem, group, mended]), [[
    'selectors',
    1,
    null,
  ]])
})
