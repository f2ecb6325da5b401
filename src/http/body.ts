import { DirectoryError } from '../core/error.ts'
import { newDeadline } from './deadline.ts'

export interface BodyLimits {
  /** How many bytes a body may have. */
  readonly bodyBytesMax: number
  /** How many milliseconds it may take to arrive. */
  readonly bodyMs: number
  /** Whether the server is stopping: it is not the caller then who breaks a body off. */
  readonly stopping?: () => boolean
}

/** How deep arrays and objects may lie in one another. */
export const jsonDepthMax = 64

export type BodyReader = (request: Request) => Promise<string>

/**
 * Gives what reads a body as text, byte order mark and all; `''` without a body. It throws `too_large` over the limit (at
 * once, when the length is declared), `timeout` when the body does not arrive in time, `invalid` when it breaks off or is
 * not UTF-8, `unavailable` when it breaks off because the server is stopping.
 */
export function bodyReader({ bodyBytesMax, bodyMs, stopping = () => false }: BodyLimits): BodyReader {
  const deadline = newDeadline(bodyMs)
  return async (request) => {
    const length = Number(request.headers.get('content-length'))
    if (length > bodyBytesMax) throw tooLarge(bodyBytesMax)
    if (length === 0 && request.body === null) return ''
    const body = length > 0 && length <= shortBytesMax ? shortBody(request) : longBody(request, bodyBytesMax)
    const { promise: lateness, reject } = Promise.withResolvers<never>()
    const late = () => {
      body.abandon()
      reject(new DirectoryError('timeout', 'the body did not arrive in time'))
    }
    deadline.begin(late)
    const bytes = await Promise.race([body.bytes, lateness]).catch((error) => {
      throw stopping() ? stopped(error) : error
    }).finally(() => deadline.end(late))
    return decode(bytes)
  }
}

/** The bodies of declared length up to this one are read in one piece, at a third of the cost of a stream. */
const shortBytesMax = 65536

/** A body on its way. */
interface Coming {
  readonly bytes: Promise<Uint8Array>
  /** Waits for it no longer. */
  readonly abandon: () => void
}

/** The runtime keeps to the declared length, and reads on for itself what nobody waits for. */
function shortBody(request: Request): Coming {
  const bytes = request.bytes().catch((cause) => {
    throw unreadable('the body broke off', cause)
  })
  return { bytes, abandon() {} }
}

function longBody({ body }: Request, max: number): Coming {
  const reader = body!.getReader()
  return { bytes: collect(reader, max), abandon: () => abandon(reader) }
}

/** The value of a JSON text. Throws `invalid` for anything else, and for what is nested too deep. */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, jsonDepthMax)) {
    throw unreadable(`the JSON is nested deeper than ${jsonDepthMax} levels`)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreadable('the body is not JSON', cause)
  }
}

/**
 * Ends the reading; a read that waits gets the end. The server then reads the rest away, so that a client that sends all
 * before it reads gets its answer. A stream that is only left alone keeps its connection for ever.
 */
function abandon(reader: Reader): void {
  reader.cancel().catch(() => {}) // The caller has left already.
}

async function collect(reader: Reader, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (let chunk = await next(reader); chunk !== undefined; chunk = await next(reader)) {
    length += chunk.byteLength
    if (length > max) {
      abandon(reader)
      throw tooLarge(max)
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : joined(chunks, length)
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** The next chunk; undefined at the end. Whatever the runtime throws here means that the caller left. */
async function next(reader: Reader): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value
  } catch (cause) {
    throw unreadable('the body broke off', cause)
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (cause) {
    throw unreadable('the body is not UTF-8', cause)
  }
}

function tooLarge(max: number): DirectoryError {
  return new DirectoryError('too_large', `the body has more than ${max} bytes`)
}

function stopped(cause: unknown): DirectoryError {
  return new DirectoryError('unavailable', 'the server is stopping', { retryAfter: 1, cause })
}

function unreadable(message: string, cause?: unknown): DirectoryError {
  return new DirectoryError('invalid', message, { violations: [{ field: '', rule: 'format' }], cause })
}

const QUOTE = 34
const BACKSLASH = 92
const OPENING = new Set([91, 123])
const CLOSING = new Set([93, 125])

function isDeeperThan(text: string, max: number): boolean {
  if (text.length <= max) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) quoted = !quoted
    else if (quoted) { if (code === BACKSLASH) at++ }
    else if (OPENING.has(code)) { if (++depth > max) return true }
    else if (CLOSING.has(code)) depth--
  }
  return false
}
