import type { Cors } from '../../http/cors.ts'

/** How long a browser may remember a preflight. */
const preflightSeconds = 86_400

const PREFLIGHT = {
  'access-control-allow-methods': 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT',
  'access-control-allow-headers': 'Accept,Content-Type,X-Amz-Date,Authorization,Accept-Version,losantdomain',
  'access-control-max-age': String(preflightSeconds),
} as const

/**
 * OPTIONS is answered alike at any path and to anybody, and pages of every origin may read: credentials are headers here,
 * and a browser sends none by itself. spec/losant.md §2
 */
export const cors: Cors = {
  preflight(request) {
    if (request.method !== 'OPTIONS') return undefined
    return cors.expose(request, finish(new Response(null, { status: 204, headers: PREFLIGHT })))
  },
  expose(request, response) {
    response.headers.set('access-control-allow-origin', request.headers.get('origin') ?? '*')
    response.headers.set('vary', 'origin')
    return response
  },
}

/** What every answer of this vendor carries, errors and empty ones too. spec/losant.md §2 */
export function finish(response: Response): Response {
  response.headers.set('cache-control', 'no-cache, no-store, must-revalidate')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}
