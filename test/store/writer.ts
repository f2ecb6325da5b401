import { createDirectory, listDirectories } from '../../src/core/directories.ts'
import { changeGroup, changeMember, createGroup, endMember } from '../../src/core/groups.ts'
import type { NewMember } from '../../src/core/member.ts'
import { changePerson, createPerson, trashPerson } from '../../src/core/people.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { openStore } from '../../src/store/open.ts'

/** What was acknowledged: it must be there whatever becomes of this process afterwards. */
export type Acknowledged =
  | {
    readonly told: 'group'
    readonly number: number
    readonly version: number
    readonly members: readonly number[]
  }
  | { readonly told: 'person'; readonly number: number; readonly version: number }

/** How many commands run at once. */
const hands = 12

/**
 * A program: writes without an end to the first directory of the database that is named, which it makes if there is none,
 * and prints one line for each acknowledgement. It is there to be killed.
 */
async function main(): Promise<void> {
  const store = await openStore({ database: Deno.args[0] ?? '' })
  if ((await listDirectories(store)).length === 0) await createDirectory(store, { name: 'first' })
  await Promise.all(Array.from({ length: hands }, () => work(store)))
}

async function work(store: Store): Promise<void> {
  const principal = operator(1, 'writer')
  const { group: { number } } = await createGroup(store, principal, { name: 'mine' })
  for (;;) {
    const step = pick(STEPS)
    for (const one of await step(store, number)) tell(one)
  }
}

function tell(acknowledged: Acknowledged): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(acknowledged)}\n`))
}

type Step = (store: Store, group: number) => Promise<Acknowledged[]>
const principal = operator(1, 'writer')

const STEPS: readonly Step[] = [create, add, add, add, edit, replace, rest, join]

/** Makes a group with members, and one below it. */
async function create(store: Store): Promise<Acknowledged[]> {
  const { group, began } = await createGroup(store, principal, { name: 'new' }, { add: some(5) })
  const below = await createGroup(store, principal, { name: 'below', parent: group.number }, { add: some(2) })
  return [
    { told: 'group', number: group.number, version: group.version, members: began.map((one) => one.id) },
    { told: 'group', number: below.group.number, version: 1, members: below.began.map((one) => one.id) },
  ]
}

async function add(store: Store, number: number): Promise<Acknowledged[]> {
  const { group, began } = await changeGroup(store, principal, { number }, { edit: () => ({ add: some(3) }) })
  return [{ told: 'group', number, version: group.version, members: began.map((one) => one.id) }]
}

/** Adds a phone, changes it and sometimes ends it. */
async function edit(store: Store, number: number): Promise<Acknowledged[]> {
  const { began: [phone] } = await changeGroup(store, principal, { number }, {
    edit: () => ({ add: some(1) }),
  })
  if (!phone) return []
  const key = { kind: 'phone', id: phone.id } as const
  const { group } = await changeMember(store, principal, key, () => ({ data: { label: 'changed' } }))
  const after = Math.random() < 0.5 ? await endMember(store, principal, key) : group
  return [{ told: 'group', number, version: after.version, members: [phone.id] }]
}

async function replace(store: Store, number: number): Promise<Acknowledged[]> {
  const people = Array.from(
    { length: 4 },
    (): NewMember => ({ kind: 'person', ref: { number: 1 + random(50) } }),
  )
  const { group } = await changeGroup(store, principal, { number }, {
    edit: () => ({ replace: [{ kind: 'person', members: people }, { kind: 'phone', members: some(2) }] }),
  })
  return [{ told: 'group', number, version: group.version, members: [] }]
}

/** Puts a group into the trash and takes it out again. */
async function rest(store: Store, number: number): Promise<Acknowledged[]> {
  await trashGroup(store, principal, { number })
  const { version } = await restoreGroup(store, principal, { number })
  return [{ told: 'group', number, version, members: [] }]
}

/** Makes a person who is in groups, and lets it leave them. */
async function join(store: Store, group: number): Promise<Acknowledged[]> {
  const made = await createPerson(store, principal, { displayName: 'new' }, { groups: [{ number: group }] })
  const { number, version } = await changePerson(
    store,
    principal,
    { number: made.number },
    () => ({ set: { phone: '1' }, groups: [{ code: `code ${random(20)}` }] }),
  )
  if (Math.random() < 0.3) await trashPerson(store, principal, { number })
  return [{ told: 'person', number, version }]
}

function some(count: number): NewMember[] {
  return Array.from({ length: count }, () => ({ kind: 'phone', name: `+49 151 ${random(1e7)}` }))
}

function random(below: number): number {
  return Math.floor(Math.random() * below)
}

function pick<T>(all: readonly T[]): T {
  return all[random(all.length)]!
}

if (import.meta.main) await main()
