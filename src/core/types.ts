import { type Act, appendEvent, following, newTally, recordGroup } from './act.ts'
import { invalid, notFound } from './error.ts'
import { labelMax } from './group.ts'
import type { GroupType } from './person.ts'
import { allow, type Principal } from './principal.ts'
import { pageMax, type Store, type Writing } from './store.ts'
import { checkText } from './text.ts'

/** Makes a group type. Names are compared nowhere. Throws `forbidden`, `invalid`. */
export async function createType(store: Store, principal: Principal, name: string): Promise<GroupType> {
  allow(principal, 'type.create')
  return await store.write(principal.directory, async (tx) => {
    checkName(name)
    const type = { number: tx.takeTypeNumber(), name }
    await tx.insertType(type)
    await recordType({ tx, principal, cause: null }, { kind: 'type.create', before: null, after: type })
    return type
  })
}

/** Renames a group type. Throws `forbidden`, `not_found`, `invalid`. */
export async function changeType(
  store: Store,
  principal: Principal,
  number: number,
  name: string,
): Promise<GroupType> {
  allow(principal, 'type.change')
  return await store.write(principal.directory, async (tx) => {
    const before = await existing(tx, number)
    checkName(name)
    if (before.name === name) return before
    const after = { number, name }
    await tx.updateType(after)
    await recordType({ tx, principal, cause: null }, { kind: 'type.change', before, after })
    return after
  })
}

/** Deletes a group type; its groups are kept and have none. Throws `forbidden`, `not_found`. */
export async function deleteType(store: Store, principal: Principal, number: number): Promise<GroupType> {
  allow(principal, 'type.delete')
  return await store.write(principal.directory, async (tx) => {
    const type = await existing(tx, number)
    await removeType({ tx, principal, cause: null }, type, { kind: 'type.delete' })
    return type
  })
}

/** Deletes a type inside a write, with what follows for its groups; those in the trash too. */
export async function removeType(
  act: Act,
  type: GroupType,
  entry: { kind: TypeEventKind; undoes?: number },
): Promise<void> {
  const { tx } = act
  const sequence = tx.nextSequence()
  await recordType(act, { ...entry, before: type, after: null })
  for (const state of ['live', 'trashed'] as const) {
    for (;;) {
      const filter = { is: 'compare', field: 'type', with: '=', value: type.number } as const
      const page = await tx.groups({ filter, state, order: [{ field: 'number' }], limit: pageMax })
      for (const group of page) {
        const tally = newTally(tx.nextSequence())
        await recordGroup(following(act, sequence), group, {
          kind: 'group.change',
          tally,
          set: { type: null },
        })
      }
      if (page.length < pageMax) break
      await tx.pause()
    }
  }
  await tx.deleteType(type.number)
}

export type TypeEventKind = 'type.create' | 'type.change' | 'type.delete' | 'type.undo'

export interface TypeEntry {
  readonly kind: TypeEventKind
  readonly before: GroupType | null
  readonly after: GroupType | null
  readonly undoes?: number
}

/** Writes the event of a change of a type. */
export async function recordType(act: Act, { kind, before, after, undoes }: TypeEntry): Promise<void> {
  await appendEvent(act, {
    kind,
    subject: { kind: 'type', number: (after ?? before)!.number },
    sequence: act.tx.nextSequence(),
    before: before && { name: before.name },
    after: after && { name: after.name },
    ...(undoes === undefined ? {} : { undoes }),
  })
}

async function existing(tx: Writing, number: number): Promise<GroupType> {
  const type = await tx.type(number)
  if (!type) throw notFound(`group type ${number}`)
  return type
}

function checkName(name: string): void {
  if (name === '') throw invalid('name', 'required')
  checkText('name', name, labelMax)
}
