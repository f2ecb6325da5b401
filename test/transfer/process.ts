import { ROOT } from '../process.ts'

/** The flags of the task `muster` in deno.json that limit memory. */
export async function flagsOfTask(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`))
  return String(tasks.muster).split(' ').filter((word) => word.startsWith('--v8-flags='))
}

/** Starts a command on a folder of data, with the permissions that it has in use; it reads a file as its input. */
export async function start(
  data: string,
  args: readonly string[],
  file?: string,
): Promise<Deno.ChildProcess> {
  const permissions = ['--no-prompt', '--no-check', '--allow-env=MUSTER_*,PG*']
  const folders = [`--allow-read=${ROOT},${data}`, `--allow-write=${data}`]
  const child = new Deno.Command(Deno.execPath(), {
    args: ['run', '--quiet', ...await flagsOfTask(), ...permissions, ...folders, 'src/cli/main.ts', ...args],
    cwd: ROOT,
    env: { MUSTER_DATA: data, MUSTER_DATABASE: '', MUSTER_CONFIG: '', NO_COLOR: '1' },
    stdin: file ? 'piped' : 'null',
    stdout: 'piped',
    stderr: 'piped',
  }).spawn()
  // What is killed stops reading.
  if (file) void (await Deno.open(file)).readable.pipeTo(child.stdin).catch(() => {})
  return child
}

/** Runs a command to its end. */
export async function run(data: string, args: readonly string[], file?: string) {
  const child = await start(data, args, file)
  const { code, stdout, stderr } = await child.output()
  const decoder = new TextDecoder()
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) }
}
