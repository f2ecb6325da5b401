import type { Dialect, Route } from '../../http/dialect.ts'
import { identify } from './auth.ts'
import { endpointRoutes } from './endpoints.ts'
import { refuse } from './error.ts'
import { groupRoutes } from './groups.ts'
import { cors, finish } from './headers.ts'
import { signInRoutes } from './sign-in.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'

const ROOTS = ['applications', 'auth']

const routes: readonly Route[] = [
  ...groupRoutes,
  ...userRoutes,
  ...endpointRoutes,
  ...tokenRoutes,
  ...signInRoutes,
]

/** Losant's API for experience groups and what stands in them. spec/losant.md */
export const losant: Dialect = {
  name: 'losant',
  owns: (path) => ROOTS.includes(path.split('/', 2)[1] ?? ''),
  paths: { caseless: false, trailingSlash: true, head: false },
  cors,
  routes,
  identify,
  refuse,
  finish,
}
