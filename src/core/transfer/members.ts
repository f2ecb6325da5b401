import type { Group } from '../group.ts'
import { type Member, MEMBER_KINDS, type MemberKind, type Reference, refers } from '../member.ts'
import type { ThingKind } from '../person.ts'
import type { Principal } from '../principal.ts'
import { pageMax, type Reading, type Store, type Writing } from '../store.ts'
import { fold } from '../text.ts'
import { DirectoryError, notFound } from '../error.ts'
import { seen } from '../visible.ts'
import { byHalves } from './batch.ts'
import { type GivenIds, keysOf, oneOf } from './identity.ts'
import { type GivenMember, membersOfChange, mergeMembers } from './merge-members.ts'
import type { Report } from './report.ts'

/** What a member refers to, as far as it is known. */
export interface Shown {
  readonly member: Member
  readonly number: number | null
  readonly uuid: string | null
  readonly oid: string | null
  readonly name: string | null
  readonly email: string | null
}

/** Gives the members of a group page by page, those that wait for their date too, in one snapshot. */
export function eachMember(
  store: Store,
  principal: Principal,
  { number }: Group,
  { kinds, take }: {
    readonly kinds: readonly MemberKind[]
    readonly take: (page: readonly Shown[]) => Promise<void>
  },
): Promise<void> {
  return store.read(principal.directory, async (tx) => {
    for (const kind of kinds) {
      for (let after = 0;;) {
        const page = await tx.members({ group: number, kind, after, limit: pageMax })
        await take(await shownAll(tx, page))
        if (page.length < pageMax) break
        after = page.at(-1)!.position
      }
      await take(await shownAll(tx, await tx.membersWaiting(number, kind)))
    }
  })
}

export const ALL_KINDS: readonly MemberKind[] = MEMBER_KINDS

async function shownAll(tx: Reading, members: readonly Member[]): Promise<Shown[]> {
  const all: Shown[] = []
  for (const member of members) all.push(await shown(tx, member))
  return all
}

async function shown(tx: Reading, member: Member): Promise<Shown> {
  const { kind, ref, name } = member
  const blank = { member, number: ref, uuid: null, oid: null, name, email: null }
  if (ref === null) return blank
  switch (kind) {
    case 'person': {
      const person = await tx.person({ number: ref })
      if (!person) return blank
      return { ...blank, uuid: person.uuid, oid: person.oid, name: person.displayName, email: person.email }
    }
    case 'device':
    case 'endpoint': {
      const thing = await tx.thing(kind, { number: ref })
      return thing ? { ...blank, oid: thing.oid, name: thing.name } : blank
    }
    case 'group': {
      const group = await tx.group({ number: ref })
      return group ? { ...blank, uuid: group.uuid, oid: group.oid, name: group.name } : blank
    }
    case 'phone':
    case 'item':
    case 'heading':
      return blank
  }
}

/** A member as a table gives it: what it refers to by any of its ids. */
export interface TableMember extends Omit<GivenMember, 'ref'> {
  readonly ids: GivenIds
  readonly email?: string | undefined
}

/**
 * Adds and changes members of one group as a table gives them, through the rules of `mergeMembers`; counts and refuses
 * in the report.
 */
export async function importMembers(
  store: Store,
  principal: Principal,
  group: Group,
  { members, report }: { readonly members: AsyncIterable<TableMember>; readonly report: Report },
): Promise<void> {
  const merge = (some: readonly TableMember[]) =>
    store.write(principal.directory, async (tx) => {
      const given: GivenMember[] = []
      for (const one of some) given.push(await givenOf(tx, one))
      const now = await seen(tx, principal, { number: group.number })
      return await mergeMembers({ tx, principal, cause: null }, now, given)
    })
  const flush = (some: readonly TableMember[]) =>
    byHalves(some, async (half) => {
      const { made, changed, unchanged, over } = await merge(half)
      report.made.members += made
      report.changed.members += changed
      report.unchanged.members += unchanged
      report.passedOver += over
    }, (one, reason) => report.refuse(one.line, reason))
  let some: TableMember[] = []
  for await (const one of members) {
    some.push(one)
    if (some.length < membersOfChange) continue
    await flush(some)
    some = []
  }
  if (some.length > 0) await flush(some)
}

async function givenOf(tx: Writing, { ids, email, ...given }: TableMember): Promise<GivenMember> {
  const ref = await referenceOf(tx, given.kind, { ids, email })
  if (refers(given.kind) && !ref && given.id === undefined) throw whoIsMeant(given.kind)
  return { ...given, ref }
}

function whoIsMeant(kind: MemberKind): DirectoryError {
  const columns = kind === 'person' ? 'number, uuid, oid or email' : 'number, uuid or oid'
  return new DirectoryError('invalid', `nothing says which ${kind} is meant: fill in ${columns}`)
}

/** What all given ids mean; one that is not known yet stays as it is given. Throws `conflict` where they differ. */
async function referenceOf(
  tx: Reading,
  kind: MemberKind,
  { ids, email }: Pick<TableMember, 'ids' | 'email'>,
): Promise<Reference | undefined> {
  switch (kind) {
    case 'person':
      return await personBy(tx, ids, email)
    case 'device':
    case 'endpoint':
      return await thingBy(tx, kind, ids)
    case 'group':
      return await groupBy(tx, ids)
    case 'phone':
    case 'item':
    case 'heading':
      return undefined
  }
}

async function personBy(
  tx: Reading,
  ids: GivenIds,
  email: string | undefined,
): Promise<Reference | undefined> {
  const found = await oneOf('person', ids, (key) => tx.person(key))
  if (found) return { number: found.number }
  if (ids.number !== undefined) return { number: ids.number }
  return keysOf(ids)[0] ?? (email === undefined ? undefined : await personByEmail(tx, email))
}

async function personByEmail(tx: Reading, email: string): Promise<Reference> {
  const person = await tx.personByEmail(fold(email))
  if (!person) throw notFound(`person with the e-mail ${email}`)
  return { number: person.number }
}

async function thingBy(tx: Reading, kind: ThingKind, ids: GivenIds): Promise<Reference | undefined> {
  const { number, oid } = ids
  const found = await oneOf(
    kind,
    { number, oid },
    async (key) => 'uuid' in key ? undefined : await tx.thing(kind, key),
  )
  return found ? { number: found.number } : keysOf({ number, oid })[0]
}

async function groupBy(tx: Reading, ids: GivenIds): Promise<Reference | undefined> {
  const found = await oneOf('group', ids, (key) => tx.group(key))
  if (found) return { number: found.number }
  if (keysOf(ids).length > 0) throw notFound('group')
  return undefined
}
