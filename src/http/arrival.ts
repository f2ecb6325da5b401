import type { Store } from '../core/store.ts'
import type { BodyReader } from './body.ts'
import type { Arrival } from './dialect.ts'

export interface Arriving {
  readonly request: Request
  readonly url: URL
  readonly address: string
  readonly store: Store
  readonly readBody: BodyReader
}

/** A request with its id, and with its body when somebody asks for it. */
export function arrive({ request, url, address, store, readBody }: Arriving): Arrival {
  let body: Promise<string> | undefined
  return { request, id: requestId(), url, address, store, text: () => body ??= readBody(request) }
}

const idBytes = 16
const pool = new Uint8Array(256 * idBytes)
let taken = pool.length

/** 16 random bytes as hex. They are drawn for many ids at once: asking the system each time costs ten times as much. */
function requestId(): string {
  if (taken === pool.length) {
    crypto.getRandomValues(pool)
    taken = 0
  }
  return pool.subarray(taken, taken += idBytes).toHex()
}
