import { look, putInPlace } from './durable.ts'
import { Failure, reasonOf } from './failure.ts'

/** What is read: a file, or standard input for `-` and where none is named. */
export async function openInput(file: string | undefined): Promise<ReadableStream<Uint8Array>> {
  if (file === undefined || file === '-') return Deno.stdin.readable
  return await onFile(file, async () => {
    await refuseFolder(file)
    return (await Deno.open(file)).readable
  })
}

/** Where is written: whole parts, in order. */
export interface Output {
  write(part: Uint8Array): Promise<void>
}

/**
 * Does `work` with a file to write to, or with standard output for `-` and where none is named. The file has its name
 * only when all of it is on disk; until then it has the ending `.partial`. Gives null where the reader of
 * standard output has gone away, such as `head`: it has seen enough.
 */
export async function withOutput<T>(
  file: string | undefined,
  work: (output: Output) => Promise<T>,
): Promise<T | null> {
  if (file === undefined || file === '-') {
    return await unlessGone(work(outputTo(Deno.stdout, 'standard output')))
  }
  await onFile(file, () => refuseFolder(file))
  const partial = `${file}.partial`
  try {
    const result = await intoNew(partial, file, work)
    await onFile(file, () => putInPlace(partial, file))
    return result
  } catch (error) {
    await Deno.remove(partial).catch(() => {})
    throw error
  }
}

async function unlessGone<T>(writing: Promise<T>): Promise<T | null> {
  try {
    return await writing
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return null
    throw error
  }
}

async function intoNew<T>(
  partial: string,
  file: string,
  work: (output: Output) => Promise<T>,
): Promise<T> {
  const making = { create: true, write: true, truncate: true }
  using open = await onFile(file, () => Deno.open(partial, making))
  return await work(outputTo(open, file))
}

function outputTo(out: { write(bytes: Uint8Array): Promise<number> }, file: string): Output {
  return {
    async write(part) {
      for (let left = part; left.length > 0;) {
        const rest = left
        left = rest.subarray(await onFile(file, () => out.write(rest)))
      }
    },
  }
}

async function refuseFolder(file: string): Promise<void> {
  if ((await look(file))?.isDirectory) throw new Failure('invalid', `"${file}" is a folder; name a file.`)
}

/** Does one thing with a file; says of it what the system refuses. A reader that has gone away is no fault of the file. */
async function onFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure || error instanceof Deno.errors.BrokenPipe) throw error
    if (error instanceof Deno.errors.NotFound) {
      throw new Failure('not_found', `There is no file or folder "${file}".`, error)
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw new Failure(
        'unavailable',
        `"${file}" lies outside of the folders that commands may use: name its folder in MUSTER_FILES, or use ` +
          'standard input and output (< and >).',
        error,
      )
    }
    throw new Failure('unavailable', `"${file}" cannot be used (${reasonOf(error)}).`, error)
  }
}
