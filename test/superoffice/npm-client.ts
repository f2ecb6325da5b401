import { createRequire } from 'node:module'
import type { ListAgent, MDOAgent, WebApiOptions } from '@superoffice/webapi'
import type { Api } from './client.ts'

/** The vendor's own client, as far as it is used: its classes, where its interfaces lack the options of a call. */
export interface WebApi {
  authenticateWithPassword(login: string, password: string): void
  authenticateWithTicket(ticket: string): void
  authenticateWithToken(token: string): void
  applicationToken(token: string): void
  getListAgent(): ListAgent
  getMDOAgent(): MDOAgent
}

/** The package, unmodified. */
interface Package {
  readonly WebApi: new (urlOrOptions: string | WebApiOptions, language?: string) => WebApi
  readonly ResourceParsing: { readonly Parse: 0; readonly DoNotParse: 1 }
}

const require = createRequire(import.meta.resolve('@superoffice/webapi'))

/**
 * The package, loaded anew: it keeps logins and languages in variables of its own, so that two tests with one copy would
 * share them. Its ES modules leave out the endings of files, which neither Node.js nor Deno can import. Only `require`
 * loads it. spec/superoffice.md §10
 */
export function loadClient(): Package {
  for (const path of Object.keys(require.cache)) {
    if (path.includes('@superoffice')) delete require.cache[path]
  }
  return require('@superoffice/webapi')
}

/** The vendor's client against this server, signed in with the login of the vendor's sample. */
export function connect({ running }: Api, language?: string): WebApi {
  const { WebApi } = loadClient()
  const api = new WebApi(running.url, language)
  api.authenticateWithPassword('tje0', 'Tje0')
  return api
}
