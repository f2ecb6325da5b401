import type { Json } from '../core/json.ts'

/** What is known of an event. Never a header, a body, a query string or a secret. */
export type Facts = Readonly<Record<string, Json>>

/** Where events go: one JSON line each. */
export interface Log {
  debug(event: string, facts?: Facts): void
  info(event: string, facts?: Facts): void
  warn(event: string, facts?: Facts): void
  error(event: string, facts?: Facts): void
}

/** An error as facts, with what caused it. Error messages of this server name fields, never their secrets. */
export function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { error: String(error) }
  const facts = { error: `${error.name}: ${error.message}`, stack: error.stack ?? '' }
  return error.cause === undefined ? facts : { ...facts, cause: factsOf(error.cause) }
}
