import type { Command } from 'commander'
import { exportDirectory } from '../core/transfer/export.ts'
import type { Store } from '../core/store.ts'
import { directoryFor } from './choose.ts'
import { withOutput } from './files.ts'
import { directoryOption } from './options.ts'
import type { Answer } from './output.ts'
import type { Perform } from './perform.ts'
import { newProgress } from './progress.ts'
import { record } from './table.ts'

/** The whole directory as a file: `export`. */
export function addExport(program: Command, perform: Perform): void {
  program.command('export').description('write a directory whole: everything that is in it, and its history')
    .argument('[file]', 'where to; standard output unless given')
    .addOption(directoryOption())
    .action((file: string | undefined, options: ExportOptions) =>
      perform((store) => exportTo(store, file, options))
    )
}

interface ExportOptions {
  readonly directory?: string
}

async function exportTo(
  store: Store,
  file: string | undefined,
  { directory: named }: ExportOptions,
): Promise<Answer | null> {
  const directory = await directoryFor(store, named)
  const progress = newProgress('Exporting', 'lines')
  try {
    const exported = await withOutput(
      file,
      ({ write }) =>
        exportDirectory(store, directory, {
          write,
          onProgress: (done, all) => progress.update(done, all),
        }),
    )
    // The export itself is the answer where it goes to standard output.
    if (!exported || file === undefined || file === '-') return null
    const { lines, bytes, sha256, total } = exported
    return {
      json: { file, directory: directory.name, lines, bytes, sha256, total },
      text: record([['file', file], ['directory', directory.name], ['lines', lines], ['bytes', bytes]]),
    }
  } finally {
    progress.end()
  }
}
