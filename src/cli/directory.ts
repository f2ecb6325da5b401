import type { Command } from 'commander'
import { changeDirectory, createDirectory, listDirectories } from '../core/directories.ts'
import type { Directory, DirectoryStatus } from '../core/directory.ts'
import type { Store } from '../core/store.ts'
import { directoryNamed } from './choose.ts'
import { Failure } from './failure.ts'
import { openOrMake } from './opening.ts'
import { country, given, number, oid, statusOption } from './options.ts'
import { type Answer, withTimes } from './output.ts'
import { everything } from './pages.ts'
import type { Perform } from './perform.ts'
import { dayOf, record, table } from './table.ts'

const statuses = ['active', 'pending'] as const

/** The directories of the installation: `list`, `show`, `create`, `change`. */
export function addDirectory(program: Command, perform: Perform): void {
  const noun = program.command('directory').description(
    'the directories: each holds groups, people and things',
  )
  noun.command('list').description('list all directories').action(() => perform(list))
  noun.command('show').description('show one directory')
    .argument('<directory>', 'its name, number, id or oid')
    .action((named: string) => perform((store) => show(store, named)))
  noun.command('create').description('make a directory; makes the database too if there is none yet')
    .requiredOption('--name <name>', 'its name, a domain for instance; unique')
    .option('--number <number>', "its number, the client id of LOX24's clients; made unless given", number)
    .option('--oid <oid>', "its oid, the application of Losant's clients; made unless given", oid)
    .option('--country <code>', 'the country of phone numbers that are written without one', country)
    .addOption(statusOption(statuses))
    .action((options: CreateOptions) => perform((store) => create(store, options), openOrMake))
  noun.command('change').description("change a directory's name, status or country")
    .argument('<directory>', 'its name, number, id or oid')
    .option('--name <name>', 'another name')
    .option('--country <code>', 'the country of phone numbers that are written without one', country)
    .addOption(statusOption(statuses))
    .action((named: string, options: ChangeOptions) => perform((store) => change(store, named, options)))
}

interface ChangeOptions {
  readonly name?: string
  readonly country?: string
  readonly status?: DirectoryStatus
}

interface CreateOptions extends ChangeOptions {
  readonly name: string
  readonly number?: number
  readonly oid?: string
}

async function list(store: Store): Promise<Answer> {
  const directories = await everything<Directory>((last) => listDirectories(store, last?.id))
  return {
    json: { directories: directories.map(withTimes) },
    text: table(directories, [
      { title: 'id', of: ({ id }) => id },
      { title: 'name', of: ({ name }) => name, cut: true },
      { title: 'number', of: ({ number }) => number },
      { title: 'country', of: ({ settings }) => settings.country ?? null },
      { title: 'status', of: ({ status }) => status },
      { title: 'created', of: ({ createdAt }) => dayOf(createdAt) },
    ]),
  }
}

async function show(store: Store, named: string): Promise<Answer> {
  return answer(await directoryNamed(store, named))
}

async function create(store: Store, { country, ...fields }: CreateOptions): Promise<Answer> {
  const settings = country === undefined ? undefined : { country }
  return answer(await createDirectory(store, { name: fields.name, ...given({ ...fields, settings }) }))
}

async function change(store: Store, named: string, { country, ...fields }: ChangeOptions): Promise<Answer> {
  if (country === undefined && Object.keys(fields).length === 0) {
    throw new Failure('usage', 'Say what to change: --name, --status or --country.')
  }
  const { id, settings } = await directoryNamed(store, named)
  const changed = country === undefined ? {} : { settings: { ...settings, country } }
  return answer(await changeDirectory(store, { id }, { ...fields, ...changed }))
}

function answer(directory: Directory): Answer {
  return {
    json: withTimes(directory),
    text: record([
      ['id', directory.id],
      ['name', directory.name],
      ['number', directory.number],
      ['oid', directory.oid],
      ['status', directory.status],
      ['country', directory.settings.country ?? null],
      ['created', new Date(directory.createdAt).toISOString()],
    ]),
  }
}
