import type { Group, GroupKey } from '../../core/group.ts'
import type { Member } from '../../core/member.ts'
import { allMembers, findMemberOf, membersInOrder } from '../../core/queries.ts'
import { pageMax } from '../../core/store.ts'
import type { Call } from '../../http/dialect.ts'
import { attributesOf, byRank, type EntryKind, type Ranked } from './entry.ts'
import type { EntryKey, Saved } from './item-changes.ts'

/** Who asks. */
export type Asker = Pick<Call, 'store' | 'principal'>

/** Which members of a list are read. */
export interface EntryQuery {
  readonly kind: EntryKind
  /** Whether deleted ones are among them. */
  readonly deleted?: boolean
}

/** A list, in the trash or outside, and some of its members in pages. */
export interface Walk {
  readonly group: Group
  readonly pages: AsyncIterable<readonly Member[]>
}

/**
 * All items or headings of a list in the vendor's order: by rank, then by id. Of a long list only the order is kept while
 * its pages are read, each when it is asked for. Throws `forbidden`, `not_found`.
 */
export async function walkEntries(asker: Asker, list: GroupKey, query: EntryQuery): Promise<Walk> {
  const { store, principal } = asker
  const { group, pages } = await allMembers(store, principal, list, query.kind, { trashed: true })
  const isShort = group.counts[query.kind] <= pageMax
  return { group, pages: isShort ? ranked(pages, query) : walked(asker, { list, query, pages }) }
}

/** One item or heading of a list, deleted ones too. Throws `forbidden`, `not_found` for that of another list, too. */
export function findEntry({ store, principal }: Asker, list: GroupKey, key: EntryKey): Promise<Saved> {
  return findMemberOf(store, principal, list, { ...key, trashed: true })
}

/** What is there already, in pages for an answer. */
export async function* inPages<T>(entries: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < entries.length; at += pageMax) yield entries.slice(at, at + pageMax)
}

/** Pages of other things, made of each page when it is asked for. */
export async function* mapped<T, U>(
  pages: AsyncIterable<readonly T[]>,
  map: (one: T) => U,
): AsyncGenerator<readonly U[]> {
  for await (const page of pages) yield page.map(map)
}

/** All that pages hold, for what is needed as a whole. */
export async function gathered<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  return (await Array.fromAsync(pages)).flat()
}

type Pages = AsyncIterable<readonly Member[]>

async function* ranked(pages: Pages, query: EntryQuery): Pages {
  const members = await gathered(pages)
  yield wanted(members, query).toSorted((one, other) => byRank(rankOf(one), rankOf(other)))
}

async function* walked(
  { store, principal }: Asker,
  { list, query, pages }: { readonly list: GroupKey; readonly query: EntryQuery; readonly pages: Pages },
): Pages {
  const { kind } = query
  const order: Ranked[] = []
  for await (const page of pages) order.push(...wanted(page, query).map(rankOf))
  if (isInOrder(order)) {
    const again = await allMembers(store, principal, list, kind, { trashed: true })
    for await (const page of again.pages) yield wanted(page, query)
    return
  }
  order.sort(byRank)
  for await (const page of inPages(order)) {
    const ids = page.map(({ id }) => id)
    yield wanted(await membersInOrder(store, principal, list, { kind, ids, trashed: true }), query)
  }
}

/** Whether the vendor's order is the store's own, as it is until somebody gives ranks. */
function isInOrder(order: readonly Ranked[]): boolean {
  return order.every((one, at) => at === 0 || byRank(order[at - 1]!, one) < 0)
}

function wanted(members: readonly Member[], { deleted = false }: EntryQuery): readonly Member[] {
  return deleted ? members : members.filter((member) => !attributesOf(member).deleted)
}

function rankOf(member: Member): Ranked {
  return { rank: attributesOf(member).rank, id: member.id }
}
