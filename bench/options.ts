import { type Database, FULL, QUICK, type Size } from './scene.ts'

/** What the caller of the benchmarks wants. */
export interface Options {
  readonly size: Size
  readonly database: Database
  readonly quick: boolean
  /** A part of the names of the operations that are measured. */
  readonly only: string
  /** Where the directories are made and kept for the next run; none: in a temporary folder. */
  readonly folder?: string
  /** A file of results to be shown as a table, instead of a run. */
  readonly report?: string
  /** Whether to show where the server's time goes, instead of its floors. */
  readonly profile: boolean
  readonly clients?: readonly number[]
}

const USAGE =
  `deno task bench [--database postgres] [--quick] [--only <part of a name>] [--folder <folder>] [--seconds <n>] [--pairs <n>]
deno task bench --profile [--only <part of a name>] [--clients <n,n>] [--seconds <n>]
deno task bench --report bench/results/<file>.json`

/** Reads the arguments. Throws a sentence for what it does not know. */
export function optionsOf(args: readonly string[]): Options {
  const given = new Map<string, string>()
  const flags = new Set<string>()
  for (let at = 0; at < args.length; at++) {
    const name = args[at]!
    if (name === '--quick' || name === '--profile') flags.add(name)
    else if (VALUED.includes(name) && args[at + 1] !== undefined) given.set(name, args[++at]!)
    else throw new Error(`${name} is not understood here.\n\n${USAGE}`)
  }
  const quick = flags.has('--quick')
  const [folder, report, clients] = ['--folder', '--report', '--clients'].map((name) => given.get(name))
  return {
    size: sizeOf(given, quick ? QUICK : FULL),
    quick,
    database: databaseOf(given.get('--database') ?? Deno.env.get('MUSTER_DATABASE') ?? ''),
    only: given.get('--only') ?? '',
    profile: flags.has('--profile'),
    ...(folder === undefined ? {} : { folder }),
    ...(report === undefined ? {} : { report }),
    ...(clients === undefined ? {} : { clients: clients.split(',').map((text) => whole('--clients', text)) }),
  }
}

/** The word alone, or an address, which is not used: a run starts a database of its own. */
function databaseOf(text: string): Database {
  if (/^postgres(ql)?(:|$)/.test(text)) return 'postgres'
  if (/^(sqlite(:|$)|$)/.test(text)) return 'sqlite'
  throw new Error(`--database is sqlite or postgres.\n\n${USAGE}`)
}

const VALUED = ['--database', '--only', '--folder', '--report', '--clients', '--seconds', '--pairs']

function sizeOf(given: ReadonlyMap<string, string>, size: Size): Size {
  const number = (name: string, otherwise: number) => {
    const text = given.get(name)
    return text === undefined ? otherwise : whole(name, text)
  }
  return { ...size, seconds: number('--seconds', size.seconds), pairs: number('--pairs', size.pairs) }
}

function whole(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} wants a whole number.\n\n${USAGE}`)
  return number
}
