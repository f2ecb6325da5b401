import type { Token } from '../../core/directory.ts'
import { DirectoryError, notFound } from '../../core/error.ts'
import type { Principal } from '../../core/principal.ts'
import { changeToken, createToken, deleteToken, findToken, programTokens } from '../../core/tokens.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { may } from './auth.ts'
import { readBody } from './body.ts'
import { encodeCollection, encodeEntity, type Setting } from './envelope.ts'
import { decodeEnvelope, decodeTokenList, idsOf } from './parameters.ts'
import { actionsOf } from './scopes.ts'
import { answerSuccess, enter } from './setting.ts'
import { decodeTokenPatch, decodeTokenPost, fromWire, newFromWire, toWire } from './token.ts'
import { pageOf } from './token-list.ts'

/** An application's tokens. spec/losant.md §5.9 */
export const tokenRoutes: readonly Route[] = [
  ['GET', '/applications/:applicationId/tokens', listTokens],
  ['POST', '/applications/:applicationId/tokens', addToken],
  ['GET', '/applications/:applicationId/tokens/:apiTokenId', readToken],
  ['PATCH', '/applications/:applicationId/tokens/:apiTokenId', editToken],
  ['DELETE', '/applications/:applicationId/tokens/:apiTokenId', removeToken],
]

/** The door that these tokens open. */
const purpose = 'bearer'

async function listTokens(call: Call): Promise<Response> {
  idsOf(call.params, 'applicationId')
  const { envelope, frame } = decodeTokenList(call.url.searchParams)
  const setting = await enter(call, 'applicationApiTokens.get', envelope)
  const all = await programTokens(call.store, setting.principal.directory, purpose)
  const { tokens, total } = pageOf(all, frame)
  const items = tokens.map((token) => toWire(token, setting.applicationId))
  return Response.json(encodeCollection('applicationApiToken', { items, total, frame }, setting))
}

/** The only answer with the token itself. */
async function addToken(call: Call): Promise<Response> {
  const body = await readBody(call)
  idsOf(call.params, 'applicationId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const fields = newFromWire(decodeTokenPost(body))
  const setting = await enter(call, 'applicationApiTokens.post', envelope)
  const { applicationId, principal: { directory, credential } } = setting
  refuseMore(setting.principal, fields.scopes)
  const creator = credential ?? null
  const { token, secret } = await createToken(call.store, { ...fields, directory, purpose, creator })
  const wire = toWire(token, applicationId, secret)
  return Response.json(encodeEntity('applicationApiToken', wire, setting), { status: 201 })
}

async function readToken(call: Call): Promise<Response> {
  const { apiTokenId } = idsOf(call.params, 'applicationId', 'apiTokenId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const setting = await enter(call, 'applicationApiToken.get', envelope)
  return answer(await programToken(call, setting, apiTokenId), setting)
}

async function editToken(call: Call): Promise<Response> {
  const json = await readBody(call)
  const { apiTokenId } = idsOf(call.params, 'applicationId', 'apiTokenId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const body = decodeTokenPatch(json)
  const setting = await enter(call, 'applicationApiToken.patch', envelope)
  const before = await programToken(call, setting, apiTokenId)
  return answer(await changeToken(call.store, before.secretHash, fromWire(body, before)), setting)
}

async function removeToken(call: Call): Promise<Response> {
  const { apiTokenId } = idsOf(call.params, 'applicationId', 'apiTokenId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const setting = await enter(call, 'applicationApiToken.delete', envelope)
  const { secretHash } = await programToken(call, setting, apiTokenId)
  await deleteToken(call.store, secretHash)
  return answerSuccess()
}

function answer(token: Token, setting: Setting): Response {
  return Response.json(encodeEntity('applicationApiToken', toWire(token, setting.applicationId), setting))
}

/** A token of another door or of an account is none of the application's. Throws `not_found`. */
async function programToken({ store }: Call, { principal }: Setting, oid: string): Promise<Token> {
  const token = await findToken(store, principal.directory, oid)
  if (token.purpose !== purpose || token.login !== null) throw notFound('token')
  return token
}

/**
 * Throws `forbidden` where somebody who has signed in would give a token what he may not do himself: it would outlive the
 * account. A program's token may give what it likes, as at the vendor.
 */
function refuseMore(principal: Principal, scopes: readonly string[]): void {
  if (principal.credential?.kind !== 'account') return
  const more = actionsOf(scopes).find((action) => !may(principal, action))
  if (more) throw new DirectoryError('forbidden', `${principal.name} lacks ${more}`)
}
