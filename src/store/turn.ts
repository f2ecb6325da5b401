import { setImmediate } from 'node:timers'

/** One turn of the event loop: whoever has arrived, readers too, is served first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
