import { attempt, type Scene } from './scene.ts'

/** Why nothing can be injected on this machine; undefined where it can. */
export async function missingStrace(): Promise<string | undefined> {
  const tried = await attempt('strace', ['-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO', 'true'])
  if (tried === undefined) return 'there is no strace'
  return tried.code === 0 ? undefined : `strace may not trace here: ${tried.text.trim().split('\n').at(-1)}`
}

/** Faults of a running server's system calls, until disposed of. */
export interface Injection extends AsyncDisposable {
  /** How many calls have failed by it so far. */
  failures(): Promise<number>
}

/**
 * Lets system calls of a server fail, as strace says it: `fsync:error=EIO:when=2+3` fails the second call and each third
 * one after it.
 */
export async function inject({ pid, data }: Scene, faults: readonly string[]): Promise<Injection> {
  const calls = faults.map((one) => one.split(':')[0]).join(',')
  const log = `${data}/strace.log`
  const args = ['-f', '-o', log, '-p', String(pid), '-e', `trace=${calls}`]
  const child = new Deno.Command('strace', {
    args: [...args, ...faults.flatMap((one) => ['-e', `inject=${one}`])],
    stderr: 'piped',
  }).spawn()
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; !text.includes('attached');) {
    const { value } = await reader.read()
    if (value === undefined) throw new Error(`strace ended: ${text}`)
    text += value
  }
  return {
    failures: async () => (await Deno.readTextFile(log)).split('(INJECTED)').length - 1,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT')
      await reader.cancel()
      await child.status
    },
  }
}
