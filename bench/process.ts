import { hasProgram } from './load.ts'

/** A program that is to run in a Deno of its own. */
export interface Program {
  /** Its path from the root of the repository, and its arguments. */
  readonly run: readonly string[]
  /** What it may do, and options of Deno's own. */
  readonly options: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Running {
  readonly url: string
  readonly pid: number
  /** When it was started, on the clock of `performance.now`. */
  readonly begun: number
  /** How long it took from its start to the line that says where it listens, in milliseconds. */
  readonly startMs: number
  /** Ends it by SIGTERM and waits. */
  stop(): Promise<void>
}

const root = new URL('../', import.meta.url).pathname

const { tasks } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`))

/** The flags for V8 that a task of deno.json has. */
function flagsOf(task: 'start' | 'muster'): string[] {
  return String(tasks[task]).split(' ').filter((word) => word.startsWith('--v8-flags='))
}

/** The server itself, with the rights that `deno task start` gives it. */
export function muster(folder: string, { command = 'start', options = [], database = '' }: {
  readonly command?: 'start' | 'demo'
  readonly options?: readonly string[]
  /** Its address; unless given, a file in the folder. */
  readonly database?: string
} = {}): Program {
  const rights = [
    '--allow-net',
    '--allow-env=MUSTER_*,PG*',
    `--allow-read=.,${folder}`,
    `--allow-write=${folder}`,
  ]
  return {
    run: ['src/main.ts', command],
    options: [...flagsOf('start'), ...options, '--no-prompt', ...rights],
    env: { MUSTER_DATA: folder, MUSTER_LISTEN: '127.0.0.1:0', MUSTER_DATABASE: database },
  }
}

/** The command line on a folder of data, and on one that has other files. */
export function musterCommand(data: string, files: string, ...args: string[]): Program {
  const folders = `.,${data},${files}`
  return {
    run: ['src/cli/main.ts', ...args],
    options: [
      ...flagsOf('muster'),
      '--no-prompt',
      '--allow-env=MUSTER_*,PG*',
      `--allow-read=${folders}`,
      `--allow-write=${folders}`,
    ],
    env: { MUSTER_DATA: data, MUSTER_FILES: files, MUSTER_DATABASE: '' },
  }
}

/** Starts a program on the server's core, where this machine can pin. */
export async function startProgram({ run, options, env }: Program): Promise<Deno.ChildProcess> {
  const deno = [Deno.execPath(), 'run', '--quiet', ...options, ...run]
  const [first = '', ...args] = await hasProgram('taskset') ? ['taskset', '-c', '0', ...deno] : deno
  const given = { args, cwd: root, ...(env ? { env } : {}) }
  return new Deno.Command(first, { ...given, stdout: 'piped', stderr: 'piped' }).spawn()
}

/** Starts a server, and waits for the line that says where it listens. */
export async function start(program: Program): Promise<Running> {
  const begun = performance.now()
  const child = await startProgram(program)
  const complaints = new Response(child.stderr).text()
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).values()
  let text = ''
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    text += next.value
    const url = urlIn(text)
    if (url === undefined) continue
    const startMs = performance.now() - begun
    const ended = Promise.all([drain(lines), child.status, complaints])
    return { url, pid: child.pid, begun, startMs, stop: () => stopped(child, ended) }
  }
  throw new Error(`${program.run[0]} did not start: ${text}${await complaints}`)
}

/** The rest of what the program prints is read, or it would wait for a reader. */
async function drain(lines: AsyncIterator<string>): Promise<void> {
  while (!(await lines.next()).done);
}

async function stopped(child: Deno.ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  await ended
}

/** The address in the line of a log that says that the server listens. */
function urlIn(text: string): string | undefined {
  const line = text.split('\n').find((one) => one.includes('"listening"'))
  if (line === undefined || !line.endsWith('}')) return undefined
  const { url }: { url?: string } = JSON.parse(line)
  return url
}

/** Runs a program to its end and gives what it printed. Throws where it fails. */
export async function runToEnd(program: Program): Promise<string> {
  return await outputOf(program, await startProgram(program))
}

async function outputOf({ run }: Program, child: Deno.ChildProcess): Promise<string> {
  const { code, stdout, stderr } = await child.output()
  const text = new TextDecoder().decode(stdout)
  if (code === 0) return text
  throw new Error(`${run.join(' ')} ended with ${code}: ${text}${new TextDecoder().decode(stderr)}`)
}

/** How often the memory of a program is looked at. */
const watchMs = 200

/** Runs a program to its end; gives how long it took, and the most memory that it had. Throws where it fails. */
export async function runWatched(program: Program): Promise<{ ms: number; peakMib: number }> {
  const begun = performance.now()
  const child = await startProgram(program)
  let peakMib = 0
  const watch = setInterval(async () => {
    peakMib = Math.max(peakMib, await memoryMib(child.pid, 'VmHWM'))
  }, watchMs)
  try {
    await outputOf(program, child)
  } finally {
    clearInterval(watch)
  }
  return { ms: performance.now() - begun, peakMib }
}

/** The memory of a process that is in the machine's memory now, in MiB. */
export function residentMib(pid: number): Promise<number> {
  return memoryMib(pid, 'VmRSS')
}

async function memoryMib(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readProc(`${pid}/status`)
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024
}

/** A file of `/proc`, or nothing: Deno gives no program these files, whatever its right to read. */
export async function readProc(file: string): Promise<string> {
  const { stdout } = await new Deno.Command('cat', { args: [`/proc/${file}`], stderr: 'null' }).output()
  return new TextDecoder().decode(stdout)
}
