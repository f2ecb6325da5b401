import type { Dialect } from '../../http/dialect.ts'
import { finish } from './answer.ts'
import { identify } from './auth.ts'
import { combinedRoutes } from './combined-list.ts'
import { contactRoutes } from './contacts.ts'
import { refuse } from './error.ts'
import { groupRoutes } from './groups.ts'
import { sessionRoutes } from './sessions.ts'
import type { IncoplaxSettings } from './settings.ts'

/** The address book of Incoplax, also sold as Era: groups, contacts and their list. spec/incoplax.md */
export function incoplax(settings: IncoplaxSettings): Dialect {
  return {
    name: 'incoplax',
    owns: (path) => path === '/rest/v1' || path.startsWith('/rest/v1/'),
    paths: { caseless: false, trailingSlash: true, head: false },
    routes: [
      ...groupRoutes(settings),
      ...contactRoutes(settings),
      ...combinedRoutes,
      ...sessionRoutes(settings),
    ],
    identify: (arrival) => identify(arrival, settings),
    refuse,
    finish,
  }
}
