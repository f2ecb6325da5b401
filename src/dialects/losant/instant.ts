const DATE_TIME = /^\d{4}-(?:0\d|1[0-2])-\d{2}[tT ]\d{2}:\d{2}:\d{2}(?:\.\d+|)(?:[zZ]|[+-]\d{2}:\d{2})$/

/** The milliseconds of the years 0 to 9999. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z')
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z')

/** The milliseconds of a date as the vendor's framework reads it (`2016-06-13T04:00:00.000Z`), or undefined. */
export function instantOf(text: string): number | undefined {
  if (!DATE_TIME.test(text)) return undefined
  const ms = Date.parse(text.toUpperCase().replace(' ', 'T'))
  return ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined
}

/** The time as the vendor writes it: UTC, with milliseconds; a year behind 9999 is shown as that year's end. */
export function encodeInstant(ms: number): string {
  return new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString()
}
