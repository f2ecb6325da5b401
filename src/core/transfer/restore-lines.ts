import { DirectoryError } from '../error.ts'
import type { Event } from '../event.ts'
import type { Group } from '../group.ts'
import type { Member } from '../member.ts'
import type { GroupType, Person, Thing } from '../person.ts'
import type { Numbers, Rows } from '../store.ts'
import { wholeGroup, wholeMember, wholePerson, wholeThing, wholeType } from './complete.ts'
import { decodeLine, type Line, type MemberLine } from './decode.ts'
import { type Block, isOfMembers, type Raw } from './lines.ts'
import { type CountedRefusal, lostMembers } from './report.ts'
import { Sums, type SumsSoFar } from './sums.ts'

/** A row and the line that it came from. */
export type Kept =
  & { readonly line: number }
  & (
    | { readonly is: 'types'; readonly row: GroupType }
    | { readonly is: 'people'; readonly row: Person }
    | { readonly is: 'things'; readonly row: Thing }
    | { readonly is: 'groups'; readonly row: Group }
    | { readonly is: 'members'; readonly row: Member }
    | { readonly is: 'events'; readonly row: Event }
  )

/** How many rows are made of lines at a time. */
const sliceRows = 200

/** Where in a file one is: a line means what it means below the lines above it. */
export interface Standing {
  /** The line that was read last. */
  readonly line: number
  /** The group whose members come next; null for none. */
  readonly group: number | null
  /** The line of a group that was refused, whose members come next; null for none. */
  readonly refusedLine: number | null
  /** Whether the end line has come. */
  readonly isWhole: boolean
  readonly sums: SumsSoFar
}

/** Reads the lines of a complete file, from where one stands. */
export class CompleteLines implements Standing {
  line: number
  group: number | null
  refusedLine: number | null
  isWhole: boolean
  readonly #sums: Sums
  readonly refusals: CountedRefusal[] = []
  #lost = 0

  constructor({ line, group, refusedLine, isWhole, sums }: Standing, next: Numbers) {
    this.#sums = new Sums(sums, next)
    this.line = line
    this.group = group
    this.refusedLine = refusedLine
    this.isWhole = isWhole
  }

  get sums(): SumsSoFar {
    return this.#sums.soFar
  }

  /** The rows of a block, some at a time, so that few are in memory; what was read before is passed over. */
  *slicesOf(block: Block): Generator<Kept[]> {
    let kept: Kept[] = []
    let line = block.linesUntil - block.lines.length
    for (const raw of block.lines) {
      line++
      if (line <= this.line) continue
      this.line = line
      const one = this.#read(raw, line, block)
      if (one) kept.push(one)
      if (kept.length < sliceRows) continue
      yield kept
      kept = []
    }
    this.#tellLost()
    yield kept
  }

  #read(raw: Raw, line: number, block: Block): Kept | undefined {
    if (typeof raw === 'string' && raw.trim() === '') return undefined
    try {
      if (typeof raw !== 'string') throw raw.reason
      return this.#take(decodeLine(raw), line, block)
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error
      this.refusals.push({ line, reason: error, count: 1 })
      // Members stand below their group: whose are those below a line that nobody can read?
      if (!isOfMembers(raw)) this.#enterRefused(line)
      return undefined
    }
  }

  #enterRefused(line: number): void {
    this.#tellLost()
    this.refusedLine = line
  }

  #tellLost(): void {
    if (this.#lost > 0) this.refusals.push(lostMembers(this.refusedLine ?? this.line, this.#lost))
    this.#lost = 0
  }

  #take(found: Line, line: number, block: Block): Kept | undefined {
    if (this.isWhole) throw new DirectoryError('invalid', 'the line stands behind the end of the file')
    if (found.is === 'member') return this.#takeMember(found.given, line)
    this.#tellLost()
    this.refusedLine = null
    switch (found.is) {
      case 'header':
        if (line > 1 && this.group !== null) {
          throw new DirectoryError('invalid', 'the header must be the first line')
        }
        return
      case 'type':
        return { line, is: 'types', row: wholeType(found.given) }
      case 'person':
        return { line, is: 'people', row: wholePerson(found.given) }
      case 'thing':
        return { line, is: 'things', row: wholeThing(found.given) }
      case 'group': {
        const row = wholeGroup(found.given)
        this.group = row.number
        this.#sums.group(row)
        return { line, is: 'groups', row }
      }
      case 'event':
        this.#sums.event(found.given)
        return { line, is: 'events', row: found.given }
      case 'end':
        return this.#takeEnd(found.end, line, block)
    }
  }

  #takeMember(given: MemberLine, line: number): Kept | undefined {
    if (this.refusedLine !== null) return void this.#lost++
    if (this.group === null) {
      throw new DirectoryError('invalid', 'a member stands below its group; there is none')
    }
    const row = wholeMember(given, this.group)
    this.#sums.member(row)
    return { line, is: 'members', row }
  }

  #takeEnd({ lines, sha256 }: { lines: number; sha256: string }, line: number, block: Block): undefined {
    this.isWhole = true
    this.#sums.end()
    if (sha256 === block.beforeEnd && lines === line - 1) return
    throw new DirectoryError(
      'invalid',
      'the file is not as it was exported: its digest or number of lines differs',
    )
  }
}

/** Whether a line ends an export, and has all of itself. */
export function isWholeEnd(raw: Raw | undefined): boolean {
  return typeof raw === 'string' && raw.startsWith('{"end":') && raw.trimEnd().endsWith('}}')
}

type Gathered = { -readonly [K in keyof Rows]: Rows[K][number][] }

/** Rows by their kinds. */
export function rowsOf(kept: readonly Kept[]): Rows {
  const rows: Gathered = { types: [], people: [], things: [], groups: [], members: [], events: [] }
  for (const one of kept) add(rows, one)
  return rows
}

function add(rows: Gathered, one: Kept): void {
  switch (one.is) {
    case 'types':
      return void rows.types.push(one.row)
    case 'people':
      return void rows.people.push(one.row)
    case 'things':
      return void rows.things.push(one.row)
    case 'groups':
      return void rows.groups.push(one.row)
    case 'members':
      return void rows.members.push(one.row)
    case 'events':
      return void rows.events.push(one.row)
  }
}
