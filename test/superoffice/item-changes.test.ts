import assert from 'node:assert/strict'
import { DirectoryError } from '../../src/core/error.ts'
import type { GroupKey } from '../../src/core/group.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { type EntryKind, entryOf } from '../../src/dialects/superoffice/entry.ts'
import { gathered, walkEntries } from '../../src/dialects/superoffice/entry-queries.ts'
import {
  addEntry,
  deleteEntry,
  moveItem,
  rankHeadings,
  saveEntries,
  sortItems,
} from '../../src/dialects/superoffice/item-changes.ts'
import { setItemsOfHeading, setItemsOfUserGroup } from '../../src/dialects/superoffice/item-links.ts'
import { itemsOfUserGroup, userGroupsOfItem } from '../../src/dialects/superoffice/visibility.ts'
import { startMuster } from '../support.ts'

const principal = operator(1, 'test')
const list: GroupKey = { number: 305 }
const userGroups: GroupKey = { builtin: 'user-group' }
const zone = { name: 'UTC', offset: false }

/** A test of the commands that have no path of their own in the vendor's REST. */
function commandTest(name: string, work: (store: Store) => Promise<void>): void {
  Deno.test(`superoffice ${name}`, async () => {
    await using running = await startMuster({ fixtures: ['superoffice'] })
    await work(running.store)
  })
}

async function save(
  store: Store,
  names: readonly (string | readonly [string, number])[],
  kind: EntryKind = 'item',
  to = list,
): Promise<number[]> {
  const entries = names.map((one) => {
    const [name, rank] = typeof one === 'string' ? [one, 0] : one
    return { id: null, name, tooltip: null, rank, deleted: false }
  })
  const { members } = await saveEntries(store, principal, to, { kind, entries })
  return members.map(({ id }) => id)
}

/** The names and ranks of what is not deleted, in the vendor's order. */
async function shown(store: Store, kind: EntryKind = 'item'): Promise<[string | null, number][]> {
  const { pages } = await walkEntries({ store, principal }, list, { kind })
  return (await gathered(pages)).map(entryOf).map(({ name, rank }) => [name, rank])
}

async function names(store: Store): Promise<string> {
  return (await shown(store)).map(([name]) => name).join(' ')
}

async function missing(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof DirectoryError && error.code === 'not_found')
}

commandTest('items are sorted as the language of a culture sorts', async (store) => {
  await save(store, ['ärger', 'Åse', 'apple', 'item 10', 'item 9', ['Zebra', 7]])
  await sortItems(store, principal, list, 'de-DE')
  assert.equal(await names(store), 'apple ärger Åse item 9 item 10 Zebra')
  await sortItems(store, principal, list, 'nb-NO')
  assert.deepEqual(await shown(store), [
    ['apple', 1],
    ['item 9', 2],
    ['item 10', 3],
    ['Zebra', 4],
    ['ärger', 5],
    ['Åse', 6],
  ])
  for (const culture of [null, '', 'x', 'en-', '!!', 'klingon']) {
    await sortItems(store, principal, list, culture)
  }
  assert.equal(await names(store), 'apple ärger Åse item 9 item 10 Zebra')
})

commandTest('items in several languages are sorted by the one that is asked for', async (store) => {
  await save(store, ['NO:"b";US:"x"', 'NO:"a";US:"y"'])
  await sortItems(store, principal, list, 'no')
  assert.equal(await names(store), 'NO:"a";US:"y" NO:"b";US:"x"')
  await sortItems(store, principal, list, 'en')
  assert.equal(await names(store), 'NO:"b";US:"x" NO:"a";US:"y"')
})

commandTest('deleted items are sorted, too, and come back at their place', async (store) => {
  const [, b] = await save(store, ['c', 'b', 'a'])
  await deleteEntry(store, principal, list, { kind: 'item', id: b! })
  await sortItems(store, principal, list, 'en')
  assert.deepEqual(await shown(store), [['a', 1], ['c', 3]])
})

commandTest('an item moves by one step, whatever the ranks', async (store) => {
  for (const ranks of [[0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 5, 5], [9, 9, 9, 10]]) {
    const prefix = ranks.join('-')
    const ids = await save(store, ranks.map((rank, at) => [`${prefix}${'abcd'[at]}`, rank]))
    const order = async () =>
      (await shown(store)).flatMap(([name]) => name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])
        .join('')
    const move = (at: number, direction: -1 | 1) =>
      moveItem(store, principal, list, { id: ids[at]!, direction })
    await move(2, -1)
    assert.equal(await order(), 'acbd', prefix)
    await move(0, 1)
    assert.equal(await order(), 'cabd', prefix)
    await move(2, -1)
    assert.equal(await order(), 'cabd', prefix)
    await move(3, 1)
    assert.equal(await order(), 'cabd', prefix)
    for (const id of ids) await deleteEntry(store, principal, list, { kind: 'item', id })
  }
})

