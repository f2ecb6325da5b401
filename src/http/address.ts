import { BlockList, isIP } from 'node:net'
import { DirectoryError } from '../core/error.ts'

/** Finds out who calls: the peer of the socket, or whom a trusted proxy names. */
export type Caller = (headers: Headers, peer: string) => string

/**
 * `trusted` are addresses and CIDR ranges of proxies. From a trusted peer the caller is the rightmost entry of
 * `X-Forwarded-For` that is not trusted itself (the leftmost, if all are); an entry that is no address gives the peer.
 * From another peer the header is ignored, and `warn` called, once.
 */
export function callerOf(trusted: readonly string[], warn: (peer: string) => void): Caller {
  const proxies = rangesOf(trusted)
  let warned = false
  return (headers, peer) => {
    const address = peer.includes(':') ? normalized(peer) ?? peer : peer
    const forwarded = headers.get('x-forwarded-for')
    if (forwarded === null) return address
    if (contains(proxies, address)) return forwardedFor(forwarded, proxies) ?? address
    if (!warned) warn(address)
    warned = true
    return address
  }
}

/** Whether a text is an address or a CIDR range. */
export function isRange(text: string): boolean {
  const [address = '', bits, more] = text.split('/')
  if (more !== undefined || isIP(address) === 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128))
}

function rangesOf(texts: readonly string[]): BlockList {
  const ranges = new BlockList()
  for (const text of texts) {
    if (!isRange(text)) throw new DirectoryError('invalid', `${text} is neither an address nor a range`)
    const [address = '', bits] = text.split('/')
    if (bits === undefined) ranges.addAddress(address, familyOf(address))
    else ranges.addSubnet(address, Number(bits), familyOf(address))
  }
  return ranges
}

function contains(ranges: BlockList, address: string): boolean {
  return isIP(address) !== 0 && ranges.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

function forwardedFor(header: string, proxies: BlockList): string | undefined {
  let found: string | undefined
  for (const entry of header.split(',').reverse()) {
    found = normalized(withoutPort(entry.trim()))
    if (found === undefined || !contains(proxies, found)) break
  }
  return found
}

/** Some proxies write `1.2.3.4:5678` and `[::1]:5678`. */
function withoutPort(entry: string): string {
  const [, address] = /^\[(.+)\](?::\d+)?$/.exec(entry) ?? /^([\d.]+):\d+$/.exec(entry) ?? []
  return address ?? entry
}

/** One text an address: IPv6 as short as it goes, and IPv4 that travels inside IPv6 as IPv4. */
function normalized(text: string): string | undefined {
  const family = isIP(text)
  if (family !== 6) return family === 4 ? text : undefined
  const short = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short ?? '') ?? []
  return high && low ? `${bytesOf(high)}.${bytesOf(low)}` : short
}

function bytesOf(word: string): string {
  const value = parseInt(word, 16)
  return `${value >> 8}.${value & 255}`
}
