import { ALL, type Conditions, NONE } from '../../core/filter.ts'
import { type Scalar, unfitText } from './expression.ts'
import { instantOf, STEP_MS } from './instant.ts'

/** How a field of one entity is asked for. What is absent has no order, or no parts. */
export interface Scale<Condition> {
  equal(value: Scalar): Condition
  readonly before?: (value: Scalar) => Condition
  readonly behind?: (value: Scalar) => Condition
  readonly contains?: (value: Scalar) => Condition
}

interface Named {
  readonly is: string
}

/** Any of these. */
export function anyOf<F, T, O extends Named>(...of: readonly Conditions<F, T, O>[]): Conditions<F, T, O> {
  const parts = of.filter((part) => part.is !== 'none')
  if (parts.some((part) => part.is === 'all')) return ALL
  return parts.length === 0 ? NONE : parts.length === 1 ? parts[0]! : { is: 'or', of: parts }
}

/** All but these. */
export function not<F, T, O extends Named>(of: Conditions<F, T, O>): Conditions<F, T, O> {
  return of.is === 'all' ? NONE : of.is === 'none' ? ALL : { is: 'not', of }
}

/**
 * A text. Where there is none, or something of another type, an empty one is shown: so an empty one is what is not
 * behind it. Null is an empty one, too. What is no text is like none.
 */
export function textScale<F, T, O extends Named>(field: F): Scale<Conditions<F, T, O>> {
  const compare = (sign: '<' | '=' | '>', value: string): Conditions<F, T, O> => {
    return { is: 'compare', field, with: sign, value }
  }
  const isEmpty = () => not(compare('>', ''))
  return {
    equal: (value) => (value ?? '') === '' ? isEmpty() : ofText(value, (text) => compare('=', text)),
    before: (value) => ofText(value, (text) => text === '' ? NONE : anyOf(isEmpty(), compare('<', text))),
    behind: (value) => ofText(value, (text) => compare('>', text)),
    contains: (value) =>
      ofText(value, (text) => text === '' ? ALL : { is: 'part', field, at: 'anywhere', text }),
  }
}

function ofText<C extends Named>(value: Scalar, condition: (text: string) => C): C | typeof NONE {
  return typeof value === 'string' ? condition(value) : NONE
}

/** An id: of either case. */
export function idScale<F, T, O extends Named>(field: F): Scale<Conditions<F, T, O>> {
  return mapped(textScale(field), (value) => typeof value === 'string' ? value.toLowerCase() : value)
}

/** The same scale, where it is asked for something else. */
function mapped<C>({ equal, before, behind, contains }: Scale<C>, of: (value: Scalar) => Scalar): Scale<C> {
  return {
    equal: (value) => equal(of(value)),
    ...(before ? { before: (value) => before(of(value)) } : {}),
    ...(behind ? { behind: (value) => behind(of(value)) } : {}),
    ...(contains ? { contains: (value) => contains(of(value)) } : {}),
  }
}

/** A number that may be missing, or be something else: then it is shown as `absent`. */
export function numberScale<F, T, O extends Named>(
  field: F,
  absent: number | null = null,
): Scale<Conditions<F, T, O>> {
  const compare = (sign: '<' | '=' | '>', value: number): Conditions<F, T, O> => {
    return { is: 'compare', field, with: sign, value }
  }
  const isMissing = () => not(anyOf(compare('<', 0), compare('=', 0), compare('>', 0)))
  const shownToo = (shown: boolean, condition: Conditions<F, T, O>) =>
    shown ? anyOf(condition, isMissing()) : condition
  return {
    equal(value) {
      if (value === null && absent === null) return isMissing()
      return typeof value === 'number' ? shownToo(value === absent, compare('=', value)) : NONE
    },
    before(value) {
      if (typeof value !== 'number') return NONE
      return shownToo(absent !== null && absent < value, compare('<', value))
    },
    behind(value) {
      if (typeof value !== 'number') return NONE
      return shownToo(absent !== null && absent > value, compare('>', value))
    },
  }
}

