import { setImmediate } from 'node:timers'

/** One turn of the event loop: whoever has arrived, readers too, is served first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * A pause of long work in which whoever comes over the network is served. A turn is none: as long as there is an immediate
 * to run, the runtime looks for what has arrived only at every sixty-first of them. A timer, however short, lets it look.
 */
export function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
