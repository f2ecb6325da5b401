import { createAccount, type NewAccount } from './accounts.ts'
import { createDirectory, type NewDirectory } from './directories.ts'
import type { Directory } from './directory.ts'
import { DirectoryError } from './error.ts'
import type { GroupKey, NewGroup } from './group.ts'
import { changeGroup, createGroup } from './groups.ts'
import type { NewMember } from './member.ts'
import { createPerson } from './people.ts'
import type { NewPerson, NewThing } from './person.ts'
import { operator, type Principal } from './principal.ts'
import type { Store } from './store.ts'
import { createThing } from './things.ts'
import { createToken, type NewToken } from './tokens.ts'
import { createType } from './types.ts'

/** What a file in `fixtures/` holds: examples for the demo, and what the acceptance cases of a contract start from. */
interface Fixture {
  readonly directories: readonly DirectoryFixture[]
}

interface DirectoryFixture extends NewDirectory {
  readonly accounts?: readonly Omit<NewAccount, 'directory'>[]
  readonly tokens?: readonly (Omit<NewToken, 'directory'> & { readonly secret: string })[]
  readonly types?: readonly string[]
  readonly people?: readonly NewPerson[]
  readonly things?: readonly NewThing[]
  readonly groups?: readonly (NewGroup & { readonly members?: readonly NewMember[] })[]
  /** Members of lists that come with the directory, by the list's key. */
  readonly builtins?: Readonly<Record<string, readonly NewMember[]>>
}

/**
 * Loads a fixture, the text of one of our own files, through the commands that every dialect uses. A directory that is
 * there already is added to; accounts, tokens and types that are there already are left alone.
 */
export async function loadFixture(store: Store, text: string): Promise<void> {
  const fixture: Fixture = JSON.parse(text)
  for (const one of fixture.directories) await loadDirectory(store, one)
}

async function loadDirectory(store: Store, fixture: DirectoryFixture): Promise<void> {
  const directory = await directoryFor(store, fixture)
  const principal = operator(directory.id, 'fixture')
  for (const account of fixture.accounts ?? []) {
    await unlessTaken(createAccount(store, { ...account, directory: directory.id }))
  }
  for (const token of fixture.tokens ?? []) {
    await unlessTaken(createToken(store, { ...token, directory: directory.id }))
  }
  await loadTypes(store, principal, fixture.types ?? [])
  for (const [builtin, add] of Object.entries(fixture.builtins ?? {})) {
    await changeGroup(store, principal, { builtin } satisfies GroupKey, { edit: () => ({ add }) })
  }
  for (const person of fixture.people ?? []) await createPerson(store, principal, person)
  for (const thing of fixture.things ?? []) await createThing(store, principal, thing)
  for (const { members = [], ...group } of fixture.groups ?? []) {
    await createGroup(store, principal, group, { add: members })
  }
}

async function directoryFor(
  store: Store,
  { name, number, oid, status, settings }: NewDirectory,
): Promise<Directory> {
  const there = await store.readInstallation((tx) => tx.directory({ name }))
  return there ?? await createDirectory(store, {
    name,
    ...(number === undefined ? {} : { number }),
    ...(oid === undefined ? {} : { oid }),
    ...(status === undefined ? {} : { status }),
    ...(settings === undefined ? {} : { settings }),
  })
}

async function loadTypes(store: Store, principal: Principal, names: readonly string[]): Promise<void> {
  const there = await store.read(principal.directory, (tx) => tx.types())
  for (const name of names) {
    if (!there.some((type) => type.name === name)) await createType(store, principal, name)
  }
}

async function unlessTaken(making: Promise<unknown>): Promise<void> {
  try {
    await making
  } catch (error) {
    if (!(error instanceof DirectoryError) || error.code !== 'conflict') throw error
  }
}
