import { createHash } from 'node:crypto'
import type { Directory } from '../directory.ts'
import type { Event } from '../event.ts'
import type { Group } from '../group.ts'
import type { Member } from '../member.ts'
import type { Person, Thing } from '../person.ts'
import { pageMax, type Reading, type Store, type Totals } from '../store.ts'
import {
  endLine,
  eventLine,
  groupLine,
  headerLine,
  memberLine,
  personLine,
  thingLine,
  typeLine,
} from './encode.ts'
import { linesOf } from './format.ts'

/** How many characters are gathered before they are handed on. */
const partLength = 65536
const membersOfPage = 250

export interface ExportOptions {
  /** Takes the next part; the export waits for it. */
  readonly write: (part: Uint8Array) => Promise<void>
  /** Told after each part: how many lines there are of how many. */
  readonly onProgress?: (lines: number, all: number) => void
}

/** What an export wrote. */
export interface Exported {
  readonly lines: number
  readonly bytes: number
  readonly total: Totals
  readonly sha256: string
}

/**
 * Writes a directory whole, as docs/format.md says: one snapshot, read in pages while it is written, in memory that does
 * not depend on its size. The same content gives the same bytes.
 */
export function exportDirectory(
  store: Store,
  directory: Directory,
  options: ExportOptions,
): Promise<Exported> {
  return store.read(directory.id, async (tx) => {
    const total = await tx.totals()
    const out = new Parts(options, linesOf(total))
    await out.line(headerLine(directory, await tx.numbers(), total))
    for await (const page of linesIn(tx)) await out.page(page)
    const end = { lines: out.lines, sha256: await out.digest() }
    await out.line(endLine(end))
    await out.flush()
    return { ...end, lines: out.lines, bytes: out.bytes, total }
  })
}

async function* linesIn(tx: Reading): AsyncGenerator<readonly string[]> {
  yield (await tx.types()).map(typeLine)
  yield* walk<Person>((last) => tx.allPeople(last?.number ?? 0, pageMax), personLine)
  yield* walk<Thing>((last) => tx.allThings(last, pageMax), thingLine)
  yield* groupsWithMembers(tx)
  yield* walk<Event>((last) => tx.events(last?.sequence ?? 0, pageMax), eventLine)
}

type PageBehind<T> = (last: T | undefined) => Promise<T[]>

async function* pages<T>(pageBehind: PageBehind<T>): AsyncGenerator<T[]> {
  let page = await pageBehind(undefined)
  while (page.length > 0) {
    yield page
    page = page.length < pageMax ? [] : await pageBehind(page.at(-1))
  }
}

async function* walk<T>(pageBehind: PageBehind<T>, lineOf: (one: T) => string): AsyncGenerator<string[]> {
  for await (const page of pages(pageBehind)) yield page.map(lineOf)
}

/**
 * Each group and behind it its members: three walks over all members of the directory, in the order of the groups, are
 * joined here, so that many small groups do not cost a statement each.
 */
async function* groupsWithMembers(tx: Reading): AsyncGenerator<readonly string[]> {
  const walks = [
    new Ahead((last) => tx.allLive(last, membersOfPage)),
    new Ahead((last) => tx.allWaiting(last, membersOfPage)),
    new Ahead((last) => tx.allEnded(last, membersOfPage)),
  ]
  for await (const groups of pages<Group>((last) => tx.allGroups(last?.number ?? 0, pageMax))) {
    for (const group of groups) {
      yield [groupLine(group)]
      for (const one of walks) {
        for (;;) {
          const found = one.of(group.number)
          if (found.length > 0) yield found.map(memberLine)
          if (!one.isSpent) break
          await one.next()
        }
      }
    }
  }
}

/** A walk over members that is read one page ahead. */
class Ahead {
  readonly #pageBehind: PageBehind<Member>
  #page: Member[] = []
  #at = 0
  #isOver = false

  constructor(pageBehind: PageBehind<Member>) {
    this.#pageBehind = pageBehind
  }

  /** Whether there may be more behind what has been read. */
  get isSpent(): boolean {
    return !this.#isOver && this.#at === this.#page.length
  }

  async next(): Promise<void> {
    this.#page = await this.#pageBehind(this.#page.at(-1))
    this.#at = 0
    this.#isOver = this.#page.length === 0
  }

  /** What has been read of this group and was not taken yet. */
  of(group: number): Member[] {
    const from = this.#at
    while (this.#page[this.#at]?.group === group) this.#at++
    return this.#page.slice(from, this.#at)
  }
}

/** Gathers lines into parts, counts and digests them. */
class Parts {
  readonly #options: ExportOptions
  readonly #all: number
  readonly #encoder = new TextEncoder()
  readonly #hash = createHash('sha256')
  #text: string[] = []
  #length = 0
  lines = 0
  bytes = 0

  constructor(options: ExportOptions, all: number) {
    this.#options = options
    this.#all = all
  }

  async line(text: string): Promise<void> {
    await this.page([text])
  }

  async page(lines: readonly string[]): Promise<void> {
    for (const one of lines) {
      this.#text.push(one)
      this.#length += one.length
      this.lines++
    }
    if (this.#length >= partLength) await this.flush()
  }

  async flush(): Promise<void> {
    const part = this.#encoder.encode(this.#text.join(''))
    this.#text = []
    this.#length = 0
    this.bytes += part.length
    this.#hash.update(part)
    await this.#options.write(part)
    this.#options.onProgress?.(this.lines, this.#all)
  }

  /** The digest of everything until here. */
  async digest(): Promise<string> {
    await this.flush()
    return this.#hash.copy().digest('hex')
  }
}
