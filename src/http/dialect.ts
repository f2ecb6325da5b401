import type { DirectoryError } from '../core/error.ts'
import type { Principal } from '../core/principal.ts'
import type { Store } from '../core/store.ts'
import type { Cors } from './cors.ts'

/** A request as the pipeline hands it on. */
export interface Arrival {
  readonly request: Request
  /** 32 lower-case hex digits, unique a request. */
  readonly id: string
  readonly url: URL
  /** The address of the caller; behind a trusted proxy the one that the proxy names. */
  readonly address: string
  readonly store: Store
  /**
   * The body as text, read once and remembered. Throws `too_large` over the body limit, `timeout` when it does not
   * arrive in time, `invalid` when it is not UTF-8.
   */
  text(): Promise<string>
}

/** An arrival of which it is known who asks and what. */
export interface Call extends Arrival {
  readonly principal: Principal
  /** The path's parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>
}

export type Operation = (call: Call) => Promise<Response>

/** Method, path (`:name` stands for one segment), and the function that answers. Its name names the metric. */
export type Route = readonly [method: string, path: string, operation: Operation]

/** How a vendor's server matches paths. */
export interface PathRules {
  /** Whether letters of literal segments match in either case. */
  readonly caseless: boolean
  /** Whether `/a/` is `/a`. */
  readonly trailingSlash: boolean
  /** Whether HEAD is answered as GET without a body; else it is a method that the path does not have. */
  readonly head: boolean
}

/** One vendor's wire. */
export interface Dialect {
  readonly name: string
  /** Whether a path is this dialect's, known or not. Of several that say so, the first of the list answers. */
  owns(path: string): boolean
  readonly paths: PathRules
  /** The vendor's own rule for pages of other origins, in place of the operator's; it is asked at unknown paths too. */
  readonly cors?: Cors
  readonly routes: readonly Route[]
  /** Refuses before the method is looked at (a blocked address), once the path is known. */
  admit?(arrival: Arrival): Promise<void>
  /** Who asks, checked in the vendor's order. Throws `unauthenticated`, `inactive` and what else that order has. */
  identify(arrival: Arrival): Promise<Principal>
  /** The vendor's answer to each error. */
  refuse(error: DirectoryError, arrival: Arrival): Response
  /** Adds to any answer what all answers of the vendor carry. */
  finish(response: Response, arrival: Arrival): Response
}
