import { factsOf, type Log } from './log.ts'
import type { UnderWay } from './under-way.ts'

/** How long the server waits before it listens again, in milliseconds. */
const againMs = 100

export interface Listening {
  readonly addr: Deno.NetAddr
  /** No new connections; resolves when every request that has arrived is answered. */
  shutdown(): Promise<void>
}

/**
 * Listens, and goes on listening. `Deno.serve` ends for good, and with it the process, when a connection cannot be
 * accepted: when the process or the system may open no more files. Then the connections on which nothing runs are
 * closed, so that there is room, what runs is finished, and it listens again on the same port. Throws what `begin`
 * throws the first time.
 */
export function keepListening(
  begin: (port?: number) => Deno.HttpServer<Deno.NetAddr>,
  { log, underWay }: { readonly log: Log; readonly underWay: UnderWay },
): Listening {
  const first = begin()
  const { addr } = first
  /** Those that take no more connections and have not answered everything yet. */
  const ending = new Set<Promise<void>>()
  let server = first
  let timer: ReturnType<typeof setTimeout> | undefined
  watch()
  return {
    addr,
    async shutdown() {
      clearTimeout(timer)
      await Promise.all([server.shutdown(), ...ending])
    },
  }

  function watch(): void {
    server.finished.catch((error) => {
      log.error('cannot-accept', factsOf(error))
      const ended: Promise<void> = end(server).finally(() => ending.delete(ended))
      ending.add(ended)
      timer = setTimeout(again, againMs)
    })
  }

  async function end(broken: Deno.HttpServer): Promise<void> {
    await underWay.settled()
    await broken.shutdown()
  }

  function again(): void {
    try {
      server = begin(addr.port)
      watch()
    } catch (error) {
      log.error('cannot-listen', factsOf(error))
      timer = setTimeout(again, againMs)
    }
  }
}
