import { loadFixture } from '../src/core/fixture.ts'
import { blankSpell, type NewSpell } from '../src/core/member.ts'
import type { Store, Writing } from '../src/core/store.ts'
import { MIGRATIONS } from '../src/store/migrate.ts'
import { openStore } from '../src/store/open.ts'
import { created, newDevice, newGroup, newPerson, oidOfNumber, startMs } from './entities.ts'
import { counted, peopleOf, type Plan, plans, usersOf } from './plans.ts'
import { treePlans } from './tree.ts'

/**
 * Large directories, the same in every run. `small`: 20 groups, and a hundred people. `two`: the same, and a second
 * directory that is the same once more. `lists`: the groups 10000 to 19999
 * with 50 phones each. `items`: the same groups with 50 items each; `users`: with 50 of ten thousand people each. `crowd`:
 * group 1 has a million phones, and the groups 1000 to 1999 have ten each. `groups`: a million groups. `memberships`: a
 * million phones and people in groups of 50, each person in five of them. `tree`: a hundred thousand groups that lie in
 * each other, with people and devices (`tree.ts`).
 */
export type Population =
  | 'small'
  | 'two'
  | 'lists'
  | 'items'
  | 'users'
  | 'crowd'
  | 'groups'
  | 'memberships'
  | 'tree'

/** What opens the directory, in the dialects' forms. */
export const credential = { number: 1234567, secret: '0123456789abcdef0123456789abcdef' }
export const lox24Token = `${credential.number}:${credential.secret}`
const second = { number: 7654321, secret: 'fedcba9876543210fedcba9876543210' }
export const secondLox24Token = `${second.number}:${second.secret}`
export const superofficeTicket = '7T:0123456789abcdef'
export const bearerToken = '0123456789abcdef0123456789abcdef-bearer'

/** The directory's own oid. */
export const directoryOid = '575ec8687ae143cd83dc4a97'

/** Rises when what is made here changes, so that a kept directory is not taken for a new one. */
const edition = 5

/** A name for a directory of this kind and size, and of this schema. */
export async function populationKey(population: Population, million: number): Promise<string> {
  const text = new TextEncoder().encode([edition, ...MIGRATIONS].join('\n'))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text)).toHex()
  const size = ['small', 'two', 'lists', 'items', 'users'].includes(population) ? 'all' : million
  return `${population}-${size}-${digest.slice(0, 12)}`
}

/** Makes the directory in an empty database, through the store, without the rules of the core. */
export async function makePopulation(
  population: Population,
  { database, million }: { readonly database: string; readonly million: number },
): Promise<void> {
  const store = await openStore({ database, clock: () => startMs })
  try {
    await loadFixture(store, JSON.stringify({ directories: [FIRST] }))
    await write(await placeIn(store, credential), population, million)
    if (population !== 'two') return
    await loadFixture(store, JSON.stringify({ directories: [SECOND] }))
    await write(await placeIn(store, second), population, million)
  } finally {
    await store.close()
  }
}

const FIRST = {
  name: 'bench',
  number: credential.number,
  oid: directoryOid,
  settings: { country: 'DE' },
  tokens: [
    { purpose: 'lox24', name: 'bench', secret: credential.secret, scopes: ['administrator'] },
    { purpose: 'superoffice', name: 'bench', secret: superofficeTicket, scopes: ['administrator'] },
    { purpose: 'bearer', name: 'bench', secret: bearerToken, scopes: ['administrator', 'all.Application'] },
  ],
}
const SECOND = {
  name: 'bench 2',
  number: second.number,
  settings: { country: 'DE' },
  tokens: [{ purpose: 'lox24', name: 'bench', secret: second.secret, scopes: ['administrator'] }],
}

async function placeIn(store: Store, { number }: { readonly number: number }): Promise<Place> {
  return { store, directory: (await store.readInstallation((tx) => tx.directory({ number })))!.id }
}

interface Place {
  readonly store: Store
  readonly directory: number
}

async function write(place: Place, population: Population, million: number): Promise<void> {
  switch (population) {
    case 'small':
    case 'two':
      await writePeople(place, 100, { isCounted: true })
      return await writeGroups(place, plans(12344, 20, counted))
    case 'lists':
      return await writeGroups(place, plans(10_000, 10_000, (number) => ({ ...counted(number), phones: 50 })))
    case 'items':
      return await writeGroups(place, plans(10_000, 10_000, () => ({ items: 50 })))
    case 'users':
      await writePeople(place, 10_000, { isCounted: true })
      return await writeGroups(
        place,
        plans(10_000, 10_000, (number) => ({ ...counted(number), people: usersOf(number) })),
      )
    case 'crowd':
      await writeGroups(place, [{ number: 1, phones: million }])
      return await writeGroups(place, plans(1000, 1000, () => ({ phones: 10 })))
    case 'groups':
      return await writeGroups(place, plans(1, million, () => ({})))
    case 'memberships':
      await writePeople(place, million / 10)
      return await writeGroups(
        place,
        plans(1, million / 50, (number) => ({ phones: 25, people: peopleOf(number, million / 10) })),
      )
    case 'tree':
      await writePeople(place, million / 10)
      await writeDevices(place, million / 10)
      return await writeGroups(place, treePlans(million / 10))
  }
}

