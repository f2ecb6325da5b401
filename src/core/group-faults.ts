import { DirectoryError, invalid, taken, type Violation } from './error.ts'
import type { Group, GroupFields } from './group.ts'
import type { GroupType } from './person.ts'
import { allow, type Principal } from './principal.ts'
import type { Reading, Store } from './store.ts'

/** The fields that other rows may stand in the way of. */
type Asked = Pick<Partial<GroupFields>, 'slug' | 'type'>

/** What stands in the way of these fields, and the type that they name, if it is there. */
export interface GroupFaults {
  readonly violations: readonly Violation[]
  readonly type: GroupType | undefined
}

/**
 * What stands in the way of giving a group these fields, the current one or one that is to be made: a slug that another group has, a type that is not there. For a
 * dialect that tells all faults of a body at once, those that it has found itself, too: nothing is written. Throws
 * `forbidden`.
 */
export async function findGroupFaults(
  store: Store,
  principal: Principal,
  { asked, current }: { readonly asked: Asked; readonly current?: Group },
): Promise<GroupFaults> {
  allow(principal, current ? 'group.change' : 'group.create')
  return await store.read(principal.directory, async (tx) => {
    const type = typeof asked.type === 'number' ? await tx.type(asked.type) : undefined
    return { violations: await violationsOf(tx, asked, current?.number), type }
  })
}

/** Throws `conflict` for a slug that another group outside the trash has, `invalid` for a type that is not there. */
export async function refuseGroupFaults(
  tx: Reading,
  asked: Asked,
  { number }: Pick<Group, 'number'>,
): Promise<void> {
  const violations = await violationsOf(tx, asked, number)
  const [first] = violations
  if (!first) return
  const { code, message } = first.rule === 'taken' ? taken('slug', asked.slug) : invalid('type', 'unknown')
  throw new DirectoryError(code, message, { violations })
}

async function violationsOf(
  tx: Reading,
  { slug = null, type = null }: Asked,
  except: number | undefined,
): Promise<Violation[]> {
  const found: Violation[] = []
  const holder = slug === null ? undefined : await tx.group({ slug })
  if (holder && holder.number !== except) found.push({ field: 'slug', rule: 'taken', value: slug })
  if (type !== null && !await tx.type(type)) found.push({ field: 'type', rule: 'unknown', value: type })
  return found
}
