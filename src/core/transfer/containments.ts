import type { Act } from '../act.ts'
import { DirectoryError, notFound } from '../error.ts'
import type { Group } from '../group.ts'
import { applyChange } from '../groups.ts'
import type { Reference } from '../member.ts'
import { resolveGroup } from '../references.ts'
import type { MemberLine, Named } from './decode.ts'
import { type MergedMembers, mergeMembers } from './merge-members.ts'
import type { MergeScene } from './scene.ts'

/** How many groups in groups one file may have: they are remembered until all of its groups are known. */
export const containmentsMax = 500000

/** A group of the file. */
export interface Unit {
  readonly source: string | null
  /** Its number here; undefined until it is merged, and where it is refused. */
  readonly number: number | undefined
}

/** That one group lies in another. */
export interface Containment<U extends Unit> extends Pick<MemberLine, 'data' | 'validFrom' | 'validUntil'> {
  readonly line: number
  readonly unit: U
  /** The other group: the one inside where `unit` is around it, the one around where it is inside; null: none is. */
  readonly other: Named | null
  /** `holds`: unit holds the other; `is-home`: and is its home; `lies`: unit lies in the other, its home. */
  readonly is: 'holds' | 'is-home' | 'lies'
}

/** The groups in groups of a file, put there when all groups of the file are known. */
export class Containments<U extends Unit> {
  readonly #scene: MergeScene
  readonly #remembered: Containment<U>[] = []
  /** By the group inside: the home that the file gives it; 0: it lies in one that is not its home. */
  readonly #homes = new Map<number, number>()

  constructor(scene: MergeScene) {
    this.#scene = scene
  }

  remember(one: Containment<U>): void {
    if (this.#remembered.length >= containmentsMax) {
      throw new DirectoryError('too_large', `one file may have at most ${containmentsMax} groups in groups`)
    }
    this.#remembered.push(one)
  }

  /** Homes first: the first containment of a group would become its home. `isLeft` says what is not to be done. */
  async place(
    isLeft: (one: Containment<U>) => boolean,
    count: (merged: MergedMembers) => void,
  ): Promise<void> {
    const { batch, report, store, principal } = this.#scene
    for (const round of [isOfHome, isHolding, isOfNoHome]) {
      for (const one of this.#remembered) {
        if (!round(one) || isLeft(one)) continue
        await batch.add(async () => {
          const { directory } = principal
          count(await store.write(directory, (tx) => this.#one({ tx, principal, cause: null }, one)))
        }, (reason) => report.refuse(one.line, reason))
      }
      await batch.settled()
    }
  }

  async #one(act: Act, one: Containment<U>): Promise<MergedMembers> {
    const unit = { number: one.unit.number ?? 0 }
    if (one.other === null) return await this.#leaveHome(act, unit.number)
    const other = this.#scene.numbers.reference('group', one.unit.source, one.other)
    const [container, contained] = one.is === 'lies' ? [other, unit] : [unit, other]
    return await this.#contain(act, { container, contained }, one)
  }

  async #contain(
    act: Act,
    { container, contained }: { readonly container: Reference; readonly contained: Reference },
    { line, is, data, validFrom, validUntil }: Containment<U>,
  ): Promise<MergedMembers> {
    const ref = { number: await resolveGroup(act, contained) }
    const number = await resolveGroup(act, container)
    const isHome = is !== 'holds'
    this.#note(ref.number, isHome ? number : 0)
    const isMoved = isHome && await setHome(act, ref.number, number)
    const part = { line, kind: 'group', ref, data, validFrom, validUntil } as const
    const merged = await mergeMembers(act, await groupAt(act, number), [part])
    return isMoved ? { made: 1, changed: 0, unchanged: 0, over: 0 } : merged
  }

  /** What a file says twice in two ways would go to and fro with each import. */
  #note(contained: number, home: number): void {
    const before = this.#homes.get(contained)
    if (home !== 0 && before !== undefined && before !== home) {
      throw new DirectoryError('unprocessable', `the file gives group ${contained} two homes`)
    }
    this.#homes.set(contained, before ?? home)
  }

  async #leaveHome(act: Act, contained: number): Promise<MergedMembers> {
    if (this.#homes.has(contained)) {
      throw new DirectoryError('unprocessable', `the file puts group ${contained} into another one, too`)
    }
    const isMoved = await setHome(act, contained, null)
    return { made: 0, changed: isMoved ? 1 : 0, unchanged: isMoved ? 0 : 1, over: 0 }
  }
}

const isOfHome = ({ is, other }: Containment<Unit>) => is !== 'holds' && other !== null
const isHolding = ({ is }: Containment<Unit>) => is === 'holds'
const isOfNoHome = ({ other }: Containment<Unit>) => other === null

async function setHome(act: Act, contained: number, parent: number | null): Promise<boolean> {
  const before = await groupAt(act, contained)
  if (before.parent === parent) return false
  await applyChange(act, before, { change: { set: { parent } } })
  return true
}

async function groupAt({ tx }: Act, number: number): Promise<Group> {
  const group = await tx.group({ number })
  if (!group) throw notFound(`group ${number}`)
  return group
}
