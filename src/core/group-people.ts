import type { Group, GroupKey } from './group.ts'
import type { Member } from './member.ts'
import type { Person } from './person.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Reading, type Store } from './store.ts'
import { seen } from './visible.ts'

/** A live person in a group. */
export interface GroupPerson {
  readonly member: Member
  readonly person: Person
  /** When the membership began, in milliseconds. */
  readonly begunAt: number
}

export interface GroupPeoplePage {
  /** The uuid of the person behind whom the page begins; one who is not in the group begins at the beginning. */
  readonly after?: string
  readonly limit: number
  /** Pure: whether one is asked for. All of the group are looked at until the page is full. */
  readonly wants?: (person: Person, member: Member) => boolean
}

/**
 * The people of a group in its order, with what their memberships carry. People who are not made yet are not among them.
 * Readers of a large group of whom few are asked for let others in. Throws `forbidden`, `not_found`.
 */
export async function pageGroupPeople(
  store: Store,
  principal: Principal,
  key: GroupKey,
  page: GroupPeoplePage,
): Promise<GroupPerson[]> {
  allow(principal, 'group.get')
  allow(principal, 'person.list')
  return await store.read(principal.directory, async (tx) => {
    const group = await seen(tx, principal, key)
    const found = await wanted(tx, group, page)
    const begun = await tx.membersBegun(found.map(({ member }) => member.id))
    return found.map((one) => ({ ...one, begunAt: begun.get(one.member.id) ?? group.createdAt }))
  })
}

type Found = Omit<GroupPerson, 'begunAt'>

async function wanted(
  tx: Reading,
  { number: group }: Group,
  { after, limit, wants }: GroupPeoplePage,
): Promise<Found[]> {
  const found: Found[] = []
  const step = wants ? pageMax : limit
  for (let position = await positionOf(tx, group, after);;) {
    const members = await tx.members({ group, kind: 'person', after: position, limit: step })
    const people = await withPeople(tx, members)
    found.push(...wants ? people.filter(({ person, member }) => wants(person, member)) : people)
    if (found.length >= limit || members.length < step) return found.slice(0, limit)
    position = members.at(-1)!.position
    await tx.pause()
  }
}

async function positionOf(tx: Reading, group: number, uuid: string | undefined): Promise<number> {
  const person = uuid === undefined ? undefined : await tx.person({ uuid })
  const [member] = person ? await tx.membersReferring(group, 'person', [person.number]) : []
  return member?.position ?? 0
}

async function withPeople(tx: Reading, members: readonly Member[]): Promise<Found[]> {
  const people = await tx.peopleNumbered(members.map(({ ref }) => ref ?? 0))
  const known = new Map(people.map((person) => [person.number, person]))
  return members.flatMap((member) => {
    const person = known.get(member.ref ?? 0)
    return person ? [{ member, person }] : []
  })
}
