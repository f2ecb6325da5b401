/** What the operator decides about this dialect. */
export interface IncoplaxSettings {
  /** The cookie in which a session is set; those of both editions are read as well. */
  readonly cookie: string
  /** How long a session lasts that nobody uses. */
  readonly sessionMs: number
  /** Whether failed logins ban an address. */
  readonly ban: boolean
  /** Whether a link to something that is not there is refused; else it is kept, and binds when that is made. */
  readonly strict: boolean
}
