import { type Conditions, type LabelCondition, NONE, type TextMatch } from '../../core/filter.ts'
import { instantOf } from './instant.ts'

export type Operator =
  | `$${'eq' | 'ne' | 'gt' | 'lt' | 'gte' | 'lte'}`
  | `$${'startsWith' | 'endsWith' | 'contains'}`
  | `$${'in' | 'nin'}`

/** What a query says of one field: all of these hold. A plain value is `$eq`. */
export interface Asked {
  readonly operators: readonly { readonly operator: Operator; readonly operand: unknown }[]
  /** `$ci`: whether texts are compared without case. */
  readonly folded: boolean
}

/** Reads a value, or an object of operators, that the grammar has let through. */
export function askedOf(value: unknown): Asked {
  if (typeof value !== 'object' || value === null) {
    return { operators: [{ operator: '$eq', operand: value }], folded: false }
  }
  const { $ci: folded, ...rest } = value as { readonly $ci?: boolean } & Readonly<Record<Operator, unknown>>
  const operators = Object.entries(rest).map(([operator, operand]) => ({
    operator: operator as Operator,
    operand,
  }))
  return { operators, folded: folded === true }
}

/** Conditions are told apart by what they are. */
export interface Named {
  readonly is: string
}

/** All of these, any of these, and what is none of it. */
export function allOf<F, T, O extends Named>(of: readonly Conditions<F, T, O>[]): Conditions<F, T, O> {
  return of.length === 1 ? of[0]! : { is: 'and', of }
}

export function anyOf<F, T, O extends Named>(of: readonly Conditions<F, T, O>[]): Conditions<F, T, O> {
  return of.length === 1 ? of[0]! : { is: 'or', of }
}

export function not<F, T, O extends Named>(of: Conditions<F, T, O>): Conditions<F, T, O> {
  return { is: 'not', of }
}

/** How a field is compared with one operand. */
interface Scale<C> {
  /** `null`: has no value. */
  equal(operand: unknown): C
  among(operands: readonly unknown[]): C
  before(operand: unknown): C
  behind(operand: unknown): C
  /** Of text only. */
  search(at: 'start' | 'end' | 'anywhere', operand: unknown): C
}

/** What is asked of a field, on its scale. Nothing stands before or behind null; `$gte` and `$lte` let it equal itself. */
function onScale<F, T, O extends Named>(
  { operators }: Asked,
  scale: Scale<Conditions<F, T, O>>,
): Conditions<F, T, O> {
  return allOf(operators.map(({ operator, operand }): Conditions<F, T, O> => {
    switch (operator) {
      case '$eq':
        return scale.equal(operand)
      case '$ne':
        return not(scale.equal(operand))
      case '$lt':
        return operand === null ? NONE : scale.before(operand)
      case '$gt':
        return operand === null ? NONE : scale.behind(operand)
      case '$lte':
        return operand === null ? scale.equal(null) : anyOf([scale.before(operand), scale.equal(operand)])
      case '$gte':
        return operand === null ? scale.equal(null) : anyOf([scale.behind(operand), scale.equal(operand)])
      case '$in':
        return scale.among(listOf(operand))
      case '$nin':
        return not(scale.among(listOf(operand)))
      case '$startsWith':
        return scale.search('start', operand)
      case '$endsWith':
        return scale.search('end', operand)
      case '$contains':
        return scale.search('anywhere', operand)
    }
  }))
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : []
}

/** A field with text. What is no text equals none. Without case it is found, but in order it is by bytes. */
export function textCondition<F, T, O extends Named>(field: F & T, asked: Asked): Conditions<F, T, O> {
  const { folded } = asked
  const compare = (sign: '<' | '=' | '>', value: unknown): Conditions<F, T, O> =>
    typeof value === 'string' ? { is: 'compare', field, with: sign, value } : NONE
  const equal = (value: unknown): Conditions<F, T, O> => {
    if (value === null) return { is: 'compare', field, with: '=', value }
    if (!folded || typeof value !== 'string') return compare('=', value)
    return { is: 'text', field, at: 'whole', text: value, folded }
  }
  return onScale(asked, {
    equal,
    among(values) {
      if (folded) return anyOf(values.map(equal))
      return { is: 'in', field, values: values.filter((value) => typeof value === 'string') }
    },
    before: (value) => compare('<', value),
    behind: (value) => compare('>', value),
    search: (at, value) => ({ is: 'text', field, at, text: String(value), folded }),
  })
}

