import type { Store } from './store.ts'

/**
 * When failures block. The failure that makes `failures` of them within `windowMs` arms the block: from the next request
 * on, for `blockMs`; with null, until fewer lie within `windowMs`. What is refused by the block neither counts nor extends
 * it.
 */
export interface BlockRule {
  /** Whose rule it is; each has counters of its own. */
  readonly name: string
  readonly failures: number
  readonly windowMs: number
  readonly blockMs: number | null
}

interface Failures {
  /** When each failure within the window was, in milliseconds. */
  readonly at: readonly number[]
  readonly blockedUntil: number
}

const NO_FAILURES: Failures = { at: [], blockedUntil: 0 }

/** How long `who` (an address, a login) is still blocked, in milliseconds; 0 if it is not. */
export async function blockedFor(store: Store, rule: BlockRule, who: string): Promise<number> {
  const fact = await store.readInstallation((tx) => tx.fact(factName(rule, who)))
  return Math.max(0, decode(fact?.value).blockedUntil - store.clock())
}

/** Counts one failure of `who`. */
export async function noteFailure(store: Store, rule: BlockRule, who: string): Promise<void> {
  const name = factName(rule, who)
  await store.writeInstallation(async (tx) => {
    const after = failed(decode((await tx.fact(name))?.value), rule, tx.now)
    const until = Math.max(tx.now + rule.windowMs, after.blockedUntil)
    await tx.putFact({ name, value: JSON.stringify(after), until })
  })
}

/** The ends of the lines, by who stands in them. */
const lines = new WeakMap<Store, Map<string, Promise<unknown>>>()

/**
 * Looks at a block, verifies and counts for `who` (an address) behind all who came before, and gives what `work` gives:
 * of many guesses at once none passes the look before those in front of it are counted. Each process has a line of its own.
 */
export function inLine<T>(store: Store, who: string, work: () => Promise<T>): Promise<T> {
  const line = lines.getOrInsertComputed(store, () => new Map())
  const before = line.get(who) ?? Promise.resolve()
  const mine = before.catch(() => {}).then(work)
  line.set(who, mine)
  const leave = () => {
    if (line.get(who) === mine) line.delete(who)
  }
  mine.then(leave, leave)
  return mine
}

/** Lifts the block of `who` under the rule of this name, and forgets its failures; gives whether there was a block. */
export function liftBlock(store: Store, rule: Pick<BlockRule, 'name'>, who: string): Promise<boolean> {
  return store.writeInstallation(async (tx) => {
    const fact = await tx.fact(factName(rule, who))
    await tx.deleteFact(factName(rule, who))
    return decode(fact?.value).blockedUntil > tx.now
  })
}

/** Forgets the blocks and counters that have ended: an address that nobody heard of again leaves nothing behind. */
export async function forgetEnded(store: Store): Promise<void> {
  const now = store.clock()
  if (await store.readInstallation((tx) => tx.hasEnded(now))) {
    await store.writeInstallation((tx) => tx.forget(now))
  }
}

function failed(before: Failures, rule: BlockRule, now: number): Failures {
  if (before.blockedUntil > now) return before
  const at = [...before.at.filter((one) => one > now - rule.windowMs), now]
  const [first] = at.slice(-rule.failures)
  if (first === undefined || at.length < rule.failures) return { at, blockedUntil: 0 }
  return rule.blockMs === null
    ? { at, blockedUntil: first + rule.windowMs }
    : { at: [], blockedUntil: now + rule.blockMs }
}

function factName(rule: Pick<BlockRule, 'name'>, who: string): string {
  return `block:${rule.name}:${who}`
}

function decode(value: string | undefined): Failures {
  return value === undefined ? NO_FAILURES : JSON.parse(value)
}
