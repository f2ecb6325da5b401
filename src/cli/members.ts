import type { Group } from '../core/group.ts'
import { type Member, type MemberKind, refers } from '../core/member.ts'
import type { Principal } from '../core/principal.ts'
import { pageMembers } from '../core/queries.ts'
import type { Reading, Store } from '../core/store.ts'
import { type Answer, withTimes } from './output.ts'
import { pageOf } from './pages.ts'
import { type Column, table, timeOf } from './table.ts'

export interface MembersPage {
  readonly group: Group
  readonly kind: MemberKind
  readonly limit: number
  /** The position behind which the page begins. */
  readonly after: number
}

/** A page of a group's members of one kind, each with the name of what it refers to. */
export async function membersOf(store: Store, principal: Principal, page: MembersPage): Promise<Answer> {
  const { kind, limit, after } = page
  const key = { number: page.group.number }
  const { group, members } = await pageMembers(store, principal, key, { kind, limit: limit + 1, after })
  const { rows, last } = pageOf(members, limit)
  const named = await store.read(
    principal.directory,
    (tx) => Promise.all(rows.map((one) => withName(tx, one))),
  )
  const next = last?.position ?? null
  const more = next === null ? '' : `; the next ones: --after ${next}`
  const total = `${named.length} of ${group.counts[kind]} members of the kind ${kind}${more}`
  return {
    json: { members: named.map(memberJson), next },
    text: `${table(named, columnsFor(kind))}\n\n${total}`,
  }
}

async function withName(tx: Reading, member: Member): Promise<Member> {
  return { ...member, name: await nameOf(tx, member) }
}

/** What a member is called; null for what is only referred to and not there yet. */
async function nameOf(tx: Reading, { kind, ref, name }: Member): Promise<string | null> {
  if (ref === null) return name
  switch (kind) {
    case 'person':
      return (await tx.person({ number: ref }))?.displayName || null
    case 'device':
    case 'endpoint':
      return (await tx.thing(kind, { number: ref }))?.name || null
    case 'group':
      return (await tx.group({ number: ref }))?.name || null
    case 'phone':
    case 'item':
    case 'heading':
      return name
  }
}

function columnsFor(kind: MemberKind): Column<Member>[] {
  const first: Column<Member>[] = [{ title: 'id', of: ({ id }) => id }]
  if (refers(kind)) first.push({ title: 'number', of: ({ ref }) => ref })
  first.push({ title: 'name', of: ({ name }) => name, cut: true })
  if (kind === 'phone') {
    first.push(
      {
        title: 'values',
        of: ({ data }) => data.values?.map((one) => one ?? '-').join(' | ') || null,
        cut: true,
      },
      { title: 'opted out (UTC)', of: ({ data }) => timeOf(data.optedOutAt ?? null) },
    )
  }
  return [...first, { title: 'until (UTC)', of: ({ validUntil }) => timeOf(validUntil) }]
}

/** A member for programs. */
export function memberJson({ nameKey: _, ...member }: Member): object {
  return { ...withTimes(member), data: withTimes(member.data) }
}
