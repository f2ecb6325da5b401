import type { ReferringKind } from './member.ts'
import type { Principal } from './principal.ts'
import type { GroupLink, Reading } from './store.ts'

/** How many of its groups are shown beside a person or a thing, and may therefore be taken away with one list. */
export const linksMax = 1000

/** Which groups a dialect shows beside a person or a thing. */
export interface LinksShown {
  /** Whether codes that no group has are shown, too. */
  readonly stubs?: boolean
}

/**
 * The live groups that each of these is in and the principal may see, in the holder's order, by its number: at most
 * `linksMax` of each.
 */
export async function linksOf(
  tx: Reading,
  principal: Principal,
  { kind, refs, stubs = false }: LinksShown & {
    readonly kind: ReferringKind
    readonly refs: readonly number[]
  },
): Promise<ReadonlyMap<number, readonly GroupLink[]>> {
  return await tx.placementGroups({ kind, refs, sees: principal.sees, stubs, limit: linksMax })
}
