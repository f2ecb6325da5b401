import { and, type Conditions, type Filter } from '../../core/filter.ts'
import type { PersonFilter } from '../../core/person-filter.ts'
import { badFilter, decodeExpression, type Expression, type Scalar } from './expression.ts'
import { unknownField } from './fault.ts'
import {
  combinedContactScales,
  combinedGroupScales,
  contactScales,
  groupScales,
  type Scales,
} from './filter-fields.ts'
import { anyOf, not, type Scale } from './scale.ts'

/** How many conditions a filter may come to, and how deep they may lie in each other: ours. */
export const expressionPartsMax = 400
export const expressionDepthMax = 18

/** The filter of the list of groups. Throws `invalid`. spec/incoplax.md §8 */
export function decodeGroupFilter(text: string): Filter {
  return bounded(filterOf(decodeExpression(text), groupScales))
}

/** The filter of the list of contacts. Throws `invalid`. */
export function decodeContactFilter(text: string): PersonFilter {
  return bounded(filterOf(decodeExpression(text), contactScales))
}

/** The filter of the list of both. */
export interface CombinedFilter {
  readonly groups: Filter
  readonly people: PersonFilter
}

/** The filter of the list of both. Throws `invalid`. */
export function decodeCombinedFilter(text: string): CombinedFilter {
  const expression = decodeExpression(text)
  return {
    groups: bounded(filterOf(expression, combinedGroupScales)),
    people: bounded(filterOf(expression, combinedContactScales)),
  }
}

interface Named {
  readonly is: string
}

function filterOf<F, T, O extends Named>(
  expression: Expression,
  scales: Scales<Conditions<F, T, O>>,
): Conditions<F, T, O> {
  switch (expression.is) {
    case 'all-of':
      return and(...expression.of.map((part) => filterOf(part, scales)))
    case 'any-of':
      return anyOf(...expression.of.map((part) => filterOf(part, scales)))
    case 'not':
      return not(filterOf(expression.of, scales))
    case 'asks': {
      const scale = scales(expression.field)
      if (!scale) throw unknownField('filter', expression.field.name)
      return askedOf(expression, scale)
    }
  }
}

type Asked = Extract<Expression, { readonly is: 'asks' }>

function askedOf<F, T, O extends Named>(
  asked: Asked,
  scale: Scale<Conditions<F, T, O>>,
): Conditions<F, T, O> {
  const { operator } = asked
  switch (operator) {
    case '==':
    case 'in':
      return among(asked, scale)
    case '!=':
      return not(among(asked, scale))
    case '<':
      return single(asked, scale.before)
    case '>':
      return single(asked, scale.behind)
    case '<=':
      return anyOf(single(asked, scale.before), among(asked, scale))
    case '>=':
      return anyOf(single(asked, scale.behind), among(asked, scale))
    case 'contains':
      return single(asked, scale.contains)
  }
}

/** The value, or any of these. */
function among<F, T, O extends Named>(
  { operand }: Asked,
  scale: Scale<Conditions<F, T, O>>,
): Conditions<F, T, O> {
  return 'any' in operand ? anyOf(...operand.any.map(scale.equal)) : scale.equal(operand.one)
}

function single<C>({ operator, field, operand }: Asked, condition: ((value: Scalar) => C) | undefined): C {
  if (!condition) throw badFilter(`${operator} is not for '${field.name}'`)
  if ('any' in operand) throw badFilter(`${operator} has a single value`)
  return condition(operand.one)
}

function bounded<C extends Named>(filter: C): C {
  const { parts, depth } = extentOf(filter)
  if (parts > expressionPartsMax || depth > expressionDepthMax) throw badFilter('too many conditions')
  return filter
}

interface Extent {
  readonly parts: number
  readonly depth: number
}

function extentOf(filter: object, level = 0): Extent {
  const of = 'of' in filter ? [filter.of].flat() : []
  const below = of.map((part) => extentOf(Object(part), level + 1))
  return {
    parts: below.reduce((sum, { parts }) => sum + parts, 1),
    depth: Math.max(level, ...below.map(({ depth }) => depth)),
  }
}
