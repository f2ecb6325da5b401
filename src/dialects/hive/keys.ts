import type { GroupKey } from '../../core/group.ts'
import { numberMax } from '../../core/ids.ts'

type Params = Readonly<Record<string, string>>

/** The number in a path, where it is a plain decimal one; else one that no type has. spec/enterprise-hive.md §5 E3 */
export function typeNumber({ typeId = '' }: Params): number {
  const number = /^(?:0|[1-9]\d{0,9})$/.test(typeId) ? Number(typeId) : -1
  return number > numberMax ? -1 : number
}

/** The group of a path, by its id in either case. What is no id is the id of nothing. */
export function groupKey({ groupId = '' }: Params): GroupKey {
  return { uuid: groupId.toLowerCase() }
}
