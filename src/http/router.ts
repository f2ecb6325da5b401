import type { Operation, PathRules, Route } from './dialect.ts'

/** What answers at one path: an operation a method. */
export interface Endpoint {
  readonly operations: ReadonlyMap<string, Operation>
  /** The methods that the path has, sorted, for `Allow`. */
  readonly allow: readonly string[]
}

/** A known path, with its parameters percent-decoded. Whether it has the method is the endpoint's to say. */
export interface Match {
  readonly endpoint: Endpoint
  readonly params: Readonly<Record<string, string>>
}

export type Router = (path: string) => Match | undefined

/**
 * Compiles a route table once. Of two paths that match, the one with a literal segment where the other has a parameter
 * wins, from the left, for all methods. An empty segment matches nothing, and so does a broken percent escape.
 * Throws when the table names one path with two different parameters, or one method twice.
 */
export function routerOf(routes: readonly Route[], rules: PathRules): Router {
  const templates = templatesOf(routes, rules)
  const literals = new Map(templates.filter(isLiteral).map((one) => [one.path, one.endpoint]))
  const byLength = Map.groupBy(templates, (one) => one.segments.length)
  return (path) => {
    const asked = rules.trailingSlash && path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const endpoint = literals.get(rules.caseless ? asked.toLowerCase() : asked)
    if (endpoint !== undefined) return { endpoint, params: {} }
    const segments = segmentsOf(asked)
    return segments && firstMatch(byLength.get(segments.length) ?? [], segments, rules)
  }
}

interface Template {
  readonly path: string
  readonly segments: readonly Segment[]
  readonly endpoint: Endpoint
}

/** A literal text (in lower case, if case does not count), or the name of a parameter. */
type Segment = { readonly literal: string } | { readonly param: string }

function templatesOf(routes: readonly Route[], rules: PathRules): Template[] {
  const operations = new Map<string, Map<string, Operation>>()
  for (const [method, route, operation] of routes) {
    const path = rules.caseless ? route.replaceAll(/[^/]+/g, foldLiteral) : route
    const known = operations.get(path) ?? new Map<string, Operation>()
    if (known.has(method)) throw new Error(`${method} ${path} stands twice in a route table`)
    operations.set(path, known.set(method, operation))
  }
  const templates = Array.from(operations, ([path, known]) => templateOf(path, withHead(known, rules)))
  return refuseTwins(templates).sort(bySpecificity)
}

function foldLiteral(segment: string): string {
  return segment.startsWith(':') ? segment : segment.toLowerCase()
}

function withHead(
  operations: ReadonlyMap<string, Operation>,
  rules: PathRules,
): ReadonlyMap<string, Operation> {
  const get = operations.get('GET')
  return rules.head && get !== undefined ? new Map([['HEAD', get], ...operations]) : operations
}

function templateOf(path: string, operations: ReadonlyMap<string, Operation>): Template {
  const segments = path.slice(1).split('/').map((text): Segment =>
    text.startsWith(':') ? { param: text.slice(1) } : { literal: text }
  )
  return { path, segments, endpoint: { operations, allow: [...operations.keys()].sort() } }
}

function refuseTwins(templates: Template[]): Template[] {
  const shapes = new Map<string, string>()
  for (const { path } of templates) {
    const shape = path.replaceAll(/:[^/]+/g, ':')
    const twin = shapes.get(shape)
    if (twin !== undefined) throw new Error(`${twin} and ${path} are one path with two names`)
    shapes.set(shape, path)
  }
  return templates
}

function bySpecificity(a: Template, b: Template): number {
  for (const [at, segment] of a.segments.entries()) {
    const other = b.segments[at]
    if (other === undefined) break
    if ('literal' in segment !== 'literal' in other) return 'literal' in segment ? -1 : 1
  }
  return 0
}

function isLiteral(template: Template): boolean {
  return template.segments.every((segment) => 'literal' in segment)
}

function segmentsOf(path: string): string[] | undefined {
  const segments = path.slice(1).split('/')
  if (!path.includes('%')) return segments
  try {
    return segments.map(decodeURIComponent)
  } catch {
    return undefined // The only error here is a URIError: the escape is broken, so no path is meant.
  }
}

function firstMatch(
  templates: readonly Template[],
  segments: readonly string[],
  rules: PathRules,
): Match | undefined {
  for (const { segments: wanted, endpoint } of templates) {
    const params = paramsOf(wanted, segments, rules)
    if (params !== undefined) return { endpoint, params }
  }
  return undefined
}

function paramsOf(wanted: readonly Segment[], segments: readonly string[], rules: PathRules) {
  const params: Record<string, string> = {}
  for (const [at, segment] of wanted.entries()) {
    const text = segments[at]
    if (text === undefined || text === '') return undefined
    if ('param' in segment) params[segment.param] = text
    else if (segment.literal !== (rules.caseless ? text.toLowerCase() : text)) return undefined
  }
  return params
}
