import { DirectoryError } from '../error.ts'
import { decodeLine } from './decode.ts'
import { type Header, lineBytesMax } from './format.ts'
import { type Raw, readBlocks } from './lines.ts'

/** A file to import: its first line has been read, and `bytes` is all of it. It can be read once. */
export interface ImportFile {
  readonly header: Header
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Reads the first line of a file. Throws `invalid` for what is not a file of this format. */
export async function openFile(source: AsyncIterable<Uint8Array>): Promise<ImportFile> {
  const iterator = source[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  let length = 0
  let isText = false
  while (length <= lineBytesMax) {
    const { done, value } = await iterator.next()
    if (done) break
    // The source may use its buffer again.
    begun.push(value.slice())
    length += value.length
    const text: number = isText ? 0 : value.findIndex((byte: number) => byte > 32)
    isText ||= text >= 0
    if (isText && value.indexOf(newline, text) >= 0) break
  }
  return { header: await headerOf(begun), bytes: chained(begun, iterator) }
}

const newline = 10

async function* chained(
  begun: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  while (begun.length > 0) yield begun.shift()!
  for (;;) {
    const { done, value } = await rest.next()
    if (done) return
    yield value
  }
}

async function* some(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

async function headerOf(begun: readonly Uint8Array[]): Promise<Header> {
  for await (const block of readBlocks(some(begun))) {
    for (const [at, raw] of block.lines.entries()) {
      if (typeof raw === 'string' && raw.trim() === '') continue
      return headerIn(raw, at + 1)
    }
  }
  throw new DirectoryError('invalid', `the file is empty; it must begin with a line ${example}`)
}

const example = '{"muster":1}'

function headerIn(raw: Raw, line: number): Header {
  const found = typeof raw === 'string' && raw.includes('"muster"') ? decodeLine(raw) : undefined
  if (found?.is === 'header') return found.header
  throw new DirectoryError('invalid', `line ${line} must be a header, such as ${example}`)
}
