/** The operator's answer to browsers of other origins. */
export interface Cors {
  /** The answer to a preflight for a path with these methods; undefined if the request is none that is allowed. */
  preflight(request: Request, methods: readonly string[]): Response | undefined
  /** Adds to any answer what lets an allowed origin read it. */
  expose(request: Request, response: Response): Response
}

/** How long a browser may remember a preflight. */
const preflightSeconds = 600

/** For a list of origins, or `*` for any; undefined for none. No cookies are let through: credentials are headers. */
export function corsOf(origins: readonly string[]): Cors | undefined {
  if (origins.length === 0) return undefined
  const any = origins.includes('*')
  const allowed = (request: Request) => {
    const origin = request.headers.get('origin')
    if (origin === null) return undefined
    return any ? '*' : origins.find((one) => one === origin)
  }
  return {
    preflight(request, methods) {
      const origin = allowed(request)
      if (origin === undefined || !isPreflight(request)) return undefined
      return new Response(null, { status: 204, headers: preflightHeaders(request, origin, methods) })
    },
    expose(request, response) {
      const origin = allowed(request)
      if (!any) response.headers.append('vary', 'Origin')
      if (origin === undefined) return response
      response.headers.set('access-control-allow-origin', origin)
      response.headers.set('access-control-expose-headers', '*')
      return response
    },
  }
}

function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
}

function preflightHeaders(request: Request, origin: string, methods: readonly string[]): Headers {
  const headers = new Headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': methods.join(', '),
    'access-control-max-age': String(preflightSeconds),
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
  })
  const wanted = request.headers.get('access-control-request-headers')
  if (wanted !== null) headers.set('access-control-allow-headers', wanted)
  return headers
}
