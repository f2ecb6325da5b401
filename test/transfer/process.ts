import { newPostgresDatabase, testedDatabase } from '../databases.ts'
import { folder, ROOT } from '../process.ts'

/** A folder, and an empty database for the commands that run on it; both gone at the end. */
export interface Site extends AsyncDisposable {
  readonly path: string
  /** The address of the database; empty for a file in the folder. */
  readonly database: string
}

/** Makes a site on the kind of database that this run of the tests stands on. */
export async function newSite(): Promise<Site> {
  const { path, [Symbol.asyncDispose]: removeFolder } = await folder()
  const place = testedDatabase() === 'postgres' ? await newPostgresDatabase({ empty: true }) : undefined
  return {
    path,
    database: place?.address ?? '',
    async [Symbol.asyncDispose]() {
      await place?.remove()
      await removeFolder()
    },
  }
}

/** The flags of the task `muster` in deno.json that limit memory. */
export async function flagsOfTask(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`))
  return String(tasks.muster).split(' ').filter((word) => word.startsWith('--v8-flags='))
}

/** Starts a command on a site, with the permissions that it has in use; it reads a file as its input. */
export async function start(
  { path, database }: Site,
  args: readonly string[],
  file?: string,
): Promise<Deno.ChildProcess> {
  const permissions = ['--no-prompt', '--no-check', '--allow-net', '--allow-env=MUSTER_*,PG*']
  const folders = [`--allow-read=${ROOT},${path}`, `--allow-write=${path}`]
  const child = new Deno.Command(Deno.execPath(), {
    args: ['run', '--quiet', ...await flagsOfTask(), ...permissions, ...folders, 'src/cli/main.ts', ...args],
    cwd: ROOT,
    env: { MUSTER_DATA: path, MUSTER_DATABASE: database, MUSTER_CONFIG: '', NO_COLOR: '1' },
    stdin: file ? 'piped' : 'null',
    stdout: 'piped',
    stderr: 'piped',
  }).spawn()
  // What is killed stops reading.
  if (file) void (await Deno.open(file)).readable.pipeTo(child.stdin).catch(() => {})
  return child
}

/** Runs a command to its end. */
export async function run(site: Site, args: readonly string[], file?: string) {
  const child = await start(site, args, file)
  const { code, stdout, stderr } = await child.output()
  const decoder = new TextDecoder()
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) }
}
