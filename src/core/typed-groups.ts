import { notFound } from './error.ts'
import type { GroupType } from './person.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Reading, type Store, type TypedGroup } from './store.ts'

/** Pages of groups as their types list them: by folded name, then number. */
export type TypedPages = AsyncIterable<readonly TypedGroup[]>

/** A type with its live groups, as far as the principal may see them. */
export interface TypeListing {
  /** Null stands for the groups of no type. */
  readonly type: GroupType | null
  readonly groups: TypedPages
}

/** All types by number, and the live groups: first those of no type, then those of each type in that order. */
export interface TypesListing {
  readonly types: readonly GroupType[]
  readonly groups: TypedPages
}

/**
 * All types with their groups. The types and the first page are of one snapshot, beyond it each page is what is there
 * when it is read. Throws `forbidden`.
 */
export async function listTypes(store: Store, principal: Principal): Promise<TypesListing> {
  allow(principal, 'type.list')
  allow(principal, 'group.list')
  return await store.read(principal.directory, async (tx) => {
    const first = await nextOfAll(tx, principal)
    const next = (after: TypedGroup) =>
      store.read(principal.directory, (later) => nextOfAll(later, principal, after))
    return { types: await tx.types(), groups: pagesFrom(first, next) }
  })
}

/** Behind the groups of no type come those of the types. */
async function nextOfAll(
  tx: Reading,
  { sees }: Principal,
  after?: TypedGroup,
): Promise<readonly TypedGroup[]> {
  const place = after ? { after } : {}
  if (after && after.type !== null) {
    return await tx.typedGroups({ type: 'any', sees, limit: pageMax, ...place })
  }
  const none = await tx.typedGroups({ type: null, sees, limit: pageMax, ...place })
  const left = pageMax - none.length
  return left === 0 ? none : [...none, ...await tx.typedGroups({ type: 'any', sees, limit: left })]
}

/** One type, or null for none, with its groups, as above. Throws `forbidden`, `not_found`. */
export async function findTypeWith(
  store: Store,
  principal: Principal,
  number: number | null,
): Promise<TypeListing> {
  allow(principal, 'type.get')
  allow(principal, 'group.list')
  return await store.read(principal.directory, async (tx) => {
    const type = number === null ? null : await tx.type(number)
    if (type === undefined) throw notFound(`group type ${number}`)
    return await typeListing(store, tx, principal, type)
  })
}

/** The same inside a transaction, from which the first page is. */
export async function typeListing(
  store: Store,
  tx: Reading,
  principal: Principal,
  type: GroupType | null,
): Promise<TypeListing> {
  const query = { type: type?.number ?? null, sees: principal.sees, limit: pageMax }
  const next = (after: TypedGroup) =>
    store.read(principal.directory, (later) => later.typedGroups({ ...query, after }))
  return { type, groups: pagesFrom(await tx.typedGroups(query), next) }
}

async function* pagesFrom(
  first: readonly TypedGroup[],
  next: (after: TypedGroup) => Promise<readonly TypedGroup[]>,
): AsyncGenerator<readonly TypedGroup[]> {
  for (let page = first;;) {
    yield page
    const last = page.at(-1)
    if (!last || page.length < pageMax) return
    page = await next(last)
  }
}

/**
 * The groups that a type has just lost: the first page as it was, then the others by their numbers, in that order, as
 * they are when they are read.
 */
export async function* lostGroups(
  store: Store,
  { directory, sees }: Principal,
  { first, numbers }: { readonly first: readonly TypedGroup[]; readonly numbers: readonly number[] },
): AsyncGenerator<readonly TypedGroup[]> {
  yield first
  for (let at = 0; at < numbers.length; at += pageMax) {
    const page = numbers.slice(at, at + pageMax)
    const found = await store.read(directory, (tx) => tx.typedGroupsNumbered(page, sees))
    const known = new Map(found.map((group) => [group.number, group]))
    yield page.flatMap((number) => known.get(number) ?? [])
  }
}
