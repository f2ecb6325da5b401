import { siteOf } from './entities.ts'
import type { Plan } from './population.ts'

/**
 * A tree of groups: under its top hang chains, each as long as `chainGroups`, so that the last group of a chain lies at
 * depth 20. Each group has a person, two devices by their ids and one site by its tag; the devices of neighbours overlap.
 * Beside it stand the views, each of which contains the top without being its home: all that a view contains is counted
 * anew, however often others were asked. The last group has all devices as its members.
 */
export const chainGroups = 19

/** How many views there are: their oids end in four digits, which a request can count through. */
export const views = 10_000

/** The oid of a view; `{n4}` in its place stands for the number of a request. */
export function viewOid(digits: string): string {
  return `${'0'.repeat(19)}b${digits}`
}

/** The number of a view in a tree of so many groups, from 0. */
export function viewNumber(groups: number, view: number): number {
  return groups + 1 + view
}

/** The number of the group that has all devices. */
export function crowdNumber(groups: number): number {
  return groups + views + 1
}

/** The groups of a tree of so many groups, with as many people and devices. */
export function* treePlans(groups: number): Iterable<Plan> {
  for (let number = 1; number <= groups; number++) {
    yield {
      number,
      people: [number],
      devices: [number, 1 + (number * 7) % groups],
      selectors: [{ kind: 'tag', ...siteOf(1 + (number * 3) % groups) }],
      groups: childrenOf(number, groups),
      home: true,
    }
  }
  for (let view = 0; view < views; view++) {
    const oid = viewOid(String(view).padStart(4, '0'))
    yield { number: viewNumber(groups, view), oid, groups: [1] }
  }
  yield { number: crowdNumber(groups), devices: Array.from({ length: groups }, (_, at) => at + 1) }
}

/** The top has the first group of each chain, a group of a chain the next one. */
function childrenOf(number: number, groups: number): number[] {
  if (number === 1) {
    return Array.from(
      { length: Math.ceil((groups - 1) / chainGroups) },
      (_, chain) => 2 + chain * chainGroups,
    )
  }
  const isLast = (number - 1) % chainGroups === 0 || number === groups
  return isLast ? [] : [number + 1]
}
