/** What a load showed: answers a second, and how long an answer took, in milliseconds. */
export interface Measured {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  /** Answers that were no 2xx: a run with any of them measures something else. */
  readonly failed: number
}

export interface Load {
  readonly url: string
  readonly method: 'GET' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  /** A body in which `{n}` stands for a number that differs from request to request. */
  readonly body?: string
  readonly clients: number
  readonly seconds: number
}

/** Sends a load from a process of its own, on a core of its own: by wrk where there is one, else by autocannon. */
export async function measure(load: Load): Promise<Measured> {
  return await has('wrk') ? await byWrk(load) : await byAutocannon(load)
}

async function byWrk(load: Load): Promise<Measured> {
  const script = await Deno.makeTempFile({ suffix: '.lua' })
  try {
    await Deno.writeTextFile(script, wrkScript(load))
    const text = await run('wrk', ['-t1', `-c${load.clients}`, `-d${load.seconds}s`, '-s', script, load.url])
    return JSON.parse(text.slice(text.lastIndexOf('{"rate"')))
  } finally {
    await Deno.remove(script)
  }
}

function wrkScript({ method, headers, body }: Load): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `wrk.headers[${quoted(name)}] = ${quoted(value)}`
  )
  const text = body === undefined ? 'nil' : quoted(body).replace('{n}', '" .. n .. "')
  return `
wrk.method = ${quoted(method)}
${lines.join('\n')}
local n = math.floor(os.time() % 100000) * 1000
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, ${text})
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format('{"rate":%.1f,"p50":%.3f,"p99":%.3f,"failed":%d}', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

async function byAutocannon(load: Load): Promise<Measured> {
  const program = new URL('./cannon.ts', import.meta.url).pathname
  const options = ['run', '--quiet', '--allow-net', '--allow-env', '--allow-read', '--allow-sys', program]
  return JSON.parse(await run(Deno.execPath(), [...options, JSON.stringify(load)]))
}

async function run(program: string, options: readonly string[]): Promise<string> {
  const pinned = await has('taskset') ? ['taskset', '-c', '1', program, ...options] : [program, ...options]
  const [first = program, ...rest] = pinned
  const { code, stdout, stderr } = await new Deno.Command(first, {
    args: rest,
    stdout: 'piped',
    stderr: 'piped',
  }).output()
  const text = new TextDecoder().decode(stdout)
  if (code !== 0) throw new Error(`${program} failed: ${text}${new TextDecoder().decode(stderr)}`)
  return text
}

const found = new Map<string, boolean>()

/** Whether a program is on this machine. */
export async function has(program: string): Promise<boolean> {
  const known = found.get(program)
  if (known !== undefined) return known
  const { code } = await new Deno.Command('which', { args: [program], stdout: 'null', stderr: 'null' })
    .output()
  found.set(program, code === 0)
  return code === 0
}
