/**
 * New ids. Both are ordered by time, so that rows arrive in the order of their indexes, and rise within one process
 * even inside one millisecond, so that "by creation, then by id" is the order in which things were made.
 */
export interface Ids {
  readonly uuid: string
  readonly oid: string
}

const processPart = randomHex(5)
let lastMs = 0
let counter = 0

/** A uuid (version 7) and an oid (24 hex digits) for a thing made at `now`, in milliseconds. */
export function newIds(now: number): Ids {
  if (now > lastMs) {
    lastMs = now
    counter = crypto.getRandomValues(new Uint16Array(1))[0]! & 0xfff
  } else if (++counter > 0x3fff) {
    lastMs++
    counter = 0
  }
  return { uuid: uuidOf(lastMs, counter), oid: oidOf(lastMs, counter) }
}

function uuidOf(ms: number, count: number): string {
  const time = hex(ms, 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(count >>> 2, 3)}-${hex(0x8000 | count, 4)}-${
    randomHex(6)
  }`
}

function oidOf(ms: number, count: number): string {
  return hex(Math.floor(ms / 1000), 8) + processPart + hex((ms % 1000) * 0x4000 + count, 6)
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

/** `bytes` random bytes as lower-case hex. */
export function randomHex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex()
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const OID = /^[0-9a-f]{24}$/

/** Whether a text is a uuid as the store keeps it: lower case, any version (vendors' ids are not RFC 4122). */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** Whether a text is an oid as the store keeps it: 24 lower-case hex digits. */
export function isOid(text: string): boolean {
  return OID.test(text)
}

/** The largest number of a group, person or thing: int32. */
export const numberMax = 2147483647
