import { DirectoryError } from '../../../core/error.ts'
import type { Call, Operation, Route } from '../../../http/dialect.ts'
import { answer, answerAll, answerNothing, type Wire, type Wires } from '../answer.ts'
import { decodeJson, type Fields, fieldsOf } from '../decode.ts'
import { zoneOf } from '../time-zone.ts'
import type { ZonedAsker } from '../visibility.ts'

/** A call of a method: who asks, and its parameters, whose names have no case. */
export interface AgentCall extends ZonedAsker {
  /** The members of the body's object; none for `null`, which the vendor's client sends where it has nothing to say. */
  readonly parameters: Fields
  /** The query holds the id where a method has no other parameter. */
  readonly url: URL
}

type Method<T> = (call: AgentCall) => Promise<T>

/**
 * The methods of an agent as routes. Each is a POST; its operation has the method's name. Nothing here looks at
 * `If-Unmodified-Since` and `If-Modified-Since`: "does not apply to the Agents", and the vendor's npm client keeps
 * sending old ones. spec/superoffice.md §5.9 and §6.3
 */
export function routesOf(agent: string, methods: Readonly<Record<string, Operation>>): readonly Route[] {
  return Object.entries(methods).map(([name, method]): Route => [
    'POST',
    `/api/v1/Agents/${agent}/${name}`,
    named(name.charAt(0).toLowerCase() + name.slice(1), method),
  ])
}

/** A method that gives something; null where it is not found, which is no error here. spec/superoffice.md §5.9 */
export function gives(method: Method<Wire | Wires>): Operation {
  return async (call) => {
    const given = await unlessMissing(() => run(call, method), () => NOTHING)
    return 'pages' in given ? await answerAll(call, given) : answer(call, given)
  }
}

/** A method that deletes: what is not there is as good as deleted. */
export function deletes(method: Method<unknown>): Operation {
  return async (call) => {
    await unlessMissing(() => run(call, method), () => undefined)
    return answerNothing()
  }
}

/** A method that gives nothing, not even null: what it needs and is not found is a wrong argument. */
export function does(method: Method<unknown>): Operation {
  return async (call) => {
    await unlessMissing(() => run(call, method), refuseArgument)
    return answerNothing()
  }
}

/** The null of XML has to have a name. */
const NOTHING: Wire = { root: 'anyType', value: null }

function named(name: string, method: Operation): Operation {
  return { [name]: (call: Call) => method(call) }[name]!
}

async function run<T>(call: Call, method: Method<T>): Promise<T> {
  const { store, principal, request, url } = call
  const parameters = decodeParameters(request.headers.get('content-type'), await call.text())
  return await method({ store, principal, zone: zoneOf(request.headers), parameters, url })
}

/** Throws `unsupported_type`, and `invalid` for what is neither an object nor null. */
function decodeParameters(contentType: string | null, text: string): Fields {
  const body = text === '' ? null : decodeJson(contentType, text) ?? null
  return body === null ? new Map() : fieldsOf(body)
}

async function unlessMissing<T>(work: () => Promise<T>, missing: (error: DirectoryError) => T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What REST answers with 404 is a result here.
    if (error instanceof DirectoryError && error.code === 'not_found') return missing(error)
    throw error
  }
}

function refuseArgument(cause: DirectoryError): never {
  throw new DirectoryError('invalid', cause.message, { cause })
}
