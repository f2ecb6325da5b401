import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import { runScript, testedDatabase } from '../databases.ts'
import {
  type Api,
  assertInvalid,
  at,
  G,
  good,
  GROUP,
  GROUPS,
  losantTest,
  make,
  operatorOf,
  P,
} from './client.ts'

const CYCLE = 'experienceGroup.parentId cannot be the group itself or one of its descendants'

/** Makes groups, each with the one before it as its parent; gives their ids, the root first. */
async function chain(api: Api, length: number): Promise<string[]> {
  const made: string[] = []
  for (let n = 0; n < length; n++) {
    made.push((await make(api, { name: `level ${n}`, parentId: made.at(-1) ?? null })).id)
  }
  return made
}

/** A long chain, made of short ones: what is deep takes longer to make. */
async function longChain(api: Api, pieces: number, length: number): Promise<string[]> {
  const first = await chain(api, length)
  await countRows(api)
  const others = await Promise.all(Array.from({ length: pieces - 1 }, () => chain(api, length)))
  const made = [first, ...others]
  for (const [n, piece] of made.slice(1).entries()) {
    good(await api.patch(at(GROUPS, piece[0]), { parentId: made[n]!.at(-1)! }))
  }
  return made.flat()
}

/** For PostgreSQL's planner, which elsewhere does so by itself within a minute. */
async function countRows({ running }: Api): Promise<void> {
  if (testedDatabase() === 'postgres') await runScript(running.database, 'analyze')
}

async function placeOf(api: Api, id: string | undefined): Promise<unknown[]> {
  const { parentId, ancestorIds } = good(await api.get(at(GROUPS, id)))
  return [parentId, ancestorIds]
}

losantTest('case 29: no group lies below itself, and the refusal names the path', async (api) => {
  assertInvalid(await api.patch(GROUP, { parentId: G }), `${CYCLE}: ${G} > ${G}`)
  const [top, middle, low] = await chain(api, 3)
  assertInvalid(
    await api.patch(at(GROUPS, top), { parentId: middle! }),
    `${CYCLE}: ${top} > ${middle} > ${top}`,
  )
  const answer = await api.patch(at(GROUPS, top), { name: 'never', parentId: low!.toUpperCase() })
  assertInvalid(answer, `${CYCLE}: ${top} > ${middle} > ${low} > ${top}`)
  assert.deepEqual(await placeOf(api, top), [null, []])
  assert.equal(good(await api.get(at(GROUPS, top))).name, 'level 0')
  assert.deepEqual(await placeOf(api, low), [middle, [top, middle]])
})

losantTest('case 36: the children of a deleted group move up', async (api) => {
  const [r, m, l] = await chain(api, 3)
  good(await api.delete(at(GROUPS, m)))
  assert.deepEqual(await placeOf(api, l), [r, [r]])
  good(await api.delete(at(GROUPS, r)))
  assert.deepEqual(await placeOf(api, l), [null, []])
})

losantTest('tree: the path is the root first, and moves with the group above', async (api) => {
  const line = await chain(api, 5)
  assert.deepEqual(await placeOf(api, line[4]), [line[3], line.slice(0, 4)])
  const before = good(await api.get(at(GROUPS, line[4])))
  good(await api.patch(at(GROUPS, line[1]), { parentId: P }))
  assert.deepEqual(await placeOf(api, line[4]), [line[3], [P, ...line.slice(1, 4)]])
  assert.equal(good(await api.get(at(GROUPS, line[4]))).lastUpdated, before.lastUpdated)
  const { items } = good(await api.get(GROUPS))
  assert.partialDeepStrictEqual(items, [{ id: G }, { id: P }, ...line.map((id) => ({ id }))])
})

losantTest('tree: a list shows the path of each group, also of a parent behind the page', async (api) => {
  const line = await chain(api, 4)
  const { items } = good(await api.get(`${GROUPS}?sortField=name&sortDirection=desc&perPage=3`))
  assert.partialDeepStrictEqual(items, [
    { id: line[3], ancestorIds: line.slice(0, 3) },
    { id: line[2], ancestorIds: line.slice(0, 2) },
    { id: line[1], ancestorIds: line.slice(0, 1) },
  ])
})

losantTest('tree: a group moves and is renamed at once, and its move is one change', async (api) => {
  const made = await make(api, { name: 'x', parentId: G })
  const moved = good(await api.patch(at(GROUPS, made.id), { name: 'y', parentId: P }))
  assert.partialDeepStrictEqual(moved, { name: 'y', parentId: P, ancestorIds: [P] })
  assert.deepEqual(good(await api.patch(at(GROUPS, made.id), { parentId: P })), moved)
})

losantTest('tree: no more than a thousand levels lie above a group', async (api) => {
  const line = await longChain(api, 7, 143)
  const last = good(await api.get(at(GROUPS, line[1000])))
  assert.deepEqual(last.ancestorIds, line.slice(0, 1000))
  assertInvalid(await api.post(GROUPS, { name: 'x', parentId: line[1000]! }))
  const pair = await chain(api, 2)
  assertInvalid(await api.patch(at(GROUPS, pair[0]), { parentId: line[999]! }))
  good(await api.patch(at(GROUPS, pair[0]), { parentId: line[998]! }))
  const page = good(await api.get(`${GROUPS}?perPage=1000&sortField=id&sortDirection=desc`))
  assert.equal(page.count, 1000)
})

losantTest(
  'tree: a group that lies in others too shows its home, and closes no cycle through them',
  async (api) => {
    const [store, principal] = [api.running.store, await operatorOf(api)]
    const [top, low] = await chain(api, 2)
    const contained = { kind: 'group', ref: { oid: low! } } as const
    await changeGroup(store, principal, { oid: G }, { edit: () => ({ add: [contained] }) })
    assert.deepEqual(await placeOf(api, low), [top, [top]])
    assertInvalid(await api.patch(GROUP, { parentId: low! }), `${CYCLE}: ${G} > ${low} > ${G}`)
    assert.deepEqual(await placeOf(api, G), [null, []])
    good(await api.patch(at(GROUPS, low), { parentId: null }))
    assert.deepEqual(await placeOf(api, low), [null, []])
  },
)
