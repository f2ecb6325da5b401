import { pause } from './pause.ts'
import { newRandom, type Random } from './random.ts'
import { killServer, prepareDatabase, type Served, startServer } from './server.ts'
import { run } from '../test/process.ts'
import { Broken, type Traffic, type TrafficOptions } from './traffic.ts'
import { wrongIn } from './verifier.ts'

/** How many rounds one folder of data lives: its history grows, and reading it all takes longer each time. */
export const lifeRounds = 50
/** How many clients load the server. */
const clients = 16
/** How long a server lives under load, at most, in milliseconds. */
const loadMs = 300
/** How long a long write is left alone, at most. */
const longMs = 200
/** How long a server that is killed while it starts lives, at most: about what a start takes. */
const startMs = 500

/** When a server is killed. */
const ENDS = ['load', 'load', 'acknowledged', 'long', 'start'] as const

export interface TortureOptions {
  readonly seed: string
  /** The first round, a multiple of `lifeRounds`. */
  readonly from: number
  readonly rounds: number
  /** Folders of data are made in here, and taken away unless a round fails. */
  readonly folder: string
  readonly traffic: (options: TrafficOptions) => Traffic
  readonly onRound: (totals: Totals) => void
}

export interface Totals {
  rounds: number
  acknowledged: number
  /** How many servers were killed. */
  kills: number
  /** The longest time from the start of the process until it was ready, in milliseconds. */
  slowestMs: number
}

/** A round that found something wrong. */
export class FailedRound extends Error {
  readonly round: number
  readonly folder: string

  constructor(round: number, folder: string, cause: unknown) {
    super(`round ${round}: ${cause instanceof Broken ? cause.message : Deno.inspect(cause)}`, { cause })
    this.round = round
    this.folder = folder
  }
}

/** Kills a server round after round, and starts and checks it again. Throws `FailedRound`. */
export async function torture(options: TortureOptions): Promise<Totals> {
  const totals: Totals = { rounds: 0, acknowledged: 0, kills: 0, slowestMs: 0 }
  for (let first = options.from; first < options.from + options.rounds; first += lifeRounds) {
    await live(options, first, totals)
  }
  return totals
}

/** The rounds of one folder. What is random comes from the seed and the number of its first round. */
async function live(options: TortureOptions, first: number, totals: Totals): Promise<void> {
  const folder = `${options.folder}/from-${first}`
  await Deno.mkdir(folder)
  await prepareDatabase(`sqlite:${folder}/muster.db`)
  const random = newRandom(`${options.seed} ${first}`)
  const life = { folder, random, traffic: options.traffic({ random, clients }), totals }
  const before = totals.acknowledged
  let served = await startServer(folder)
  for (let round = first; round < Math.min(first + lifeRounds, options.from + options.rounds); round++) {
    try {
      served = await playRound(life, served)
    } catch (cause) {
      await killServer(served.process)
      throw new FailedRound(round, folder, cause)
    }
    totals.rounds++
    totals.acknowledged = before + life.traffic.acknowledged
    options.onRound(totals)
  }
  await killServer(served.process)
  await Deno.remove(folder, { recursive: true })
}

interface Life {
  readonly folder: string
  readonly random: Random
  readonly traffic: Traffic
  readonly totals: Totals
}

/** Load, a kill, perhaps starts that are killed too, a start, and the check of everything. */
async function playRound({ folder, random, traffic, totals }: Life, running: Served): Promise<Served> {
  const end = random.pick(ENDS)
  await loadUntilKilled(traffic, running, { end, afterMs: random.below(end === 'long' ? longMs : loadMs) })
  totals.kills++
  for (let starts = end === 'start' ? 1 + random.below(2) : 0; starts > 0; starts--) {
    await killStart(folder, random.below(startMs))
    totals.kills++
  }
  const served = await startServer(folder)
  totals.slowestMs = Math.max(totals.slowestMs, served.startMs)
  try {
    await traffic.verify(served.url)
    const wrong = await wrongIn(`sqlite:${folder}/muster.db`)
    if (wrong.length > 0) throw new Broken(`the check found: ${wrong.join('; ')}`)
    return served
  } catch (error) {
    await killServer(served.process)
    throw error
  }
}

async function loadUntilKilled(
  traffic: Traffic,
  { process, url }: Served,
  { end, afterMs }: { readonly end: (typeof ENDS)[number]; readonly afterMs: number },
): Promise<void> {
  const stop = new AbortController()
  const acknowledged = Promise.withResolvers<void>()
  traffic.onAcknowledged = acknowledged.resolve
  const target = { url, signal: stop.signal }
  const loading = Promise.all([traffic.run(target), ...(end === 'long' ? [traffic.runLong(target)] : [])])
  try {
    await Promise.race([end === 'acknowledged' ? acknowledged.promise : pause(afterMs), loading])
  } finally {
    stop.abort()
    await killServer(process)
  }
  await loading
}

/** Starts a server and kills it, whatever it is at by then. */
async function killStart(folder: string, afterMs: number): Promise<void> {
  const process = run('start', folder)
  await pause(afterMs)
  await killServer(process)
}
