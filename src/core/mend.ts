import { type Act, changeSpells } from './act.ts'
import type { Member, MemberId } from './member.ts'
import type { Principal } from './principal.ts'
import type { Store, Writing } from './store.ts'
import { tellChildren } from './tree.ts'

/** Running spells of one group, whatever its state. */
export interface Strays {
  readonly group: number
  readonly ids: readonly MemberId[]
}

/**
 * Ends spells that point to nothing or close a cycle, as one change of their group with its event: for the repair of a
 * damaged directory. Gives the ids of those that do not run any more; none if the group is not there.
 */
export async function endStrays(
  store: Store,
  principal: Principal,
  { group, ids }: Strays,
): Promise<Set<MemberId>> {
  return await store.write(principal.directory, async (tx) => {
    const before = await tx.group({ number: group })
    if (!before) return new Set<MemberId>()
    const ended = await runningOf(tx, { group, ids })
    if (ended.length === 0) return new Set(ids)
    const act: Act = { tx, principal, cause: null }
    const tally = await changeSpells(act, before, { ended })
    await tellChildren(act, before, tally)
    return new Set(ids)
  })
}

async function runningOf(tx: Writing, { group, ids }: Strays): Promise<Member[]> {
  const running: Member[] = []
  for (const id of ids) {
    const member = await tx.member(id)
    if (member?.group === group) running.push(member)
  }
  return running
}
