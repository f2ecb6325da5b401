import { parseJson } from '../../http/body.ts'
import type { Arrival } from '../../http/dialect.ts'

/**
 * The JSON of a body, whatever its type says; undefined without a body. Throws `invalid` for what is not JSON: an operation
 * reads it before it checks the path and the query. spec/losant.md §3.4
 */
export async function readBody(arrival: Pick<Arrival, 'text'>): Promise<unknown> {
  const text = await arrival.text()
  return text === '' ? undefined : parseJson(text)
}
