/** A request as it goes over the wire: no header is added, left out or put in another order. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  /** Whole lines, such as `Accept: text/csv`; `$HOST` stands for the server's address. */
  readonly headers: readonly string[]
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Sends a request over a connection of its own and reads the whole answer. `fetch` would add headers that a vendor's
 * client does not send.
 */
export async function sendRaw(url: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url)
  using connection = await Deno.connect({ hostname, port: Number(port) })
  const lines = headers.map((line) => `${line.replace('$HOST', host)}\r\n`).join('')
  await sendAll(connection, `${method} ${path} HTTP/1.1\r\n${lines}\r\n${body ?? ''}`)
  return await readAnswer(connection, method)
}

async function sendAll(connection: Deno.Conn, text: string): Promise<void> {
  const writer = connection.writable.getWriter()
  await writer.write(new TextEncoder().encode(text))
  writer.releaseLock()
}

/** The bytes are read as Latin-1, so that one character is one byte and lengths can be counted. */
async function readAnswer(connection: Deno.Conn, method: string): Promise<RawAnswer> {
  const latin = new TextDecoder('latin1')
  let text = ''
  for await (const chunk of connection.readable) {
    text += latin.decode(chunk)
    const answer = answerIn(text.replace(/^(?:HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)+/, ''), method)
    if (answer) return answer
  }
  throw new Error(`the connection closed after ${JSON.stringify(text)}`)
}

function answerIn(text: string, method: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Headers(lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1)]
  }))
  const status = Number(first.split(' ')[1])
  const body = bodyIn(text.slice(end + 4), headers, method === 'HEAD' || status === 204)
  return body === undefined ? undefined : { status, headers, body }
}

function bodyIn(rest: string, headers: Headers, empty: boolean): string | undefined {
  if (empty) return ''
  const bytes = headers.get('transfer-encoding') === 'chunked'
    ? unchunked(rest)
    : rest.length < Number(headers.get('content-length'))
    ? undefined
    : rest
  return bytes === undefined
    ? undefined
    : new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)))
}

function unchunked(rest: string): string | undefined {
  let body = ''
  for (let at = 0;;) {
    const line = rest.indexOf('\r\n', at)
    if (line < 0) return undefined
    const length = Number.parseInt(rest.slice(at, line), 16)
    if (length === 0) return body
    if (rest.length < line + 2 + length) return undefined
    body += rest.slice(line + 2, line + 2 + length)
    at = line + 2 + length + 2
  }
}
