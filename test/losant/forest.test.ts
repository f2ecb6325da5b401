import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import { type Api, at, GROUPS, items, losantTest } from './client.ts'

/** What is asked of a forest: each number means one of the groups that are there. */
type Step =
  | { readonly is: 'make'; readonly under: number | null }
  | { readonly is: 'move'; readonly group: number; readonly under: number | null }
  | { readonly is: 'delete'; readonly group: number }

const which = fc.nat(1000)
const parent = fc.option(which, { nil: null, freq: 5 })
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ is: fc.constant('make' as const), under: parent }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('move' as const), group: which, under: parent }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('delete' as const), group: which }) },
)

/** A forest as it must be: each group's parent. */
type Forest = Map<string, string | null>

function pathOf(forest: Forest, id: string): string[] {
  const path: string[] = []
  for (let above = forest.get(id); above; above = forest.get(above)) {
    path.unshift(above)
    assert.ok(path.length <= forest.size, 'a cycle')
  }
  return path
}

function pick(forest: Forest, n: number): string {
  return [...forest.keys()][n % forest.size]!
}

/** Does a step over HTTP and in the model; both must agree on whether it can be done. */
async function take(api: Api, forest: Forest, step: Step): Promise<void> {
  const under = 'under' in step && step.under !== null ? pick(forest, step.under) : null
  switch (step.is) {
    case 'make': {
      const answer = await api.post(GROUPS, { name: 'x', parentId: under })
      assert.equal(answer.status, 201, answer.text)
      return void forest.set(String(answer.object.id), under)
    }
    case 'move': {
      const group = pick(forest, step.group)
      const closes = under !== null && [...pathOf(forest, under), under].includes(group)
      const answer = await api.patch(at(GROUPS, group), { parentId: under })
      assert.equal(answer.status, closes ? 400 : 200, answer.text)
      if (closes) return
      forest.set(group, under)
      return assert.deepEqual(answer.object.ancestorIds, pathOf(forest, group))
    }
    case 'delete': {
      if (forest.size === 1) return
      const group = pick(forest, step.group)
      assert.equal((await api.delete(at(GROUPS, group))).status, 200)
      const up = forest.get(group) ?? null
      for (const [child, above] of forest) if (above === group) forest.set(child, up)
      return void forest.delete(group)
    }
  }
}

function forestOf(all: readonly JsonObject[]): Forest {
  return new Map(all.map(({ id, parentId }) => [String(id), parentId === null ? null : String(parentId)]))
}

/** Whether every group shows the path along the parents; gives the forest that is shown. */
async function assertPaths(api: Api): Promise<Forest> {
  const all = await items(api, `${GROUPS}?perPage=1000&_actions=false&_links=false`)
  const shown = forestOf(all)
  for (const { id, ancestorIds } of all) assert.deepEqual(ancestorIds, pathOf(shown, String(id)))
  return shown
}

async function clear(api: Api): Promise<void> {
  const all = await items(api, `${GROUPS}?perPage=1000`)
  await Promise.all(all.slice(1).map(({ id }) => api.delete(at(GROUPS, id))))
}

losantTest(
  'forest: whatever is made, moved and deleted, it is the forest that was asked for',
  async (api) => {
    const property = fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 40 }), async (all) => {
      await clear(api)
      const forest = forestOf(await items(api, GROUPS))
      for (const step of all) await take(api, forest, step)
      assert.deepEqual(await assertPaths(api), sorted(forest, await assertPaths(api)))
    })
    await fc.assert(property, { numRuns: 15 })
  },
)

/** The same forest in the order of another. */
function sorted(forest: Forest, like: Forest): Forest {
  assert.deepEqual(new Set(forest.keys()), new Set(like.keys()))
  return new Map([...like.keys()].map((id) => [id, forest.get(id) ?? null]))
}

/** A step whose answer may be any of those that are good, refused or too late. */
async function tryStep(api: Api, forest: Forest, step: Step): Promise<void> {
  const under = 'under' in step && step.under !== null ? pick(forest, step.under) : null
  const group = 'group' in step ? pick(forest, step.group) : ''
  const answer = step.is === 'make'
    ? await api.post(GROUPS, { name: 'x', parentId: under })
    : step.is === 'move'
    ? await api.patch(at(GROUPS, group), { parentId: under })
    : await api.delete(at(GROUPS, group))
  assert.ok([200, 201, 400, 404].includes(answer.status), answer.text)
}

losantTest('forest: what is moved and deleted all at once leaves a forest', async (api) => {
  const waves = fc.array(fc.array(steps, { minLength: 5, maxLength: 30 }), { minLength: 1, maxLength: 4 })
  const property = fc.asyncProperty(waves, async (all) => {
    for (const wave of all) {
      const forest = forestOf(await items(api, `${GROUPS}?perPage=1000`))
      await Promise.all(wave.map((step) => tryStep(api, forest, step)))
      await assertPaths(api)
    }
  })
  await fc.assert(property, { numRuns: 15 })
})

losantTest('forest: a page is one snapshot, also while groups move', async (api) => {
  const steps: Step[] = Array.from({ length: 40 }, (_, n) => ({ is: 'make', under: n % 3 === 0 ? null : n }))
  const forest = forestOf(await items(api, GROUPS))
  for (const step of steps) await take(api, forest, step)
  const moves = fc.sample(fc.record({ is: fc.constant('move' as const), group: which, under: parent }), 60)
  const reading = Promise.all(Array.from({ length: 10 }, () => assertPaths(api)))
  await Promise.all([reading, ...moves.map((step) => tryStep(api, forest, step))])
})
