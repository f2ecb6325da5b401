import { type Act, begin, end, newTally, recordGroup } from './act.ts'
import { type Member, type NewSpell, spellOf } from './member.ts'
import { operator } from './principal.ts'
import { pageMax, type Store, type Writing } from './store.ts'
import { isUnfinished } from './transfer/restore.ts'
import { trash } from './trash.ts'
import { homeless, tellChildren } from './tree.ts'

/** The directories in which something is due at the store's clock. */
export function dueDirectories(store: Store): Promise<number[]> {
  return store.readInstallation((tx) => tx.directoriesDue(store.clock()))
}

/**
 * Does what is due in a directory at the store's clock, each exactly once, also after downtime: trashes the groups that
 * expire, begins the memberships whose `validFrom` has come and ends those whose `validUntil` has. Gives the number of
 * changes. A reader sees nothing of a date before this has run.
 */
export async function expire(store: Store, directory: number): Promise<number> {
  let done = 0
  while (await isDue(store, directory)) {
    done += await store.write(directory, async (tx) => {
      const act: Act = { tx, principal: operator(directory, 'expiry'), cause: null }
      return await trashDue(act) + await turnDue(act)
    })
  }
  return done
}

function isDue(store: Store, directory: number): Promise<boolean> {
  return store.read(directory, async (tx) => {
    // What a restore has not written yet may say otherwise.
    if (await isUnfinished(tx)) return false
    const now = store.clock()
    return (await tx.groupsDue(now, 1)).length > 0 || (await tx.membersDue(now, 1)).length > 0
  })
}

async function trashDue(act: Act): Promise<number> {
  const due = await act.tx.groupsDue(act.tx.now, pageMax)
  for (const { number } of due) {
    const group = await act.tx.group({ number })
    if (group) await trash(act, group, { kind: 'group.trash' })
  }
  return due.length
}

async function turnDue(act: Act): Promise<number> {
  const due = await act.tx.membersDue(act.tx.now, pageMax)
  for (const [group, members] of Map.groupBy(due, (member) => member.group)) await turn(act, group, members)
  return due.length
}

/** Begins or ends the dated memberships of one group: one change of the group. */
async function turn(act: Act, number: number, members: readonly Member[]): Promise<void> {
  const group = await act.tx.group({ number })
  if (!group) return
  const tally = newTally(act.tx.nextSequence())
  await end(act, tally, members)
  const beginning: NewSpell[] = []
  for (const member of members) {
    if (isOver(act.tx, member)) continue
    beginning.push({
      ...spellOf(member),
      since: tally.sequence,
      state: 'live',
      home: await isHome(act.tx, member),
    })
  }
  await begin(act, tally, beginning)
  const after = await recordGroup(act, group, { kind: 'group.change', tally })
  await tellChildren(act, after, tally)
}

function isOver(tx: Writing, { validUntil }: Member): boolean {
  return validUntil !== null && validUntil <= tx.now
}

async function isHome(tx: Writing, { kind, ref }: Member): Promise<boolean> {
  return kind === 'group' && ref !== null && (await homeless(tx, [ref])).has(ref)
}
