import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { type Answer, type Api as ApiOf, type Body, newApi } from '../client.ts'
import { type Running, startMuster } from '../support.ts'

/** The credentials of the documentation's sample: `tje0:Tje0`. */
export const BASIC = 'Basic dGplMDpUamUw'

/** The list of the specification's cases. */
export const LIST = '/api/v1/List/305'
export const LISTS = '/api/v1/List'

/** Where the clock stands when a test begins. */
export const NOW = Date.UTC(2026, 10, 22, 12)

/** The documented sample of the list, as this server starts with it. */
export const START = {
  Id: 305,
  Name: 'Beer, Hudson and Bashirian',
  Tooltip: 'itaque',
  Deleted: false,
  Rank: 508,
  IsCustomList: false,
  IsMDOList: true,
  UseGroupsAndHeadings: false,
  ListType: 'error',
  InUseByUserDefinedFields: false,
  TableRight: null,
  FieldProperties: {},
} as const

/** What the demo does not have: other accounts, a directory that is not active, and another one. */
export const ACCOUNTS = ['superoffice', 'acceptance/superoffice']

/** Credentials or a label of null are not sent. */
interface More {
  readonly authorization: string | null
  readonly accept: string | null
}

/** What a case asks. */
export type Ask = Body & Partial<More>
export type Api = ApiOf<More>
export type { Answer }

type Options = Parameters<typeof startMuster>[0] & { readonly ignore?: boolean }

/** A test against a server of its own, which holds the SuperOffice examples and is spoken to over a socket. */
export function superofficeTest(
  name: string,
  work: (api: Api) => Promise<void>,
  { ignore = false, ...options }: Options = {},
): void {
  Deno.test(`superoffice ${name}`, { ignore }, async () => {
    await using running = await startMuster({ fixtures: ['superoffice'], now: NOW, ...options })
    await work(apiOf(running))
  })
}

export function apiOf(running: Running): Api {
  return newApi(running, { type: 'application/json; charset=utf-8', headersOf, check: checkCommonHeaders })
}

/** The default is what the documentation's sample sends; `fetch` would add an `Accept-Language` of its own. */
function headersOf(
  { authorization = BASIC, accept = 'application/json; charset=utf-8', headers }: Ask,
): Headers {
  const sent = new Headers({ 'accept-language': '', ...headers })
  if (accept !== null) sent.set('accept', accept)
  if (authorization !== null) sent.set('authorization', authorization)
  return sent
}

/** What every answer of this dialect carries. */
function checkCommonHeaders({ headers }: Response): void {
  assert.match(headers.get('vary') ?? '', /^Accept, Accept-Language, SO-Language/)
  assert.equal(headers.get('cache-control'), 'no-cache')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
}

/** The list as an answer about it by its id has it, with its links. */
export function linked(list: JsonObject, { running }: Api): JsonObject {
  const base = `${running.url}/api/v1/List`
  return { ...list, _Links: { Self: `${base}/${list.Id}/`, Archive: base } }
}

/** Whether the answer is a 200 in JSON; gives its object. */
export function ok(answer: Answer): JsonObject {
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  return answer.object
}

/** Whether the answer is this error of this type. spec/superoffice.md §7 */
export function assertError(answer: Answer, status: number, type: string, text?: RegExp | string): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  const { Error, ErrorType, ErrorMessage, Message, ErrorSource } = answer.object
  assert.deepEqual([Error, ErrorType, ErrorSource], [true, type, 'SuperOffice.Services.Implementation'])
  assert.equal(Message, ErrorMessage)
  if (typeof text === 'string') assert.equal(Message, text)
  else assert.match(String(Message), text ?? /./)
}

/** Whether the answer is the one to a path or a query of the wrong type. spec/superoffice.md §7 */
export function assertBadParameter(answer: Answer, parameter: string): void {
  assert.equal(answer.status, 400, answer.text)
  const { Message, MessageDetail, ...rest } = answer.object
  assert.deepEqual([Message, rest], ['The request is invalid.', {}])
  assert.ok(String(MessageDetail).includes(`parameter '${parameter}'`), answer.text)
}
