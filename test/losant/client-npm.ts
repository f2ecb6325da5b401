import current from 'losant-rest'
import old from 'losant-rest-2.3.7'
import type { JsonObject } from '../../src/core/json.ts'
import { type Schema, valid, type Version } from './client-schemas.ts'
import { type Api, APPLICATION, FULL, losantTest } from './client.ts'

/** The options of a client, of which each call may have others. */
export interface Options {
  readonly url?: string
  readonly accessToken?: string
  readonly acceptVersion?: string
  readonly timeout?: number
}

/** A call of the client: parameters that it does not know are dropped; without a callback it gives a promise. */
export interface Method {
  (params?: JsonObject, options?: Options): Promise<JsonObject>
  (params: JsonObject, options: Options, done: Done): void
}

export type Done = (error: unknown, answer?: JsonObject) => void

type Resource<Name extends string> = Readonly<Record<Name, Method>>
type One = Resource<'get' | 'patch' | 'delete'>
type Many = Resource<'get' | 'post'>

/** The vendor's own client, as far as it is used: it comes without types. */
export interface Client {
  readonly experienceGroups: Many
  readonly experienceGroup: One
  readonly experienceUsers: Many
  readonly experienceUser: One
  readonly experienceEndpoints: Many
  readonly experienceEndpoint: One
  readonly applicationApiTokens: Many
  readonly applicationApiToken: One
  /** Version 2.3.7 does not ask for single sign-on. */
  readonly auth: Resource<'authenticateUser' | 'authenticateDevice'> & Partial<Resource<'ssoDomain'>>
  setOption(name: keyof Options, value: string | number): Client
  getOption(name: keyof Options): unknown
}

/** The packages, unmodified. spec/losant.md §10 */
const PACKAGES: Readonly<Record<Version, { createClient(options: Options): Client }>> = {
  '2.8.1': current,
  '2.3.7': old,
}

export const VERSIONS: readonly Version[] = ['2.8.1', '2.3.7']

/** What the calls of an application's own paths take. */
export const HERE = { applicationId: APPLICATION } as const

/** A client against this server, with the token of the documentation's samples unless another is given. */
export function connect({ running }: Pick<Api, 'running'>, version: Version, options: Options = {}): Client {
  return PACKAGES[version].createClient({ url: running.url, accessToken: FULL, ...options })
}

/** What a test has of one version. */
export interface Use {
  readonly api: Api
  readonly client: Client
  readonly version: Version
  /** The same answer, if it is what this version's schema and the specification say. */
  readonly check: <T extends JsonObject>(name: Schema, answer: T) => T
}

/** A test for each of the two versions. */
export function clientTest(
  name: string,
  work: (use: Use) => Promise<void>,
  options: Parameters<typeof losantTest>[2] = {},
): void {
  for (const version of VERSIONS) {
    losantTest(`losant-rest ${version} ${name}`, (api) => {
      const client = connect(api, version)
      return work({ api, client, version, check: (schema, answer) => valid(version, schema, answer) })
    }, options)
  }
}
