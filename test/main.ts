import { missingPostgres } from './postgres.ts'

/** What is run a second time, with its servers on PostgreSQL. Tests of the store register themselves for both databases. */
export const AGAIN: readonly string[] = [
  'test/crossing',
  'test/crossing.test.ts',
  'test/exchanges.test.ts',
  'test/hive',
  'test/http/expiry-job.test.ts',
  'test/http/operations.test.ts',
  'test/incoplax',
  'test/laws.test.ts',
  'test/losant',
  'test/lox24',
  'test/superoffice',
  'test/transfer/kill.test.ts',
  'test/transfer/lines.test.ts',
  'test/transfer/memory.test.ts',
  'test/transfer/merge.test.ts',
  'test/transfer/round-trip.test.ts',
]

const COMMAND = [
  'test',
  '--quiet',
  '--parallel',
  '--allow-net',
  '--allow-env',
  '--allow-read',
  '--allow-write',
  '--allow-run',
]

/** Options of `deno test` whose value may stand behind them as an argument of its own. */
const VALUED = ['--filter', '--reporter', '--junit-path', '--preload', '--config', '-c', '--cert', '--seed']

/** What a run of `deno test` counted. */
interface Counts {
  readonly passed: number
  readonly failed: number
  readonly ignored: number
}

/** A run that was broken off has not passed. */
const BROKEN: Counts = { passed: 0, failed: 1, ignored: 0 }

/** How many files are run at once, unless the environment says so: one more than cores, for those that wait. */
const jobs = Deno.env.get('DENO_JOBS') ?? String(navigator.hardwareConcurrency + 1)

/**
 * Runs `deno test` with these arguments: on SQLite, and then what of it stands in `AGAIN` on PostgreSQL. The last line
 * counts both. Gives whether all went well.
 */
async function main(given: readonly string[]): Promise<boolean> {
  const { options, files } = parted(given)
  const runs = [await run([...options, ...files], {})]
  const again = files.length === 0 ? AGAIN : files.flatMap(againIn)
  if (again.length > 0) {
    console.log(`\nOn PostgreSQL: ${again.join(' ')}`)
    const env = { MUSTER_TEST_DATABASE: 'postgres' }
    // Types are those of the first run. Where there is no PostgreSQL, the tests are counted as ignored.
    const more = ['--no-check', ...(missingPostgres ? ['--preload=test/ignoring.ts'] : [])]
    const others = options.filter((one) => !more.includes(one))
    runs.push(await run([...more, ...others, ...again], env))
  }
  const sum = (name: keyof Counts) => runs.reduce((total, { counts }) => total + counts[name], 0)
  if (missingPostgres) console.log(`Not run on PostgreSQL: ${missingPostgres}`)
  if (sum('ignored') > 0) console.log(`${sum('ignored')} ignored`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  return runs.every(({ success }) => success)
}

/** The files and folders among the arguments of `deno test`. */
export function parted(given: readonly string[]): { options: string[]; files: string[] } {
  const isFile = (one: string, at: number) => !one.startsWith('-') && !VALUED.includes(given[at - 1] ?? '')
  return { options: given.filter((one, at) => !isFile(one, at)), files: given.filter(isFile) }
}

/** What of a file or a folder is run on PostgreSQL, too. */
export function againIn(given: string): string[] {
  const path = given.replace(/^\.\//, '').replace(/\/+$/, '')
  const isIn = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}/`)
  if (AGAIN.some((one) => isIn(path, one))) return [path]
  return path === '.' ? [...AGAIN] : AGAIN.filter((one) => isIn(one, path))
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...COMMAND, ...args],
    env: { DENO_JOBS: jobs, ...env },
    stdout: 'piped',
  }).spawn()
  const end = () => {
    child.kill('SIGTERM')
    Deno.exit(1)
  }
  Deno.addSignalListener('SIGTERM', end)
  const counts = await countsIn(child.stdout)
  const { success, signal } = await child.status
  Deno.removeSignalListener('SIGTERM', end)
  // Who ends one run means all of them.
  if (signal !== null) Deno.exit(1)
  return { counts: counts ?? BROKEN, success: success && counts !== undefined }
}

/** Passes on what is printed, and gives what its last line counts. */
async function countsIn(output: ReadableStream<Uint8Array>): Promise<Counts | undefined> {
  const decoder = new TextDecoder()
  let end = ''
  for await (const part of output) {
    await writeAll(part)
    end = (end + decoder.decode(part, { stream: true })).slice(-2000)
  }
  return countsOf(end)
}

async function writeAll(part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length;) at += await Deno.stdout.write(part.subarray(at))
}

/** What a summary such as `ok | 12 passed (3 steps) | 0 failed | 1 ignored (3s)` counts, whatever its colours. */
export function countsOf(text: string): Counts | undefined {
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[0-9;]*m/g, '')
  const line = plain.split('\n').findLast((one) => /^(ok|FAILED) \| \d+ passed/.test(one))
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line ?? '')?.[1] ?? 0)
  return line === undefined
    ? undefined
    : { passed: count('passed'), failed: count('failed'), ignored: count('ignored') }
}

if (import.meta.main) Deno.exit(await main(Deno.args) ? 0 : 1)
