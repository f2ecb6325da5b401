import { ALL, and, type Conditions, type Filter, NONE } from '../../core/filter.ts'
import type { PersonFilter } from '../../core/person-filter.ts'
import { parseJson } from '../../http/body.ts'
import { anyOf, type Named, not } from './conditions.ts'
import { GROUP_FIELDS, type QueryField, USER_FIELDS } from './query-fields.ts'
import { queryShape } from './query-shapes.ts'
import { check, malformed, type Shape } from './schema.ts'

/** How many conditions and values a query may have as a filter, and how deep they may lie in each other: ours. */
export const queryPartsMax = 400
export const queryDepthMax = 18

/** The `query` of the list of groups. Throws `invalid` in the vendor's words. spec/losant.md §8.4 */
export function decodeGroupQuery(text: string): Filter {
  return bounded(filterOf(parsed(text, GROUP_QUERY), GROUP_FIELDS))
}

/** The `query` of the list of users. Throws `invalid` in the vendor's words. spec/losant.md §5.6 */
export function decodeUserQuery(text: string): PersonFilter {
  return bounded(filterOf(parsed(text, USER_QUERY), USER_FIELDS))
}

type Query = Readonly<Record<string, unknown>>

const GROUP_QUERY = shapeOf(GROUP_FIELDS)
const USER_QUERY = shapeOf(USER_FIELDS)

function shapeOf(fields: Readonly<Record<string, { readonly shape: Shape }>>): Shape {
  return queryShape(Object.fromEntries(Object.entries(fields).map(([name, { shape }]) => [name, shape])))
}

function parsed(text: string, shape: Shape): Query {
  const query = jsonOf(text)
  checkQuery(query, shape, 'query')
  return query as Query
}

/** The only errors of parseJson say that the text is no JSON, or nested too deep. */
function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw malformed('query', 'is the wrong type')
  }
}

/** The framework does not look into nested queries; here they obey the same grammar. */
function checkQuery(query: unknown, shape: Shape, path: string): void {
  check(shape, query, path)
  for (const join of JOINING) {
    for (const [index, part] of partsOf(query as Query, join).entries()) {
      checkQuery(part, shape, `${path}.${join}.${index}`)
    }
  }
}

const JOINING = ['$and', '$or', '$nor'] as const
type Join = (typeof JOINING)[number]

function partsOf(query: Query, join: Join): readonly Query[] {
  const parts = query[join]
  return Array.isArray(parts) ? parts : []
}

type Fields<F, T, O> = Readonly<Record<string, QueryField<Conditions<F, T, O>>>>

/** All of its keys hold. */
function filterOf<F, T, O extends Named>(query: Query, fields: Fields<F, T, O>): Conditions<F, T, O> {
  const named = Object.entries(query).flatMap(([key, value]) => fields[key]?.condition(value) ?? [])
  const joined = JOINING.filter((join) => join in query).map((join) =>
    joinedOf(join, partsOf(query, join).map((part) => filterOf(part, fields)))
  )
  return and(...joined, ...named)
}

/** An empty `$and` or `$or` is no restriction, an empty `$nor` finds nothing. */
function joinedOf<F, T, O extends Named>(
  join: Join,
  parts: readonly Conditions<F, T, O>[],
): Conditions<F, T, O> {
  switch (join) {
    case '$and':
      return and(...parts)
    case '$or':
      return parts.length === 0 ? ALL : anyOf(parts)
    case '$nor':
      return parts.length === 0 ? NONE : not(anyOf(parts))
  }
}

function bounded<C extends Named>(filter: C): C {
  const { parts, depth } = extentOf(filter)
  if (parts > queryPartsMax || depth > queryDepthMax) throw malformed('query', 'has more items than allowed')
  return filter
}

/** How many conditions and values a filter has, and how deep it goes. */
function extentOf(filter: object, level = 0): { readonly parts: number; readonly depth: number } {
  const below = Object.values(filter).flatMap((value) => {
    if (Array.isArray(value)) return value.map((one) => extentOf(Object(one), level + 1))
    return typeof value === 'object' && value !== null ? [extentOf(value, level + 1)] : []
  })
  return {
    parts: below.reduce((sum, { parts }) => sum + parts, 1),
    depth: Math.max(level, ...below.map(({ depth }) => depth)),
  }
}
