import { countedOid, oidOfNumber, siteOf } from './entities.ts'
import type { Plan } from './plans.ts'

/**
 * A tree of groups: under its top hang chains, each as long as `chainGroups`, so that the last group of a chain lies at
 * depth 20. Each group has a person, two devices by their ids and one site by its tag; the devices of neighbours overlap.
 * Beside it stand the views, each of which contains the top without being its home: all that a view contains is counted
 * anew, however often others were asked. Behind them stands a group that has all devices as its members. One more chain
 * hangs under nothing; under its last group lie the leaves, at depth 20, each with two devices and a site of its own.
 */
export const chainGroups = 19

/** How many views there are, and how many leaves: their oids end in four digits, which a request can count through. */
export const views = 10_000

/** The oid of a view; `{n4}` as its digits stands for the number of a request. */
export function viewOid(digits: string): string {
  return countedOid('b', digits)
}

/** The oid of a leaf. */
export function leafOid(digits: string): string {
  return countedOid('c', digits)
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
    yield { number: viewNumber(groups, view), oid: oidOfNumber('b', view), groups: [1] }
  }
  yield { number: crowdNumber(groups), devices: Array.from({ length: groups }, (_, at) => at + 1) }
  yield* leafPlans(groups)
}

/** The chain that ends in leaves, behind everything else. */
function* leafPlans(groups: number): Iterable<Plan> {
  const first = crowdNumber(groups) + 1
  const leaves = Array.from({ length: views }, (_, at) => first + chainGroups + at)
  for (let at = 0; at < chainGroups; at++) {
    const isLast = at === chainGroups - 1
    yield { number: first + at, people: [1 + at], groups: isLast ? leaves : [first + at + 1], home: true }
  }
  for (const [at, number] of leaves.entries()) {
    const device = 1 + at % groups
    yield {
      number,
      oid: oidOfNumber('c', at),
      devices: [device, 1 + (device * 7) % groups],
      selectors: [{ kind: 'tag', ...siteOf(1 + (device * 3) % groups) }],
    }
  }
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
