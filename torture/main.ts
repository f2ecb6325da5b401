import { lox24Traffic } from './lox24.ts'
import { FailedRound, lifeRounds, torture, type Totals } from './rounds.ts'
import { linesOf as stormLinesOf, storm, type StormOptions } from './storm.ts'
import { Broken } from './traffic.ts'

/** How long a start may take, in milliseconds. */
const startMax = 1000
/** After how many rounds a line tells how far it is. */
const progressRounds = 50

const usage = `usage: deno task torture [--rounds N] [--seed TEXT] [--from ROUND]
       deno task torture --postgres [--seconds N] [--seed TEXT]

Kills a server under load, round after round, and checks that nothing acknowledged was lost.
--from begins at a later round of the same seed; it is a multiple of ${lifeRounds}.
--postgres runs two servers on one PostgreSQL of its own: one of them is killed every second for these seconds, then
PostgreSQL itself for as long again.`

interface Options {
  readonly seed: string
  readonly rounds: number
  readonly from: number
  /** How long servers and then PostgreSQL are killed; undefined: one server on SQLite. */
  readonly seconds?: number
}

/** What the arguments say; undefined where they are not to be understood, or ask for help. */
function optionsOf(args: readonly string[]): Options | undefined {
  const words = args.filter((word) => word !== '--postgres')
  const isPostgres = words.length < args.length
  const known = isPostgres ? ['--seconds', '--seed'] : ['--rounds', '--seed', '--from']
  const given = new Map<string, string>()
  for (let at = 0; at < words.length; at += 2) given.set(words[at]!, words[at + 1] ?? '')
  if (![...given.keys()].every((name) => known.includes(name))) return undefined
  const seed = given.get('--seed') ?? crypto.randomUUID().slice(0, 8)
  const [rounds, from] = [Number(given.get('--rounds') ?? 1000), Number(given.get('--from') ?? 0)]
  const isRight = Number.isInteger(rounds) && rounds > 0 && Number.isInteger(from) && from >= 0
  const seconds = Number(given.get('--seconds') ?? 60)
  if (!isRight || from % lifeRounds !== 0 || !(seconds > 0)) return undefined
  return { seed, rounds, from, ...(isPostgres ? { seconds } : {}) }
}

/** Kills the server for as many rounds as the command line says; the exit code is 0 if every promise was kept. */
async function main(): Promise<number> {
  const options = optionsOf(Deno.args)
  if (!options) {
    console.error(usage)
    return Deno.args.includes('--help') ? 0 : 2
  }
  const { seed, rounds, from, seconds } = options
  console.log(`seed ${seed}`)
  const folder = await Deno.makeTempDir({ prefix: 'muster-torture-' })
  if (seconds !== undefined) return await inStorm({ seed, seconds, folder })
  try {
    const totals = await torture({ seed, rounds, from, folder, traffic: lox24Traffic, onRound: tellProgress })
    await Deno.remove(folder, { recursive: true })
    console.log(`${linesOf(totals)}, lost 0`)
    return totals.slowestMs > startMax ? 1 : 0
  } catch (error) {
    if (!(error instanceof FailedRound)) throw error
    console.error(failureOf(error, seed))
    return 1
  }
}

async function inStorm(options: Pick<StormOptions, 'seed' | 'seconds' | 'folder'>): Promise<number> {
  try {
    const totals = await storm({ ...options, traffic: lox24Traffic, told: (line) => console.log(line) })
    console.log(`${stormLinesOf(totals)}, lost 0`)
    return 0
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    console.error(`FAILED ${error.message}`)
    return 1
  } finally {
    await Deno.remove(options.folder, { recursive: true })
  }
}

function tellProgress(totals: Totals): void {
  if (totals.rounds % progressRounds === 0) console.log(linesOf(totals))
}

function linesOf({ rounds, kills, acknowledged, slowestMs }: Totals): string {
  const slow = slowestMs > startMax ? ` (over ${startMax} ms)` : ''
  return `${rounds} rounds, ${kills} kills, ${acknowledged} acknowledged writes, slowest restart ${
    Math.round(slowestMs)
  } ms${slow}`
}

/** The load is the same again; when each request arrives and where the kill strikes is as the machine has it. */
function failureOf({ message, round, folder }: FailedRound, seed: string): string {
  const first = round - round % lifeRounds
  return `FAILED ${message}
the data is kept in ${folder}
again: deno task torture --seed ${seed} --from ${first} --rounds ${round - first + 1}`
}

if (import.meta.main) Deno.exit(await main())
