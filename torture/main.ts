import { lox24Traffic } from './lox24.ts'
import { FailedRound, lifeRounds, torture, type Totals } from './rounds.ts'

/** How long a start may take, in milliseconds. */
const startMax = 1000
/** After how many rounds a line tells how far it is. */
const progressRounds = 50

const usage = `usage: deno task torture [--rounds N] [--seed TEXT] [--from ROUND]

Kills a server under load, round after round, and checks that nothing acknowledged was lost.
--from begins at a later round of the same seed; it is a multiple of ${lifeRounds}.`

interface Options {
  readonly seed: string
  readonly rounds: number
  readonly from: number
}

/** What the arguments say; undefined where they are not to be understood, or ask for help. */
function optionsOf(args: readonly string[]): Options | undefined {
  const given = new Map<string, string>()
  for (let at = 0; at < args.length; at += 2) given.set(args[at]!, args[at + 1] ?? '')
  if (![...given.keys()].every((name) => ['--rounds', '--seed', '--from'].includes(name))) return undefined
  const seed = given.get('--seed') ?? crypto.randomUUID().slice(0, 8)
  const [rounds, from] = [Number(given.get('--rounds') ?? 1000), Number(given.get('--from') ?? 0)]
  const isRight = Number.isInteger(rounds) && rounds > 0 && Number.isInteger(from) && from >= 0
  return isRight && from % lifeRounds === 0 ? { seed, rounds, from } : undefined
}

/** Kills the server for as many rounds as the command line says; the exit code is 0 if every promise was kept. */
async function main(): Promise<number> {
  const options = optionsOf(Deno.args)
  if (!options) {
    console.error(usage)
    return Deno.args.includes('--help') ? 0 : 2
  }
  const { seed, rounds, from } = options
  console.log(`seed ${seed}`)
  const folder = await Deno.makeTempDir({ prefix: 'muster-torture-' })
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
