import assert from 'node:assert/strict'
import type { Store } from '../../src/core/store.ts'
import { openStore } from '../../src/store/open.ts'
import { newPostgresDatabase, testedDatabase } from '../databases.ts'

const ROOT = new URL('../../', import.meta.url).pathname

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string
  /** Further variables of the environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** A folder of its own for one test, and the real command on it. */
export interface Installation extends AsyncDisposable {
  readonly data: string
  /** The address of its database, which need not be there yet. */
  readonly database: string
  /** Runs the command with these arguments. */
  muster(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** Runs it with `--json`; gives the document of its answer. Fails unless it ends with 0 and says nothing else. */
  json(args: readonly string[], options?: RunOptions): Promise<Document>
  /** Runs it with `--json`; gives its exit code and error. Fails if it writes anything to standard output. */
  refused(args: readonly string[], options?: RunOptions): Promise<Refusal>
  /** Opens the database in this process, as a server does that runs at the same time. */
  open(): Promise<Store>
}

export interface Refusal {
  readonly exit: number
  readonly code: string
  readonly message: string
}

/** What a command said with `--json`, read by a path such as `groups.0.name`. */
export type Document = (path: string) => unknown

/** A folder whose commands find another database than a file in it. */
export async function newInstallationOn(database: string): Promise<Installation> {
  return await installationIn(await Deno.makeTempDir({ prefix: 'muster-cli-' }), database)
}

/** A folder whose commands find an empty database, of the kind that this run of the tests stands on. */
export async function newInstallation(): Promise<Installation> {
  const place = testedDatabase() === 'postgres' ? await newPostgresDatabase({ empty: true }) : undefined
  const data = await Deno.makeTempDir({ prefix: 'muster-cli-' })
  return installationIn(data, place?.address, place?.remove)
}

function installationIn(data: string, given?: string, remove?: () => Promise<void>): Installation {
  const database = given ?? `sqlite:${data}/muster.db`
  const stores: Store[] = []
  const muster = (args: readonly string[], { env, ...options }: RunOptions = {}) =>
    run(data, args, { ...options, env: { ...(given && { MUSTER_DATABASE: given }), ...env } })
  return {
    data,
    database,
    muster,
    async json(args, options) {
      const { code, stdout, stderr } = await muster([...args, '--json'], options)
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, args.join(' '))
      return documentOf(stdout)
    },
    async refused(args, options) {
      const { code: exit, stdout, stderr } = await muster([...args, '--json'], options)
      assert.equal(stdout, '', args.join(' '))
      const { error: { code, message } } = JSON.parse(stderr)
      return { exit, code, message }
    },
    async open() {
      const store = await openStore({ database })
      stores.push(store)
      return store
    },
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store.close()
      await Deno.remove(data, { recursive: true })
      await remove?.()
    },
  }
}

/** The permissions are those of the task in deno.json. */
function argumentsFor(data: string, args: readonly string[], files = data): string[] {
  const permissions = [
    '--no-prompt',
    '--allow-net',
    '--allow-env=MUSTER_*,PG*',
    `--allow-read=.,${data},${files}`,
    `--allow-write=${data},${files}`,
  ]
  return ['run', '--quiet', ...permissions, 'src/cli/main.ts', ...args]
}

/** Starts the command, with all that it reads and writes in pipes. */
export function start(
  data: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: argumentsFor(data, args, env['MUSTER_FILES']),
    cwd: ROOT,
    env: { MUSTER_DATA: data, MUSTER_DATABASE: '', MUSTER_CONFIG: '', NO_COLOR: '1', ...env },
    stdin: 'piped',
    stdout: 'piped',
    stderr: 'piped',
  }).spawn()
}

async function run(data: string, args: readonly string[], { stdin, env }: RunOptions = {}): Promise<Ended> {
  const child = start(data, args, env)
  const sending = send(child.stdin, stdin ?? '')
  const { code, stdout, stderr } = await child.output()
  await sending
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) }
}

/** A command that does not read may be gone before it is sent anything. */
async function send(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter()
  await writer.write(new TextEncoder().encode(text)).catch(() => {})
  await writer.close().catch(() => {})
}

function documentOf(text: string): Document {
  const document: unknown = JSON.parse(text)
  return (path) =>
    path === '' ? document : path.split('.').reduce(
      (value: unknown, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      document,
    )
}

/** Starts the command and hangs up after the first bytes of its answer, as `head` does. */
export async function hangUp(
  { data }: Installation,
  args: readonly string[],
): Promise<Omit<Ended, 'stdout'>> {
  const child = new Deno.Command(Deno.execPath(), {
    args: argumentsFor(data, args),
    cwd: ROOT,
    env: { MUSTER_DATA: data, MUSTER_DATABASE: '', MUSTER_CONFIG: '' },
    stdin: 'null',
    stdout: 'piped',
    stderr: 'piped',
  }).spawn()
  const reader = child.stdout.getReader()
  await reader.read()
  await reader.cancel()
  const stderr = await new Response(child.stderr).text()
  return { code: (await child.status).code, stderr }
}
