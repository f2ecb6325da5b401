import { pageMax } from '../core/store.ts'

/** A page as it is shown, and its last row if there are more behind it. */
export interface Shown<T> {
  readonly rows: readonly T[]
  readonly last: T | null
}

/** The page of `limit` rows among what was read: one row more, to see whether there are more. */
export function pageOf<T>(found: readonly T[], limit: number): Shown<T> {
  const rows = found.slice(0, limit)
  // The core's largest page has no room for one more.
  const isMore = found.length > limit || found.length === pageMax
  return { rows, last: isMore ? rows.at(-1) ?? null : null }
}

/** All pages of a list, one after the other. */
export async function everything<T>(readBehind: (last: T | undefined) => Promise<T[]>): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const page = await readBehind(all.at(-1))
    all.push(...page)
    if (page.length < pageMax) return all
  }
}
