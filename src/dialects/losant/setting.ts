import type { Call } from '../../http/dialect.ts'
import { applicationOf, authorized } from './auth.ts'
import type { Envelope, Setting } from './envelope.ts'
import type { Action } from './scopes.ts'

/**
 * The application of the path, for who may do this there; an operation calls it once it has checked path, query and body.
 * Throws what is wrong with the credential, `forbidden`, then `not_found` for the application. spec/losant.md §3.4
 */
export async function enter(call: Call, action: Action, envelope: Envelope): Promise<Setting> {
  authorized(call, action)
  const { id, principal } = await applicationOf(call)
  return { applicationId: id, principal, envelope }
}

/** The answer to a DELETE: no envelope, and not 204. spec/losant.md §4.5 */
export function answerSuccess(): Response {
  return Response.json({ success: true })
}
