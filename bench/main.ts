/**
 * Ratios, never bare times: each operation beside its floor, in one run on one machine. `--quick` is for a look, the
 * full run for figures that are quoted. Results are written as JSON to `bench/results/`.
 */
import { has, type Load, measure, type Measured } from './load.ts'

const quick = Deno.args.includes('--quick')
const seconds = quick ? 2 : 10
const token = '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx'
const headers = {
  'X-LOX24-AUTH-TOKEN': token,
  Accept: 'application/json',
  'Content-Type': 'application/json',
}
const path = '/groups/12344'

interface Line {
  readonly operation: string
  readonly clients: number
  readonly ours: Measured
  readonly floor: Measured
  readonly ratio: number
  readonly target: string
}

const folder = await Deno.makeTempDir({ prefix: 'muster-bench-' })
const ours = await start(['src/main.ts', 'demo'], {
  MUSTER_DATA: `${folder}/data`,
  MUSTER_LISTEN: '127.0.0.1:0',
}, urlOf)
try {
  const answer = await fetch(ours.url + path, { headers })
  await Deno.writeTextFile(`${folder}/answer.json`, await answer.text())
  const floor = await start(['bench/floor.ts', `${folder}/answer.json`, `${folder}/floor.db`], {}, portOf)
  try {
    const lines = await compare(ours.url, floor.url)
    print(lines)
    await keep(lines)
  } finally {
    await floor.stop()
  }
} finally {
  await ours.stop()
  await Deno.remove(folder, { recursive: true })
}

async function compare(oursUrl: string, floorUrl: string): Promise<Line[]> {
  const read = { method: 'GET', headers } as const
  const change = { method: 'PUT', headers, body: '{"name":"name {n}"}' } as const
  return [
    await line({ ...read, operation: 'read one group', clients: 16, target: '0.5' }),
    await line({ ...change, operation: 'change one group, durable', clients: 1, target: '0.67' }),
    await line({ ...change, operation: 'change one group, durable', clients: 16, target: '3' }),
    await line({ ...change, operation: 'change one group, durable', clients: 64, target: '4' }),
  ]

  async function line(
    { operation, target, ...load }: Omit<Load, 'url' | 'seconds'> & { operation: string; target: string },
  ): Promise<Line> {
    await measure({ ...load, url: oursUrl + path, seconds: 1 })
    const ours = await measure({ ...load, url: oursUrl + path, seconds })
    const floor = await measure({ ...load, url: floorUrl + path, seconds })
    if (ours.failed + floor.failed > 0) {
      throw new Error(`${operation}: ${ours.failed} and ${floor.failed} answers failed`)
    }
    return { operation, clients: load.clients, ours, floor, ratio: ours.rate / floor.rate, target }
  }
}

function print(lines: readonly Line[]): void {
  const header = ['operation', 'clients', 'ours/s', 'floor/s', 'ratio', 'target', 'p50 ms', 'p99 ms']
  const rows = lines.map(({ operation, clients, ours, floor, ratio, target }) => [
    operation,
    String(clients),
    ours.rate.toFixed(0),
    floor.rate.toFixed(0),
    ratio.toFixed(2),
    target,
    ours.p50.toFixed(2),
    ours.p99.toFixed(2),
  ])
  const widths = header.map((_, at) => Math.max(...[header, ...rows].map((row) => row[at]?.length ?? 0)))
  for (const row of [header, ...rows]) {
    console.log(
      row.map((cell, at) => at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)).join('  '),
    )
  }
}

async function keep(lines: readonly Line[]): Promise<void> {
  const machine = { cores: navigator.hardwareConcurrency, deno: Deno.version.deno, os: Deno.build.os }
  const at = new Date().toISOString()
  await Deno.mkdir('bench/results', { recursive: true })
  const file = `bench/results/${at.replaceAll(':', '-')}.json`
  await Deno.writeTextFile(file, JSON.stringify({ at, quick, seconds, machine, lines }, null, 2) + '\n')
  console.log(`\nwritten to ${file}`)
}

interface Server {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a program on a core of its own, and waits for the line that says where it listens. */
async function start(
  program: readonly string[],
  env: Readonly<Record<string, string>>,
  read: (line: string) => string | undefined,
): Promise<Server> {
  const deno = [
    Deno.execPath(),
    'run',
    '--quiet',
    '--allow-net',
    '--allow-env',
    '--allow-read',
    '--allow-write',
    ...program,
  ]
  const [first = '', ...args] = await has('taskset') ? ['taskset', '-c', '0', ...deno] : deno
  const child = new Deno.Command(first, { args, env, stdout: 'piped', stderr: 'inherit' }).spawn()
  let text = ''
  for await (
    const chunk of child.stdout.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })
  ) {
    text += chunk
    const url = text.split('\n').map(read).find((one) => one !== undefined)
    if (url) return { url, stop: () => stopped(child) }
  }
  throw new Error(`${program[0]} did not start: ${text}`)
}

async function stopped(child: Deno.ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await child.status
}

function urlOf(line: string): string | undefined {
  return /"event":"listening".*"url":"([^"]+)"|"url":"([^"]+)".*"event":"listening"/.exec(line)?.slice(1)
    .find(Boolean)
}

function portOf(line: string): string | undefined {
  return /^\d+$/.test(line) ? `http://127.0.0.1:${line}` : undefined
}
