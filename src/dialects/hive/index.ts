import { DirectoryError } from '../../core/error.ts'
import type { Arrival, Dialect, Route } from '../../http/dialect.ts'
import { identify } from './auth.ts'
import { refuse } from './error.ts'
import { groupRoutes } from './groups.ts'
import { cors, finish } from './headers.ts'
import { signInRoutes } from './sign-in.ts'
import { typeRoutes } from './types.ts'
import { userRoutes } from './users.ts'

export interface HiveSettings {
  /** Who may make, rename and delete group types: administrators, or anyone with a valid token. */
  readonly typeWriters: 'administrators' | 'anyone'
}

const routes: readonly Route[] = [...typeRoutes, ...groupRoutes, ...userRoutes, ...signInRoutes]

const PATH = /^\/api\/v1\/([^/]*)\/(?:group-type|group|user|security)(?:\/|$)/i
/** The first segments of another vendor's paths below the same root. */
const OTHERS = ['list', 'mdolist', 'agents']

/** Enterprise Hive's API for group types and what they need. spec/enterprise-hive.md */
export function hive(settings: HiveSettings): Dialect {
  return {
    name: 'hive',
    owns: (path) => {
      const [, locale] = PATH.exec(path) ?? []
      return locale !== undefined && !OTHERS.includes(locale.toLowerCase())
    },
    paths: { caseless: true, trailingSlash: true, head: true },
    cors,
    routes,
    admit: refuseLocale,
    identify: (arrival) => identify(arrival, settings),
    refuse,
    finish,
  }
}

/**
 * A language, an underscore and a country; anything else names no path. It chooses nothing here. The path is a known one,
 * so that its escapes are whole.
 */
function refuseLocale({ url }: Arrival): Promise<void> {
  const [, locale = ''] = PATH.exec(url.pathname) ?? []
  return /^[a-z]{2}_[A-Z]{2}$/.test(decodeURIComponent(locale))
    ? Promise.resolve()
    : Promise.reject(new DirectoryError('no_route', 'the locale is none'))
}
