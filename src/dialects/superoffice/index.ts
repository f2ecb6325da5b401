import type { Arrival, Call, Dialect, Route } from '../../http/dialect.ts'
import { agentRoutes } from './agents.ts'
import { finish } from './answer.ts'
import { identify, nobody, type SignIn } from './auth.ts'
import { refuse } from './error.ts'
import { itemRoutes } from './items.ts'
import { listRoutes } from './lists.ts'
import { describe, isPublic, readVersion } from './version.ts'

export interface SuperOfficeSettings extends SignIn {
  /** What stands before `/api` in every path, such as `/Cust1`; empty for nothing. */
  readonly prefix: string
  /** What stands before `/api` in links, as callers see it; null: where the request came. */
  readonly publicUrl: string | null
}

/** SuperOffice's WebAPI for lists. spec/superoffice.md */
export function superoffice(settings: SuperOfficeSettings): Dialect {
  const { prefix, publicUrl, schemes } = settings
  const baseOf = ({ url }: Pick<Arrival, 'url'>) => `${publicUrl ?? url.origin + prefix}/api/v1`
  const routes = routesOf(baseOf)
  const root = `${prefix}/api`.toLowerCase()
  return {
    name: 'superoffice',
    owns: (path) => isBelow(path.toLowerCase(), root),
    paths: { caseless: true, trailingSlash: true, head: true },
    routes: routes.map(([method, path, operation]): Route => [method, prefix + path, operation]),
    identify: (arrival) =>
      isPublic(arrival, prefix) ? Promise.resolve(nobody(arrival)) : identify(arrival, settings),
    refuse: (error, arrival) => refuse(error, arrival, { basic: schemes.includes('basic') }),
    finish,
  }
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || path[root.length] === '/')
}

function routesOf(baseOf: (call: Pick<Arrival, 'url'>) => string): readonly Route[] {
  const routes: readonly Route[] = [...listRoutes(baseOf), ...itemRoutes, ...agentRoutes]
  return [
    ['GET', '/api', function readVersionOfApi(call: Call) {
      return readVersion(call, baseOf(call))
    }],
    ['GET', '/api/v1', function readDescription(call: Call) {
      return Promise.resolve(describe(routes, baseOf(call)))
    }],
    ...routes,
  ]
}
