import { notFound } from './error.ts'
import type { Group } from './group.ts'
import type { Member, MemberId, MemberKind } from './member.ts'
import { type Reading, stepRows } from './store.ts'

/** The live members of one group inside a transaction: what an edit may look at besides the group. */
export interface GroupMembers {
  /** The member with this id. Throws `not_found` where the group has none of this kind. */
  find(key: { readonly kind: MemberKind; readonly id: MemberId }): Promise<Member>
  /** All members of one kind in their order, page by page. */
  pages(kind: MemberKind): AsyncIterable<readonly Member[]>
}

/** The members of a group as this transaction sees them. */
export function membersOf(tx: Reading, { number: group }: Group): GroupMembers {
  return {
    async find({ kind, id }) {
      const member = await tx.member(id)
      if (member?.group !== group || member.kind !== kind || member.state !== 'live') {
        throw notFound(`${kind} ${id}`)
      }
      return member
    },
    async *pages(kind) {
      for (let after = 0;;) {
        const page = await tx.members({ group, kind, after, limit: stepRows })
        yield page
        if (page.length < stepRows) return
        after = page.at(-1)!.position
      }
    },
  }
}
