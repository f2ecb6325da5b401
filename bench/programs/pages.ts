import { operator } from '../../src/core/principal.ts'
import { findGroup, pageGroups } from '../../src/core/queries.ts'
import { openStore } from '../../src/store/open.ts'

/**
 * Reads a hundred pages of a directory's groups by cursor, again and again: database, first page, groups a page, seconds.
 * A hundred are more than a connection remembers. The groups have the numbers from 1 on, without a gap.
 */
const [database = '', first = '1', limit = '100', seconds = '1'] = Deno.args
const size = Number(limit)

const store = await openStore({ database: `sqlite:${database}` })
const principal = operator(1, 'bench')
const starts = Array.from({ length: 100 }, (_, at) => (Number(first) - 1 + at) * size)
const afters = await Promise.all(
  starts.map((number) => number === 0 ? undefined : findGroup(store, principal, { number })),
)

await readFor(0.5)
console.log(JSON.stringify(await readFor(Number(seconds))))
await store.close()

async function readFor(seconds: number): Promise<{ count: number; ms: number }> {
  const begun = performance.now()
  const end = begun + seconds * 1000
  let count = 0
  while (performance.now() < end) await readPage(count++ % starts.length)
  return { count, ms: performance.now() - begun }
}

async function readPage(at: number): Promise<void> {
  const after = afters[at]
  const { groups } = await pageGroups(store, principal, {
    order: [{ field: 'number' }],
    limit: size,
    ...(after ? { after } : {}),
  })
  if (groups.length !== size || groups[0]!.number !== starts[at]! + 1) {
    throw new Error(`the page behind ${starts[at]} begins with ${groups[0]?.number}, ${groups.length} groups`)
  }
}