commandTest('a move steps over deleted items and changes no more ranks than it must', async (store) => {
  const [, b, c] = await save(store, [['a', 1], ['b', 2], ['c', 3], ['d', 4]])
  await deleteEntry(store, principal, list, { kind: 'item', id: b! })
  await moveItem(store, principal, list, { id: c!, direction: -1 })
  assert.deepEqual(await shown(store), [['c', 1], ['a', 2], ['d', 4]])
  await missing(moveItem(store, principal, list, { id: 99999, direction: 1 }))
  const before = await shown(store)
  await moveItem(store, principal, list, { id: c!, direction: -1 })
  assert.deepEqual(await shown(store), before)
})

commandTest('headings get their ranks in the order that is given', async (store) => {
  const [a, b, c] = await save(store, ['a', 'b', 'c'], 'heading')
  await rankHeadings(store, principal, list, [c!, a!, b!, a!])
  assert.deepEqual(await shown(store, 'heading'), [['c', 1], ['a', 2], ['b', 3]])
  await rankHeadings(store, principal, list, [b!])
  assert.deepEqual(await shown(store, 'heading'), [['b', 1], ['c', 1], ['a', 2]])
  await missing(rankHeadings(store, principal, list, [a!, 99999]))
})

commandTest('items are linked to a heading and taken from it in one write', async (store) => {
  const [heading, other] = await save(store, ['H', 'O'], 'heading')
  const items = await save(store, ['a', 'b', 'c'])
  const link = (id: number, linked: readonly number[], selected: boolean) =>
    setItemsOfHeading(store, principal, list, { id, items: linked, selected })
  await link(heading!, items, true)
  await link(other!, [items[0]!], true)
  await link(heading!, [items[1]!, items[1]!], false)
  const { pages } = await walkEntries({ store, principal }, list, { kind: 'item' })
  assert.deepEqual((await gathered(pages)).map(({ data }) => data.attributes), [
    { headings: [heading, other] },
    {},
    { headings: [heading] },
  ])
  await missing(link(99999, items, true))
  await missing(link(heading!, [items[0]!, heading!], true))
  await missing(link(items[0]!, items, true))
})

commandTest('items are shown to a user group and hidden from it in one write', async (store) => {
  const groups = await save(store, ['Sales', 'Support'], 'item', userGroups)
  const items = await save(store, ['a', 'b'])
  const show = (id: number, shownItems: readonly number[], selected: boolean) =>
    setItemsOfUserGroup(store, principal, list, { id, items: shownItems, selected })
  const seenBy = async (id: number) => {
    const all = await gathered(await itemsOfUserGroup({ store, principal, zone }, list, id))
    return all.map(({ Name, Selected }) => `${Name} ${Selected}`)
  }
  await show(groups[0]!, items, false)
  await show(groups[0]!, [items[1]!], true)
  assert.deepEqual(await seenBy(groups[0]!), ['a false', 'b true'])
  assert.deepEqual(await seenBy(groups[1]!), ['a true', 'b true'])
  const ofItem = await gathered(await userGroupsOfItem({ store, principal, zone }, { list, id: items[0]! }))
  assert.deepEqual(ofItem.map(({ Selected }) => Selected), [false, true])
  await missing(show(99999, items, true))
  await missing(show(items[0]!, items, true))
  await missing(show(groups[0]!, [99999], true))
  await missing(itemsOfUserGroup({ store, principal, zone }, list, 99999))
})

commandTest('every command is forbidden without its permission', async (store) => {
  const [item] = await save(store, ['a'])
  const nobody = { ...principal, permissions: new Set<never>() }
  const entry = { name: 'b', tooltip: null, rank: 0, deleted: false }
  for (
    const work of [
      addEntry(store, nobody, list, { kind: 'item', entry }),
      saveEntries(store, nobody, list, { kind: 'item', entries: [] }),
      deleteEntry(store, nobody, list, { kind: 'item', id: item! }),
      sortItems(store, nobody, list, 'en'),
      moveItem(store, nobody, list, { id: item!, direction: 1 }),
      rankHeadings(store, nobody, list, []),
      setItemsOfHeading(store, nobody, list, { id: 1, items: [], selected: true }),
      setItemsOfUserGroup(store, nobody, list, { id: 1, items: [], selected: true }),
      walkEntries({ store, principal: nobody }, list, { kind: 'item' }),
    ]
  ) {
    await assert.rejects(work, (error) => error instanceof DirectoryError && error.code === 'forbidden')
  }
})
