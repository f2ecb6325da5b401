import { depthMax } from '../core/group.ts'
import { stepRows } from '../core/store.ts'
import type { Checking } from './checking.ts'
import { int } from './cells.ts'
import { type Edges, Forest } from './forest.ts'

/** Checks that no group contains itself and that none lies too deep. */
export async function checkTree(check: Checking): Promise<void> {
  const edges = await readEdges(check)
  const forest = new Forest(edges)
  for (let cycle = forest.cycle(); cycle; cycle = forest.cycle()) {
    const { edge, id } = await youngestOf(check, cycle, edges)
    forest.remove(edge)
    const group = edges.containers[edge]!
    const path = cycle.map((one) => edges.groups[one]!).toReversed()
    const message = `groups contain each other: ${pathText([...path, path[0] ?? 0])}`
    check.report({ problem: 'cycles', group, message, stray: { group, id } })
    await check.step()
  }
  for (const group of forest.atLevel(depthMax + 1)) {
    const message = `group ${group} has more than ${depthMax} levels above it`
    check.report({ problem: 'depth', group, message })
  }
  await check.step()
}

const PAGE =
  `select m.group_number, m.ref, m.place, m.id from member m where m.directory_id = ?1 and m.kind = 'group'
  and m.until = 0 and m.ref is not null and (m.ref, m.place, m.id) > (?2, ?3, ?4)
  order by m.ref, m.place, m.id limit ${stepRows}`

async function readEdges(check: Checking): Promise<Edges> {
  const containers: number[] = []
  const groups: number[] = []
  for (let after: readonly number[] = [0, 0, 0];;) {
    const rows = await check.all(PAGE, ...after)
    for (const row of rows) {
      containers.push(int(row['group_number']))
      groups.push(int(row['ref']))
    }
    await check.step()
    const last = rows.at(-1)
    if (!last || rows.length < stepRows) break
    after = [int(last['ref']), int(last['place']), int(last['id'])]
  }
  return { containers: Int32Array.from(containers), groups: Int32Array.from(groups) }
}

const SPELL =
  `select m.id, m.since from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = 'group'
  and m.ref = ?3 and m.until = 0 and m.ref is not null`

/** The containment of a cycle that began last: the one that closed it. */
async function youngestOf(
  check: Checking,
  cycle: readonly number[],
  edges: Edges,
): Promise<{ readonly edge: number; readonly id: number }> {
  let youngest = { edge: cycle[0] ?? 0, id: 0, since: -1 }
  for (const edge of cycle) {
    const row = await check.one(SPELL, edges.containers[edge]!, edges.groups[edge]!)
    const [id, since] = [int(row['id']), int(row['since'])]
    const isYounger = since > youngest.since || since === youngest.since && id > youngest.id
    if (isYounger) youngest = { edge, id, since }
  }
  return youngest
}

const pathShown = 20

function pathText(path: readonly number[]): string {
  return path.length <= pathShown ? path.join(' > ') : `${path.slice(0, pathShown).join(' > ')} > …`
}
