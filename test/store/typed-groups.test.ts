import assert from 'node:assert/strict'
import { ALL, type Filter } from '../../src/core/filter.ts'
import { createPerson } from '../../src/core/people.ts'
import { blankGroup } from '../../src/core/references.ts'
import { pageMax, type Store, type TypedGroup } from '../../src/core/store.ts'
import { fold } from '../../src/core/text.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { findTypeWith, listTypes, type TypedPages } from '../../src/core/typed-groups.ts'
import { changeTypeWith, createType, deleteType, deleteTypeWith } from '../../src/core/types.ts'
import { undo } from '../../src/core/undo.ts'
import type { Connection, Driver } from '../../src/store/driver.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import { allEvents, contents, contract, group, range, read, refused, reread, type Scene } from './suite.ts'

async function types({ store, principal }: Scene, count: number): Promise<void> {
  for (const at of range(count)) await createType(store, principal, `type ${at}`)
}

async function flat(pages: TypedPages): Promise<TypedGroup[]> {
  return (await Array.fromAsync(pages)).flat()
}

/** The order that the list promises, made by hand. */
function inOrder(groups: readonly TypedGroup[]): TypedGroup[] {
  const compare = (a: string | number, b: string | number) => a < b ? -1 : a > b ? 1 : 0
  return groups.toSorted((a, b) =>
    compare(a.type ?? 0, b.type ?? 0) || compare(fold(a.name), fold(b.name)) || compare(a.number, b.number)
  )
}

/** Pages of a few groups each, from the first to the last. */
async function paged(scene: Scene, type: number | 'any' | null, limit: number): Promise<TypedGroup[]> {
  const found: TypedGroup[] = []
  for (;;) {
    const after = found.at(-1)
    const page = await read(
      scene,
      (tx) => tx.typedGroups({ type, sees: ALL, limit, ...(after ? { after } : {}) }),
    )
    found.push(...page)
    if (page.length < limit) return found
  }
}

contract('groups are listed by type, folded name and number, whatever the pages', async (scene) => {
  await types(scene, 3)
  const names = ['b', 'A', 'a', 'B', 'ß', 'Z', 'ä', 'Same', 'same', 'Same']
  const made = await Promise.all(
    range(60).map((at) =>
      group(scene, { name: names[at % 10]!, slug: at % 2 ? `s${at}` : null, type: [null, 1, 3][at % 3]! })
    ),
  )
  const expected = inOrder(
    made.map(({ number, uuid, slug, name, type }) => ({ number, uuid, slug, name, type })),
  )
  for (const limit of [1, 3, 7, 20, 100]) {
    for (const type of [null, 1, 2, 3] as const) {
      assert.deepEqual(await paged(scene, type, limit), expected.filter((one) => one.type === type))
    }
    assert.deepEqual(await paged(scene, 'any', limit), expected.filter((one) => one.type !== null))
  }
  const listing = await listTypes(scene.store, scene.principal)
  assert.deepEqual(await flat(listing.groups), expected)
  assert.deepEqual(listing.types.map(({ number }) => number), [1, 2, 3])
})

contract(
  'lists of types have no groups in the trash, no stubs, no built-in lists, and none that are not seen',
  async (scene) => {
    const { store, principal } = scene
    await types(scene, 1)
    const red = { colour: 'red' }
    for (const type of [null, 1]) {
      await group(scene, { name: 'red', type, labels: red })
      await group(scene, { name: 'blue', type })
      const { number } = await group(scene, { name: 'trashed', type, labels: red })
      await trashGroup(store, principal, { number })
    }
    await createPerson(store, principal, {}, { groups: [{ code: 'stub' }] })
    const sees: Filter = { is: 'has-label', key: 'colour', value: 'red' }
    const seeing = { ...principal, sees }
    const names = async (pages: TypedPages) => (await flat(pages)).map(({ name, type }) => `${name} ${type}`)
    assert.deepEqual(await names((await listTypes(store, principal)).groups), [
      'blue null',
      'red null',
      'blue 1',
      'red 1',
    ])
    assert.deepEqual(await names((await listTypes(store, seeing)).groups), ['red null', 'red 1'])
    assert.deepEqual(await names((await findTypeWith(store, seeing, 1)).groups), ['red 1'])
    assert.deepEqual(await names((await findTypeWith(store, seeing, null)).groups), ['red null'])
    const deleted = await deleteTypeWith(store, seeing, 1)
    assert.deepEqual(await names(deleted.groups), ['red 1'])
    assert.deepEqual(await names((await findTypeWith(store, principal, null)).groups), [
      'blue null',
      'blue null',
      'red null',
      'red null',
    ])
    await refused('not_found', findTypeWith(store, principal, 1))
  },
)

