import { DirectoryError, invalid } from '../error.ts'
import type { Writing } from '../store.ts'
import { byHalves } from './batch.ts'
import { type Containment, Containments } from './containments.ts'
import type { GroupLine, MemberLine } from './decode.ts'
import { mergeGroup, trashMade } from './merge-groups.ts'
import { type GivenMember, membersOfChange, type MergedMembers, mergeMembers } from './merge-members.ts'
import { lostMembers } from './report.ts'
import { type MergeScene, present } from './scene.ts'

/** A group of the file with the members that have come and wait to be merged. */
interface Unit {
  readonly line: number
  readonly source: string | null
  /** Its number here; undefined until it is merged, and where it is refused. */
  number: number | undefined
  members: GivenMember[]
  /** Whether its line says that it is in the trash. */
  readonly isTrash: boolean
  /** `left`: it is in the trash here, and its members are left alone. `stray`: nobody knows which group it is. */
  fate: 'merged' | 'made' | 'left' | 'stray'
  /** How many members were refused because it was. */
  lost: number
}

/** The groups of a file on their way into the directory, each with its members. */
export class MergedGroups {
  readonly #scene: MergeScene
  readonly #containments: Containments<Unit>
  readonly #losing: Unit[] = []
  #unit: Unit | undefined

  constructor(scene: MergeScene) {
    this.#scene = scene
    this.#containments = new Containments(scene)
  }

  /** Takes the line of a group, below which its members come. */
  async begin(given: GroupLine, line: number, source: string | null): Promise<void> {
    const isTrash = given.state === 'trashed'
    const unit: Unit = { line, source, number: undefined, members: [], isTrash, fate: 'merged', lost: 0 }
    this.#unit = unit
    const { batch, report, numbers } = this.#scene
    await batch.add(() => this.#merge(unit, given), (reason) => {
      unit.number = undefined
      numbers.note('group', source, given.number, null)
      report.refuse(line, reason)
    })
    if (given.parent !== undefined) {
      this.#containments.remember({ line, unit, other: given.parent, is: 'lies' })
    }
  }

  async #merge(unit: Unit, given: GroupLine): Promise<void> {
    const { store, principal, numbers, report, renumber } = this.#scene
    const { line, source } = unit
    const mayRenumber = source !== null && source === renumber
    const { group, outcome, renumbered } = await this.#write(async (tx) => {
      const merged = await mergeGroup({ store, tx, principal, numbers, source, mayRenumber }, given)
      // Still inside the write: the members come in the writes behind it.
      unit.number = merged.group.number
      unit.fate = merged.group.state === 'trashed' ? 'left' : merged.outcome === 'made' ? 'made' : 'merged'
      return merged
    })
    report[outcome].groups++
    if (renumbered !== undefined) report.renumber({ line, from: renumbered, to: group.number })
  }

  /** Takes a line that cannot be read and may have been a group: nobody knows whose the members below it are. */
  async stray(line: number): Promise<void> {
    await this.close()
    this.#unit = {
      line,
      source: null,
      number: undefined,
      members: [],
      isTrash: false,
      fate: 'stray',
      lost: 0,
    }
  }

  /** Takes a member of the group above it. */
  async member(given: MemberLine, line: number): Promise<void> {
    const unit = this.#unit
    if (!unit) throw new DirectoryError('invalid', 'a member stands below its group; there is none')
    if (unit.fate === 'stray') return this.#lose(unit, 1)
    if (typeof given.until === 'number') return void this.#scene.report.passedOver++
    if (given.kind === 'group') return this.#contained(unit, given, line)
    unit.members.push(this.#inTermsOfHere(unit, given, line))
    if (unit.members.length >= membersOfChange) await this.#flush(unit)
  }

  #contained(unit: Unit, { ref, home = false, data, validFrom, validUntil }: MemberLine, line: number): void {
    if (ref === undefined) throw invalid('ref', 'required')
    const is = home ? 'is-home' : 'holds'
    this.#containments.remember({ line, unit, other: ref, is, ...present({ data, validFrom, validUntil }) })
  }

  #inTermsOfHere({ source }: Unit, given: MemberLine, line: number): GivenMember {
    const { kind, id, since, ref, name, data, validFrom, validUntil } = given
    const here = ref === undefined || kind === 'phone' || kind === 'item' || kind === 'heading'
      ? undefined
      : this.#scene.numbers.reference(kind, source, ref)
    return { line, kind, id, since, ref: here, name: name ?? undefined, data, validFrom, validUntil }
  }

  async #flush(unit: Unit): Promise<void> {
    const members = unit.members
    unit.members = []
    if (members.length === 0) return
    await this.#scene.batch.add(() => this.#mergeMembers(unit, members), () => {}, members.length)
  }

  async #mergeMembers(unit: Unit, members: readonly GivenMember[]): Promise<void> {
    await byHalves(members, async (some) => {
      const merged = await this.#write((tx) => this.#mergeInto(tx, unit, some))
      if (merged) this.#count(merged)
    }, (one, reason) => this.#scene.report.refuse(one.line, reason))
  }

  async #mergeInto(
    tx: Writing,
    unit: Unit,
    members: readonly GivenMember[],
  ): Promise<MergedMembers | undefined> {
    if (unit.number === undefined) return void this.#lose(unit, members.length)
    if (unit.fate === 'left') return void (this.#scene.report.passedOver += members.length)
    const group = await tx.group({ number: unit.number })
    if (!group) throw new DirectoryError('not_found', `group ${unit.number} was not found`)
    return await mergeMembers(this.#act(tx), group, members)
  }

  #lose(unit: Unit, count: number): void {
    if (unit.lost === 0) this.#losing.push(unit)
    unit.lost += count
  }

  #count({ made, changed, unchanged, over }: MergedMembers): void {
    const { report } = this.#scene
    report.made.members += made
    report.changed.members += changed
    report.unchanged.members += unchanged
    report.passedOver += over
  }

  /** Ends the members of the last group. */
  async close(): Promise<void> {
    const unit = this.#unit
    this.#unit = undefined
    if (!unit) return
    await this.#flush(unit)
    if (!unit.isTrash) return
    await this.#scene.batch.settled()
    const { number, fate } = unit
    if (number === undefined || fate !== 'made') return
    await this.#write((tx) => trashMade(this.#act(tx), number))
  }

  /** Puts groups into groups, homes first, and reports the members that were lost. */
  async finish(): Promise<void> {
    await this.close()
    await this.#scene.batch.settled()
    await this.#containments.place((one) => this.#isLeft(one), (merged) => this.#count(merged))
    for (const { line, lost } of this.#losing.sort((a, b) => a.line - b.line)) {
      this.#scene.report.refuseSome(lostMembers(line, lost))
    }
  }

  /** What a refused group holds is refused with it; groups in the trash are left alone. */
  #isLeft({ unit, is }: Containment<Unit>): boolean {
    if (unit.number === undefined) {
      if (is !== 'lies') this.#lose(unit, 1)
      return true
    }
    const isLeft = unit.fate === 'left' || unit.isTrash
    if (isLeft) this.#scene.report.passedOver++
    return isLeft
  }

  #write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#scene.store.write(this.#scene.principal.directory, work)
  }

  #act(tx: Writing) {
    return { tx, principal: this.#scene.principal, cause: null }
  }
}
