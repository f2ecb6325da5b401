import { end } from './act.ts'
import type { Replacement } from './change.ts'
import { type MemberId, type MemberKind, type NewMember, refers } from './member.ts'
import { addMembers, arriving, type Draft, draftsOf, memberKey, type Scene } from './spells.ts'
import { stepRows } from './store.ts'

/**
 * Makes the members of one kind those of the replacement. Who matches keeps id and data; of the referring kinds the
 * order becomes the one given.
 */
export async function replaceMembers(scene: Scene, { kind, members, shown }: Replacement): Promise<void> {
  const matched = await matchMembers(scene, kind, members)
  await endOthers(scene, kind, new Set(matched.map((one) => one.current?.id)), shown)
  const continuing = members.map((member, index) => {
    const current = matched[index]?.current
    return current ? { ...arriving(member, current), id: current.id } : member
  })
  await addMembers(scene, continuing, refers(kind))
}

/** For each new member the running one that it matches; one is matched once. */
async function matchMembers(scene: Scene, kind: MemberKind, members: readonly NewMember[]): Promise<Draft[]> {
  if (refers(kind)) return draftsOf(scene, members)
  const keys = members.map((member) => memberKey(scene, kind, member.name ?? ''))
  const running = await scene.act.tx.membersNamed(scene.group.number, kind, [...new Set(keys)])
  const byKey = Map.groupBy(running, (member) => member.nameKey ?? '')
  return keys.map((key) => ({ ref: null, current: byKey.get(key)?.shift() }))
}

async function endOthers(
  scene: Scene,
  kind: MemberKind,
  kept: ReadonlySet<MemberId | undefined>,
  shown = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const { tx } = scene.act
  let after = 0
  for (let left = shown; left > 0;) {
    const limit = Math.min(stepRows, left)
    const page = await tx.members({ group: scene.group.number, kind, after, limit })
    await end(scene.act, scene.tally, page.filter((member) => !kept.has(member.id)))
    if (page.length < limit) return
    after = page.at(-1)!.position
    left -= page.length
    await tx.pause()
  }
}
