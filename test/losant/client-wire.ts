import { Buffer } from 'node:buffer'

/** A request as it stood on the wire. */
export interface Sent {
  readonly method: string
  /** Path and query, as they were written. */
  readonly target: string
  readonly headers: Headers
  readonly body: string
}

/** A listener between a client and a server, which hands on every byte and remembers what the client sent. */
export interface Tap extends AsyncDisposable {
  readonly url: string
  /** What was sent since the last call, by a client that waits for each answer. */
  taken(): readonly Sent[]
}

/** Opens a tap before the server of a URL. */
export function tapBefore(url: string): Tap {
  const { hostname, port } = new URL(url)
  const listener = Deno.listen({ hostname, port: 0 })
  const open: Deno.TcpConn[] = []
  const heard: Uint8Array[] = []
  const ended = accept(listener, async (client) => {
    const server = await Deno.connect({ hostname, port: Number(port) })
    open.push(client, server)
    await Promise.all([
      client.readable.pipeThrough(listening(heard)).pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ])
  })
  return {
    url: `http://${hostname}:${listener.addr.port}`,
    taken: () => requestsIn(Buffer.concat(heard.splice(0))),
    async [Symbol.asyncDispose]() {
      listener.close()
      for (const connection of open) close(connection)
      await ended
    },
  }
}

/** Connections end in errors when the test ends before the client lets go of them. */
async function accept(
  listener: Deno.TcpListener,
  work: (client: Deno.TcpConn) => Promise<void>,
): Promise<void> {
  const under: Promise<void>[] = []
  for await (const client of listener) under.push(work(client))
  await Promise.allSettled(under)
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close()
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error
  }
}

function listening(heard: Uint8Array[]): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      heard.push(chunk.slice())
      controller.enqueue(chunk)
    },
  })
}

const BLANK_LINE = '\r\n\r\n'

/** A body is as long as its head says: neither client sends one in chunks. */
function requestsIn(bytes: Buffer): Sent[] {
  const all: Sent[] = []
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf(BLANK_LINE, at) + BLANK_LINE.length
    const [line = '', ...lines] = bytes.toString('utf8', at, start).trimEnd().split('\r\n')
    const [method = '', target = ''] = line.split(' ')
    const headers = new Headers(lines.map((one): [string, string] => {
      const colon = one.indexOf(':')
      return [one.slice(0, colon), one.slice(colon + 1)]
    }))
    at = start + Number(headers.get('content-length') ?? 0)
    all.push({ method, target, headers, body: bytes.toString('utf8', start, at) })
  }
  return all
}
