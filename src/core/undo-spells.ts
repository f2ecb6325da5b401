import { type Act, begin, end, type Tally } from './act.ts'
import type { Event } from './event.ts'
import type { Group } from './group.ts'
import { sameJson } from './json.ts'
import { again, type Member, refers } from './member.ts'
import { stepRows, type Writing } from './store.ts'
import { checkAcyclic, homeless } from './tree.ts'

/** Ends what an event began, as far as it is still so. */
export async function endBegun(act: Act, event: Event, tally: Tally): Promise<void> {
  const { began = [], beganFrom = 0, beganTotal = 0 } = event.members ?? {}
  const read = (after: number, limit: number) =>
    act.tx.spellsBegun(event.subject.number, event.sequence, after, limit)
  const take = async (spells: readonly Member[]) => {
    const running: Member[] = []
    for (const spell of spells) running.push(...await stillSo(act.tx, spell))
    await end(act, tally, running)
  }
  if (began.length === beganTotal) await take(await act.tx.spells(began, event.sequence))
  else await eachStep(act, { from: beganFrom - 1, total: beganTotal, read }, take)
}

/** The running spell of a membership if it is as this spell was: itself, or one that an undoing began again. */
async function stillSo(tx: Writing, spell: Member): Promise<Member[]> {
  if (spell.until === null) return [spell]
  const running = await tx.member(spell.id)
  return running && sameJson({ ...running, since: 0 }, { ...spell, since: 0, until: null }) ? [running] : []
}

/** Begins again what an event ended, unless it is there. Throws `conflict` for a containment that would close a cycle. */
export async function beginEnded(act: Act, group: Group, event: Event, tally: Tally): Promise<void> {
  const total = event.members?.endedTotal ?? 0
  const read = (after: number, limit: number) =>
    act.tx.spellsEnded(event.subject.number, event.sequence, after, limit)
  await eachStep(act, { from: 0, total, read }, async (spells) => {
    const free: Member[] = []
    for (const spell of spells) {
      if (!await isThere(act.tx, spell)) free.push(await withHome(act.tx, group, spell))
    }
    await begin(act, tally, free.map((spell) => ({ ...again(spell, act.tx.now), since: tally.sequence })))
  })
}

interface Spells {
  readonly from: number
  readonly total: number
  readonly read: (afterId: number, limit: number) => Promise<Member[]>
}

/** Takes all spells of an event in steps, letting readers in between. */
async function eachStep(
  act: Act,
  { from, total, read }: Spells,
  take: (spells: readonly Member[]) => Promise<void>,
): Promise<void> {
  for (let after = from, left = total; left > 0;) {
    const spells = await read(after, Math.min(stepRows, left))
    if (spells.length === 0) return
    await take(spells)
    left -= spells.length
    after = spells.at(-1)!.id
    await act.tx.pause()
  }
}

async function isThere(tx: Writing, spell: Member): Promise<boolean> {
  if (await tx.member(spell.id)) return true
  if (!refers(spell.kind) || spell.ref === null) return false
  return (await tx.membersReferring(spell.group, spell.kind, [spell.ref])).length > 0
}

/** A containment that begins again is a home again if the group has none by now. Throws `conflict` for a cycle. */
async function withHome(tx: Writing, group: Group, spell: Member): Promise<Member> {
  if (spell.kind !== 'group' || spell.ref === null) return spell
  await checkAcyclic(tx, group.number, [spell.ref])
  return { ...spell, home: spell.home && (await homeless(tx, [spell.ref])).has(spell.ref) }
}
