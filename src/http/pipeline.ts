import { DirectoryError } from '../core/error.ts'
import type { Store } from '../core/store.ts'
import { arrive } from './arrival.ts'
import { type BodyLimits, bodyReader } from './body.ts'
import type { Cors } from './cors.ts'
import type { Arrival, Dialect, Operation } from './dialect.ts'
import { factsOf, type Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { refuse } from './operations.ts'
import { type Match, type Router, routerOf } from './router.ts'

export interface Pipeline {
  readonly store: Store
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: BodyLimits
  readonly cors: Cors | undefined
  readonly logRequests: boolean
}

/** Answers a request of the caller with this address. */
export type Handler = (request: Request, address: string) => Promise<Response>

/**
 * The whole way of a request, the same for every dialect. The first dialect that owns the path answers; the last in the
 * list must own every path. A HEAD is answered with the body of the GET: the server sends its length and not itself.
 */
export function serve(dialects: readonly Dialect[], pipeline: Pipeline): Handler {
  const doors = dialects.map((dialect) => ({ dialect, router: routerOf(dialect.routes, dialect.paths) }))
  const { store } = pipeline
  const readBody = bodyReader(pipeline.limits)
  return (request, address) => {
    const url = URL.parse(request.url)
    const door = url && doors.find(({ dialect }) => dialect.owns(url.pathname))
    if (!url || !door) return Promise.resolve(refuse(NO_HOST))
    const arrival = arrive({ request, url, address, store, readBody })
    return measured(passageOf(door, arrival), pipeline)
  }
}

const NO_HOST = new DirectoryError('invalid', 'the Host header does not name a host')

interface Door {
  readonly dialect: Dialect
  readonly router: Router
}

/** A request at the dialect that owns its path, and what the dialect has there. */
interface Passage {
  readonly dialect: Dialect
  readonly arrival: Arrival
  readonly match: Match | undefined
  readonly operation: Operation | undefined
}

function passageOf({ dialect, router }: Door, arrival: Arrival): Passage {
  const match = router(arrival.url.pathname)
  return { dialect, arrival, match, operation: match?.endpoint.operations.get(arrival.request.method) }
}

async function measured(passage: Passage, pipeline: Pipeline): Promise<Response> {
  const { dialect, arrival, operation } = passage
  const { log, metrics, logRequests } = pipeline
  const began = performance.now()
  metrics.begin()
  const response = await respond(passage, pipeline).catch((error) => refuse(failureOf(error, arrival, log)))
  const seconds = (performance.now() - began) / 1000
  const sample = {
    dialect: dialect.name,
    operation: operation?.name ?? 'none',
    status: response.status,
    seconds,
  }
  metrics.end(sample)
  if (logRequests) {
    log.info('request', {
      id: arrival.id,
      method: arrival.request.method,
      path: arrival.url.pathname,
      ...sample,
    })
  }
  return response
}

async function respond(passage: Passage, { cors: ofOperator, log }: Pipeline): Promise<Response> {
  const { dialect, arrival, match } = passage
  const cors = dialect.cors ?? ofOperator
  const isAsked = match !== undefined || dialect.cors !== undefined
  const preflight = isAsked ? cors?.preflight(arrival.request, match?.endpoint.allow ?? []) : undefined
  if (preflight) return preflight
  const response = dialect.finish(await answer(passage, log), arrival)
  return cors ? cors.expose(arrival.request, response) : response
}

/** The one place where an error becomes an answer. */
async function answer({ dialect, arrival, match, operation }: Passage, log: Log): Promise<Response> {
  try {
    if (match === undefined) throw new DirectoryError('no_route', 'there is nothing at this path')
    await dialect.admit?.(arrival)
    if (operation === undefined) throw methodNotAllowed(match.endpoint.allow)
    const principal = await dialect.identify(arrival)
    return await operation({ ...arrival, principal, params: match.params })
  } catch (error) {
    return dialect.refuse(failureOf(error, arrival, log), arrival)
  }
}

function methodNotAllowed(allow: readonly string[]): DirectoryError {
  return new DirectoryError('method_not_allowed', `this path has only ${allow.join(', ')}`, { allow })
}

/** What the caller may know of an error; the log gets the rest, under the same request id. */
function failureOf(error: unknown, { id }: Arrival, log: Log): DirectoryError {
  if (!(error instanceof DirectoryError) || error.code === 'internal') {
    log.error('internal', { id, ...factsOf(error) })
    return new DirectoryError('internal', 'the server made a mistake')
  }
  if (error.code === 'unavailable') log.warn('unavailable', { id, ...factsOf(error) })
  return error
}
