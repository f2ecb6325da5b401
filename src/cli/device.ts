import { type Command, InvalidArgumentError } from 'commander'
import type { Directory } from '../core/directory.ts'
import type { Tag, Thing, ThingFields } from '../core/person.ts'
import type { Principal } from '../core/principal.ts'
import { historyOf } from '../core/queries.ts'
import type { Store } from '../core/store.ts'
import { changeThing, createThing, trashThing } from '../core/things.ts'
import { undo } from '../core/undo.ts'
import { directoryFor, operatorOf } from './choose.ts'
import { Failure } from './failure.ts'
import { directoryOption, given, limitOption, oid } from './options.ts'
import { type Answer, withTimes } from './output.ts'
import { pageOf } from './pages.ts'
import type { Perform } from './perform.ts'
import { record, table, timeOf } from './table.ts'

/** The devices that a directory knows, for the selectors of its groups: `list`, `set`, `remove`. */
export function addDevice(program: Command, perform: Perform): void {
  const noun = program.command('device').description('the devices of a directory: their ids and tags')
  noun.command('list').description('list the devices, in the order in which they came')
    .addOption(directoryOption())
    .addOption(limitOption())
    .option('--after <id>', 'go on behind the device with this id', oid)
    .action((options: ListOptions) => perform((store) => list(store, options)))
  noun.command('set').description(
    'put a device into the directory, or change it; one that was removed comes back',
  )
    .argument('<id>', 'its id, 24 hex digits', oid)
    .addOption(directoryOption())
    .option('--name <name>', 'what it is called')
    .option('--tag <key=value>', 'a tag; may be repeated, and takes the place of all tags that it has', tag)
    .option('--no-tags', 'take all of its tags away')
    .action((id: string, options: SetOptions) => perform((store) => set(store, id, options)))
  noun.command('remove').description('take a device out of the directory, and out of its groups')
    .argument('<id>', 'its id, 24 hex digits', oid)
    .addOption(directoryOption())
    .action((id: string, options: Pick<ListOptions, 'directory'>) =>
      perform((store) => remove(store, id, options))
    )
}

/** One more tag. */
function tag(text: string, before: readonly Tag[] = []): readonly Tag[] {
  const [, key, value] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) return [...before, { key, value }]
  throw new InvalidArgumentError('It must be a key and a value, such as site=berlin')
}

interface ListOptions {
  readonly directory?: string
  readonly limit: number
  readonly after?: string
}

interface SetOptions {
  readonly directory?: string
  readonly name?: string
  readonly tag?: readonly Tag[]
  /** False where `--no-tags` is given. */
  readonly tags: boolean
}

async function list(store: Store, { directory: named, limit, after }: ListOptions): Promise<Answer> {
  const directory = await directoryFor(store, named)
  const from = after === undefined ? 0 : (await deviceWith(store, directory, after))?.number
  if (from === undefined) throw noDevice(after ?? '')
  const found = await store.read(directory.id, (tx) => tx.things('device', 'live', from, limit + 1))
  const { rows, last } = pageOf(found, limit)
  const next = last?.oid ?? null
  return { json: { devices: rows.map(withTimes), next }, text: listText(rows, next) }
}

function listText(devices: readonly Thing[], next: string | null): string {
  const shown = table(devices, [
    { title: 'id', of: ({ oid }) => oid },
    { title: 'name', of: ({ name }) => name || null, cut: true },
    { title: 'tags', of: ({ tags }) => tagsText(tags), cut: true },
    { title: 'updated (UTC)', of: ({ updatedAt }) => timeOf(updatedAt) },
  ])
  const more = next === null ? '' : `; the next ones: --after ${next}`
  return `${shown}\n\n${devices.length} ${devices.length === 1 ? 'device' : 'devices'}${more}`
}

async function set(store: Store, id: string, options: SetOptions): Promise<Answer> {
  const fields = fieldsOf(options)
  const directory = await directoryFor(store, options.directory)
  const principal = operatorOf(directory)
  const there = await deviceWith(store, directory, id)
  if (there?.state === 'trashed') await bringBack(store, principal, there)
  const device = there && there.state !== 'stub'
    ? await changeThing(store, principal, { kind: 'device', oid: id }, () => ({ set: fields }))
    : await createThing(store, principal, { kind: 'device', oid: id, ...fields })
  return { json: withTimes(device), text: deviceText(device) }
}

function fieldsOf({ name, tag: tags, tags: isKept }: SetOptions): Partial<ThingFields> {
  if (tags && !isKept) throw new Failure('usage', 'Give either --tag or --no-tags.')
  return given({ name, tags: isKept ? tags : [] })
}

/** Takes its removal back, so that it is in its groups again. */
async function bringBack(store: Store, principal: Principal, { kind, number }: Thing): Promise<void> {
  const events = await historyOf(store, principal, { kind, number })
  const removal = events.find((event) => event.after?.['state'] === 'trashed')
  if (removal) await undo(store, principal, removal.sequence)
}

function deviceText({ oid, name, tags, createdAt, updatedAt, version }: Thing): string {
  return record([
    ['id', oid],
    ['name', name || null],
    ['tags', tagsText(tags)],
    ['created', new Date(createdAt).toISOString()],
    ['updated', new Date(updatedAt).toISOString()],
    ['version', version],
  ])
}

function tagsText(tags: readonly Tag[]): string | null {
  return tags.map(({ key, value }) => `${key}=${value}`).join(', ') || null
}

async function remove(
  store: Store,
  id: string,
  { directory: named }: Pick<ListOptions, 'directory'>,
): Promise<Answer> {
  const directory = await directoryFor(store, named)
  if ((await deviceWith(store, directory, id))?.state !== 'live') throw noDevice(id)
  await trashThing(store, operatorOf(directory), { kind: 'device', oid: id })
  return { json: { removed: id }, text: `The device ${id} is removed.` }
}

/** A device in any state. */
function deviceWith(store: Store, { id }: Directory, oid: string): Promise<Thing | undefined> {
  return store.read(id, (tx) => tx.thing('device', { oid }))
}

function noDevice(id: string): Failure {
  return new Failure(
    'not_found',
    `There is no device ${id}; "muster device list" shows those that there are.`,
  )
}
