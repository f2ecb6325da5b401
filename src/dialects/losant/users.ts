import { changePersonWith, createPersonWith, trashPerson } from '../../core/people.ts'
import { findPersonWith, pagePeople, type PlacedPerson } from '../../core/people-queries.ts'
import { linksMax } from '../../core/placements.ts'
import { findGroup } from '../../core/queries.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { readBody } from './body.ts'
import { encodeCollection, encodeEntity, type Setting } from './envelope.ts'
import { decodeEnvelope, decodeUserList, idsOf } from './parameters.ts'
import { answerSuccess, enter } from './setting.ts'
import { decodeUserPatch, decodeUserPost, fromWire, newFromWire, toWire } from './user.ts'

const USERS = '/applications/:applicationId/experience/users'

/** spec/losant.md §5.6 and §5.7 */
export const userRoutes: readonly Route[] = [
  ['GET', USERS, listUsers],
  ['POST', USERS, addUser],
  ['GET', `${USERS}/:experienceUserId`, readUser],
  ['PATCH', `${USERS}/:experienceUserId`, patchUser],
  ['DELETE', `${USERS}/:experienceUserId`, deleteUser],
]

/** A group that the list is narrowed to must be there. */
async function listUsers(call: Call): Promise<Response> {
  idsOf(call.params, 'applicationId')
  const { envelope, frame, page } = decodeUserList(call.url.searchParams)
  const setting = await enter(call, 'experienceUsers.get', envelope)
  const oid = frame.experienceGroupId
  if (oid !== undefined) await findGroup(call.store, setting.principal, { oid })
  const { people, total } = await pagePeople(call.store, setting.principal, page)
  const items = people.map((one) => toWire(one, setting.applicationId))
  return Response.json(encodeCollection('experienceUser', { items, total, frame }, setting))
}

async function addUser(call: Call): Promise<Response> {
  const json = await readBody(call)
  idsOf(call.params, 'applicationId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const { fields, groups } = newFromWire(decodeUserPost(json), call.store.clock())
  const setting = await enter(call, 'experienceUsers.post', envelope)
  const made = await createPersonWith(call.store, setting.principal, fields, { groups, unique: ['email'] })
  return answerUser(made, setting, 201)
}

async function readUser(call: Call): Promise<Response> {
  const oid = userId(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const setting = await enter(call, 'experienceUser.get', envelope)
  return answerUser(await findPersonWith(call.store, setting.principal, { oid }), setting)
}

/** A list of groups that is sent is the whole list, as far as it was shown. */
async function patchUser(call: Call): Promise<Response> {
  const json = await readBody(call)
  const oid = userId(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const body = decodeUserPatch(json)
  const setting = await enter(call, 'experienceUser.patch', envelope)
  const now = call.store.clock()
  const changed = await changePersonWith(call.store, setting.principal, { oid }, (current) => ({
    ...fromWire(body, now, current),
    shown: linksMax,
    unique: ['email'],
  }))
  return answerUser(changed, setting)
}

async function deleteUser(call: Call): Promise<Response> {
  const oid = userId(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const { principal } = await enter(call, 'experienceUser.delete', envelope)
  await trashPerson(call.store, principal, { oid })
  return answerSuccess()
}

function userId({ params }: Call): string {
  return idsOf(params, 'applicationId', 'experienceUserId').experienceUserId
}

function answerUser(user: PlacedPerson, setting: Setting, status = 200): Response {
  const wire = toWire(user, setting.applicationId)
  return Response.json(encodeEntity('experienceUser', wire, setting), { status })
}
