import { CommanderError } from 'commander'
import { EXIT, failureOf } from './failure.ts'
import { printFailure, write } from './output.ts'
import { newProgram } from './program.ts'

if (import.meta.main) Deno.exitCode = await run(Deno.args)

/** Runs one command; gives the exit code of docs/cli.md. */
export async function run(args: readonly string[]): Promise<number> {
  const help: string[] = []
  try {
    await newProgram((text) => help.push(text)).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await write(Deno.stdout, help.join(''))
      return 0
    }
    const failure = failureOf(error)
    await printFailure(failure, args.includes('--json'))
    return EXIT[failure.code]
  }
}
