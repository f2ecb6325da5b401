import { Buffer } from 'node:buffer'
import type { Filter, GroupField, Order, Value } from '../../src/core/filter.ts'
import type { Group } from '../../src/core/group.ts'
import type { MemberKind } from '../../src/core/member.ts'
import { fold } from '../../src/core/text.ts'
import type { Population } from './population.ts'

/** The value of a field, found without any SQL. */
export function valueOf(group: Group, field: GroupField): Value | null {
  return field.startsWith('count.')
    ? group.counts[field.slice('count.'.length) as MemberKind]
    : Reflect.get(group, field)
}

/** Numbers by size, texts by the bytes of their UTF-8, and nothing before everything. */
export function compare(a: Value | null, b: Value | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

/** The groups in an order. */
export function sorted(groups: readonly Group[], order: readonly Order[]): Group[] {
  return groups.toSorted((a, b) => {
    for (const { field, descending = false } of order) {
      const found = compare(valueOf(a, field), valueOf(b, field))
      if (found !== 0) return descending ? -found : found
    }
    return 0
  })
}

/** Whether a group matches a filter: what the filter's comments say, written down as plainly as possible. */
export function matches(filter: Filter, group: Group, population: Population): boolean {
  switch (filter.is) {
    case 'all':
      return true
    case 'none':
      return false
    case 'and':
      return filter.of.every((part) => matches(part, group, population))
    case 'or':
      return filter.of.some((part) => matches(part, group, population))
    case 'not':
      return !matches(filter.of, group, population)
    case 'compare':
      return compares(filter, valueOf(group, filter.field))
    case 'in':
      return filter.values.some((value) => value === valueOf(group, filter.field))
    case 'like':
      return isLike(filter, group[filter.field])
    case 'has-member':
      return holds(population, group.number, `${filter.kind} ${filter.ref}`)
    case 'below':
      return isBelow(population, filter.group, group.number)
    case 'has-label':
      return Object.hasOwn(group.labels, filter.key) &&
        (filter.value === null || group.labels[filter.key] === filter.value)
  }
}

function compares(filter: Filter & { is: 'compare' }, value: Value | null): boolean {
  if (filter.value === null) return filter.with === '=' && value === null
  if (value === null) return false
  const found = compare(value, filter.value)
  return filter.with === '=' ? found === 0 : filter.with === '<' ? found < 0 : found > 0
}

function isLike({ pattern, folded }: Filter & { is: 'like' }, value: string | null): boolean {
  if (value === null) return false
  return folded ? globs(fold(pattern), fold(value)) : globs(pattern, value)
}

/** `*` for any run of code points, `?` for one. */
function globs(pattern: string, text: string): boolean {
  const characters = Array.from(text)
  let reached = new Set([0])
  for (const one of pattern) {
    const next = new Set<number>()
    for (const at of reached) {
      if (one === '*') { for (let to = at; to <= characters.length; to++) next.add(to) }
      else if (at < characters.length && (one === '?' || one === characters[at])) next.add(at + 1)
    }
    reached = next
  }
  return reached.has(characters.length)
}

function holds({ members }: Population, group: number, member: string): boolean {
  return members.get(group)?.has(member) ?? false
}

function isBelow(population: Population, container: number, group: number): boolean {
  return population.groups.some(({ number }) =>
    holds(population, container, `group ${number}`) &&
    (number === group || isBelow(population, number, group))
  )
}
