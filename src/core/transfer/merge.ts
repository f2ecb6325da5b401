import { DirectoryError } from '../error.ts'
import type { Principal } from '../principal.ts'
import type { Store } from '../store.ts'
import { Batch, isRefusal } from './batch.ts'
import { decodeLine, type Line } from './decode.ts'
import type { ImportFile } from './file.ts'
import { type NumberedKind, NumbersOfFile } from './identity.ts'
import { isOfMembers, type Raw, readBlocks } from './lines.ts'
import { mergePerson } from './merge-people.ts'
import { mergeThing, mergeType } from './merge-things.ts'
import { MergedGroups } from './merged-groups.ts'
import type { Report } from './report.ts'
import type { MergeScene, Outcome, Scene } from './scene.ts'

export interface MergeOptions {
  /** Whose groups get a new number where theirs is taken. */
  readonly renumber: string | null
  readonly onProgress: (lines: number) => void
  readonly report: () => Report
}

/**
 * Merges a file into a directory that may have content, through the commands that everybody uses: what a line names is
 * set, all else stays. The same file a second time changes nothing.
 */
export async function merge(
  store: Store,
  principal: Principal,
  { header, bytes }: ImportFile,
  { renumber, onProgress, report: newReport }: MergeOptions,
): Promise<{ readonly report: Report; readonly lines: number }> {
  const report = newReport()
  const scene = { store, principal, report, renumber, numbers: new NumbersOfFile(), batch: new Batch() }
  const merging = new Merging(scene, header.source)
  let lines = 0
  for await (const block of readBlocks(bytes)) {
    for (const raw of block.lines) await merging.take(raw, ++lines)
    onProgress(lines)
  }
  await merging.finish()
  return { report, lines }
}

/** One merge on its way through the file. */
class Merging {
  readonly #scene: MergeScene
  readonly #groups: MergedGroups
  /** Of the header. */
  readonly #source: string | null
  #last: Line['is'] | undefined

  constructor(scene: MergeScene, source: string | null) {
    this.#scene = scene
    this.#groups = new MergedGroups(scene)
    this.#source = source
  }

  async take(raw: Raw, line: number): Promise<void> {
    if (typeof raw === 'string' && raw.trim() === '') return
    try {
      if (typeof raw !== 'string') throw raw.reason
      await this.#take(decodeLine(raw), line)
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#scene.report.refuse(line, error)
      if (!isOfMembers(raw)) await this.#groups.stray(line)
    }
  }

  async finish(): Promise<void> {
    await this.#groups.finish()
  }

  async #take(found: Line, line: number): Promise<void> {
    if (found.is === 'member') return await this.#groups.member(found.given, line)
    await this.#groups.close()
    // What comes next may refer to all that came before.
    if (found.is !== this.#last) await this.#scene.batch.settled()
    const isFirst = this.#last === undefined
    this.#last = found.is
    switch (found.is) {
      case 'header':
        if (!isFirst) throw new DirectoryError('invalid', 'the header must be the first line')
        return
      case 'type':
        return await this.#one(line, 'type', found.given, mergeType)
      case 'person':
        return await this.#one(line, 'person', found.given, mergePerson)
      case 'thing':
        return await this.#one(line, found.given.kind ?? 'device', found.given, mergeThing)
      case 'group':
        return await this.#groups.begin(found.given, line, found.given.source ?? this.#source)
      case 'event':
        this.#scene.report.passedOver++
        return
      case 'end':
        return
    }
  }

  /** What stands for itself: it is known at once whether its line can be merged. */
  async #one<T extends { readonly number?: number; readonly source?: string }>(
    line: number,
    kind: Exclude<NumberedKind, 'group'>,
    given: T,
    work: (scene: Scene, given: T) => Promise<Outcome>,
  ): Promise<void> {
    const { store, principal, report, numbers, batch } = this.#scene
    const source = given.source ?? this.#source
    await batch.add(async () => {
      const { directory } = principal
      const outcome = await store.write(
        directory,
        (tx) => work({ store, tx, principal, numbers, source }, given),
      )
      report[outcome][COUNTED[kind]]++
    }, (reason) => {
      numbers.note(kind, source, given.number, null)
      report.refuse(line, reason)
    })
  }
}

const COUNTED = { type: 'types', person: 'people', device: 'things', endpoint: 'things' } as const
