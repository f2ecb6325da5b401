import type { Group } from '../src/core/group.ts'
import { countedKeys } from './entities.ts'

/** A group to be: its number and its members. */
export interface Plan {
  readonly number: number
  /** Unless given, keys that rise with the number. */
  readonly uuid?: string
  readonly oid?: string
  readonly code?: string
  readonly selectors?: Group['selectors']
  readonly phones?: number
  readonly items?: number
  /** Numbers of people, devices and groups. */
  readonly people?: readonly number[]
  readonly devices?: readonly number[]
  readonly groups?: readonly number[]
  /** Whether it is the home of the groups in it. */
  readonly home?: boolean
}

/** Groups whose numbers rise from the first one. */
export function* plans(
  first: number,
  count: number,
  members: (number: number) => Omit<Plan, 'number'>,
): Iterable<Plan> {
  for (let number = first; number < first + count; number++) yield { number, ...members(number) }
}

/** Keys through which a request can count. */
export function counted(number: number): Pick<Plan, 'uuid' | 'oid' | 'code'> {
  return countedKeys(number)
}

/** 50 of ten thousand people, none of whom is in the group before or behind. */
export function usersOf(group: number): number[] {
  return Array.from({ length: 50 }, (_, at) => 1 + (group * 50 + at) % 10_000)
}

/** 25 people, far from each other, so that each of them is in several groups that are far from each other. */
export function peopleOf(group: number, all: number): number[] {
  const step = all / 25
  return Array.from({ length: 25 }, (_, at) => 1 + (group * 7919 + at * step) % all)
}
