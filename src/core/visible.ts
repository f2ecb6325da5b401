import { notFound } from './error.ts'
import { and } from './filter.ts'
import type { Group, GroupKey } from './group.ts'
import type { Member, MemberId, MemberKind } from './member.ts'
import type { Principal } from './principal.ts'
import type { Reading } from './store.ts'

/**
 * A live group that the principal may see. Stubs, groups in the trash, built-in lists that are not asked for as such, and what its filter leaves out
 * are `not_found`, never `forbidden`.
 */
export async function seen(tx: Reading, principal: Principal, key: GroupKey): Promise<Group> {
  const group = await tx.group(key)
  if (group?.state !== 'live' || group.builtin !== null && !('builtin' in key)) throw notFound('group')
  if (principal.sees.is !== 'all' && !await isSeen(tx, principal, group)) throw notFound('group')
  return group
}

async function isSeen(tx: Reading, { sees }: Principal, group: Group): Promise<boolean> {
  const itself = { is: 'compare', field: 'number', with: '=', value: group.number } as const
  const found = await tx.groups({
    filter: and(itself, sees),
    state: 'live',
    order: [{ field: 'number' }],
    limit: 1,
  })
  return found.length === 1
}

/** A live member of a group that the principal may see, with the group. Throws `not_found`. */
export async function seenMember(
  tx: Reading,
  principal: Principal,
  { kind, id }: { readonly kind: MemberKind; readonly id: MemberId },
): Promise<{ group: Group; member: Member }> {
  const member = await tx.member(id)
  if (member?.kind !== kind || member.state !== 'live') throw notFound(`${kind} ${id}`)
  return { group: await seen(tx, principal, { number: member.group }), member }
}
