import { createServer } from 'node:net'
import postgres from 'postgres'

/** A throw-away PostgreSQL: a cluster in a folder of its own, on a free port of the loopback. */
export interface Cluster extends AsyncDisposable {
  /** The address of one of its databases, as `MUSTER_DATABASE` takes it. */
  address(database: string): string
  /** Starts it again after `stop` or `kill`, on the same port; resolves when it answers. */
  start(): Promise<void>
  /** Stops it in order: what is under way is broken off, nothing is lost. The data stay. */
  stop(): Promise<void>
  /** Kills all of its processes at once, as a loss of power would but for the disk's own memory. */
  kill(): Promise<void>
}

export interface ClusterOptions {
  /** More settings, as `postgresql.conf` has them. */
  readonly settings?: Readonly<Record<string, string>>
  /** Where it lies; a temporary folder unless given. */
  readonly folder?: string
}

const programs = await findPrograms()

/** Why there is no PostgreSQL to test with; undefined where there is one. */
export const missingPostgres: string | undefined = programs === undefined
  ? 'the programs of PostgreSQL (initdb, pg_ctl) are neither on PATH nor in /usr/lib/postgresql'
  : undefined

/** fsync is for losing power: what a killed PostgreSQL has written, the system has. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: '64MB',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

/**
 * Makes a cluster and starts it. It ends with this process, however that ends, and its folder goes; disposing of it does
 * so at once. As root it runs as the user `postgres`, or as `nobody` where there is none: PostgreSQL refuses root.
 */
export async function startCluster({ settings = {}, folder }: ClusterOptions = {}): Promise<Cluster> {
  const home = folder ?? await Deno.makeTempDir({ prefix: 'muster-postgres-' })
  const owner = await ownerOf(home)
  const data = `${home}/data`
  // Before there is anything to take away: this process may end at any moment.
  await keepWatch(home)
  // Without a locale: texts compare by bytes anyway, and no machine lacks it.
  await run(owner, 'initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'])
  const port = await startSomewhere(owner, data, { ...SETTINGS, ...settings })
  const stop = (mode: string) => run(owner, 'pg_ctl', ['-D', data, '-m', mode, '-w', 'stop'])
  const address = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  return {
    address,
    start: () => startAt(owner, data, { port, settings: { ...SETTINGS, ...settings } }),
    stop: () => stop('fast'),
    kill: () => killAll(address('postgres')),
    async [Symbol.asyncDispose]() {
      await stop('immediate').catch(() => {})
      await Deno.remove(home, { recursive: true })
    },
  }
}

/** The user that PostgreSQL runs as, in the folder that is its own; null for the user of this process. */
interface Owner {
  readonly folder: string
  readonly user: { readonly uid: number; readonly gid: number } | null
}

async function ownerOf(folder: string): Promise<Owner> {
  if (!await isRoot()) return { folder, user: null }
  const user = await userNamed('postgres') ?? await userNamed('nobody')
  if (!user) throw new Error('PostgreSQL does not run as root, and there is neither "postgres" nor "nobody"')
  await Deno.chown(folder, user.uid, user.gid)
  return { folder, user }
}

/** Told by a new file: asking for this process's own user would need one permission more. */
async function isRoot(): Promise<boolean> {
  const file = await Deno.makeTempFile()
  const { uid } = await Deno.stat(file)
  await Deno.remove(file)
  return uid === 0
}

async function userNamed(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const users = (await Deno.readTextFile('/etc/passwd')).split('\n').map((line) => line.split(':'))
  const found = users.find(([login]) => login === name)
  return found && { uid: Number(found[2]), gid: Number(found[3]) }
}

async function run({ folder, user }: Owner, program: string, args: readonly string[]): Promise<void> {
  const path = programs?.[program]
  if (!path) throw new Error(missingPostgres)
  const log = `${folder}/log`
  // A server that goes on must not hold the pipes of the one who started it.
  const command = new Deno.Command('sh', {
    args: ['-c', 'log="$1"; shift; exec "$@" >>"$log" 2>&1 </dev/null', 'sh', log, path, ...args],
    cwd: folder,
    env: { LC_ALL: 'C' },
    ...user,
  })
  const { success } = await command.output()
  if (!success) throw new Error(`${program} failed: ${(await Deno.readTextFile(log)).slice(-2000)}`)
}

async function startSomewhere(
  owner: Owner,
  data: string,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  for (let attempt = 1;; attempt++) {
    const port = await freePort()
    try {
      await startAt(owner, data, { port, settings })
      return port
    } catch (error) {
      // Between the asking and the starting somebody else may have taken it.
      if (attempt === 3) throw error
    }
  }
}

interface Start {
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
}

async function startAt(owner: Owner, data: string, { port, settings }: Start): Promise<void> {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`)
  const words = ['-D', data, '-w', '-t', '60', '-o', `-p ${port} ${options.join(' ')}`, 'start']
  await run(owner, 'pg_ctl', words)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The server first, so that it starts nothing in their place; then those that it had started. */
async function killAll(address: string): Promise<void> {
  const [first = 0, ...others] = await processes(address)
  for (const pid of [first, ...others]) signal(pid, 'SIGKILL')
  while ([first, ...others].some((pid) => signal(pid, 'SIGCONT'))) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function processes(address: string): Promise<number[]> {
  const sql = postgres(address, { max: 1, fetch_types: false })
  try {
    const [file] = await sql<{ text: string }[]>`select pg_read_file('postmaster.pid') as text`
    const others = await sql<
      { pid: number }[]
    >`select pid from pg_stat_activity where pid <> pg_backend_pid()`
    return [Number(file?.text.split('\n')[0]), ...others.map(({ pid }) => pid)]
  } finally {
    await sql.end()
  }
}

/** Whether there was such a process. */
function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/**
 * A shell that outlives this process, whatever ends it, and then takes the cluster away. It hears no Ctrl-C, and ends
 * by itself when the folder is gone.
 */
async function keepWatch(home: string): Promise<void> {
  const script = `trap '' INT HUP TERM
    while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 0.3; done
    [ -d "$2" ] || exit 0
    # What was making it or starting it may go on for a moment.
    for round in 1 2 3 4 5 6 7 8 9 10; do
      pid=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
      while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
      rm -rf "$2"
      sleep 0.3
    done`
  const words = ['-c', `(${script}) >/dev/null 2>&1 </dev/null &`, 'sh', String(Deno.pid), home]
  await new Deno.Command('sh', { args: words }).output()
}

/** Where the programs lie: on PATH, or where Debian's packages have them, the newest. */
async function findPrograms(): Promise<Readonly<Record<string, string>> | undefined> {
  for (const folder of [...(Deno.env.get('PATH') ?? '').split(':'), ...await packaged()]) {
    const paths = { initdb: `${folder}/initdb`, pg_ctl: `${folder}/pg_ctl` }
    const found = await Promise.all(Object.values(paths).map((path) => Deno.stat(path).catch(() => null)))
    if (found.every((one) => one !== null)) return paths
  }
  return undefined
}

async function packaged(): Promise<string[]> {
  const root = '/usr/lib/postgresql'
  const versions = await Array.fromAsync(Deno.readDir(root), ({ name }) => name).catch(() => [])
  return versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => `${root}/${version}/bin`)
}
