import type { Command } from 'commander'
import type { Store } from '../core/store.ts'
import { undo } from '../core/undo.ts'
import { directoryFor, operatorOf } from './choose.ts'
import { directoryOption, place } from './options.ts'
import type { Answer } from './output.ts'
import type { Perform } from './perform.ts'

/** The events of a directory: `undo`. */
export function addEvent(program: Command, perform: Perform): void {
  const noun = program.command('event').description('the events: every change of a directory is one')
  noun.command('undo').description(
    'take an event back, with what followed from it; itself an event, and can be undone',
  )
    .argument('<sequence>', 'its sequence, as the history shows it', place)
    .addOption(directoryOption())
    .action((sequence: number, options: { readonly directory?: string }) =>
      perform((store) => undoEvent(store, sequence, options.directory))
    )
}

async function undoEvent(store: Store, sequence: number, directory: string | undefined): Promise<Answer> {
  await undo(store, operatorOf(await directoryFor(store, directory)), sequence)
  return { json: { undone: sequence }, text: `The event ${sequence} is undone.` }
}
