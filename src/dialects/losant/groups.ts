import { type Detailed, findGroupWith, pageGroupsWith } from '../../core/details.ts'
import { DirectoryError } from '../../core/error.ts'
import type { GroupFields } from '../../core/group.ts'
import { changeGroup, createGroup } from '../../core/groups.ts'
import { findGroup } from '../../core/queries.ts'
import type { Store } from '../../core/store.ts'
import { trashGroup } from '../../core/trash.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { readBody } from './body.ts'
import { encodeCollection, encodeEntity, type Setting } from './envelope.ts'
import { decodeEnvelope, decodeGroupList, decodeGroupParameters, idsOf } from './parameters.ts'
import { decodeGroupPatch, decodeGroupPost, DETAILS, fromWire, newFromWire, toWire } from './resource.ts'
import { malformed } from './schema.ts'
import { answerSuccess, enter } from './setting.ts'

const GROUPS = '/applications/:applicationId/experience/groups'

/** spec/losant.md §5.1 to §5.5 */
export const groupRoutes: readonly Route[] = [
  ['GET', GROUPS, listGroups],
  ['POST', GROUPS, addGroup],
  ['GET', `${GROUPS}/:experienceGroupId`, readGroup],
  ['PATCH', `${GROUPS}/:experienceGroupId`, patchGroup],
  ['DELETE', `${GROUPS}/:experienceGroupId`, deleteGroup],
]

async function listGroups(call: Call): Promise<Response> {
  idsOf(call.params, 'applicationId')
  const { envelope, frame, page } = decodeGroupList(call.url.searchParams)
  const setting = await enter(call, 'experienceGroups.get', envelope)
  const { groups, total } = await pageGroupsWith(call.store, setting.principal, page, DETAILS)
  const items = groups.map((one) => toWire(one, setting.applicationId))
  return Response.json(encodeCollection('experienceGroup', { items, total, frame }, setting))
}

async function addGroup(call: Call): Promise<Response> {
  const json = await readBody(call)
  idsOf(call.params, 'applicationId')
  const envelope = decodeEnvelope(call.url.searchParams)
  const { fields, add, parent } = newFromWire(decodeGroupPost(json))
  const setting = await enter(call, 'experienceGroups.post', envelope)
  const home = await homeOf(call.store, setting, parent)
  const made = await createGroup(call.store, setting.principal, { ...fields, ...home }, {
    add,
    details: DETAILS,
  })
  return answerGroup(made, setting, 201)
}

async function readGroup(call: Call): Promise<Response> {
  const oid = groupId(call)
  const { envelope, directDevices, totalDevices } = decodeGroupParameters(call.url.searchParams)
  const setting = await enter(call, 'experienceGroup.get', envelope)
  const asked = { ...DETAILS, directDevices, totalDevices }
  return answerGroup(await findGroupWith(call.store, setting.principal, { oid }, asked), setting)
}

/** PATCH replaces field by field: a list that is sent is the whole list. spec/losant.md §6.1 */
async function patchGroup(call: Call): Promise<Response> {
  const json = await readBody(call)
  const oid = groupId(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const body = decodeGroupPatch(json)
  const setting = await enter(call, 'experienceGroup.patch', envelope)
  const home = await homeOf(call.store, setting, body.parentId)
  const changed = await changeGroup(call.store, setting.principal, { oid }, {
    details: DETAILS,
    edit: (current) => {
      const { set, replace } = fromWire(body, current)
      return { set: { ...set, ...home }, replace }
    },
  }).catch(async (error) => {
    const path = cycleOf(error)
    throw path ? await cycleError(call.store, setting, path) : error
  })
  return answerGroup(changed, setting)
}

/** The body is not looked at: clients send `{}` or none. Children move up to the group's own parent. spec/losant.md §6.4 */
async function deleteGroup(call: Call): Promise<Response> {
  const oid = groupId(call)
  const envelope = decodeEnvelope(call.url.searchParams)
  const { principal } = await enter(call, 'experienceGroup.delete', envelope)
  await trashGroup(call.store, principal, { oid })
  return answerSuccess()
}

function groupId({ params }: Call): string {
  return idsOf(params, 'applicationId', 'experienceGroupId').experienceGroupId
}

function answerGroup(group: Detailed, setting: Setting, status = 200): Response {
  const wire = toWire(group, setting.applicationId)
  return Response.json(encodeEntity('experienceGroup', wire, setting), { status })
}

/** What a body says of the home, which it names by oid: null is none. Throws `not_found` for one that is not there. */
async function homeOf(
  store: Store,
  { principal }: Setting,
  parent: string | null | undefined,
): Promise<Pick<GroupFields, 'parent'> | undefined> {
  if (parent === undefined || parent === null) return parent === null ? { parent } : undefined
  return { parent: (await findGroup(store, principal, { oid: parent.toLowerCase() })).number }
}

/** The numbers of the groups of a cycle, from one down to itself, where an error tells of one. */
function cycleOf(error: unknown): readonly number[] | undefined {
  if (!(error instanceof DirectoryError)) return undefined
  const value = error.violations.find(({ rule }) => rule === 'cycle')?.value
  return Array.isArray(value) ? value.map(Number) : undefined
}

/** The refusal of a move below itself, with the path by ids; groups that the caller may not see are left out of it. */
async function cycleError(
  store: Store,
  { principal }: Setting,
  path: readonly number[],
): Promise<DirectoryError> {
  const oids: string[] = []
  for (const number of path) {
    const found = await unlessNotFound(findGroup(store, principal, { number }))
    if (found) oids.push(found.oid)
  }
  return malformed(
    'experienceGroup.parentId',
    `cannot be the group itself or one of its descendants: ${oids.join(' > ')}`,
  )
}

async function unlessNotFound<T>(finding: Promise<T>): Promise<T | undefined> {
  try {
    return await finding
  } catch (error) {
    if (error instanceof DirectoryError && error.code === 'not_found') return undefined
    throw error
  }
}
