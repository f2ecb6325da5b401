import type { Fact } from './directory.ts'
import { randomHex } from './ids.ts'
import { newRest } from './rest.ts'
import type { Store } from './store.ts'

/** How long a lease is held without being renewed: a process that dies keeps others from its work so long. */
const leaseMs = 3000
/** How many times it is renewed in that time, and one that another has is looked at. */
const renewals = 3
/** How long one that nobody wants any more stays in the store. */
const forgottenMs = 86_400_000

/**
 * What one process at a time has, of all that share a database. Clocks of machines differ, so none is compared with
 * another: whoever wants a lease takes it when it has seen no renewal for as long as it lasts, by its own clock.
 */
export interface Lease {
  /** How often it is to be renewed, or looked at. */
  readonly renewalMs: number
  /** Whether this process has it, and may count on nobody else having it. */
  isHeld(): boolean
  /** Takes it, or renews it; gives whether it is held. */
  hold(): Promise<boolean>
  /** Ends it, if it is held: the next one need not wait. */
  giveBack(): Promise<void>
}

/** A lease of this name, not taken yet. It lasts as long for all who want it. */
export function newLease(store: Store, name: string, lastsMs = leaseMs): Lease {
  const fact = `lease:${name}`
  const holder = randomHex(8)
  let turns = 0
  let heldUntil = 0
  let seen = { value: '', at: 0 }
  const isHeld = () => performance.now() < heldUntil

  /** Whether the lease can be had as it is: it is nobody's, our own, or its holder does not renew it. */
  const isFree = (found: Fact | undefined) => {
    if (!found || found.value.startsWith(holder)) return true
    if (found.value !== seen.value) seen = { value: found.value, at: performance.now() }
    return performance.now() - seen.at >= lastsMs
  }

  return {
    renewalMs: lastsMs / renewals,
    isHeld,
    async hold() {
      const began = performance.now()
      const found = await store.readInstallation((tx) => tx.fact(fact))
      const isTaken = isFree(found) && await store.writeInstallation(async (tx) => {
        if (!isFree(await tx.fact(fact))) return false
        await tx.putFact({ name: fact, value: `${holder} ${++turns}`, until: tx.now + forgottenMs })
        return true
      })
      heldUntil = isTaken ? began + lastsMs : 0
      return isHeld()
    },
    async giveBack() {
      if (heldUntil === 0) return
      heldUntil = 0
      await store.writeInstallation(async (tx) => {
        if ((await tx.fact(fact))?.value.startsWith(holder)) await tx.deleteFact(fact)
      })
    },
  }
}

/**
 * Takes a lease as soon as it is free and renews it, until the function that it gives is called; that gives it back.
 * What fails is told, and tried again.
 */
export function keepLease(lease: Lease, told: (error: unknown) => void): () => Promise<void> {
  const resting = newRest()
  const keep = async () => {
    while (!resting.isOver) {
      await lease.hold().catch(told)
      await resting.rest(lease.renewalMs)
    }
    await lease.giveBack().catch(told)
  }
  const ended = keep()
  return () => {
    resting.end()
    return ended
  }
}

/** Runs `work` while no other process runs what has this name; waits for its turn. Throws what `work` throws. */
export async function alone<T>(store: Store, name: string, work: () => Promise<T>): Promise<T> {
  const lease = newLease(store, name)
  const resting = newRest()
  while (!await lease.hold()) await resting.rest(lease.renewalMs)
  const stop = keepLease(lease, () => {})
  try {
    return await work()
  } finally {
    await stop()
  }
}
