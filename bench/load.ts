import type { Ask } from './operation.ts'

/** What a load showed: answers a second, and how long an answer took, in milliseconds. */
export interface Measured {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/** A request and how often it is sent. */
export interface Load extends Ask {
  /** Where the server is. */
  readonly url: string
  readonly clients: number
  readonly seconds: number
}

/** A number for `{n}` from which on no load of this run has used any. */
let unused = 100_000_000
/** No round number: a load whose path has the last digits does not ask what the one before has asked. */
const usedByLoad = 1_001_237

/**
 * Sends a load from a process of its own, on a core of its own: by wrk where there is one, else by a program of ours. Throws
 * when an answer was no success, since what was measured is then something else.
 */
export async function measure(load: Load): Promise<Measured> {
  const from = unused
  unused += usedByLoad
  const { failed, ...measured } = await outcomeOf(load, from)
  if (failed > 0) throw new Error(`${load.method} ${load.path}: ${failed} answers failed`)
  return measured
}

type Outcome = Measured & { readonly failed: number }

/** Both programs have a list of methods, and LOOKUP is not on it. */
async function outcomeOf(load: Load, from: number): Promise<Outcome> {
  if (load.method === 'LOOKUP') return await byProgram('./sockets.ts', load, from)
  return await hasProgram('wrk') ? await byWrk(load, from) : await byProgram('./cannon.ts', load, from)
}

async function byWrk(load: Load, from: number): Promise<Outcome> {
  const script = await Deno.makeTempFile({ suffix: '.lua' })
  try {
    await Deno.writeTextFile(script, wrkScript(load, from))
    const text = await runPinned('wrk', [
      '-t1',
      `-c${load.clients}`,
      `-d${load.seconds}s`,
      '-s',
      script,
      load.url,
    ])
    return JSON.parse(text.slice(text.lastIndexOf('{"rate"')))
  } finally {
    await Deno.remove(script)
  }
}

function wrkScript({ method, path, headers, body }: Load, from: number): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `wrk.headers[${quoted(name)}] = ${quoted(value)}`
  )
  return `
wrk.method = ${quoted(method)}
${lines.join('\n')}
${wrkRequest({ path, body }, from)}
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format('{"rate":%.1f,"p50":%.3f,"p99":%.3f,"failed":%d}', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
`
}

/** A request that is always the same is put together once. */
function wrkRequest({ path, body }: { path: string; body: string | undefined }, from: number): string {
  const text = body === undefined ? 'nil' : template(body)
  if (!`${path}${body}`.includes('{n')) return `wrk.path = ${quoted(path)}\nwrk.body = ${text}`
  return `
local n = ${from}
request = function()
  n = n + 1
  return wrk.format(nil, ${template(path)}, nil, ${text})
end`
}

/** A text with a number in it, as an expression of Lua. */
function template(text: string): string {
  return quoted(text).replaceAll(
    NUMBERS,
    (_, digits) =>
      digits === '' ? '" .. n .. "' : `" .. string.format("%0${digits}d", n % 1${'0'.repeat(digits)}) .. "`,
  )
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

async function byProgram(path: './cannon.ts' | './sockets.ts', load: Load, from: number): Promise<Outcome> {
  const program = new URL(path, import.meta.url).pathname
  const options = ['run', '--quiet', '--allow-net', '--allow-env', '--allow-read', '--allow-sys', program]
  return JSON.parse(await runPinned(Deno.execPath(), [...options, JSON.stringify({ ...load, from })]))
}

const NUMBERS = /\{n(\d?)\}/g

/** A text with its numbers filled in. */
export function filled(text: string, n: number): string {
  return text.replaceAll(
    NUMBERS,
    (_, digits) => digits === '' ? String(n) : String(n % 10 ** Number(digits)).padStart(Number(digits), '0'),
  )
}

async function runPinned(program: string, options: readonly string[]): Promise<string> {
  const pinned = await hasProgram('taskset')
    ? ['taskset', '-c', '1', program, ...options]
    : [program, ...options]
  const [first = program, ...args] = pinned
  const { code, stdout, stderr } = await new Deno.Command(first, { args, stdout: 'piped', stderr: 'piped' })
    .output()
  const text = new TextDecoder().decode(stdout)
  if (code !== 0) throw new Error(`${program} failed: ${text}${new TextDecoder().decode(stderr)}`)
  return text
}

const found = new Map<string, boolean>()

/** Whether a program is on this machine. */
export async function hasProgram(program: string): Promise<boolean> {
  const known = found.get(program)
  if (known !== undefined) return known
  const { code } = await new Deno.Command('which', { args: [program], stdout: 'null', stderr: 'null' })
    .output()
  found.set(program, code === 0)
  return code === 0
}
