import { DirectoryError } from '../../core/error.ts'
import type { GroupKey } from '../../core/group.ts'
import { findGroup } from '../../core/queries.ts'
import type { Call } from '../../http/dialect.ts'
import { answer } from './answer.ts'
import { blankItem, ITEM_LENS } from './item.ts'
import { isUserGroups } from './lens.ts'

/** What the built-in lists have beside or instead of what other lists have. spec/superoffice.md §5.8 */

/** Whether a list has a blank item at `Items/Default` and choices at `MDOItems`: of the built-in ones, `Category`. */
export function hasDefaults(list: GroupKey): boolean {
  return 'builtin' in list && !isUserGroups(list)
}

/** A blank item of a built-in list. */
export async function answerDefault(call: Call, list: GroupKey): Promise<Response> {
  const { number } = await findGroup(call.store, call.principal, list)
  return answer(call, { root: ITEM_LENS.root, value: blankItem(number) })
}

/** Throws `method_not_allowed` for the user groups, which can neither be saved nor deleted as a whole. */
export function refuseWholeUserGroups(list: GroupKey): void {
  if (!isUserGroups(list)) return
  const allow = ['GET', 'HEAD', 'POST']
  throw new DirectoryError('method_not_allowed', `this path has only ${allow.join(', ')}`, { allow })
}
