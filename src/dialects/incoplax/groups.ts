import { type Detailed, findGroupWith } from '../../core/details.ts'
import { notFound } from '../../core/error.ts'
import type { GroupKey } from '../../core/group.ts'
import { changeGroup, createGroup } from '../../core/groups.ts'
import { isUuid } from '../../core/ids.ts'
import { lookUpGroups } from '../../core/lookup.ts'
import { membersAddedMax } from '../../core/member.ts'
import { allow } from '../../core/principal.ts'
import { allGroups } from '../../core/queries.ts'
import { trashGroup } from '../../core/trash.ts'
import type { Call, Operation, Route } from '../../http/dialect.ts'
import { answerFound, answerJson, answerList, answerNothing } from './answer.ts'
import { readBody, readKey } from './body.ts'
import { decodeGroupChange, decodeNewGroup } from './decode.ts'
import { groupKeys } from './lookup.ts'
import { shape } from './mask.ts'
import { decodeGroupList, decodeView } from './parameters.ts'
import { fromWire, newFromWire, toListed, toWire } from './resource.ts'
import type { IncoplaxSettings } from './settings.ts'

const GROUPS = '/rest/v1/addressbook/contactgroups'

/** How many members a group shows: as many as one request may set. A list that is sent takes away none of the others. */
const abonentsMax = membersAddedMax
const DETAILS = { numbers: ['person'], shown: abonentsMax } as const

/** spec/incoplax.md §5.1 to §5.6 */
export function groupRoutes({ strict }: IncoplaxSettings): readonly Route[] {
  const addContactGroup: Operation = (call) => addGroup(call, strict)
  const patchContactGroup: Operation = (call) => patchGroup(call, strict)
  return [
    ['POST', GROUPS, addContactGroup],
    ['GET', GROUPS, listContactGroups],
    ['LOOKUP', GROUPS, lookUpContactGroup],
    ['GET', `${GROUPS}/:id`, readContactGroup],
    ['PATCH', `${GROUPS}/:id`, patchContactGroup],
    ['DELETE', `${GROUPS}/:id`, deleteContactGroup],
  ]
}

async function addGroup(call: Call, strict: boolean): Promise<Response> {
  allow(call.principal, 'group.create')
  const { fields, add } = newFromWire(decodeNewGroup(await readBody(call)))
  const options = { add, details: DETAILS, strict }
  return answerGroup(await createGroup(call.store, call.principal, fields, options))
}

async function listContactGroups({ store, principal, url }: Call): Promise<Response> {
  allow(principal, 'group.list')
  const { view, ...walk } = decodeGroupList(url.searchParams)
  const pages = await allGroups(store, principal, walk)
  return await answerList(pages, (group) => shape(toListed(group), view))
}

async function lookUpContactGroup(call: Call): Promise<Response> {
  allow(call.principal, 'group.find')
  const keys = groupKeys(await readKey(call))
  return answerFound(await lookUpGroups(call.store, call.principal, keys))
}

async function readContactGroup(call: Call): Promise<Response> {
  allow(call.principal, 'group.get')
  const view = decodeView(call.url.searchParams)
  const found = await findGroupWith(call.store, call.principal, groupKey(call), DETAILS)
  return answerJson(shape(wireOf(found), view))
}

/** The body may be a part of the group, or all of it; what is absent stays. spec/incoplax.md §5.4 */
async function patchGroup(call: Call, strict: boolean): Promise<Response> {
  allow(call.principal, 'group.change')
  const key = groupKey(call)
  const body = await readBody(call)
  const changed = await changeGroup(call.store, call.principal, key, {
    details: DETAILS,
    strict,
    edit: (current) => {
      const { set, replace } = fromWire(decodeGroupChange(body, toWire(current, [])), current)
      return { set, replace: replace.map((one) => ({ ...one, shown: abonentsMax })) }
    },
  })
  return answerGroup(changed)
}

async function deleteContactGroup(call: Call): Promise<Response> {
  allow(call.principal, 'group.delete')
  await trashGroup(call.store, call.principal, groupKey(call))
  return answerNothing()
}

/** The id of the path. A code in its place is not found: LOOKUP gives the id of one. spec/incoplax.md §5 */
function groupKey({ params }: Call): GroupKey {
  const uuid = (params['id'] ?? '').toLowerCase()
  if (!isUuid(uuid)) throw notFound('group')
  return { uuid }
}

function answerGroup(found: Detailed): Response {
  return answerJson(wireOf(found))
}

function wireOf({ group, details }: Detailed) {
  return toWire(group, details.numbers?.person ?? [])
}
