import { DirectoryError, type ErrorCode } from '../core/error.ts'
import { NONE } from '../core/filter.ts'
import type { Principal } from '../core/principal.ts'
import { hashSecret } from '../core/secret.ts'
import type { Call, Dialect } from './dialect.ts'
import type { Metrics } from './metrics.ts'

export interface OperationsSettings {
  readonly metrics: Metrics
  /** What `/metrics` asks for as a Bearer token; null: nothing. */
  readonly metricsToken: string | null
  /** Whether the server takes no new work. */
  readonly stopping: () => boolean
}

/**
 * What the operator's tools ask: `/healthz` (the process runs), `/readyz` (the store can be read), `/metrics`. It owns
 * every path, so it stands last in the list of dialects and answers for the paths that are nobody's.
 */
export function operations({ metrics, metricsToken, stopping }: OperationsSettings): Dialect {
  return {
    name: 'operations',
    owns: () => true,
    paths: { caseless: false, trailingSlash: false, head: true },
    routes: [
      ['GET', '/healthz', function healthz() {
        return Promise.resolve(Response.json({ status: 'ok' }))
      }],
      ['GET', '/readyz', async function readyz(call: Call) {
        if (stopping()) throw new DirectoryError('unavailable', 'the server is stopping', { retryAfter: 10 })
        await readSomething(call)
        return Response.json({ status: 'ok' })
      }],
      ['GET', '/metrics', async function metricsText({ request, store }: Call) {
        checkToken(request, metricsToken)
        const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
        return new Response(metrics.text(await store.statistics()), { headers })
      }],
    ],
    identify: ({ id }) => Promise.resolve(nobody(id)),
    refuse,
    finish(response, { id }) {
      response.headers.set('cache-control', 'no-store')
      response.headers.set('x-request-id', id)
      return response
    },
  }
}

const STATUS = {
  invalid: 400,
  unprocessable: 422,
  unauthenticated: 401,
  inactive: 403,
  forbidden: 403,
  not_found: 404,
  no_route: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  test_failed: 409,
  version_mismatch: 412,
  too_large: 413,
  unsupported_type: 415,
  blocked: 429,
  timeout: 408,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** An error in plain JSON, for paths that no vendor's dialect owns. */
export function refuse(error: DirectoryError): Response {
  const headers = new Headers()
  if (error.allow.length > 0) headers.set('allow', error.allow.join(', '))
  if (error.retryAfter !== undefined) headers.set('retry-after', String(error.retryAfter))
  if (error.code === 'unauthenticated') headers.set('www-authenticate', 'Bearer')
  const { code, message } = error
  return Response.json({ error: { code, message } }, { status: STATUS[code], headers })
}

/** These operations look at no directory. */
function nobody(request: string): Principal {
  return { directory: 0, name: '', dialect: 'operations', request, permissions: new Set(), sees: NONE }
}

async function readSomething({ store }: Call): Promise<void> {
  try {
    await store.readInstallation((tx) => tx.directories(0, 1))
  } catch (cause) {
    throw new DirectoryError('unavailable', 'the store cannot be read', { retryAfter: 1, cause })
  }
}

function checkToken(request: Request, token: string | null): void {
  if (token === null) return
  const given = request.headers.get('authorization') ?? ''
  if (hashSecret(given) === hashSecret(`Bearer ${token}`)) return // The hashes say nothing to who measures the time.
  throw new DirectoryError('unauthenticated', 'metrics need the Bearer token of the configuration')
}
