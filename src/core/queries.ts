import { notFound } from './error.ts'
import type { Event, Subject } from './event.ts'
import { ALL, and, type Filter, type Order } from './filter.ts'
import { BUILTIN_GROUPS, type Group, type GroupKey } from './group.ts'
import { membersOf } from './group-members.ts'
import type { Member, MemberId, MemberKind } from './member.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Store } from './store.ts'
import { totalOf } from './total.ts'
import { isVisible, mayRead, seen, seenMember, type Sight } from './visible.ts'
import { walk } from './walk.ts'

/** A live group that the principal may see, or one in the trash if these are asked for. Throws `forbidden`, `not_found`. */
export async function findGroup(
  store: Store,
  principal: Principal,
  key: GroupKey,
  sight?: Sight,
): Promise<Group> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, (tx) => seen(tx, principal, key, sight))
}

export interface GroupPage {
  readonly filter?: Filter
  readonly order: readonly Order[]
  readonly after?: Group
  readonly offset?: number
  readonly limit: number
}

/**
 * A page of live groups and the total of all pages, in one snapshot. Without a filter the total costs nothing; with one
 * it is a scan of what matches. Throws `forbidden`.
 */
export async function pageGroups(
  store: Store,
  principal: Principal,
  page: GroupPage,
): Promise<{ groups: Group[]; total: number }> {
  allow(principal, 'group.list')
  const filter = and(page.filter ?? ALL, principal.sees)
  const query = { ...page, filter, state: 'live' as const, limit: Math.min(page.limit, pageMax) }
  return await store.read(principal.directory, async (tx) => {
    const groups = await tx.groups(query)
    return { groups, total: await totalOf(query, groups.length, () => tx.countGroups(filter)) }
  })
}

export interface GroupWalk {
  readonly filter?: Filter
  readonly state?: 'live' | 'trashed'
  /** Must end in a field that is unique. */
  readonly order: readonly Order[]
  readonly offset?: number
  readonly limit?: number
}

/**
 * All groups in an order, or so many of them, page by page, without the lists that come with the directory; each page is
 * what is there when it is read, the first is read at once. Throws `forbidden`.
 */
export async function allGroups(
  store: Store,
  principal: Principal,
  { filter = ALL, state = 'live', order, offset = 0, limit = Infinity }: GroupWalk,
): Promise<AsyncIterable<readonly Group[]>> {
  allow(principal, 'group.list')
  const query = { filter: and(filter, principal.sees), state, order }
  return await walk(
    { offset, limit },
    (cut) => store.read(principal.directory, (tx) => tx.groups({ ...query, ...cut })),
  )
}

/** The lists that come with the directory, as far as the principal may see them. Throws `forbidden`. */
export async function builtinGroups(store: Store, principal: Principal): Promise<Group[]> {
  allow(principal, 'group.list')
  return await store.read(principal.directory, async (tx) => {
    const found: Group[] = []
    for (const { builtin } of BUILTIN_GROUPS) {
      const group = await tx.group({ builtin })
      if (group && await isVisible(tx, principal, group)) found.push(group)
    }
    return found
  })
}

/** A live member, wherever it is, and its group. Throws `forbidden`, `not_found`. */
export async function findMember(
  store: Store,
  principal: Principal,
  key: Sight & { readonly kind: MemberKind; readonly id: MemberId },
): Promise<{ group: Group; member: Member }> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, (tx) => seenMember(tx, principal, key))
}

/** A live member of one group, with the group. Throws `forbidden`, `not_found`. */
export async function findMemberOf(
  store: Store,
  principal: Principal,
  group: GroupKey,
  { kind, id, ...sight }: Sight & { readonly kind: MemberKind; readonly id: MemberId },
): Promise<{ group: Group; member: Member }> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, async (tx) => {
    const found = await seen(tx, principal, group, sight)
    return { group: found, member: await membersOf(tx, found).find({ kind, id }) }
  })
}

export interface MemberPage extends Sight {
  readonly kind: MemberKind
  /** The position behind which the page begins: the same cost at any depth. */
  readonly after?: number
  /** How many members stand before the page, for vendors' page numbers. */
  readonly offset?: number
  readonly limit: number
}

