import { DirectoryError } from '../../core/error.ts'
import { parseJson } from '../../http/body.ts'
import type { Arrival } from '../../http/dialect.ts'
import { badBody } from './fault.ts'
import { decodeKey } from './lookup.ts'

/**
 * The JSON of a body; a type need not be named. Throws `unsupported_type` for another one, and `invalid` for no body or
 * what is not JSON. spec/incoplax.md §2
 */
export async function readBody(arrival: Sent): Promise<unknown> {
  return parseJson(await readText(arrival))
}

/** The key that the body of a LOOKUP is. Throws as `readBody` does. spec/incoplax.md §5.6 */
export async function readKey(arrival: Sent): Promise<string> {
  return decodeKey(await readText(arrival))
}

type Sent = Pick<Arrival, 'request' | 'text'>

async function readText({ request, text }: Sent): Promise<string> {
  const body = await text()
  if (body === '') throw badBody()
  if (isJson(request.headers.get('content-type'))) return body
  throw new DirectoryError('unsupported_type', 'the body must be JSON')
}

function isJson(header: string | null): boolean {
  const [type = ''] = (header ?? '').split(';', 1)
  return /^(?:application\/(?:[^/\s]+\+)?json|text\/json)?$/i.test(type.trim())
}
