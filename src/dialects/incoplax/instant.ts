/** The milliseconds of the years 0 to 9999. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z')
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** How many milliseconds the last digit stands for. */
export const STEP_MS = 10

/**
 * The time as the vendor writes it: UTC, with exactly two digits of a second, cut and not rounded; a year behind 9999 is
 * shown as that year's end. spec/incoplax.md §4.1
 */
export function encodeInstant(ms: number): string {
  const text = new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString()
  return `${text.slice(0, -2)}Z`
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/

/**
 * The milliseconds of an ISO date, a date alone being its first moment in UTC; undefined for anything else. What stands
 * behind the third digit is a fraction.
 */
export function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined
  try {
    const { epochNanoseconds } = Temporal.Instant.from(text.length === 10 ? `${text}T00:00Z` : text)
    return Number(epochNanoseconds / 1_000_000n) + Number(epochNanoseconds % 1_000_000n) / 1e6
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