/** A page of a group's members of one kind in their order, with the group. Throws `forbidden`, `not_found`. */
export async function pageMembers(
  store: Store,
  principal: Principal,
  key: GroupKey,
  { kind, after = 0, offset = 0, limit, trashed = false }: MemberPage,
): Promise<{ group: Group; members: Member[] }> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, async (tx) => {
    const group = await seen(tx, principal, key, { trashed })
    const query = { group: group.number, kind, after, limit: Math.min(limit, pageMax) }
    const members = offset === 0 ? await tx.members(query) : await tx.membersBehind({ ...query, offset })
    return { group, members }
  })
}

/**
 * All members of a group of one kind, page by page. The first page is of one snapshot with the group; beyond it each
 * page is what is there when it is read. Throws `forbidden`, `not_found`.
 */
export async function allMembers(
  store: Store,
  principal: Principal,
  key: GroupKey,
  kind: MemberKind,
  sight: Sight = {},
): Promise<{ group: Group; pages: AsyncIterable<readonly Member[]> }> {
  const { group, members } = await pageMembers(store, principal, key, { ...sight, kind, limit: pageMax })
  return { group, pages: pagesFrom(store, principal, { group, kind, first: members }) }
}

async function* pagesFrom(
  store: Store,
  { directory }: Principal,
  { group, kind, first }: { group: Group; kind: MemberKind; first: readonly Member[] },
): AsyncGenerator<readonly Member[]> {
  let page = first
  for (;;) {
    yield page
    const last = page.at(-1)
    if (!last || page.length < pageMax) return
    page = await store.read(
      directory,
      (tx) => tx.members({ group: group.number, kind, after: last.position, limit: pageMax }),
    )
  }
}

/**
 * Of these members of a group those that are still there, in this order: for an order that the store does not have. At
 * most a page of them. Throws `forbidden`, `not_found`.
 */
export async function membersInOrder(
  store: Store,
  principal: Principal,
  key: GroupKey,
  { kind, ids, ...sight }: Sight & { readonly kind: MemberKind; readonly ids: readonly MemberId[] },
): Promise<Member[]> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, async (tx) => {
    const { number } = await seen(tx, principal, key, sight)
    const found: Member[] = []
    for (const id of ids.slice(0, pageMax)) {
      const member = await tx.member(id)
      if (member?.group === number && member.kind === kind && member.state === 'live') found.push(member)
    }
    return found
  })
}

/** The events of a subject, the newest first, before a sequence. Throws `forbidden`, `not_found`. */
export async function historyOf(
  store: Store,
  principal: Principal,
  subject: Subject,
  { before = Number.MAX_SAFE_INTEGER, limit = pageMax }: { before?: number; limit?: number } = {},
): Promise<Event[]> {
  allow(principal, 'event.list')
  return await store.read(principal.directory, async (tx) => {
    if (!await mayRead(tx, principal, subject)) throw notFound(subject.kind)
    return await tx.eventsOf(subject, before, Math.min(limit, pageMax))
  })
}

/**
 * A page of the events of the directory in the order of their commits, behind a sequence; those of groups that the
 * principal may not see are left out of it. Throws `forbidden`.
 */
export async function eventsAfter(
  store: Store,
  principal: Principal,
  after: number,
  limit = pageMax,
): Promise<Event[]> {
  allow(principal, 'event.list')
  return await store.read(principal.directory, async (tx) => {
    const seen: Event[] = []
    for (const event of await tx.events(after, Math.min(limit, pageMax))) {
      if (await mayRead(tx, principal, event.subject)) seen.push(event)
    }
    return seen
  })
}

/** The members that a group had right after an event, by id, behind `afterId`. Throws `forbidden`, `not_found`. */
export async function membersAt(
  store: Store,
  principal: Principal,
  key: GroupKey,
  { sequence, afterId = 0, limit = pageMax }: { sequence: number; afterId?: number; limit?: number },
): Promise<Member[]> {
  allow(principal, 'event.list')
  return await store.read(principal.directory, async (tx) => {
    const group = await seen(tx, principal, key)
    return await tx.membersAt(group.number, sequence, afterId, Math.min(limit, pageMax))
  })
}
