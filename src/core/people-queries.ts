import { notFound } from './error.ts'
import { ALL, type Filter } from './filter.ts'
import type { Person, PersonKey } from './person.ts'
import type { PersonFilter, PersonOrder } from './person-filter.ts'
import { linksOf, type LinksShown } from './placements.ts'
import { allow, type Principal } from './principal.ts'
import { walk } from './walk.ts'
import { type GroupLink, pageMax, type Reading, type Store } from './store.ts'
import { totalOf } from './total.ts'

/**
 * A person and the live groups that it is in, as far as the principal may see them, in the person's order: what
 * `createPersonWith` and `changePersonWith` give, too.
 */
export interface PlacedPerson {
  readonly person: Person
  readonly groups: readonly GroupLink[]
}

export interface PeoplePage {
  readonly filter?: PersonFilter
  /** Must end in a field that is unique. */
  readonly order: readonly PersonOrder[]
  readonly after?: Person
  readonly offset?: number
  readonly limit: number
  /** Whether each comes with its groups; without, the lists are empty. */
  readonly groups?: boolean
}

/** All people in an order, or so many of them, each with its groups. */
export interface PeopleWalk extends LinksShown {
  readonly filter?: PersonFilter
  /** Must end in a field that is unique. */
  readonly order: readonly PersonOrder[]
  readonly offset?: number
  readonly limit?: number
}

/** A live person with its groups. Throws `forbidden`, `not_found`. */
export async function findPersonWith(
  store: Store,
  principal: Principal,
  key: PersonKey,
  shown?: LinksShown,
): Promise<PlacedPerson> {
  allow(principal, 'person.get')
  return await store.read(principal.directory, async (tx) => {
    const person = await tx.person(key)
    if (person?.state !== 'live') throw notFound('person')
    return await placedPerson(tx, principal, person, shown)
  })
}

/** A person with its groups inside a transaction. */
export async function placedPerson(
  tx: Reading,
  principal: Principal,
  person: Person,
  shown?: LinksShown,
): Promise<PlacedPerson> {
  const [placed] = await placedPeople(tx, principal, [person], shown)
  return placed!
}

/**
 * People with their groups, page by page: the first is read at once, and each is what is there when it is read. Throws
 * `forbidden`, and `too_large` for a filter with too many parts.
 */
export async function allPeople(
  store: Store,
  principal: Principal,
  { filter: asked = ALL, order, offset = 0, limit = Infinity, ...shown }: PeopleWalk,
): Promise<AsyncIterable<readonly PlacedPerson[]>> {
  allow(principal, 'person.list')
  const filter = among(principal.sees, asked)
  return await walk({ offset, limit }, ({ after, ...cut }) =>
    store.read(principal.directory, async (tx) => {
      const from = after ? { after: after.person } : {}
      const people = await tx.people({ filter, state: 'live', order, ...cut, ...from })
      return await placedPeople(tx, principal, people, shown)
    }))
}

/**
 * A page of live people and the total of all pages, in one snapshot. Without a filter the total costs nothing. A group
 * that the principal may not see is no group of anybody, in conditions neither. Throws `forbidden`, and `too_large` for a
 * filter with too many parts.
 */
export async function pagePeople(
  store: Store,
  principal: Principal,
  page: PeoplePage,
): Promise<{ people: PlacedPerson[]; total: number }> {
  allow(principal, 'person.list')
  const filter = among(principal.sees, page.filter ?? ALL)
  const query = { ...page, filter, state: 'live' as const, limit: Math.min(page.limit, pageMax) }
  return await store.read(principal.directory, async (tx) => {
    const people = await tx.people(query)
    const placed = page.groups
      ? await placedPeople(tx, principal, people)
      : people.map((person) => ({ person, groups: [] }))
    const total = await totalOf(query, people.length, () => tx.countPeople(filter))
    return { people: placed, total }
  })
}

async function placedPeople(
  tx: Reading,
  principal: Principal,
  people: readonly Person[],
  shown: LinksShown = {},
): Promise<PlacedPerson[]> {
  const refs = people.map((person) => person.number)
  const links = await linksOf(tx, principal, { kind: 'person', refs, ...shown })
  return people.map((person) => ({ person, groups: links.get(person.number) ?? [] }))
}

/** The same filter where only the groups that are seen count. */
function among(sees: Filter, filter: PersonFilter): PersonFilter {
  if (sees.is === 'all') return filter
  switch (filter.is) {
    case 'and':
    case 'or':
      return { is: filter.is, of: filter.of.map((part) => among(sees, part)) }
    case 'not':
      return { is: 'not', of: among(sees, filter.of) }
    case 'in-group':
    case 'in-no-group':
      return { ...filter, among: sees }
    case 'all':
    case 'none':
    case 'compare':
    case 'in':
    case 'like':
    case 'text':
    case 'part':
    case 'has-label':
      return filter
  }
}
