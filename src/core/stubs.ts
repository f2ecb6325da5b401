import { type Act, begin, end, newTally, recordGroup } from './act.ts'
import type { Group } from './group.ts'
import { type Member, MEMBER_KINDS, type NewSpell, refers, spellOf } from './member.ts'
import { stepRows } from './store.ts'

/**
 * A group has come to have the code that a stub stood for: the stub's members become the group's, each at its place in
 * the other side's order, and the stub keeps its uuid as code. The one function for creation, renaming and restoring.
 */
export async function absorbStub(act: Act, stub: Group, group: Group): Promise<void> {
  const moved = await endAll(act, stub)
  const tally = newTally(act.tx.nextSequence())
  const fresh: NewSpell[] = []
  for (const member of moved) {
    if (await isMember(act, group, member)) continue
    const position = act.tx.takeMemberId()
    fresh.push({ ...spellOf(member), since: tally.sequence, group: group.number, position })
  }
  await begin(act, tally, fresh)
  if (tally.beganTotal > 0) await recordGroup(act, group, { kind: 'group.change', tally })
}

/** Ends what runs in a stub, and gives it back; the event says that its code is its uuid now. */
async function endAll(act: Act, stub: Group): Promise<Member[]> {
  const tally = newTally(act.tx.nextSequence())
  const running: Member[] = []
  for (const kind of MEMBER_KINDS) {
    for (let after = 0;;) {
      const page = await act.tx.members({ group: stub.number, kind, after, limit: stepRows })
      running.push(...page)
      if (page.length < stepRows) break
      after = page.at(-1)!.position
      await act.tx.pause()
    }
  }
  await end(act, tally, running)
  await recordGroup(act, stub, { kind: 'group.change', tally, set: { code: stub.uuid } })
  return running
}

/** Whether a stub has given its members to the group that has its code now: nothing comes back to it. */
export function isEmptied({ state, code, uuid }: Group): boolean {
  return state === 'stub' && code === uuid
}

async function isMember({ tx }: Act, group: Group, { kind, ref }: Member): Promise<boolean> {
  if (!refers(kind) || ref === null) return false
  return (await tx.membersReferring(group.number, kind, [ref])).length > 0
}
