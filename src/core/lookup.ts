import { ALL, and, type Filter, type Order } from './filter.ts'
import type { Group, GroupKey } from './group.ts'
import type { Person } from './person.ts'
import type { PersonFilter, PersonOrder } from './person-filter.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Reading, type Store } from './store.ts'
import { isVisible } from './visible.ts'
import { type Reach, walk } from './walk.ts'

/** The live groups with one of these keys that the principal may see, in the order of the keys, each once. Throws `forbidden`. */
export async function lookUpGroups(
  store: Store,
  principal: Principal,
  keys: readonly GroupKey[],
): Promise<Group[]> {
  allow(principal, 'group.find')
  return await store.read(principal.directory, async (tx) => {
    const found = new Map<number, Group>()
    for (const key of keys) {
      const group = await tx.group(key)
      if (group?.state !== 'live' || group.builtin !== null) continue
      if (await isVisible(tx, principal, group)) found.set(group.number, group)
    }
    return [...found.values()]
  })
}

/** What somebody may be looked up by: an id, a number of the directory, a phone number as it was sent. */
export interface PersonLookup {
  readonly uuid?: string
  readonly number?: number
  readonly phone?: string
}

/** The live people of whom one of these is true, by number: at most a page of them. Throws `forbidden`. */
export async function lookUpPeople(
  store: Store,
  principal: Principal,
  { uuid, number, phone }: PersonLookup,
): Promise<Person[]> {
  allow(principal, 'person.find')
  return await store.read(principal.directory, async (tx) => {
    const found = [
      uuid === undefined ? undefined : await tx.person({ uuid }),
      number === undefined ? undefined : await tx.person({ number }),
      ...phone === undefined ? [] : await peopleCalled(tx, phone),
    ]
    const live = found.filter((person) => person !== undefined).filter(({ state }) => state === 'live')
    const byNumber = new Map(live.map((person) => [person.number, person]))
    return [...byNumber.values()].sort((a, b) => a.number - b.number)
  })
}

function peopleCalled(tx: Reading, phone: string): Promise<Person[]> {
  return tx.people({
    filter: { is: 'compare', field: 'phone', with: '=', value: phone },
    state: 'live',
    order: [{ field: 'number' }],
    limit: pageMax,
  })
}

/** Groups and people in one list, the groups first. */
export interface JoinedWalk extends Partial<Reach> {
  readonly groups: { readonly filter?: Filter; readonly order: readonly Order[] }
  readonly people: { readonly filter?: PersonFilter; readonly order: readonly PersonOrder[] }
}

export type Joined =
  | { readonly is: 'group'; readonly group: Group }
  | { readonly is: 'person'; readonly person: Person }

/**
 * The joined list page by page, of which each page is one snapshot. Throws `forbidden`, and `too_large` for a filter with
 * too many parts.
 */
export async function groupsThenPeople(
  store: Store,
  principal: Principal,
  { groups, people, offset = 0, limit = Infinity }: JoinedWalk,
): Promise<AsyncIterable<readonly Joined[]>> {
  allow(principal, 'group.list')
  allow(principal, 'person.list')
  const filter = and(groups.filter ?? ALL, principal.sees)
  const asked = { groups: { ...groups, filter }, people: { ...people, filter: people.filter ?? ALL } }
  return await walk<Joined>(
    { offset, limit },
    (cut) => store.read(principal.directory, (tx) => joinedPage(tx, asked, cut)),
  )
}

type Asked = { readonly [Part in 'groups' | 'people']: Required<JoinedWalk[Part]> }

interface JoinedCut {
  readonly after?: Joined
  readonly offset?: number
  readonly limit: number
}

async function joinedPage(
  tx: Reading,
  { groups, people }: Asked,
  { after, offset = 0, limit }: JoinedCut,
): Promise<Joined[]> {
  const state = 'live' as const
  if (after?.is === 'person') {
    return (await tx.people({ ...people, state, after: after.person, limit })).map(joinPerson)
  }
  const from = after ? { after: after.group } : { offset }
  const first = await tx.groups({ ...groups, state, ...from, limit })
  if (first.length === limit) return first.map(joinGroup)
  const isBehind = first.length === 0 && offset > 0
  const skipped = isBehind ? offset - await tx.countGroups(groups.filter) : 0
  const rest = { offset: skipped, limit: limit - first.length }
  return [...first.map(joinGroup), ...(await tx.people({ ...people, state, ...rest })).map(joinPerson)]
}

function joinGroup(group: Group): Joined {
  return { is: 'group', group }
}

function joinPerson(person: Person): Joined {
  return { is: 'person', person }
}
