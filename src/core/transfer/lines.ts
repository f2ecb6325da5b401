import { createHash } from 'node:crypto'
import { DirectoryError } from '../error.ts'
import { lineBytesMax } from './format.ts'

/** A line as text, or why it cannot be read and how it begins. */
export type Raw = string | Unreadable

export interface Unreadable {
  readonly reason: DirectoryError
  readonly begins: string
}

/** Some whole lines of a file, as they arrived together. */
export interface Block {
  readonly lines: readonly Raw[]
  /** Whether the file ends here without a line break: its last line may have been cut short. */
  readonly isOpen: boolean
  /** How many lines and bytes there are up to the end of this block. */
  readonly linesUntil: number
  readonly bytesUntil: number
  /** The SHA-256 of all bytes up to the end of this block. */
  readonly digest: () => string
  /** The SHA-256 of all bytes before the end line, if the block has one. */
  readonly beforeEnd: string | undefined
}

/** How many bytes a block has at least, if the file has so many left. */
const blockBytes = 65536
const newline = 10
const endMark = new TextEncoder().encode('{"end":')

/**
 * The lines of a file, in blocks. A line over `lineBytesMax` or with broken UTF-8 is given as an error; a mark at the
 * beginning of the file (BOM) is passed over. The last line needs no line break. A block ends at the byte `mark`.
 */
export async function* readBlocks(source: AsyncIterable<Uint8Array>, mark = 0): AsyncGenerator<Block> {
  const cutter = new Cutter(mark)
  for await (const part of source) {
    yield* cutter.take(part)
  }
  yield* cutter.finish()
}

/** Cuts what arrives into blocks behind a line break. */
class Cutter {
  readonly #hash = createHash('sha256')
  #parts: Uint8Array[] = []
  #length = 0
  /** Whether a line that is too long is being passed over. */
  #passing = false
  #lines = 0
  #bytes = 0
  readonly #mark: number

  constructor(mark: number) {
    this.#mark = mark
  }

  *take(part: Uint8Array): Generator<Block> {
    const before = this.#mark - this.#bytes - this.#length
    if (before > 0 && before <= part.length) {
      this.#add(part.subarray(0, before))
      yield this.#cut(this.#length)
      part = part.subarray(before)
    }
    const block = this.#take(part)
    if (block) yield block
  }

  #take(part: Uint8Array): Block | undefined {
    const end = part.lastIndexOf(newline) + 1
    this.#add(part)
    if (end === 0) return this.#length > lineBytesMax ? this.#pass() : undefined
    if (this.#length < blockBytes) return undefined
    return this.#cut(this.#length - part.length + end)
  }

  #add(part: Uint8Array): void {
    if (part.length === 0) return
    this.#parts.push(part)
    this.#length += part.length
  }

  /** The first bytes of what has been gathered, as a block. */
  #cut(length: number): Block {
    const all = this.#gathered()
    this.#parts = length === all.length ? [] : [all.slice(length)]
    this.#length = all.length - length
    return this.#block(all.subarray(0, length))
  }

  *finish(): Generator<Block> {
    const whole = this.#gathered().lastIndexOf(newline) + 1
    if (whole > 0) yield this.#cut(whole)
    if (this.#length > 0 || this.#passing) yield this.#cut(this.#length)
  }

  #gathered(): Uint8Array {
    const [first, second] = this.#parts
    if (first && !second) return first
    const all = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  /** What has been gathered ends in a long line: what stands before it is given, then it is counted and let go. */
  #pass(): Block | undefined {
    const all = this.#gathered()
    const from = all.lastIndexOf(newline) + 1
    if (from > 0) return this.#cut(from)
    this.#parts = []
    this.#length = 0
    this.#count(all)
    this.#passing = true
    return undefined
  }

  #count(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  #block(bytes: Uint8Array): Block {
    const isFirst = this.#bytes === 0
    const lines = linesOf(isFirst ? withoutMark(bytes) : bytes)
    if (this.#passing) lines[0] = tooLong(new Uint8Array())
    this.#passing = false
    const end = endOf(bytes)
    this.#count(bytes.subarray(0, end))
    const beforeEnd = end === bytes.length ? undefined : this.#hash.copy().digest('hex')
    this.#count(bytes.subarray(end))
    this.#lines += lines.length
    const here = this.#hash.copy()
    return {
      lines,
      isOpen: bytes.at(-1) !== newline,
      linesUntil: this.#lines,
      bytesUntil: this.#bytes,
      digest: () => here.copy().digest('hex'),
      beforeEnd,
    }
  }
}

/** Where the end line begins, if it is the last line of a block; else the length. */
function endOf(bytes: Uint8Array): number {
  const isBroken = bytes.at(-1) === newline
  const from = bytes.lastIndexOf(newline, bytes.length - (isBroken ? 2 : 1)) + 1
  return endMark.every((byte, at) => bytes[from + at] === byte) ? from : bytes.length
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The lines of whole bytes; each by itself where they are not all UTF-8. */
function linesOf(bytes: Uint8Array): Raw[] {
  if (bytes.length > lineBytesMax) return [...eachOf(bytes)]
  try {
    const lines: Raw[] = decoder.decode(bytes).split('\n')
    if (lines.at(-1) === '') lines.pop()
    return lines
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return [...eachOf(bytes)]
  }
}

function* eachOf(bytes: Uint8Array): Generator<Raw> {
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(newline, from)
    const to = found < 0 ? bytes.length : found
    yield decoded(bytes.subarray(from, to))
    from = to + 1
  }
}

function decoded(bytes: Uint8Array): Raw {
  if (bytes.length > lineBytesMax) return tooLong(bytes)
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return unreadable(new DirectoryError('invalid', 'the line is not UTF-8', { cause: error }), bytes)
  }
}

function tooLong(bytes: Uint8Array): Unreadable {
  return unreadable(new DirectoryError('too_large', `the line is longer than ${lineBytesMax} bytes`), bytes)
}

function unreadable(reason: DirectoryError, bytes: Uint8Array): Unreadable {
  return { reason, begins: new TextDecoder().decode(bytes.subarray(0, beginsBytes)) }
}

/** How much of a line that cannot be read is kept. */
const beginsBytes = 20

/** Whether a line can be nothing but a member, or a blank one: it does not end the members of the group above it. */
export function isOfMembers(raw: Raw): boolean {
  return /^\s*($|\{\s*"member"\s*:)/.test(typeof raw === 'string' ? raw : raw.begins)
}
