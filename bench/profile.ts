import { measure } from './load.ts'
import type { HttpOperation } from './operation.ts'
import { operationsOf } from './operations/index.ts'
import type { Options } from './options.ts'
import { type Scene, startOn } from './scene.ts'

const rowsMax = 40

/**
 * Where the server's time goes: runs it with V8's profiler under the load of each chosen request, and prints its functions
 * by the time that was spent in each of them itself.
 */
export async function profile(scene: Scene, { only, clients = [1, 16] }: Options): Promise<void> {
  const requests = operationsOf(scene, scene.postgres ? 'postgres' : 'sqlite').filter((operation) =>
    operation.kind === 'http'
  )
  const chosen = requests.filter(({ name }) => name.includes(only))
  if (chosen.length === 0) throw new Error(`no request has "${only}" in its name`)
  for (const operation of chosen) {
    for (const each of clients) await profileOne(scene, operation, each)
  }
}

async function profileOne(
  scene: Scene,
  { name, population, ask }: HttpOperation,
  clients: number,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: scene.folder })
  const server = await startOn(scene, population, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
  const load = { ...ask, url: server.url, clients }
  await measure({ ...load, seconds: scene.warmSeconds })
  const from = performance.now() - server.begun
  const { rate, p50, p99 } = await measure({ ...load, seconds: scene.seconds })
  const until = performance.now() - server.begun
  await server.stop()
  console.log(
    `\n${name}, ${clients} clients: ${rate.toFixed(0)}/s, p50 ${p50} ms, p99 ${p99} ms (with the profiler)\n`,
  )
  print(functionsOf(await readProfile(folder), { from, until }))
}

/** What V8 writes: a tree of calls, and which of its nodes was running at each sample. Times in microseconds. */
interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

async function readProfile(folder: string): Promise<Profile> {
  for await (const { name } of Deno.readDir(folder)) {
    return JSON.parse(await Deno.readTextFile(`${folder}/${name}`))
  }
  throw new Error('Deno has written no profile')
}

interface Spent {
  readonly label: string
  own: number
  withCalled: number
}

/** The milliseconds that each function took in a part of the run: itself, and with all that it called. */
function functionsOf(profile: Profile, { from, until }: { from: number; until: number }): Spent[] {
  const own = ownTimes(profile, { from, until })
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const found = new Map<string, Spent>()
  const [root] = profile.nodes
  if (root) walk(root, [])
  return [...found.values()].sort((one, other) => other.own - one.own)

  function walk(node: ProfileNode, above: readonly string[]): number {
    const label = labelOf(node, above)
    const self = own.get(node.id) ?? 0
    let total = self
    for (const id of node.children ?? []) total += walk(nodes.get(id)!, [...above, label])
    const spent = found.get(label) ?? { label, own: 0, withCalled: 0 }
    spent.own += self
    if (!above.includes(label)) spent.withCalled += total
    found.set(label, spent)
    return total
  }
}

function ownTimes({ samples, timeDeltas }: Profile, { from, until }: { from: number; until: number }) {
  const own = new Map<number, number>()
  let at = 0
  for (const [index, id] of samples.entries()) {
    const ms = (timeDeltas[index] ?? 0) / 1000
    at += ms
    if (at >= from && at <= until) own.set(id, (own.get(id) ?? 0) + ms)
  }
  return own
}

/** Files that every statement comes through: who wanted it says more. */
const THROUGH = /store\/(sqlite-connection|guard)\.ts/

/** Where a function stands; one that is part of Deno is told by whom of us it was called. */
function labelOf(
  { callFrame: { functionName, url, lineNumber } }: ProfileNode,
  above: readonly string[],
): string {
  const name = functionName || '(anonymous)'
  if (url.startsWith('file:')) return `${name}  ${url.replace(/^.*\/(src\/)/, '$1')}:${lineNumber + 1}`
  const ours = above.filter((one) => / {2}src\//.test(one) && !one.includes(' ← '))
  const caller = ours.findLast((one) => !THROUGH.test(one)) ?? ours.at(-1)
  return `${name}${url === '' ? '' : `  ${url}`}${caller === undefined ? '' : ` ← ${caller}`}`
}

function print(functions: readonly Spent[]): void {
  const busy = functions.filter(({ label }) => label !== '(idle)')
  const total = busy.reduce((sum, { own }) => sum + own, 0)
  const idle = functions.find(({ label }) => label === '(idle)')?.own ?? 0
  console.log(`busy ${total.toFixed(0)} ms, idle ${idle.toFixed(0)} ms\n`)
  console.log('   own ms   own %   with what it calls %   function')
  for (const { label, own, withCalled } of busy.slice(0, rowsMax)) {
    const cells = [
      own.toFixed(1).padStart(9),
      (100 * own / total).toFixed(1).padStart(7),
      (100 * withCalled / total).toFixed(1).padStart(22),
    ]
    console.log(`${cells.join(' ')}   ${label}`)
  }
}
