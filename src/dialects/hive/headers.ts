import type { Cors } from '../../http/cors.ts'

/** How long a browser may remember a preflight. */
const preflightSeconds = 600

const PREFLIGHT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers': 'X-Auth, Content-Type',
  'access-control-max-age': String(preflightSeconds),
} as const

/** Pages of every origin may call: the token is a header, and a browser sends none by itself. spec/enterprise-hive.md §2 */
export const cors: Cors = {
  preflight({ method, headers }) {
    if (method !== 'OPTIONS' || !headers.has('access-control-request-method')) return undefined
    return finish(new Response(null, { status: 204, headers: PREFLIGHT }))
  },
  expose(_request, response) {
    response.headers.set('access-control-allow-origin', '*')
    return response
  },
}

/** What every answer of this dialect carries: what it says depends on the token. */
export function finish(response: Response): Response {
  response.headers.set('cache-control', 'no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}
