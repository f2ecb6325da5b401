import { DatabaseSync } from 'node:sqlite'
import { countDevices } from '../../src/core/device-counts.ts'
import { openStore } from '../../src/store/open.ts'
import type { Done } from '../operation.ts'
import { queryOf } from './queries.ts'

/**
 * Counts the devices of one group after the other, through the core (`ours`) or by the recursive query alone (`floor`);
 * the arguments of this program. No group is counted twice: the store remembers what it was asked.
 */
export interface Counting {
  readonly side: 'ours' | 'floor'
  readonly database: string
  /** The numbers of the groups, from the first to the last. */
  readonly first: number
  readonly last: number
  readonly seconds: number
}

/** The number of the directory of our populations. */
const directory = 1

async function ours({ database, ...groups }: Counting): Promise<Done> {
  const store = await openStore({ database: `sqlite:${database}` })
  const done = await counted(groups, (number) =>
    store.read(directory, async (tx) => {
      const group = await tx.group({ number })
      return group ? await countDevices(tx, group, { total: true }) : 0
    }))
  await store.close()
  return done
}

async function floor({ database, ...groups }: Counting): Promise<Done> {
  const file = new DatabaseSync(database, { readOnly: true })
  const query = queryOf('total devices', file, directory)
  const done = await counted(groups, (number) => Promise.resolve(Number(query(number)[0]?.['total'])))
  file.close()
  return done
}

/** Counts until the time is over, but one at least; all find as many. */
async function counted(
  { first, last, seconds }: Pick<Counting, 'first' | 'last' | 'seconds'>,
  count: (group: number) => Promise<number>,
): Promise<Done> {
  const wanted = await count(first)
  const begun = performance.now()
  let ms = 0
  let group = first
  while (group < last && ms < seconds * 1000) {
    const found = await count(++group)
    if (found !== wanted || found === 0) throw new Error(`group ${group} has ${found} devices, not ${wanted}`)
    ms = performance.now() - begun
  }
  return { count: group - first, ms }
}

if (import.meta.main) {
  const counting: Counting = JSON.parse(Deno.args[0] ?? '{}')
  console.log(JSON.stringify(await (counting.side === 'ours' ? ours(counting) : floor(counting))))
}
