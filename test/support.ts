import assert from 'node:assert/strict'
import { type Config, readConfig } from '../src/config.ts'
import type { Store } from '../src/core/store.ts'
import type { Dialect } from '../src/http/dialect.ts'
import { newLog } from '../src/log.ts'
import { startServer } from '../src/serve.ts'
import { openStore } from '../src/store/open.ts'
import { newDatabase, runScript, testedDatabase } from './databases.ts'
import { loadNamed } from './fixtures.ts'

export interface StartOptions {
  /** Names of files in `fixtures/`, without `.json`, loaded in this order. */
  readonly fixtures?: readonly string[]
  readonly config?: Partial<Config>
  /** Where the server's clock stands, in milliseconds; the real time unless given. */
  readonly now?: number
  /** A new one of its own unless given: on PostgreSQL where `MUSTER_TEST_DATABASE` is `postgres`, else on SQLite. */
  readonly database?: string
  /** Other dialects than those of the configuration. */
  readonly dialects?: readonly Dialect[]
}

export interface Running extends AsyncDisposable {
  readonly url: string
  readonly store: Store
  readonly database: string
  /** May be set; null is the real time. */
  readonly clock: { now: number | null }
  /** The lines of the log. */
  readonly lines: readonly string[]
  /** Stops the server and takes its folder away. */
  stop(): Promise<void>
}

/** Starts a whole server on a free port of the loopback. */
export async function startMuster(options: StartOptions = {}): Promise<Running> {
  const data = await Deno.makeTempDir({ prefix: 'muster-test-' })
  const config = {
    ...readConfig({ MUSTER_LISTEN: '127.0.0.1:0', MUSTER_DATA: data }, undefined),
    ...options.config,
    ...(options.database !== undefined && { database: options.database }),
  }
  const clock = { now: options.now ?? null }
  const place = options.database === undefined ? await newDatabase(testedDatabase()) : undefined
  const database = place?.address ?? config.database
  const store = await openStore({ database, clock: () => clock.now ?? Date.now() })
  for (const name of options.fixtures ?? []) await loadNamed(store, name)
  const lines: string[] = []
  const log = newLog({ level: config.logLevel, write: (line) => lines.push(line) })
  const { url, stop } = await startServer({
    config,
    store,
    log,
    ...(options.dialects && { dialects: options.dialects }),
  })
  let ended: Promise<void> | undefined
  const clean = () => Promise.all([Deno.remove(data, { recursive: true }), place?.remove()])
  const end = () => ended ??= stop().finally(clean)
  return { url, store, database, clock, lines, stop: end, [Symbol.asyncDispose]: end }
}

/** Takes a table away from under the server: from here on nothing about directories can be read. */
export async function breakDatabase({ database }: Running): Promise<void> {
  await runScript(database, 'alter table directory rename to elsewhere')
}

/** Waits until a condition holds, at most ten seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!await condition()) {
    assert.ok(performance.now() < end, 'nothing happened for ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export interface Exchange {
  readonly url: string
  /** What is sent, one after the other. */
  readonly parts: readonly string[]
  readonly pauseMs?: number
  /** What ends the reading, unless the server closes before. */
  readonly until?: RegExp
}

/** Writes text to a socket and gives what comes back: for what `fetch` cannot send. */
export async function exchange({ url, parts, pauseMs = 0, until }: Exchange): Promise<string> {
  const { hostname, port } = new URL(url)
  using socket = await Deno.connect({ hostname, port: Number(port) })
  for (const part of parts) {
    await socket.write(new TextEncoder().encode(part))
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  let text = ''
  const buffer = new Uint8Array(65536)
  for (let read = await socket.read(buffer); read !== null; read = await socket.read(buffer)) {
    text += new TextDecoder().decode(buffer.subarray(0, read))
    if (until?.test(text)) break
  }
  return text
}