const rowsOfWrite = 10_000

/** Writes some ten thousand rows at a time. */
async function inWrites<T>(
  { store, directory }: Place,
  things: Iterable<T>,
  step: (tx: Writing, thing: T) => Promise<number>,
): Promise<void> {
  const left = things[Symbol.iterator]()
  for (let next = left.next(); !next.done;) {
    await store.write(directory, async (tx) => {
      for (let rows = 0; rows < rowsOfWrite && !next.done; next = left.next()) {
        rows += await step(tx, next.value)
      }
    })
  }
}

function writeGroups(place: Place, groups: Iterable<Plan>): Promise<void> {
  return inWrites(place, groups, writeGroup)
}

async function writeGroup(
  tx: Writing,
  {
    number,
    uuid,
    oid,
    code: ownCode,
    selectors = [],
    phones = 0,
    items = 0,
    people = [],
    devices = [],
    groups = [],
    home = false,
  }: Plan,
): Promise<number> {
  const sequence = tx.nextSequence()
  const counts = {
    phone: phones,
    item: items,
    person: people.length,
    device: devices.length,
    group: groups.length,
  }
  const group = {
    ...newGroup(number, counts),
    selectors,
    ...(uuid === undefined ? {} : { uuid }),
    ...(oid === undefined ? {} : { oid }),
    ...(ownCode === undefined ? {} : { code: ownCode }),
  }
  tx.reserveGroupNumber(number)
  await tx.insertGroup(group)
  // In the order of an export: then ids rise in it.
  const refer = (kind: 'person' | 'device' | 'group', refs: readonly number[]) =>
    refs.map((ref) => ({
      ...spell(tx, sequence, { group: number, kind, ref }),
      home: kind === 'group' && home,
    }))
  const spells = [...refer('person', people), ...refer('device', devices), ...refer('group', groups)]
  await tx.insertMembers(spells)
  const firstPhone = await insertMany(tx, { number, sequence, count: phones, newMember: newPhone })
  const firstItem = await insertMany(tx, { number, sequence, count: items, newMember: newItem })
  const { name, description, columns, code } = group
  await tx.appendEvent(created('group', number, {
    sequence,
    after: { name, description, columns: [...columns], state: 'live', code, parent: null },
    began: { from: spells[0]?.id ?? (firstPhone || firstItem), total: phones + items + spells.length },
  }))
  return 2 + phones + items + spells.length
}

/** Gives the id of the first, or 0. */
async function insertMany(
  tx: Writing,
  { number, sequence, count, newMember }: {
    readonly number: number
    readonly sequence: number
    readonly count: number
    readonly newMember: typeof newPhone
  },
): Promise<number> {
  let first = 0
  for (let left = count; left > 0;) {
    const page = Array.from({ length: Math.min(left, 5000) }, () => newMember(tx, sequence, number))
    first ||= page[0]!.id
    await tx.insertMembers(page)
    left -= page.length
  }
  return first
}

function newPhone(tx: Writing, sequence: number, group: number): NewSpell {
  const phone = spell(tx, sequence, { group, kind: 'phone', ref: null })
  const name = `+4915${String(10_000_000 + phone.id)}`
  return { ...phone, name, nameKey: name, data: { values: ['Mr', `Name ${phone.id}`, null, null, null] } }
}

/** The later an item is made, the earlier it stands: so an answer has to bring them into their order. */
function newItem(tx: Writing, sequence: number, group: number): NewSpell {
  const item = spell(tx, sequence, { group, kind: 'item', ref: null })
  const data = { label: 'Best clients', attributes: { rank: 50 - item.id % 50 } }
  return { ...item, name: `Item ${item.id}`, nameKey: `item ${item.id}`, data }
}

function spell(tx: Writing, since: number, of: Pick<NewSpell, 'group' | 'kind' | 'ref'>): NewSpell {
  return { ...blankSpell(tx.takeMemberId(), of), since }
}

/** `isCounted` gives them oids through which a request can count. */
async function writePeople(place: Place, count: number, { isCounted = false } = {}): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  await inWrites(place, numbers, async (tx, number) => {
    const person = { ...newPerson(number), ...(isCounted ? { oid: oidOfNumber('e', number - 1) } : {}) }
    tx.reservePersonNumber(number)
    await tx.insertPerson(person)
    const { displayName, phone, email } = person
    const after = { displayName, phone, email, state: 'live' }
    await tx.appendEvent(created('person', number, { sequence: tx.nextSequence(), after }))
    return 2
  })
}

async function writeDevices(place: Place, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  await inWrites(place, numbers, async (tx) => {
    const device = newDevice(tx.takeThingNumber())
    await tx.insertThing(device)
    const { number, name, oid, tags } = device
    const after = { name, oid, tags: tags.map((tag) => ({ ...tag })), state: 'live' }
    await tx.appendEvent(created('device', number, { sequence: tx.nextSequence(), after }))
    return 4
  })
}
