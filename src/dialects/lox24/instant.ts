/** The moments that a year of four digits can name; what lies behind the last is shown as the last. */
const firstMs = Date.parse('0000-01-01T00:00:00Z')
const lastMs = Date.parse('9999-12-31T23:59:59Z')

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))$/

/**
 * Milliseconds as this vendor writes a date: RFC 3339 in UTC, in whole seconds, with a numeric offset.
 * spec/lox24.md §2
 */
export function encodeInstant(ms: number | null): string | null {
  return ms === null ? null : isoSeconds(Math.min(ms, lastMs)) + '+00:00'
}

/** The milliseconds of a date as `encodeInstant` writes it; null for none. */
export function fromInstant(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Date.parse(text)
}

/**
 * A date and time of the calendar as `encodeInstant` would write it, or undefined for anything else. Read are
 * RFC 3339 with seconds and `Z` or an offset, which may lack its colon as PHP writes it; a fraction is
 * dropped. A date without time or without offset names no instant and is refused.
 */
export function decodeInstant(text: string): string | undefined {
  const [, local, sign, hours = '0', minutes = '0'] = FORM.exec(text.toUpperCase()) ?? []
  if (local === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined
  const ms = Date.parse(`${local}Z`)
  // The platform reads the 30th of February as the 2nd of March: written again, it is another day.
  if (Number.isNaN(ms) || isoSeconds(ms) !== local) return undefined
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000
  const utcMs = sign === '-' ? ms + offsetMs : ms - offsetMs
  return utcMs < firstMs || utcMs > lastMs ? undefined : `${isoSeconds(utcMs)}+00:00`
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}
