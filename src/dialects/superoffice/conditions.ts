import { DirectoryError } from '../../core/error.ts'

/** A list's time of modification as HTTP writes it, in whole seconds. */
export function lastModified(updatedAt: number): string {
  return new Date(updatedAt).toUTCString()
}

/**
 * Throws `version_mismatch` where the list has changed since the time of `If-Unmodified-Since`. Times are compared in
 * whole seconds; an unreadable one is ignored. spec/superoffice.md §6.3
 */
export function refuseIfChanged({ headers }: Request, { updatedAt }: { readonly updatedAt: number }): void {
  const since = decodeDate(headers.get('if-unmodified-since'))
  if (since === undefined || inSeconds(updatedAt) <= since) return
  throw new DirectoryError('version_mismatch', `The list has changed at ${lastModified(updatedAt)}`)
}

/** Whether the list is as it was at the time of `If-Modified-Since`. */
export function isUnchanged({ headers }: Request, { updatedAt }: { readonly updatedAt: number }): boolean {
  const since = decodeDate(headers.get('if-modified-since'))
  return since !== undefined && inSeconds(updatedAt) <= since
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

/** The three forms of a date in HTTP; others are no dates. RFC 9110 §5.6.7 */
const DATES = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]+, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
]

function decodeDate(text: string | null): number | undefined {
  if (text === null || !DATES.some((form) => form.test(text))) return undefined
  const ms = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(ms) ? undefined : ms
}
