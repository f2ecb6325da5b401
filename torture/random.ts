/** Random choices that come again with the same seed. */
export interface Random {
  /** A whole number from 0 to below this one. */
  below(limit: number): number
  /** True in this share of the cases. */
  chance(share: number): boolean
  pick<T>(all: readonly T[]): T
}

/** Choices of a seed, which may be any text: mulberry32 over a hash (FNV-1a) of it. */
export function newRandom(seed: string): Random {
  let state = hashOf(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    pick: (all) => all[Math.floor(next() * all.length)]!,
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
