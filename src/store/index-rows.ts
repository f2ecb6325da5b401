import type { Group } from '../core/group.ts'
import type { Tag, Thing } from '../core/person.ts'
import type { Row } from './driver.ts'

/** The rows that are only there to be searched: those of a group's selectors and of a device's tags. */

export function selectorRows({ number, selectors }: Pick<Group, 'number' | 'selectors'>): Row[] {
  return selectors.map((selector, position) => ({
    group_number: number,
    position,
    kind: selector.kind,
    key: selector.kind === 'tag' ? selector.key : null,
    value: selector.value,
  }))
}

/** The tags by which selectors find a device: those of live ones, each pair once. Endpoints are not searched. */
export function tagRows(
  { kind, number, tags, state }: Pick<Thing, 'kind' | 'number' | 'tags' | 'state'>,
): Row[] {
  if (state !== 'live' || kind !== 'device') return []
  const pairs = new Map(tags.map((tag: Tag) => [JSON.stringify([tag.key, tag.value]), tag]))
  return Array.from(pairs.values(), ({ key, value }) => ({ number, key, value }))
}
