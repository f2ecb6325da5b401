/** The names of the session's cookie in the vendor's two editions. spec/incoplax.md §3.1 */
const EDITIONS = ['RSession', 'EraSession']

/** The sessions that the cookies of a request name: first the one in the cookie of this name. */
export function cookiesOf(headers: Headers, name: string): readonly string[] {
  return [...new Set(sent(headers, name).map(({ secret }) => secret))].slice(0, cookiesMax)
}

/** The lines that take away the cookies of a request that name sessions. */
export function goneCookies(request: Request, url: URL, name: string): readonly string[] {
  const names = new Set([name, ...sent(request.headers, name).map((one) => one.name)])
  return [...names].map((one) => encodeCookie({ name: one, secret: '', lifetimeMs: 0 }, { request, url }))
}

function sent(headers: Headers, name: string): Pick<SessionCookie, 'name' | 'secret'>[] {
  const pairs = (headers.get('cookie') ?? '').split(/[;,]/).map((pair) => {
    const equals = pair.indexOf('=')
    return { name: pair.slice(0, equals).trim(), secret: pair.slice(equals + 1).trim() }
  })
  return [name, ...EDITIONS].flatMap((wanted) =>
    pairs.filter((pair) => pair.name === wanted && pair.secret !== '')
  )
}

/** How many cookies of one request are looked at. */
const cookiesMax = 4

export interface SessionCookie {
  readonly name: string
  readonly secret: string
  readonly lifetimeMs: number
}

/**
 * The `Set-Cookie` line of a session; a lifetime of 0 takes it away. Over TLS alone where the request came so, at a proxy
 * as well. spec/incoplax.md §3.1
 */
export function encodeCookie(
  { name, secret, lifetimeMs }: SessionCookie,
  { request, url }: { readonly request: Request; readonly url: URL },
): string {
  // Anybody may send this header: it only makes the sender's own cookie stricter.
  const isSecure = url.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https'
  const seconds = Math.floor(lifetimeMs / 1000)
  return `${name}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
}
