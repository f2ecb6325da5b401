import { Command, type CommanderError } from 'commander'
import { addAccount } from './account.ts'
import { addBlock } from './block.ts'
import { addDatabase } from './database.ts'
import { addDevice } from './device.ts'
import { addDirectory } from './directory.ts'
import { addEvent } from './event.ts'
import { addExport } from './export.ts'
import { Failure, sentence } from './failure.ts'
import { addGroup } from './group.ts'
import { addImport } from './import.ts'
import { addMember } from './member.ts'
import { performOnDatabase, performOnStore } from './perform.ts'
import { addPhone } from './phone.ts'
import { addToken } from './token.ts'

/** The whole command line. `help` is given the help texts that are asked for. */
export function newProgram(help: (text: string) => void): Command {
  const program = new Command('muster')
    .description(
      'Works on the groups of Muster, in the database that MUSTER_DATABASE or MUSTER_DATA names, also while a server ' +
        'runs on it.',
    )
    .option('--json', 'answer with one JSON document, for programs')
    .configureHelp({ showGlobalOptions: true })
    // The width and the colours are given, so that the environment is not asked for them.
    .configureOutput({
      writeOut: help,
      writeErr: () => {},
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', manual)
  const asJson = () => program.opts<{ json?: true }>().json === true
  const performOn = performOnDatabase(asJson)
  const perform = performOnStore(performOn)
  addDatabase(program, performOn)
  for (const add of [addDirectory, addAccount, addToken, addGroup]) add(program, perform)
  addMember(program, { perform, performOn, asJson })
  for (const add of [addPhone, addDevice, addEvent, addBlock]) add(program, perform)
  addExport(program, perform)
  addImport(program, performOn, asJson)
  refuseWithSentences(program, 'muster')
  return program
}

const manual = `
Examples:
  muster directory create --name example.com --country DE
  muster account create jane@example.com --role editor
  muster token create --purpose lox24 --name shop
  muster group list --name 'team*'
  muster group show 12 --members person --json
  muster export > example.com.ndjson
  muster import --dry-run < groups.ndjson

Exit codes:
  0 done, 1 a fault of Muster, 2 not written as it must be, 3 not found,
  4 refused, 5 the database cannot be used or is newer than this Muster`

/** Turns what commander refuses, in a command or below it, into sentences that name the command's help. */
function refuseWithSentences(command: Command, path: string): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : new Failure('usage', refusal(error, command, path), error)
  })
  for (const one of command.commands) refuseWithSentences(one, `${path} ${one.name()}`)
}

function refusal({ code, message }: CommanderError, { commands }: Command, path: string): string {
  const hint = `"${path} --help" explains it.`
  if (code === 'commander.help') {
    return `Say what to do: ${path} ${commands.map((one) => one.name()).join(' | ')}; ${hint}`
  }
  const words = message.replace(/^error: /, '').replaceAll(/\s+/g, ' ').replace(/\.$/, '')
  const joined = words.replaceAll(/\. (\w)/g, (_, letter) => `: ${letter.toLowerCase()}`)
  return sentence(`${joined}; ${hint}`)
}
