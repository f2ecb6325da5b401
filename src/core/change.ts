import type { GroupFields } from './group.ts'
import type { MemberId, MemberKind, NewMember } from './member.ts'

/** The one way to write to a group: what every dialect's POST, PUT and PATCH ends in. */
export interface GroupChange {
  readonly set?: Partial<GroupFields>
  readonly add?: readonly NewMember[]
  readonly end?: readonly MemberId[]
  readonly replace?: readonly Replacement[]
  /** Into the trash, after the rest of the change; or out of it, before the rest. */
  readonly trashed?: boolean
}

/**
 * All members of one kind become these. One that matches (the same person, thing or group; the same number or name)
 * keeps its id and what the new one does not name. `shown` limits what may be taken away to the first so many, for a
 * dialect that shows no more than that.
 */
export interface Replacement {
  readonly kind: MemberKind
  readonly members: readonly NewMember[]
  readonly shown?: number
}

/** A vendor's rule of uniqueness, checked inside the transaction when that field changes. */
export type UniqueRule = 'name'
