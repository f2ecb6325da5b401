import { linksMax } from '../../core/placements.ts'
import { findThingWith, listThings, type PlacedThing } from '../../core/thing-queries.ts'
import { changeThingWith, createThingWith, trashThing } from '../../core/things.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { readBody } from './body.ts'
import { decodeEndpointPatch, decodeEndpointPost, fromWire, newFromWire, toWire } from './endpoint.ts'
import { inOrder } from './endpoint-order.ts'
import { encodeCollection, encodeEntity, type Setting } from './envelope.ts'
import { decodeEndpointList, decodeEnvelope, idsOf } from './parameters.ts'
import { answerSuccess, enter } from './setting.ts'

const ENDPOINTS = '/applications/:applicationId/experience/endpoints'

/** spec/losant.md §5.8 */
export const endpointRoutes: readonly Route[] = [
  ['GET', ENDPOINTS, listEndpoints],
  ['POST', ENDPOINTS, addEndpoint],
  ['GET', `${ENDPOINTS}/:experienceEndpointId`, readEndpoint],
  ['PATCH', `${ENDPOINTS}/:experienceEndpointId`, patchEndpoint],
  ['DELETE', `${ENDPOINTS}/:experienceEndpointId`, deleteEndpoint],
]

/** All of them: the vendor has no pages here. */
async function listEndpoints(call: Call): Promise<Response> {
  idsOf(call.params, 'applicationId')
  const { envelope, frame } = decodeEndpointList(call.url.searchParams)
  const setting = await enter(call, 'experienceEndpoints.get', envelope)
  const oid = frame.experienceGroupId
  const of = oid === undefined ? {} : { group: { oid } }
  const pages = await Array.fromAsync(await listThings(call.store, setting.principal, 'endpoint', of))
  const items = inOrder(pages.flat(), frame).map((one) => toWire(one, setting.applicationId))
  return Response.json(encodeCollection('experienceEndpoint', { items, total: items.length, frame }, setting))
}

async function addEndpoint(call: Call): Promise<Response> {
  const json = await readBody(call)
  idsOf(call.params, 'applicationId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const { fields, groups } = newFromWire(decodeEndpointPost(json))
  const setting = await enter(call, 'experienceEndpoints.post', envelope)
  return answerEndpoint(await createThingWith(call.store, setting.principal, fields, groups), setting, 201)
}

async function readEndpoint(call: Call): Promise<Response> {
  const key = endpointKey(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const setting = await enter(call, 'experienceEndpoint.get', envelope)
  return answerEndpoint(await findThingWith(call.store, setting.principal, key), setting)
}

/** A list of groups that is sent is the whole list, as far as it was shown. */
async function patchEndpoint(call: Call): Promise<Response> {
  const json = await readBody(call)
  const key = endpointKey(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const body = decodeEndpointPatch(json)
  const setting = await enter(call, 'experienceEndpoint.patch', envelope)
  const changed = await changeThingWith(call.store, setting.principal, key, (current) => ({
    ...fromWire(body, current),
    shown: linksMax,
  }))
  return answerEndpoint(changed, setting)
}

async function deleteEndpoint(call: Call): Promise<Response> {
  const key = endpointKey(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const { principal } = await enter(call, 'experienceEndpoint.delete', envelope)
  await trashThing(call.store, principal, key)
  return answerSuccess()
}

function endpointKey({ params }: Call) {
  const { experienceEndpointId: oid } = idsOf(params, 'applicationId', 'experienceEndpointId')
  return { kind: 'endpoint', oid } as const
}

function answerEndpoint(endpoint: PlacedThing, setting: Setting, status = 200): Response {
  const wire = toWire(endpoint, setting.applicationId)
  return Response.json(encodeEntity('experienceEndpoint', wire, setting), { status })
}
