import { DirectoryError } from './error.ts'
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

/** The ends of the lines, by the address of those who stand in them. */
const lines = new WeakMap<Store, Map<string, Promise<unknown>>>()

/** What is counted under a rule: an address, or an address and a login. */
export type Counter = readonly [rule: BlockRule, who: string]

/** Credentials that came from an address, under whose counters they fail, and what looks at them. */
export interface Attempt<T> {
  readonly address: string
  readonly counters: readonly Counter[]
  /** Undefined for what is wrong. */
  readonly verify: () => Promise<T | undefined>
}

/**
 * Verifies credentials behind all that came from the same address before, and counts a failure: of many guesses at once
 * none passes the look at the block before those in front of it are counted. Each process has a line of its own. Throws
 * `blocked` while a counter blocks, also for what is right.
 */
export function attempt<T>(store: Store, one: Attempt<T>): Promise<T | undefined> {
  const line = lines.getOrInsertComputed(store, () => new Map())
  const before = line.get(one.address) ?? Promise.resolve()
  const mine = before.catch(() => {}).then(() => verified(store, one))
  line.set(one.address, mine)
  const leave = () => {
    if (line.get(one.address) === mine) line.delete(one.address)
  }
  mine.then(leave, leave)
  return mine
}

async function verified<T>(store: Store, { counters, verify }: Attempt<T>): Promise<T | undefined> {
  for (const [rule, who] of counters) await refuseBlocked(store, rule, who)
  const found = await verify()
  if (found !== undefined) return found
  for (const [rule, who] of counters) await noteFailure(store, rule, who)
  return undefined
}

async function refuseBlocked(store: Store, rule: BlockRule, who: string): Promise<void> {
  const leftMs = await blockedFor(store, rule, who)
  if (leftMs === 0) return
  throw new DirectoryError('blocked', `${who} is blocked`, { retryAfter: Math.ceil(leftMs / 1000) })
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
