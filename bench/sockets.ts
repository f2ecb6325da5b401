import { filled, type Load } from './load.ts'

/**
 * The load of a method that neither wrk nor autocannon sends, over plain sockets, in a process of its own: takes a load as
 * JSON in its argument, prints what was measured. An answer has to say how long its body is.
 */
const load: Load & { readonly from: number } = JSON.parse(Deno.args[0] ?? '{}')
const { hostname, port, host } = new URL(load.url)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

const head = Object.entries({ Host: host, ...load.headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')
const ends = performance.now() + load.seconds * 1000
const waits: number[] = []
let n = load.from
let failed = 0

await Promise.all(Array.from({ length: load.clients }, ask))

waits.sort((one, other) => one - other)
const [p50 = 0, p99 = 0] = [0.5, 0.99].map((part) => waits[Math.floor(waits.length * part)])
console.log(JSON.stringify({ rate: waits.length / load.seconds, p50, p99, failed }))

/** One connection, with one request at a time. */
async function ask(): Promise<void> {
  using socket = await Deno.connect({ hostname, port: Number(port) })
  socket.setNoDelay()
  const buffer = new Uint8Array(65536)
  while (performance.now() < ends) {
    const begun = performance.now()
    await writeAll(socket, nextRequest())
    if (!await isGood(socket, buffer)) failed++
    waits.push(performance.now() - begun)
  }
}

function nextRequest(): Uint8Array {
  n++
  const body = encoder.encode(filled(load.body ?? '', n))
  const lines = `${load.method} ${
    filled(load.path, n)
  } HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n`
  return encoder.encode(lines + decoder.decode(body))
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at))
}

/** Reads one answer to its end; whether it was a success. */
async function isGood(socket: Deno.TcpConn, buffer: Uint8Array): Promise<boolean> {
  let text = ''
  for (;;) {
    const read = await socket.read(buffer)
    if (read === null) throw new Error(`the server hung up: ${text}`)
    text += decoder.decode(buffer.subarray(0, read))
    const end = text.indexOf('\r\n\r\n')
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? []
    if (end > 0 && length === undefined) throw new Error(`an answer of unknown length: ${text}`)
    if (end > 0 && text.length >= end + 4 + Number(length)) return /^HTTP\/1\.1 2/.test(text)
  }
}
