import { rowsOf } from '../test/databases.ts'
import { type Cluster, startCluster } from '../test/postgres.ts'
import type { Random } from './random.ts'
import { newRandom } from './random.ts'
import { pause } from './pause.ts'
import { killServer, prepareDatabase, type Served, startServer } from './server.ts'
import { Broken, type Traffic, type TrafficOptions } from './traffic.ts'
import { wrongIn } from './verifier.ts'

/** How many clients load the servers, and how many servers there are. */
const clients = 16
const servers = 2
/** How often a server is killed, in milliseconds. */
const killMs = 1000
/** How long PostgreSQL lives under load, and how long it is away, at most. */
const lifeMs = 2000
const awayMs = 500
/** How long it may take until the servers answer again once it is back. */
const backMax = 10_000
/** How many errors in the log of a server are told. */
const errorsMax = 5

export interface StormOptions {
  readonly seed: string
  /** How long servers are killed, and then PostgreSQL. */
  readonly seconds: number
  /** Where the servers have their folders. */
  readonly folder: string
  readonly traffic: (options: TrafficOptions) => Traffic
  readonly told: (line: string) => void
}

export interface StormTotals {
  acknowledged: number
  unavailable: number
  serverKills: number
  databaseKills: number
  /** The longest time from PostgreSQL's return until every server was ready, in milliseconds. */
  slowestMs: number
}

/**
 * Two servers on one PostgreSQL under load: first one of them is killed every second, then PostgreSQL itself, again and
 * again. Throws `Broken` where an acknowledged write is lost, an answer is a 5xx but the clear 503, or the check finds
 * something.
 */
export async function storm({ seed, seconds, folder, traffic, told }: StormOptions): Promise<StormTotals> {
  // Killing processes loses nothing that the system has; still, this PostgreSQL runs as one in use does.
  await using cluster = await startCluster({ settings: { fsync: 'on', full_page_writes: 'on' } })
  const random = newRandom(seed)
  const database = cluster.address('postgres')
  await prepareDatabase(database)
  const totals = { acknowledged: 0, unavailable: 0, serverKills: 0, databaseKills: 0, slowestMs: 0 }
  const scene: Scene = {
    random,
    cluster,
    totals,
    traffic: traffic({ random, clients, goesOn: true }),
    ms: seconds * 1000,
    start: (at) => startServer(`${folder}/${at}`, { MUSTER_DATABASE: database }),
    running: [],
  }
  try {
    for (let at = 0; at < servers; at++) {
      await Deno.mkdir(`${folder}/${at}`, { recursive: true })
      scene.running.push(await scene.start(at))
    }
    for (const [name, disturb] of [['servers', killServers], ['PostgreSQL', killDatabase]] as const) {
      await load(scene, disturb)
      await verify(scene, database)
      told(`${name} killed: ${linesOf(totals)}`)
    }
    return totals
  } finally {
    for (const served of scene.running) if (served) await endServer(served, told)
  }
}

/** Kills a server, and tells of its own mistakes: those behind an answer 500. */
async function endServer({ process }: Served, told: (line: string) => void): Promise<void> {
  await killServer(process)
  const { out, error } = await process.ended()
  const lines = out.split('\n').filter((line) => line.includes('"event":"internal"'))
  for (const line of [...lines, error].filter((one) => one !== '').slice(0, errorsMax)) told(line)
}

/** What a run has seen, in words. */
export function linesOf(
  { acknowledged, unavailable, serverKills, databaseKills, slowestMs }: StormTotals,
): string {
  return `${serverKills} kills of servers, ${databaseKills} of PostgreSQL, ${acknowledged} acknowledged writes, ` +
    `${unavailable} answers 503, ready again after ${Math.round(slowestMs)} ms at most`
}

interface Scene {
  readonly random: Random
  readonly cluster: Cluster
  readonly totals: StormTotals
  readonly traffic: Traffic
  /** How long each part lasts. */
  readonly ms: number
  readonly start: (at: number) => Promise<Served>
  /** Undefined while one is not there. */
  readonly running: (Served | undefined)[]
}

type Disturb = typeof killServers

async function load(scene: Scene, disturb: Disturb): Promise<void> {
  const { traffic, totals, running, random } = scene
  const stop = new AbortController()
  const loading = traffic.run({
    signal: stop.signal,
    get url() {
      return random.pick(running.filter((one) => one !== undefined)).url
    },
  })
  const disturbing = disturb(scene, performance.now() + scene.ms)
  try {
    await Promise.race([loading, disturbing])
  } finally {
    stop.abort()
    await Promise.allSettled([loading, disturbing])
  }
  await loading
  await disturbing
  totals.acknowledged = traffic.acknowledged
  totals.unavailable = traffic.unavailable
}

/** One after the other, every second, or as soon as the other one is back. */
async function killServers({ running, start, totals }: Scene, end: number): Promise<void> {
  for (let at = 0; performance.now() < end; at = (at + 1) % servers) {
    await pause(killMs)
    const { process } = running[at]!
    running[at] = undefined
    await killServer(process)
    totals.serverKills++
    running[at] = await start(at)
  }
}

async function killDatabase({ running, cluster, random, totals }: Scene, end: number): Promise<void> {
  while (performance.now() < end) {
    await pause(random.below(lifeMs))
    await cluster.kill()
    totals.databaseKills++
    await pause(random.below(awayMs))
    await cluster.start()
    const began = performance.now()
    await Promise.all(running.map((one) => untilReady(one!.url)))
    totals.slowestMs = Math.max(totals.slowestMs, performance.now() - began)
  }
}

async function untilReady(url: string): Promise<void> {
  const end = performance.now() + backMax
  for (;;) {
    const response = await fetch(`${url}/readyz`)
    await response.body?.cancel()
    if (response.ok) return
    if (performance.now() > end) throw new Broken(`${url} was not ready ${backMax} ms after PostgreSQL was`)
    await pause(10)
  }
}

/** Both servers must show what was promised; the check is PostgreSQL's own, too. */
async function verify({ traffic, running }: Scene, database: string): Promise<void> {
  await untilQuiet(database)
  for (const one of running) await traffic.verify(one!.url)
  const wrong = await wrongIn(database)
  if (wrong.length > 0) throw new Broken(`the check found: ${wrong.join('; ')}`)
}

/** A session of a server that was killed may be at its last commit still. */
async function untilQuiet(database: string): Promise<void> {
  const busy = `select count(*) from pg_stat_activity
    where application_name = 'muster' and state <> 'idle'`
  while ((await rowsOf(database, busy))[0]?.[0] !== '0') await pause(10)
}