/**
 * A time, asked for as a date and compared as it is shown: cut to its last digit. Throws `invalid` for a text that is no
 * date; what is no text is like no time.
 */
export function timeScale<F, T, O extends Named>(field: F): Scale<Conditions<F, T, O>> {
  const from = (value: number): Conditions<F, T, O> => not(until(value))
  const until = (value: number): Conditions<F, T, O> => ({ is: 'compare', field, with: '<', value })
  return {
    equal(value) {
      const ms = msOf(value)
      return ms === undefined || ms % STEP_MS !== 0
        ? NONE
        : { is: 'and', of: [from(ms), until(ms + STEP_MS)] }
    },
    before(value) {
      const ms = msOf(value)
      return ms === undefined ? NONE : until(Math.ceil(ms / STEP_MS) * STEP_MS)
    },
    behind(value) {
      const ms = msOf(value)
      return ms === undefined ? NONE : from(Math.floor(ms / STEP_MS) * STEP_MS + STEP_MS)
    },
  }
}

function msOf(value: Scalar): number | undefined {
  if (typeof value !== 'string') return undefined
  const ms = instantOf(value)
  if (ms === undefined) throw unfitText('a date')
  return ms
}

/** What a client has put into `ext`: texts, numbers and booleans. Null: nothing, or an empty text. */
export function valueScale<F, T, O extends Named>(field: F): Scale<Conditions<F, T, O>> {
  const compare = (sign: '<' | '=' | '>', value: Scalar): Conditions<F, T, O> => {
    return { is: 'compare', field, with: sign, value }
  }
  const inOrder = (sign: '<' | '>', value: Scalar) =>
    typeof value === 'string' || typeof value === 'number' ? compare(sign, value) : NONE
  return {
    equal: (value) => value === null ? anyOf(compare('=', null), compare('=', '')) : compare('=', value),
    before: (value) => inOrder('<', value),
    behind: (value) => inOrder('>', value),
    contains: (value) => ofText(value, (text) => ({ is: 'part', field, at: 'anywhere', text })),
  }
}

/** A list: whether a value is in it; null: whether it is empty. */
export function listScale<C extends Named>(
  isEmpty: C,
  has: (value: Scalar) => C,
): Scale<C> {
  return { equal: (value) => value === null ? isEmpty : has(value), contains: has }
}

/** A text that is shown behind a fixed one. */
export function prefixedScale<F, T, O extends Named>(field: F, prefix: string): Scale<Conditions<F, T, O>> {
  const plain = textScale<F, T, O>(field)
  const inOrder = (compare: typeof plain.before, value: Scalar) =>
    ofText(value, (text) => {
      if (text.startsWith(prefix)) return compare!(text.slice(prefix.length))
      return (compare === plain.before) === (text > prefix) ? ALL : NONE
    })
  return {
    equal: (value) =>
      ofText(value, (text) => text.startsWith(prefix) ? plain.equal(text.slice(prefix.length)) : NONE),
    before: (value) => inOrder(plain.before, value),
    behind: (value) => inOrder(plain.behind, value),
    contains: (value) => ofText(value, (text) => containsPrefixed(field, prefix, text)),
  }
}

/** It is in the fixed text, or in the field, or begins in the one and ends in the other. */
function containsPrefixed<F, T, O extends Named>(
  field: F,
  prefix: string,
  text: string,
): Conditions<F, T, O> {
  if (prefix.includes(text)) return ALL
  const overlaps = Array.from({ length: prefix.length }, (_, at) => prefix.slice(at))
    .filter((end) => text.startsWith(end))
  return anyOf<F, T, O>(
    { is: 'part', field, at: 'anywhere', text },
    ...overlaps.map((end): Conditions<F, T, O> => {
      return { is: 'part', field, at: 'start', text: text.slice(end.length) }
    }),
  )
}
