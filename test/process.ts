/** The folder of the program. */
export const ROOT = new URL('../', import.meta.url).pathname

/** A server in a process of its own, with the permissions that it has in use. */
export interface Process extends AsyncDisposable {
  readonly child: Deno.ChildProcess
  /** Everything on standard output until this stands in it. */
  until(text: string): Promise<string>
  /** Ends when the process has. */
  ended(): Promise<{ readonly code: number; readonly out: string; readonly error: string }>
}

/** Starts `start` or `demo` on a folder of data. */
export function run(command: string, data: string, env: Record<string, string> = {}): Process {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      'run',
      '--quiet',
      '--allow-net',
      '--allow-env=MUSTER_*,PG*',
      `--allow-read=${ROOT},${data}`,
      `--allow-write=${data}`,
      `${ROOT}src/main.ts`,
      command,
    ],
    env: { MUSTER_DATA: data, MUSTER_LISTEN: '127.0.0.1:0', ...env },
    stdout: 'piped',
    stderr: 'piped',
  }).spawn()
  const error = new Response(child.stderr).text()
  const output = collect(child.stdout)
  const ended = async () => {
    await output.ended
    return { code: (await child.status).code, out: output.text(), error: await error }
  }
  return {
    child,
    async until(text) {
      while (!output.text().includes(text)) {
        if (await output.more()) continue
        if (!output.text().includes(text)) {
          throw new Error(`${text} did not come: ${output.text()}${await error}`)
        }
      }
      return output.text()
    },
    ended,
    async [Symbol.asyncDispose]() {
      try {
        child.kill('SIGKILL')
      } catch {
        // It has ended.
      }
      await ended()
    },
  }
}

/** Reads all the time, so that a process that writes much never waits for its reader. */
function collect(stream: ReadableStream<Uint8Array>) {
  let text = ''
  let next = Promise.withResolvers<boolean>()
  const read = async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part
      next.resolve(true)
      next = Promise.withResolvers()
    }
    next.resolve(false)
  }
  return { text: () => text, ended: read(), more: () => next.promise }
}

/** A folder of its own, gone at the end. */
export async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: 'muster-test-' })
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }).catch(() => {}) }
}

/** The address that the newest `listening` line names. */
export function urlIn(out: string): string {
  const line = out.split('\n').find((one) => one.includes('"event":"listening"'))
  return JSON.parse(line ?? '{}').url
}
