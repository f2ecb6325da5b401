import type { Group } from '../../src/core/group.ts'
import type { Thing } from '../../src/core/person.ts'
import { pageMax, type Reading } from '../../src/core/store.ts'

/** What a query may look at. */
type Device = Pick<Thing, 'oid' | 'tags'>

/**
 * Whether a device is found by a query whatever its other fields hold: each condition on one of them is tried as met and
 * as not met.
 */
export function isFound(query: unknown, device: Device): boolean {
  const unknown = countUnknown(query)
  for (let truths = 0; truths < 2 ** unknown; truths++) {
    let at = 0
    if (!matches(query, device, () => (truths >> at++ & 1) === 1)) return false
  }
  return true
}

function countUnknown(query: unknown): number {
  let count = 0
  matches(query, { oid: '', tags: [] }, () => ++count > 0)
  return count
}

/** `other` gives the truth of the next condition on another field. Every part is looked at, so that their order stays. */
function matches(query: unknown, device: Device, other: () => boolean): boolean {
  const parts = Object.entries(asObject(query)).map(([key, value]) => {
    const inner = () => asList(value).map((one) => matches(one, device, other))
    if (key === '$and') return inner().every(Boolean)
    if (key === '$or') return emptyOr(inner(), (found) => found.some(Boolean))
    if (key === '$nor') {
      const found = inner()
      return found.length > 0 && !found.some(Boolean)
    }
    if (key === 'id') return idMatches(value, device.oid)
    if (key === 'tags') return tagsMatch(value, device.tags)
    return other()
  })
  return parts.every(Boolean)
}

function emptyOr<T>(list: readonly T[], of: (list: readonly T[]) => boolean): boolean {
  return list.length === 0 || of(list)
}

function idMatches(value: unknown, oid: string): boolean {
  if (typeof value !== 'object' || value === null) return value === oid
  const [operator = '', operand] = Object.entries(value)[0] ?? []
  const text = String(operand)
  switch (operator) {
    case '$eq':
      return operand === oid
    case '$ne':
      return operand !== oid
    case '$in':
      return asList(operand).includes(oid)
    case '$nin':
      return !asList(operand).includes(oid)
    case '$gt':
      return operand !== null && oid > text
    case '$lt':
      return operand !== null && oid < text
    case '$gte':
      return operand !== null && oid >= text
    case '$lte':
      return operand !== null && oid <= text
  }
  throw new Error(`${operator} on an id`)
}

function tagsMatch(value: unknown, tags: Device['tags']): boolean {
  if (value === null) return tags.length === 0
  const map = asObject(value)
  if ('$eq' in map) return tagsMatch(map['$eq'], tags)
  if ('$ne' in map) return !tagsMatch(map['$ne'], tags)
  if ('$tagKey' in map || '$tagValue' in map) return pairMatches(map['$tagKey'], map['$tagValue'], tags)
  return Object.entries(map).every(([key, match]) => pairMatches(key, match, tags))
}

function pairMatches(key: unknown, value: unknown, tags: Device['tags']): boolean {
  const fits = (match: unknown, text: string) =>
    match === null || match === undefined || textMatches(match, text)
  const found = tags.filter((tag) => fits(key, tag.key) && fits(value, tag.value))
  if (key === null || value === null) return found.length === 0
  const excluded = tags.some((tag) =>
    isListed(key, tag.key) && fits(value, tag.value) || isListed(value, tag.value) && fits(key, tag.key)
  )
  return found.length > 0 && !excluded
}

function textMatches(match: unknown, text: string): boolean {
  if (typeof match === 'string') return match === text
  const map = asObject(match)
  return '$in' in map ? asList(map['$in']).includes(text) : !asList(map['$nin']).includes(text)
}

function isListed(match: unknown, text: string): boolean {
  return typeof match === 'object' && match !== null && '$nin' in match && asList(match.$nin).includes(text)
}

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('no list')
  return value
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('no object')
  return { ...value }
}

/** The counts of a group as plainly as can be: every group, every device, one after the other. */
export async function naiveCounts(tx: Reading, group: Group): Promise<{ direct: number; total: number }> {
  const devices = await tx.things('device', 'live', 0, pageMax)
  const direct = await devicesOf(tx, group, devices)
  const total = new Set<number>()
  const seen = new Set([group.number])
  for (const number of seen) {
    const one = await tx.group({ number })
    if (!one) continue
    for (const device of await devicesOf(tx, one, devices)) total.add(device)
    for (const { ref } of await tx.members({ group: number, kind: 'group', limit: pageMax })) {
      seen.add(ref ?? 0)
    }
  }
  return { direct: direct.size, total: total.size }
}

async function devicesOf(tx: Reading, group: Group, devices: readonly Thing[]): Promise<Set<number>> {
  const members = await tx.members({ group: group.number, kind: 'device', limit: pageMax })
  const found = new Set(members.map((member) => member.ref ?? 0))
  for (const device of devices) {
    if (group.selectors.some((selector) => selects(selector, device))) found.add(device.number)
  }
  return found
}

function selects(selector: Group['selectors'][number], device: Thing): boolean {
  if (selector.kind === 'query') return isFound(JSON.parse(selector.value), device)
  const { key, value } = selector
  if (key === null && value === null) return false
  return device.tags.some((tag) =>
    (key === null || tag.key === key) && (value === null || tag.value === value)
  )
}
