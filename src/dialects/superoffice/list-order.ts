import type { Group } from '../../core/group.ts'

/** Pages of groups in the order of lists. */
export type Pages = AsyncIterable<readonly Group[]>

/** A walk, and what was read of it and not yet taken; the first is taken last. */
interface Queue {
  readonly pages: AsyncIterator<readonly Group[]>
  readonly left: Group[]
  ended: boolean
}

/** The order of lists: by rank, then by id. spec/superoffice.md §5.3 */
export function byRank(one: Group, other: Group): number {
  return (one.rank ?? 0) - (other.rank ?? 0) || one.number - other.number
}

/** Several walks in the order of lists as one. */
export async function* merged(walks: readonly Pages[]): AsyncGenerator<readonly Group[]> {
  const queues = walks.map((walk): Queue => ({ pages: walk[Symbol.asyncIterator](), left: [], ended: false }))
  for (;;) {
    for (const queue of queues) await refill(queue)
    const running = queues.filter(({ left }) => left.length > 0)
    if (running.length === 0) return
    yield take(running)
  }
}

async function refill(queue: Queue): Promise<void> {
  while (queue.left.length === 0 && !queue.ended) {
    const { done, value } = await queue.pages.next()
    if (done) queue.ended = true
    else queue.left.push(...value.toReversed())
  }
}

/** Groups in their order until one of the queues has to be refilled. */
function take(queues: readonly Queue[]): Group[] {
  const taken: Group[] = []
  while (queues.every(({ left }) => left.length > 0)) {
    const first = queues.reduce((best, queue) =>
      byRank(queue.left.at(-1)!, best.left.at(-1)!) < 0 ? queue : best
    )
    const group = first.left.pop()!
    // Trashed after the one walk was read and before the other: what was read later holds.
    if (taken.at(-1)?.number === group.number) taken.pop()
    taken.push(group)
  }
  return taken
}