/** Makes so many groups of one type, with names that are mostly the same. */
async function many(scene: Scene, type: number | null, count: number): Promise<void> {
  await Promise.all(range(count).map((at) => group(scene, { name: at % 3 ? 'Same' : `n${at}`, type })))
}

contract('a type is changed and deleted with all its groups told, also beyond a page', async (scene) => {
  const { store, principal } = scene
  await types(scene, 2)
  await many(scene, 1, pageMax + 7)
  const before = await flat((await findTypeWith(store, principal, 1)).groups)
  assert.deepEqual(before, inOrder(before))
  const changed = await changeTypeWith(store, principal, 1, ({ name }) => `${name}!`)
  assert.deepEqual(changed.type, { number: 1, name: 'type 1!' })
  assert.deepEqual(await flat(changed.groups), before)
  const deleted = await deleteTypeWith(store, principal, 1)
  assert.deepEqual(deleted.type, { number: 1, name: 'type 1!' })
  const told = await flat(deleted.groups)
  assert.deepEqual(told.map(({ number }) => number), before.map(({ number }) => number))
  assert.equal((await flat((await findTypeWith(store, principal, null)).groups)).length, pageMax + 7)
})

contract('a change of a type that decides on the same name, or throws, writes nothing', async (scene) => {
  const { store, principal } = scene
  await types(scene, 1)
  const whole = await contents(scene)
  await changeTypeWith(store, principal, 1, ({ name }) => name)
  await refused('invalid', changeTypeWith(store, principal, 1, () => ''))
  await refused('not_found', changeTypeWith(store, principal, 2, () => 'x'))
  await refused('not_found', deleteTypeWith(store, principal, 2))
  assert.deepEqual(await contents(scene), whole)
})

contract(
  'a deletion of a type is one write: its events follow the first, and undoing it brings all back',
  async (scene) => {
    const { store, principal } = scene
    await types(scene, 1)
    await many(scene, 1, 300)
    await trashGroup(store, principal, { number: 5 })
    const before = (await allEvents(scene)).at(-1)!.sequence
    await deleteType(store, principal, 1)
    const events = (await allEvents(scene)).filter(({ sequence }) => sequence > before)
    assert.equal(events.length, 301)
    assert.deepEqual(new Set(events.slice(1).map(({ cause }) => cause)), new Set([before + 1]))
    await undo(store, principal, before + 1)
    assert.equal((await flat((await findTypeWith(store, principal, 1)).groups)).length, 299)
    assert.equal((await reread(scene, 5)).type, 1)
  },
)

contract('the list of ten thousand groups takes a statement a page, and none a group', async (scene) => {
  await types(scene, 50)
  const { directory, principal, opened: { driver } } = scene
  await scene.store.write(directory, async (tx) => {
    for (const at of range(10_000)) {
      await tx.insertGroup({
        ...blankGroup(tx.now),
        name: 'x',
        number: tx.takeGroupNumber(),
        code: `c${at}`,
        type: at % 51 || null,
      })
    }
  })
  const counted = counting(driver)
  const store: Store = new SqlStore(counted.driver, () => 0)
  const { groups } = await listTypes(store, principal)
  assert.equal((await flat(groups)).length, 10_000)
  assert.ok(counted.statements() <= 10_000 / pageMax + 5, `${counted.statements()} statements`)
})

/** The same driver, with a count of the statements that are run through it. */
function counting(driver: Driver): { readonly driver: Driver; readonly statements: () => number } {
  let count = 0
  const counted = (connection: Connection): Connection => ({
    all: (sql, values) => (count++, connection.all(sql, values)),
    run: (sql, values) => (count++, connection.run(sql, values)),
    runEach: (sql, rows) => (count++, connection.runEach(sql, rows)),
    settle: () => connection.settle(),
    script: (sql) => connection.script(sql),
    hasTable: (name) => connection.hasTable(name),
  })
  return {
    statements: () => count,
    driver: Object.assign(Object.create(driver), {
      facts: driver.facts,
      read: <T>(work: (connection: Connection) => Promise<T>) => driver.read((one) => work(counted(one))),
    }),
  }
}
