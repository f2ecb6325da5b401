import type { Route } from '../../http/dialect.ts'
import { headingMethods } from './agents/headings.ts'
import { itemMethods } from './agents/items.ts'
import { listMethods } from './agents/lists.ts'
import { mdoMethods } from './agents/mdo.ts'
import { routesOf } from './agents/method.ts'
import { userGroupMethods } from './agents/user-groups.ts'

/** What the vendor's own clients speak instead of REST: every call is a POST to a method. spec/superoffice.md §5.9 */
export const agentRoutes: readonly Route[] = [
  ...routesOf('List', { ...listMethods, ...itemMethods, ...headingMethods, ...userGroupMethods }),
  ...routesOf('MDO', mdoMethods),
]
