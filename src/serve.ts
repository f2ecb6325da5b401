import type { Config } from './config.ts'
import { DirectoryError } from './core/error.ts'
import { keepLease, newLease } from './core/lease.ts'
import type { Store } from './core/store.ts'
import { dialects } from './dialects/index.ts'
import { startExpiry } from './expiry-job.ts'
import { callerOf } from './http/address.ts'
import { corsOf } from './http/cors.ts'
import type { Dialect } from './http/dialect.ts'
import { keepListening, type Listening } from './http/listening.ts'
import { factsOf, type Log } from './http/log.ts'
import { newMetrics } from './http/metrics.ts'
import { operations } from './http/operations.ts'
import { type Handler, serve } from './http/pipeline.ts'
import { newUnderWay, type UnderWay } from './http/under-way.ts'
import { isFile } from './store/open.ts'

export interface Parts {
  readonly config: Config
  readonly store: Store
  readonly log: Log
  /** The vendors' dialects; those of the configuration unless given. */
  readonly dialects?: readonly Dialect[]
  /** What is to be done once the address is known and before the server says that it is ready. */
  readonly prepare?: (url: string) => Promise<void>
}

export interface Server {
  readonly url: string
  /** No new work; waits for what runs, at most `stopMs`; then closes the store. */
  stop(): Promise<void>
}

/** Puts the server together and starts it. Throws `invalid` for an address that cannot be taken. */
export async function startServer(parts: Parts): Promise<Server> {
  const { config, store, log } = parts
  const state = { stopping: false }
  const underWay = newUnderWay()
  const server = listen(handlerOf(parts, () => state.stopping), underWay, parts)
  const url = urlOf(server.addr)
  await parts.prepare?.(url)
  const stopJobs = startJobs(parts)
  log.info('listening', { url })
  const stop = async () => {
    state.stopping = true
    const began = performance.now()
    await within(underWay.settled(), config.stopMs / 2)
    await within(server.shutdown(), config.stopMs - (performance.now() - began))
    await stopJobs()
    await store.close()
    log.info('stopped')
  }
  let stopped: Promise<void> | undefined
  return { url, stop: () => stopped ??= stop() }
}

/** Starts what is done without being asked: of the processes that share a database, one does it. */
function startJobs({ config, store, log }: Parts): () => Promise<void> {
  if (isFile(config.database)) return startExpiry({ store, log })
  const lease = newLease(store, 'jobs')
  const stopLease = keepLease(lease, (error) => log.error('lease', factsOf(error)))
  const stopExpiry = startExpiry({ store, log, lease })
  return async () => {
    await stopExpiry()
    await stopLease()
  }
}

function handlerOf(parts: Parts, stopping: () => boolean): Handler {
  const { config, store, log } = parts
  const metrics = newMetrics()
  const own = operations({ metrics, metricsToken: config.metricsToken, stopping })
  const spoken = [...parts.dialects ?? dialects(config), own]
  const cors = corsOf(config.corsOrigins)
  return serve(spoken, {
    store,
    log,
    metrics,
    limits: { ...config, stopping },
    cors,
    logRequests: config.logRequests,
  })
}

function listen(handler: Handler, underWay: UnderWay, { config, log }: Parts): Listening {
  const { hostname, port } = config.listen
  const caller = callerOf(config.trustedProxies, (peer) => log.warn('untrusted-proxy', { peer }))
  const begin = (taken = port) =>
    Deno.serve(
      { hostname, port: taken, onListen() {}, onError: (error) => broken(error, log) },
      (request, { remoteAddr }) =>
        underWay.track(request, handler(request, caller(request.headers, remoteAddr.hostname))),
    )
  try {
    return keepListening(begin, { log, underWay })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DirectoryError(
      'invalid',
      `cannot listen on ${hostname}:${port} (${reason}); set MUSTER_LISTEN`,
      { cause },
    )
  }
}

/** Only for what fails outside of the pipeline. */
function broken(error: unknown, log: Log): Response {
  log.error('internal', factsOf(error))
  return new Response(null, { status: 500 })
}

/** The address in the form that a client can use: every address of the machine is also the loopback's. */
function urlOf({ hostname, port }: Deno.NetAddr): string {
  if (hostname === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (hostname === '::') return `http://[::1]:${port}`
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

/** What is still running after `ms` is left to end with the process: Deno has no way to break it off. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}
