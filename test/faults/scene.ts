import { type Answer, send } from '../../torture/lox24-wire.ts'
import { prepareDatabase, type Served, startServer, TOKEN } from '../../torture/server.ts'
import { pause } from '../../torture/pause.ts'
import { folder } from '../process.ts'

export { pause }

/** A server in a process of its own on a folder of its own, with one directory and one key. */
export interface Scene extends AsyncDisposable {
  readonly data: string
  readonly url: string
  readonly pid: number
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Everything on standard output until this stands in it. */
  until(text: string): Promise<string>
  signal(name: Deno.Signal): void
  ended(): Promise<{ readonly code: number; readonly out: string; readonly error: string }>
  /** Kills the server if it still runs, and starts it again on the same folder. */
  again(): Promise<Scene>
}

export interface SceneOptions {
  /** The folder of the data; one of its own, gone at the end, unless given. */
  readonly data?: string
  readonly env?: Record<string, string>
}

/** Makes an installation and starts a server on it. */
export async function openScene({ data, env = {} }: SceneOptions = {}): Promise<Scene> {
  const own = data === undefined ? await folder() : undefined
  const path = data ?? own!.path
  await prepareDatabase(`sqlite:${path}/muster.db`)
  return sceneOf(await startServer(path, env), { path, env, clean: () => own?.[Symbol.asyncDispose]() })
}

interface Place {
  readonly path: string
  readonly env: Record<string, string>
  readonly clean: () => PromiseLike<void> | undefined
}

function sceneOf({ process, url }: Served, place: Place): Scene {
  return {
    data: place.path,
    url,
    pid: process.child.pid,
    ask: (method, path, body) => send(url, method, path, body),
    until: (text) => process.until(text),
    signal: (name) => process.child.kill(name),
    ended: () => process.ended(),
    async again() {
      await process[Symbol.asyncDispose]()
      return sceneOf(await startServer(place.path, place.env), place)
    },
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]()
      await place.clean()
    },
  }
}

/** A connection on which bytes are sent as they are. */
export interface Wire extends Disposable {
  write(text: string): Promise<void>
  /** What comes next; null at the end, and a text for an error. */
  read(): Promise<string | null>
  /** What comes until this matches, or until the end. */
  until(pattern: RegExp): Promise<string>
}

export async function connect({ url }: Pick<Scene, 'url'>): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const socket = await Deno.connect({ hostname, port: Number(port) })
  const buffer = new Uint8Array(65536)
  const read = async () => {
    const length = await socket.read(buffer)
    return length === null ? null : new TextDecoder().decode(buffer.subarray(0, length))
  }
  return {
    async write(text) {
      const bytes = new TextEncoder().encode(text)
      for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at))
    },
    read,
    async until(pattern) {
      let text = ''
      for (let part = await read(); part !== null; part = await read()) {
        text += part
        if (pattern.test(text)) break
      }
      return text
    },
    [Symbol.dispose]: () => socket.close(),
  }
}

/** The head of a request with the key, for `connect`; the body must follow. */
export function headOf(method: string, path: string, lines: readonly string[] = []): string {
  const all = ['Host: localhost', `X-LOX24-AUTH-TOKEN: ${TOKEN}`, 'Accept: application/json', ...lines]
  return `${method} ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`
}

/** A request with a body of JSON, whole. */
export function requestOf(method: string, path: string, body?: unknown): string {
  if (body === undefined) return headOf(method, path)
  const text = JSON.stringify(body)
  return headOf(method, path, ['Content-Type: application/json', `Content-Length: ${text.length}`]) + text
}

/** Runs a program and gives its exit code and what it printed, or undefined where there is no such program. */
export async function attempt(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string } | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output()
    return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined
    throw error
  }
}

/** Registers a test, or says why it cannot run on this machine. */
export function faultTest(name: string, missing: string | undefined, work: () => Promise<void>): void {
  if (missing !== undefined) console.log(`skipped: faults: ${name}: ${missing}`)
  Deno.test(`faults: ${name}`, { ignore: missing !== undefined }, work)
}

/** Waits until something holds; throws after ten seconds. */
export async function waitFor(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await holds(); tries++) {
    if (tries > 200) throw new Error(`${what} did not come`)
    await pause(50)
  }
}

/** The memory that a process holds, in MiB. A program reads it: the permissions of the tests do not reach there. */
export async function memoryOf({ pid }: Pick<Scene, 'pid'>): Promise<number> {
  const status = await attempt('cat', [`/proc/${pid}/status`])
  return Number(/VmRSS:\s+(\d+)/.exec(status?.text ?? '')?.[1]) / 1024
}

/** How many files a process has open. */
export async function filesOf({ pid }: Pick<Scene, 'pid'>): Promise<number> {
  const listed = await attempt('ls', [`/proc/${pid}/fd`])
  return listed?.text.trim().split('\n').length ?? NaN
}
