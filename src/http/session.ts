import { createHash, timingSafeEqual } from 'node:crypto'
import type { OpenSession } from '../core/sessions.ts'

/** The cookie that is the session; pages cannot read it. */
export const sessionCookie = 'muster-session'

/** The cookie from which pages read what they send in `X-XSRF-TOKEN`: the vendors' and Axios' name. */
export const xsrfCookie = 'XSRF-TOKEN'

/** The `Set-Cookie` lines of a session that has begun. `secure`: over TLS only. */
export function openCookies(
  { secret, xsrf, expiresAt }: OpenSession,
  { secure }: { secure: boolean },
): string[] {
  const rest = `; Path=/; SameSite=Lax; Expires=${new Date(expiresAt).toUTCString()}${
    secure ? '; Secure' : ''
  }`
  return [`${sessionCookie}=${secret}${rest}; HttpOnly`, `${xsrfCookie}=${xsrf}${rest}`]
}

/** The `Set-Cookie` lines that take both cookies away. */
export function closeCookies(): string[] {
  return [`${sessionCookie}=; Path=/; Max-Age=0; HttpOnly`, `${xsrfCookie}=; Path=/; Max-Age=0`]
}

/** The secret of the session that a request belongs to; undefined without one. */
export function sessionOf(headers: Headers): string | undefined {
  for (const pair of (headers.get('cookie') ?? '').split(/[;,]/)) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() === sessionCookie) return pair.slice(equals + 1).trim() || undefined
  }
  return undefined
}

/** Whether a request says what only a page of this site knows. It takes the same time whatever it says. */
export function hasXsrf(headers: Headers, xsrf: string): boolean {
  return timingSafeEqual(digest(headers.get('x-xsrf-token') ?? ''), digest(xsrf))
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
