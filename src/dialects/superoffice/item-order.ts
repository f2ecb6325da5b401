import type { GroupMembers } from '../../core/group-members.ts'
import type { Member, MemberId, NewMember } from '../../core/member.ts'
import { attributesOf, byRank, type EntryKind, type Ranked, withAttributes } from './entry.ts'
import { inLanguage, languageOf } from './language.ts'

/** A member with its place in the vendor's order. */
export interface Placed extends Ranked {
  readonly member: Member
}

/** One step up (-1) or down (1). */
export interface Move {
  readonly id: MemberId
  readonly direction: -1 | 1
}

/** All members of one kind, deleted ones too, in the vendor's order. */
export async function inRankOrder(members: GroupMembers, kind: EntryKind): Promise<Placed[]> {
  const placed: Placed[] = []
  for await (const page of members.pages(kind)) {
    placed.push(...page.map((member) => ({ id: member.id, rank: attributesOf(member).rank, member })))
  }
  return placed.sort(byRank)
}

/** In the alphabetical order of a culture, by the names that it sees; equal names by id. */
export function alphabetical(placed: readonly Placed[], culture: string | null): Placed[] {
  const language = languageOf(new Headers({ 'so-language': culture ?? '' }))
  const collator = new Intl.Collator(tagOf(culture), { numeric: true })
  return placed
    .map((one) => ({ one, name: inLanguage(one.member.name ?? '', language) }))
    .sort((a, b) => collator.compare(a.name, b.name) || a.one.id - b.one.id)
    .map(({ one }) => one)
}

/** The language of a culture: the rest of the tag may be no tag at all. */
function tagOf(culture: string | null): string {
  return /^[a-z]{2}(?![a-z])/i.exec(culture ?? '')?.[0] ?? 'en'
}

/** The order after a step over the next member that is not deleted; the same order at either end. */
export function moved(placed: readonly Placed[], { id, direction }: Move): readonly Placed[] {
  const at = placed.findIndex((one) => one.id === id)
  const isOther = (one: Placed) => !attributesOf(one.member).deleted
  const to = direction < 0
    ? placed.slice(0, Math.max(at, 0)).findLastIndex(isOther)
    : placed.findIndex((one, index) => index > at && isOther(one))
  const own = placed[at]
  return own === undefined || to < 0 ? placed : placed.toSpliced(at, 1).toSpliced(to, 0, own)
}

/**
 * The members whose ranks must change so that the vendor's order is this one: the ranks that there are, in their order,
 * raised where two of them are equal and the ids do not decide.
 */
export function ranksFor(kind: EntryKind, order: readonly Placed[]): NewMember[] {
  const ranks = order.map(({ rank }) => rank).sort((a, b) => a - b)
  const changed: NewMember[] = []
  let last: Ranked = { rank: -Infinity, id: 0 }
  for (const [at, { id, rank, member }] of order.entries()) {
    const floor = id > last.id ? last.rank : last.rank + 1
    last = { id, rank: Math.max(ranks[at]!, floor) }
    if (last.rank !== rank) changed.push(withAttributes(kind, member, { rank: last.rank }))
  }
  return changed
}
