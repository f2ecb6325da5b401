import { notFound } from './error.ts'
import type { Subject } from './event.ts'
import { and } from './filter.ts'
import type { Group, GroupKey } from './group.ts'
import type { Member, MemberId, MemberKind } from './member.ts'
import type { Principal } from './principal.ts'
import type { Reading } from './store.ts'

export interface Sight {
  /** Whether groups in the trash are seen, too. */
  readonly trashed?: boolean
  /** Whether the lists that come with the directory are seen, which otherwise must be asked for as such. */
  readonly builtin?: boolean
}

/**
 * A live group that the principal may see. Stubs, groups in the trash unless they are asked for, built-in lists that are
 * not asked for as such, and what its filter leaves out are `not_found`, never `forbidden`.
 */
export async function seen(
  tx: Reading,
  principal: Principal,
  key: GroupKey,
  { trashed = false, builtin = false }: Sight = {},
): Promise<Group> {
  const group = await tx.group(key)
  if (group === undefined || group.state === 'trashed' && !trashed) throw notFound('group')
  if (group.builtin !== null && !builtin && !('builtin' in key)) throw notFound('group')
  if (!await isVisible(tx, principal, group)) throw notFound('group')
  return group
}

/** Whether the principal's filter lets a group through, in the trash or outside. Stubs are seen by nobody. */
export async function isVisible(
  tx: Reading,
  { sees }: Principal,
  { number, state, builtin }: Group,
): Promise<boolean> {
  if (state === 'stub') return false
  if (sees.is === 'all') return true
  const filter = and({ is: 'compare', field: 'number', with: '=', value: number }, sees)
  const query = { filter, state, order: [{ field: 'number' }], limit: 1 } as const
  const found = await tx.groups({ ...query, builtins: builtin !== null })
  return found.length === 1
}

/** Whether the principal may read the events of a subject: of a group that it may not see, it may not. */
export async function mayRead(
  tx: Reading,
  principal: Principal,
  { kind, number }: Subject,
): Promise<boolean> {
  if (kind !== 'group' || principal.sees.is === 'all') return true
  const group = await tx.group({ number })
  return group !== undefined && await isVisible(tx, principal, group)
}

/** A live member of a group that the principal may see, with the group. Throws `not_found`. */
export async function seenMember(
  tx: Reading,
  principal: Principal,
  { kind, id, ...sight }: Sight & { readonly kind: MemberKind; readonly id: MemberId },
): Promise<{ group: Group; member: Member }> {
  const member = await tx.member(id)
  if (member?.kind !== kind || member.state !== 'live') throw notFound(`${kind} ${id}`)
  return { group: await seen(tx, principal, { number: member.group }, sight), member }
}
