import { DirectoryError } from '../../src/core/error.ts'
import { operator } from '../../src/core/principal.ts'
import { parseJson } from '../../src/http/body.ts'
import type { Call, Dialect, PathRules, Route } from '../../src/http/dialect.ts'
import { type Running, startMuster, type StartOptions } from '../support.ts'

/** Gives back what arrived: the parameters, the caller, and the body as JSON. */
export async function echo({ request, params, address, text }: Call): Promise<Response> {
  const body = request.body === null ? null : parseJson(await text())
  return Response.json({ method: request.method, params, address, body })
}

export const LENIENT: PathRules = { caseless: true, trailingSlash: true, head: true }
export const EXACT: PathRules = { caseless: false, trailingSlash: false, head: false }

export interface Sample {
  readonly name: string
  readonly paths: PathRules
  /** Paths below `/<name>`. */
  readonly routes: readonly Route[]
  readonly admit?: Dialect['admit']
  readonly identify?: Dialect['identify']
}

/** A vendor that never was: it owns what lies below its name, and says its name in every error. */
export function sample({ name, paths, routes, admit, identify }: Sample): Dialect {
  return {
    name,
    owns: (path) => path.toLowerCase().startsWith(`/${name}/`),
    paths,
    routes: routes.map(([method, path, operation]) => [method, `/${name}${path}`, operation]),
    ...(admit && { admit }),
    identify: identify ?? (() => Promise.resolve(operator(1, name))),
    refuse({ code, message, allow, violations }, { id }) {
      const headers = allow.length > 0 ? { allow: allow.join(', ') } : {}
      return Response.json({ name, code, message, violations, id }, { status: STATUS[code] ?? 400, headers })
    },
    finish(response, { id }) {
      response.headers.set('x-id', id)
      return response
    },
  }
}

const STATUS: Partial<Record<DirectoryError['code'], number>> = {
  unauthenticated: 401,
  no_route: 404,
  method_not_allowed: 405,
  timeout: 408,
  too_large: 413,
  blocked: 429,
  internal: 500,
  unavailable: 503,
}

/** A server with these dialects alone. */
export function startSamples(
  samples: readonly Sample[],
  config: StartOptions['config'] = {},
): Promise<Running> {
  return startMuster({ dialects: samples.map(sample), config })
}
