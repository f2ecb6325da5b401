import { alternativesOf, anyOf, type DeviceFilter, deviceFilterSize, NO_DEVICE } from './device-filter.ts'
import { storedDeviceFilter } from './device-query.ts'
import { DirectoryError } from './error.ts'
import type { Group } from './group.ts'
import type { Reading } from './store.ts'

/** How many different device queries one count may follow, and how many parts they may have together. */
export const deviceQueriesMax = 1000
export const deviceCountPartsMax = 10000
/** How many of their alternatives may name no id and no tag, so that each looks at every device. */
export const deviceScansMax = 20

/**
 * How many devices a group has; with `total`, it and all groups that it contains at any depth. A device counts once,
 * however many ways it is found: as a member, known or not, by a tag, by a query. What is in the trash does not count.
 * Without selectors, a group's own devices cost nothing. Throws `too_large` where too many different queries are in force.
 */
export async function countDevices(
  tx: Reading,
  group: Group,
  { total }: { readonly total: boolean },
): Promise<number> {
  const below = total && group.counts.group > 0
  if (!below && group.selectors.length === 0) return group.counts.device
  const texts = below
    ? await tx.deviceQueriesBelow(group.number, deviceQueriesMax + 1)
    : group.selectors.flatMap((selector) => selector.kind === 'query' ? selector.value : [])
  return await tx.countDevices({ group: group.number, below }, filterOf(texts))
}

/** What meets one of the queries. */
function filterOf(texts: readonly string[]): DeviceFilter {
  if (texts.length > deviceQueriesMax) throw tooMany('queries', deviceQueriesMax)
  // What cannot be read finds nothing: a count is no place to refuse it.
  const filter = anyOf(texts.map((text) => storedDeviceFilter(text) ?? NO_DEVICE))
  if (deviceFilterSize(filter) > deviceCountPartsMax) throw tooMany('parts of queries', deviceCountPartsMax)
  const scans = alternativesOf(filter).filter(({ lookup }) => lookup === undefined)
  if (scans.length > deviceScansMax) throw tooMany('queries without an id or a tag', deviceScansMax)
  return filter
}

function tooMany(what: string, limit: number): DirectoryError {
  return new DirectoryError('too_large', `the devices are those of more than ${limit} different ${what}`, {
    violations: [{ field: 'deviceQueryJson', rule: 'too_many', limit }],
  })
}
