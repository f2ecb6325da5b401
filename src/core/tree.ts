import { type Act, changeSpells, following, newTally, recordGroup, type Tally } from './act.ts'
import { DirectoryError } from './error.ts'
import { depthMax, type Group } from './group.ts'
import { blankSpell, type NewSpell, spellOf } from './member.ts'
import type { Containment, Reading } from './store.ts'

/**
 * Throws `conflict` if a group would come to contain itself; the message and the violation name the path. Throws
 * `too_large` if more than `depthMax` levels would lie above a group.
 */
export async function checkAcyclic(
  tx: Reading,
  container: number,
  contained: readonly number[],
): Promise<void> {
  const above = await tx.containmentsAbove([container])
  for (const group of contained) {
    const path = pathUp(above, container, group)
    if (path) throw cycleError([...path, group])
  }
  const height = await heightOf(tx, contained)
  if (levels(above, container) + 1 + height > depthMax) {
    throw new DirectoryError('too_large', `more than ${depthMax} levels`, {
      violations: [{ field: 'parent', rule: 'too_many', limit: depthMax }],
    })
  }
}

/** The way down from a group to itself, in numbers, is the violation's value. */
function cycleError(path: readonly number[]): DirectoryError {
  return new DirectoryError('conflict', `cycle: ${path.join(' > ')}`, {
    violations: [{ field: 'parent', rule: 'cycle', value: path }],
  })
}

async function heightOf(tx: Reading, groups: readonly number[]): Promise<number> {
  let height = 0
  for (const group of groups) height = Math.max(height, await tx.heightOf(group))
  return height
}

/** The path from `group` down to `below`, if it leads there: found by walking up. */
function pathUp(above: readonly Containment[], below: number, group: number): number[] | undefined {
  const containersOf = Map.groupBy(above, (one) => one.group)
  const cameFrom = new Map<number, number>([[below, 0]])
  for (const at of cameFrom.keys()) {
    if (at === group) return walk(cameFrom, group)
    for (const { container } of containersOf.get(at) ?? []) {
      if (!cameFrom.has(container)) cameFrom.set(container, at)
    }
  }
  return undefined
}

function walk(cameFrom: ReadonlyMap<number, number>, start: number): number[] {
  const path = [start]
  for (let at = cameFrom.get(start) ?? 0; at !== 0; at = cameFrom.get(at) ?? 0) path.push(at)
  return path
}

function levels(above: readonly Containment[], group: number): number {
  const containersOf = Map.groupBy(above, (one) => one.group)
  const depth = new Map<number, number>()
  const depthOf = (at: number): number => {
    const known = depth.get(at)
    if (known !== undefined) return known
    const found = Math.max(0, ...(containersOf.get(at) ?? []).map((one) => 1 + depthOf(one.container)))
    depth.set(at, found)
    return found
  }
  return depthOf(group)
}

/** Which of these groups have no home yet: the first containment of a group becomes its home. */
export async function homeless(tx: Reading, groups: readonly number[]): Promise<Set<number>> {
  const without = new Set<number>()
  for (const number of groups) {
    const group = await tx.group({ number })
    if (group && group.parent === null) without.add(number)
  }
  return without
}

/** What follows for the contained groups when a group became or ceased to be their home. */
export async function tellChildren(act: Act, container: Group, tally: Tally): Promise<void> {
  const follow = following(act, tally.sequence)
  for (const [number, isHome] of tally.homes) {
    const child = await act.tx.group({ number })
    if (!child) continue
    // The row already shows the new home; the event needs the one before.
    const before = { ...child, parent: isHome ? null : container.number }
    await recordParent(follow, before, isHome ? container.number : null)
  }
}

/** Writes the event that a group's home has changed, after the containments themselves. */
export async function recordParent(act: Act, before: Group, parent: number | null): Promise<void> {
  if (before.parent === parent) return
  await recordGroup(act, before, {
    kind: 'group.change',
    tally: newTally(act.tx.nextSequence()),
    set: { parent },
  })
}

/** Moves a group to another home, or to none: ends the containment at the old and begins one at the new. */
export async function moveHome(act: Act, group: Group, parent: number | null): Promise<void> {
  if (group.parent !== null) await leave(act, group.parent, group.number)
  if (parent !== null) await enter(act, parent, [group.number])
}

async function leave(act: Act, container: number, group: number): Promise<void> {
  const before = await act.tx.group({ number: container })
  const ended = await act.tx.membersReferring(container, 'group', [group])
  if (before && ended.length > 0) await changeSpells(act, before, { ended })
}

/** Makes a group the home of these groups; one that it contains already stays in its place. */
export async function enter(act: Act, container: number, groups: readonly number[]): Promise<void> {
  const before = await act.tx.group({ number: container })
  if (!before || groups.length === 0) return
  const ended = await act.tx.membersReferring(container, 'group', groups)
  const running = new Map(ended.map((member) => [member.ref, member]))
  const begun = groups.map((ref): NewSpell => {
    const current = running.get(ref)
    const spell = current
      ? spellOf(current)
      : blankSpell(act.tx.takeMemberId(), { group: container, kind: 'group', ref })
    const validFrom = spell.state === 'waiting' ? null : spell.validFrom
    return { ...spell, state: 'live', validFrom, home: true }
  })
  await changeSpells(act, before, { ended, begun })
}