/** A field with a time, asked for as ISO text or as milliseconds. What is neither equals none. */
export function timeCondition<F, T, O extends Named>(field: F, asked: Asked): Conditions<F, T, O> {
  return onScale(asked, {
    equal(value) {
      if (value === null) return { is: 'compare', field, with: '=', value }
      const ms = msOf(value)
      return Number.isInteger(ms) ? { is: 'compare', field, with: '=', value: ms } : NONE
    },
    among: (values) => ({ is: 'in', field, values: values.map(msOf).filter(Number.isInteger) }),
    before(value) {
      const ms = Math.ceil(msOf(value))
      return Number.isNaN(ms) ? NONE : { is: 'compare', field, with: '<', value: ms }
    },
    behind(value) {
      const ms = Math.floor(msOf(value))
      return Number.isNaN(ms) ? NONE : { is: 'compare', field, with: '>', value: ms }
    },
    search: () => NONE,
  })
}

/** No time stands outside these. */
const msMax = 8.64e15

function msOf(value: unknown): number {
  if (typeof value === 'number') return Math.min(Math.max(value, -msMax), msMax)
  if (typeof value !== 'string') return NaN
  return instantOf(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value) ?? NaN
}

/** The id of a row itself, in either case. */
export function idCondition<F, T, O extends Named>(field: F, asked: Asked): Conditions<F, T, O> {
  const compare = (sign: '<' | '=' | '>', value: unknown): Conditions<F, T, O> => ({
    is: 'compare',
    field,
    with: sign,
    value: lower(value),
  })
  return onScale(asked, {
    equal: (value) => compare('=', value),
    among: (values) => ({ is: 'in', field, values: lowered(values) }),
    before: (value) => compare('<', value),
    behind: (value) => compare('>', value),
    search: () => NONE,
  })
}

/**
 * The ids in a list, such as a group's users: whether one of them matches. Null is an empty list, so that `$ne` and `$nin`
 * say that none is like that. spec/losant.md §8.4
 */
export function idsCondition<F, T, O extends Named>(
  has: (match: TextMatch) => Conditions<F, T, O>,
  asked: Asked,
): Conditions<F, T, O> {
  return onScale(asked, {
    equal: (value) => value === null ? not(has(null)) : has(lower(value)),
    among: (values) => has({ in: lowered(values) }),
    before: (value) => has({ before: lower(value) ?? '' }),
    behind: (value) => has({ behind: lower(value) ?? '' }),
    search: () => NONE,
  })
}

function lower(value: unknown): string | null {
  return typeof value === 'string' ? value.toLowerCase() : null
}

function lowered(values: readonly unknown[]): string[] {
  return values.flatMap((value) => lower(value) ?? [])
}

/** What a query may say of a tag's key or value, once the grammar has let it through. */
type TagMatch = string | null | { readonly $in: readonly string[] } | { readonly $nin: readonly string[] }

/**
 * What is asked of tags: null (there are none), `$tagKey` and `$tagValue` (one tag has both), or keys and what stands
 * under them. spec/losant.md §8.4
 */
export function tagsCondition<F, T, O extends Named>(asked: unknown): Conditions<F, T, O | LabelCondition> {
  const fields: Readonly<Record<string, unknown>> = asked === null ? {} : Object(asked)
  if (asked === null) return not(label(null, null))
  if ('$eq' in fields) return tagsCondition(fields['$eq'])
  if ('$ne' in fields) return not(tagsCondition(fields['$ne']))
  if ('$tagKey' in fields || '$tagValue' in fields) return oneTag(fields)
  return allOf(Object.entries(fields).map(([key, match]) => tagNamed(key, match as TagMatch)))
}

function label(key: TextMatch, value: TextMatch): LabelCondition {
  return { is: 'has-label', key, value }
}

/** One tag has this key and this value; what is absent may be any. No tag has null. */
function oneTag<F, T, O extends Named>(fields: {
  readonly $tagKey?: TagMatch
  readonly $tagValue?: TagMatch
}): Conditions<F, T, O | LabelCondition> {
  if (fields.$tagKey === null || fields.$tagValue === null) return NONE
  return label(matchOf(fields.$tagKey), matchOf(fields.$tagValue))
}

function matchOf(match: Exclude<TagMatch, null> | undefined): TextMatch {
  if (match === undefined) return null
  if (typeof match === 'string') return match
  return '$in' in match ? { in: match.$in } : { notIn: match.$nin }
}

/** What stands under a key: null and `$nin` let it be missing, as everywhere in this language. */
function tagNamed<F, T, O extends Named>(
  key: string,
  match: TagMatch,
): Conditions<F, T, O | LabelCondition> {
  if (match === null) return not(label(key, null))
  if (typeof match === 'string') return label(key, match)
  return '$in' in match ? label(key, { in: match.$in }) : not(label(key, { in: match.$nin }))
}
