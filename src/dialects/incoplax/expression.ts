import { isStorable } from '../../core/text.ts'
import { parseJson } from '../../http/body.ts'
import { badParameter, unknownField } from './fault.ts'
import { compositeOf, isComposite } from './mask.ts'

export type Scalar = string | number | boolean | null

export const OPERATORS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'contains'] as const
export type Operator = (typeof OPERATORS)[number]

/** A field by its dotted name, and the keys below it: what a client keeps in `ext` may be objects. */
export interface Named {
  readonly name: string
  readonly below: readonly string[]
}

/** A value, or any of these. */
export type Operand = { readonly one: Scalar } | { readonly any: readonly Scalar[] }

/** A filter of either form. */
export type Expression =
  | { readonly is: 'all-of'; readonly of: readonly Expression[] }
  | { readonly is: 'any-of'; readonly of: readonly Expression[] }
  | { readonly is: 'not'; readonly of: Expression }
  | {
    readonly is: 'asks'
    readonly operator: Operator
    readonly field: Named
    readonly operand: Operand
  }

/**
 * The filter of a list: an object of fields and values, or an array in Polish notation. Throws `invalid` for what is
 * neither. spec/incoplax.md §8
 */
export function decodeExpression(text: string): Expression {
  const value = jsonOf(text)
  if (Array.isArray(value)) return polish(value)
  if (isObject(value)) return allFields(value)
  throw badFilter('neither an object nor an array')
}

export function badFilter(reason: string): Error {
  return badParameter('filter', reason)
}

/** The only errors of parseJson say that the text is no JSON, or nested too deep. */
function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw badFilter('not JSON')
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first form: each key is a field, and all must hold. */
function allFields(fields: Readonly<Record<string, unknown>>): Expression {
  const of = Object.entries(fields).flatMap(([name, value]) => {
    if (!isComposite(name)) return fieldAsked({ name, below: [] }, value)
    if (!isObject(value)) throw unknownField('filter', name)
    return Object.entries(value).flatMap(([part, held]) =>
      fieldAsked({ name: `${name}.${part}`, below: [] }, held)
    )
  })
  return { is: 'all-of', of }
}

function fieldAsked(field: Named, value: unknown): Expression[] {
  if (!isObject(value)) return [{ is: 'asks', operator: '==', field, operand: operandOf(value) }]
  if (compositeOf(field.name) !== 'ext') {
    throw unknownField('filter', `${field.name}.${Object.keys(value)[0] ?? ''}`)
  }
  return Object.entries(value).flatMap(([key, held]) =>
    fieldAsked({ ...field, below: [...field.below, key] }, held)
  )
}

/** A text that is not what its field is compared with. */
export function unfitText(wanted: string): Error {
  return badFilter(`not ${wanted}`)
}

/** The second form: an operator in front of its operands. */
function polish(expression: readonly unknown[]): Expression {
  const [operator, ...operands] = expression
  switch (operator) {
    case '&&':
    case '||':
      if (operands.length === 0) throw badFilter(`${operator} has no operands`)
      return { is: operator === '&&' ? 'all-of' : 'any-of', of: operands.map(nested) }
    case '!':
      if (operands.length !== 1) throw badFilter('! has one operand')
      return { is: 'not', of: nested(operands[0]) }
  }
  const known = OPERATORS.find((one) => one === operator)
  if (known === undefined) throw badFilter('unknown operator')
  if (operands.length !== 2) throw badFilter(`${known} has two operands`)
  const [field, value] = operands
  return { is: 'asks', operator: known, field: propertyOf(field), operand: literalOf(known, value) }
}

function nested(operand: unknown): Expression {
  if (!Array.isArray(operand)) throw badFilter('an operand is no expression')
  return polish(operand)
}

function propertyOf(operand: unknown): Named {
  if (typeof operand === 'string') return { name: operand, below: [] }
  if (Array.isArray(operand) && operand.length === 2 && operand[0] === 'property') {
    const [, name] = operand
    if (typeof name === 'string') return { name, below: [] }
  }
  throw badFilter('the first operand is no field')
}

/** A value as it is, or as `["const", value]`. For `in`, which has an array, a constant that is none is one of two values. */
function literalOf(operator: Operator, operand: unknown): Operand {
  const isConstant = Array.isArray(operand) && operand.length === 2 && operand[0] === 'const'
  const value = isConstant && (operator !== 'in' || Array.isArray(operand[1])) ? operand[1] : operand
  if (operator === 'in' && !Array.isArray(value)) throw badFilter('in has an array')
  return operandOf(value)
}

function operandOf(value: unknown): Operand {
  return Array.isArray(value) ? { any: value.map(scalarOf) } : { one: scalarOf(value) }
}

function scalarOf(value: unknown): Scalar {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && isStorable(value)) return value
  throw badFilter('not a value to compare with')
}
