import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { DirectoryError, type ErrorCode } from '../../src/core/error.ts'
import type { Event } from '../../src/core/event.ts'
import type { Group, NewGroup } from '../../src/core/group.ts'
import { createGroup, type CreateOptions } from '../../src/core/groups.ts'
import type { Member, MemberKind, NewMember } from '../../src/core/member.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { pageMax, type Reading, type Store } from '../../src/core/store.ts'
import { drivers, type Opened, type TestedDriver } from './drivers.ts'

/** What a test of the contract starts from: a store on a database of its own, with one directory. */
export interface Scene {
  readonly opened: Opened
  readonly store: Store
  readonly principal: Principal
  readonly directory: number
  /** The store's clock: stands still unless it is set. */
  readonly clock: { now: number }
}

/** When the clock of a scene stands: 2026-03-01. */
export const beginning = Date.UTC(2026, 2, 1)

/** Registers a test of the contract for every driver. */
export function contract(name: string, work: (scene: Scene) => Promise<void>): void {
  contractOf(drivers, name, work)
}

/** Registers a test of what PostgreSQL alone does. */
export function onPostgres(name: string, work: (scene: Scene) => Promise<void>): void {
  contractOf(drivers.filter((driver) => driver.name === 'postgres'), name, work)
}

/** Registers a test of what SQLite alone does. */
export function onSqlite(name: string, work: (scene: Scene) => Promise<void>): void {
  contractOf(drivers.filter((driver) => driver.name === 'sqlite'), name, work)
}

function contractOf(
  those: readonly TestedDriver[],
  name: string,
  work: (scene: Scene) => Promise<void>,
): void {
  for (const driver of those) {
    const ignore = driver.missing !== undefined
    Deno.test({ name: `${driver.name}: ${name}`, ignore, fn: () => inScene(driver, work) })
  }
}

async function inScene(driver: TestedDriver, work: (scene: Scene) => Promise<void>): Promise<void> {
  const clock = { now: beginning }
  const opened = await driver.open({ clock: () => clock.now })
  try {
    const { store } = opened
    const { id } = await createDirectory(store, { name: 'first' })
    await work({ opened, store, clock, directory: id, principal: operator(id, 'tester') })
  } finally {
    await opened.close()
  }
}

/** How often a property is tried: on PostgreSQL, which has the same SQL and answers over a socket, more rarely. */
export function tries({ opened: { driver } }: Scene, count: number): number {
  return driver.name === 'postgres' ? Math.ceil(count / 4) : count
}

/** Makes a group and gives it. */
export async function group(
  { store, principal }: Pick<Scene, 'store' | 'principal'>,
  fields: NewGroup | string,
  options: CreateOptions = {},
): Promise<Group> {
  const given = typeof fields === 'string' ? { name: fields } : fields
  return (await createGroup(store, principal, given, options)).group
}

/** Reads the scene's directory. */
export function read<T>({ store, directory }: Scene, work: (tx: Reading) => Promise<T>): Promise<T> {
  return store.read(directory, work)
}

/** A person as a member to be. */
export function person(number: number, more: Partial<NewMember> = {}): NewMember {
  return { kind: 'person', ref: { number }, ...more }
}

/** A phone number as a member to be. */
export function phone(name: string, more: Partial<NewMember> = {}): NewMember {
  return { kind: 'phone', name, ...more }
}

/** The first page of a group's members of one kind. */
export function membersOf(scene: Scene, number: number, kind: MemberKind): Promise<Member[]> {
  return read(scene, (tx) => tx.members({ group: number, kind, limit: pageMax }))
}

/** What a group's members of one kind refer to, in their order. */
export async function refsOf(scene: Scene, number: number, kind: MemberKind = 'person'): Promise<number[]> {
  return (await membersOf(scene, number, kind)).map((member) => member.ref ?? 0)
}

/** A group in any state. */
export async function reread(scene: Scene, number: number): Promise<Group> {
  const found = await read(scene, (tx) => tx.group({ number }))
  assert.ok(found, `group ${number} is there`)
  return found
}

/** All events of the scene's directory. */
export async function allEvents({ store, directory }: Scene): Promise<Event[]> {
  const events: Event[] = []
  for (;;) {
    const page = await store.read(directory, (tx) => tx.events(events.at(-1)?.sequence ?? 0, pageMax))
    events.push(...page)
    if (page.length < pageMax) return events
  }
}

/** Asserts that something is refused with this code, and gives the error. */
export async function refused(code: ErrorCode, work: Promise<unknown>): Promise<DirectoryError> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown)
  assert.ok(error !== undefined, `${code} was expected, and nothing was refused`)
  assert.ok(error instanceof DirectoryError, `${code} was expected, and this came: ${error}`)
  assert.equal(error.code, code, error.message)
  return error
}

/** `count` numbers from `from` on. */
export function range(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, at) => from + at)
}

const TABLES = [
  'directory',
  'account',
  'token',
  'installation',
  'ledger',
  'group_type',
  'groups',
  'member',
  'person',
  'thing',
  'tag',
  'selector',
  'event',
]

/** Every row of the database, to see that something has changed nothing. */
export function contents({ opened: { driver } }: Scene): Promise<unknown> {
  return driver.read(async (connection) => {
    const tables: Record<string, unknown> = {}
    for (const table of TABLES) {
      tables[table] = await connection.all(`select * from ${table} order by 1, 2, 3`)
    }
    return tables
  })
}
