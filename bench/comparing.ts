import { floorFor } from './floors.ts'
import { type Load, measure, type Measured } from './load.ts'
import type {
  CheckOperation,
  Done,
  FigureOperation,
  HttpOperation,
  Operation,
  ProgramOperation,
  Target,
} from './operation.ts'
import type { Running } from './process.ts'
import { type Scene, startOn } from './scene.ts'

/** One side of a comparison: medians of its measurements. */
export interface Side {
  /** A rate a second, or the figure itself. */
  readonly value: number
  readonly p50?: number
  readonly p99?: number
  readonly peakMib?: number
  /** Every measurement, in the order in which they were made. */
  readonly all: readonly number[]
}

/** What was measured of one operation under one load. */
export interface Line {
  readonly operation: string
  readonly clients?: number
  readonly unit: '/s' | 'ms' | 'MiB' | ''
  readonly ours?: Side
  readonly floor?: Side
  /** Ours as a part of the floor's: the median of the pairs. */
  readonly ratio?: number
  readonly target: string
  /** Absent where nothing was measured. */
  readonly met?: boolean
  readonly note?: string
}

/** Measures one operation beside its floor, in turn. */
export async function compare(scene: Scene, operation: Operation): Promise<Line[]> {
  switch (operation.kind) {
    case 'http':
      return await compareRequests(scene, operation)
    case 'program':
      return [await comparePrograms(scene, operation)]
    case 'figure':
      return [await compareFigures(scene, operation)]
    case 'check':
      return [await check(scene, operation)]
  }
}

async function compareRequests(scene: Scene, operation: HttpOperation): Promise<Line[]> {
  const { population, ask, floor, loads, name } = operation
  const ours = await startOn(scene, population)
  let other: Running | undefined
  try {
    if (typeof floor !== 'object') {
      other = await floorFor(scene, { population, ask, ...(floor === 'answer' ? {} : { work: floor }) })
    }
    const asked = { ...ask, url: ours.url }
    const floorAsked = { ...typeof floor === 'object' ? floor : ask, url: other?.url ?? ours.url }
    for (const load of [asked, floorAsked]) {
      await measure({ ...load, clients: 16, seconds: scene.warmSeconds })
    }
    const lines: Line[] = []
    for (const { clients, target } of loads) {
      const pair = { oursLoad: { ...asked, clients }, floorLoad: { ...floorAsked, clients }, target }
      const before = await commitsOf(ours.url)
      const line: Line = { operation: name, clients, unit: '/s', ...await compareLoads(scene, pair) }
      const note = ['GET', 'LOOKUP'].includes(ask.method)
        ? ''
        : sharing({ before, after: await commitsOf(ours.url) }, line, lines[0])
      lines.push({ ...line, ...(note === '' ? {} : { note }) })
    }
    return lines
  } finally {
    await ours.stop()
    await other?.stop()
  }
}

/** What the ledger's lock costs: how many writes share one, and what more clients bring, here and where none share. */
function sharing(
  { before, after }: { readonly before: Commits; readonly after: Commits },
  line: Line,
  alone: Line | undefined,
): string {
  const writes = (after.writes - before.writes) / (after.commits - before.commits)
  const shared = `${writes.toFixed(1)} writes a commit`
  if (!alone?.ours || !alone.floor || !line.ours || !line.floor) return shared
  const [ours, floor] = [line.ours.value / alone.ours.value, line.floor.value / alone.floor.value]
  return `${shared}; ${ours.toFixed(1)} times the rate of ${alone.clients} client, the floor ${
    floor.toFixed(1)
  }`
}

interface Commits {
  readonly writes: number
  readonly commits: number
}

async function commitsOf(url: string): Promise<Commits> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  return {
    writes: figure('muster_store_commit_writes_sum'),
    commits: figure('muster_store_commit_writes_count'),
  }
}

type Timeless = Omit<Load, 'seconds'>

async function compareLoads(
  { seconds, pairs }: Scene,
  { oursLoad, floorLoad, target }: {
    readonly oursLoad: Timeless
    readonly floorLoad: Timeless
    readonly target: Target
  },
): Promise<Pick<Line, 'ours' | 'floor' | 'ratio' | 'target' | 'met'>> {
  const found = await inTurn(
    pairs,
    () => measure({ ...oursLoad, seconds }),
    () => measure({ ...floorLoad, seconds }),
  )
  const ours = sideOf(found.map(([one]) => one))
  const ratio = median(found.map(([one, other]) => one.rate / other.rate))
  const met = 'ratio' in target ? ratio >= target.ratio : ours.p50! <= target.ms
  return { ours, floor: sideOf(found.map(([, other]) => other)), ratio, target: wordsOf(target), met }
}

function wordsOf(target: Target): string {
  return 'ratio' in target ? `≥ ${target.ratio.toFixed(2)}` : `p50 ≤ ${target.ms} ms`
}

function sideOf(measured: readonly Measured[]): Side {
  const all = measured.map(({ rate }) => rate)
  const p50 = median(measured.map((one) => one.p50))
  const p99 = median(measured.map((one) => one.p99))
  return { value: median(all), p50, p99, all }
}

async function comparePrograms(scene: Scene, operation: ProgramOperation): Promise<Line> {
  const found = await inTurn(scene.pairs, () => operation.ours(scene), () => operation.floor(scene))
  const ratio = median(found.map(([ours, floor]) => rateOf(ours) / rateOf(floor)))
  return {
    operation: operation.name,
    unit: '/s',
    ours: sideOfDone(found.map(([ours]) => ours)),
    floor: sideOfDone(found.map(([, floor]) => floor)),
    ratio,
    ...(operation.ratio === undefined
      ? { target: '' }
      : { target: wordsOf({ ratio: operation.ratio }), met: ratio >= operation.ratio }),
  }
}

function rateOf({ count, ms }: Done): number {
  return count / ms * 1000
}

function sideOfDone(done: readonly Done[]): Side {
  const all = done.map(rateOf)
  const peaks = done.flatMap(({ peakMib }) => peakMib ?? [])
  return { value: median(all), all, ...(peaks.length > 0 ? { peakMib: Math.max(...peaks) } : {}) }
}

async function compareFigures(
  scene: Scene,
  { name, unit, most, ours, floor }: FigureOperation,
): Promise<Line> {
  const found = await inTurn(scene.pairs, () => ours(scene), () => floor(scene))
  const all = found.map(([one]) => one)
  const floors = found.map(([, other]) => other)
  return {
    operation: name,
    unit,
    ours: { value: median(all), all },
    floor: { value: median(floors), all: floors },
    ratio: median(found.map(([one, other]) => one / other)),
    target: `≤ ${most} ${unit}`,
    met: median(all) <= most,
  }
}

async function check(scene: Scene, { name, target, check }: CheckOperation): Promise<Line> {
  const { right, seen } = await check(scene)
  return { operation: name, unit: '', target, met: right, note: seen }
}

/** Ours, the floor, ours, the floor, …: this machine's speed changes over time, and so it does for both. */
async function inTurn<T>(
  pairs: number,
  ours: () => Promise<T>,
  floor: () => Promise<T>,
): Promise<(readonly [T, T])[]> {
  const found: (readonly [T, T])[] = []
  for (let pair = 0; pair < pairs; pair++) found.push([await ours(), await floor()])
  return found
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
