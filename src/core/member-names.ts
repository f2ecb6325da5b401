import type { GroupChange } from './change.ts'
import { taken } from './error.ts'
import type { Member, MemberId, MemberKind } from './member.ts'
import { memberKey, type Scene } from './spells.ts'

/** Who had the names of one kind that a change brings, before it. */
interface Holders {
  readonly kind: MemberKind
  readonly keys: readonly string[]
  readonly before: ReadonlyMap<MemberId, string | null>
}

/** For each kind, the names that a change brings and the members that have them already. */
export async function holdersOf(
  scene: Scene,
  { add = [], replace = [] }: GroupChange,
  kinds: readonly MemberKind[],
): Promise<readonly Holders[]> {
  const found: Holders[] = []
  for (const kind of kinds) {
    const replacing = replace.filter((one) => one.kind === kind).flatMap(({ members }) => members)
    const names = [...add.filter((one) => one.kind === kind), ...replacing].flatMap(({ name }) => name ?? [])
    const keys = [...new Set(names.map((name) => memberKey(scene, kind, name)))]
    const members = await named(scene, kind, keys)
    found.push({ kind, keys, before: new Map(members.map(({ id, nameKey }) => [id, nameKey])) })
  }
  return found
}

/**
 * Throws `conflict` if the change gave a member a name that another one of its kind has. Members that had one name before
 * the change may go on so.
 */
export async function refuseTakenNames(scene: Scene, holders: readonly Holders[]): Promise<void> {
  for (const { kind, keys, before } of holders) {
    const members = await named(scene, kind, keys)
    for (const equals of Map.groupBy(members, ({ nameKey }) => nameKey).values()) {
      const come = equals.length > 1 && equals.find(({ id, nameKey }) => before.get(id) !== nameKey)
      if (come) throw taken('name', come.name)
    }
  }
}

async function named({ act, group }: Scene, kind: MemberKind, keys: readonly string[]): Promise<Member[]> {
  return keys.length === 0 ? [] : await act.tx.membersNamed(group.number, kind, keys)
}
