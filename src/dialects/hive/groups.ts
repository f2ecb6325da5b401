import { DirectoryError, type ErrorCode, type Violation } from '../../core/error.ts'
import type { Group } from '../../core/group.ts'
import { findGroupFaults } from '../../core/group-faults.ts'
import { changeGroup, createGroup } from '../../core/groups.ts'
import { allow } from '../../core/principal.ts'
import { trashGroupWith } from '../../core/trash.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { decodeBody, textOf } from './decode.ts'
import { answer, type Fault } from './envelope.ts'
import { BLANK, decodeGroup, fromWire, type GroupDraft, inOrder, shownOf, toWire, wireOf } from './group.ts'
import { groupKey } from './keys.ts'
import { DEFAULT } from './resource.ts'

const GROUP = '/api/v1/:locale/group'

/** spec/enterprise-hive.md §5 E6 to E8 */
export const groupRoutes: readonly Route[] = [
  ['POST', GROUP, addGroup],
  ['PUT', `${GROUP}/:groupId`, updateGroup],
  ['DELETE', `${GROUP}/:groupId`, deleteGroup],
]

/** What every answer with a group needs to know besides its row. */
const DETAILS = { type: true } as const

async function addGroup(call: Call): Promise<Response> {
  const { store, principal, request, url } = call
  allow(principal, 'group.create')
  const draft = decodeGroup(decodeBody(request, await call.text()), BLANK)
  if (draft.faults.length > 0) return await reject(call, { draft })
  const fields = { ...fromWire(draft.changed, { extras: {} }), name: draft.fields.name }
  try {
    const made = await createGroup(store, principal, fields, { slugged: true, details: DETAILS })
    return answer(call, { message: 'Group created.', object: toWire(made, url.origin) })
  } catch (error) {
    return await reject(call, { draft, found: violationsOf(error) })
  }
}

/** What is absent stays as it is, so that a new description never takes the type away. */
async function updateGroup(call: Call): Promise<Response> {
  const { store, principal, request, url } = call
  const key = groupKey(call.params)
  const text = await call.text()
  const read: { draft?: GroupDraft; current?: Group } = {}
  const edit = (current: Group) => {
    const draft = decodeGroup(decodeBody(request, text), shownOf(current))
    Object.assign(read, { draft, current })
    return draft.faults.length > 0 ? {} : { set: fromWire(draft.changed, current) }
  }
  try {
    const changed = await changeGroup(store, principal, key, { edit, details: DETAILS })
    if (read.draft && read.draft.faults.length > 0) return await reject(call, { ...read, draft: read.draft })
    return answer(call, { message: 'Group updated.', object: toWire(changed, url.origin) })
  } catch (error) {
    if (!read.draft) throw error
    return await reject(call, { ...read, draft: read.draft, found: violationsOf(error) })
  }
}

/** The group as it was. It is in the trash, from which other dialects can take it. The body is not looked at. */
async function deleteGroup(call: Call): Promise<Response> {
  const deleted = await trashGroupWith(call.store, call.principal, groupKey(call.params), DETAILS)
  return answer(call, { message: 'Group deleted.', object: toWire(deleted, call.url.origin) })
}

/** What was refused: a body, and the group that it was for. */
interface Rejection {
  readonly draft: GroupDraft
  readonly current?: Group
  /** What the core has found, where it has been asked for the write. */
  readonly found?: readonly Violation[]
}

/** The record with all that is wrong with it. What the dialect finds keeps it from the core, which is asked then, too. */
async function reject(call: Call, { draft, current, found }: Rejection): Promise<Response> {
  const { fields, changed, faults } = draft
  const isTypeWrong = faults.some(({ key }) => key === 'typeId')
  const { slug = null, type = current?.type ?? null } = fromWire(changed, { extras: {} })
  const known = await findGroupFaults(call.store, call.principal, {
    asked: { slug, type: isTypeWrong ? null : type },
    ...(current ? { current } : {}),
  })
  const errors = inOrder([...faults, ...(found ?? known.violations).map(faultOf)])
  const typeName = fields.typeId === DEFAULT.number ? DEFAULT.name : known.type?.name ?? ''
  const object = wireOf(fields, { id: current?.uuid ?? null, typeName, origin: call.url.origin })
  return answer(call, { message: 'The group was not saved.', errors, object })
}

const REFUSALS: readonly ErrorCode[] = ['invalid', 'unprocessable', 'conflict', 'too_large']

/** What the core found wrong with the fields. Throws every other error on. */
function violationsOf(error: unknown): readonly Violation[] {
  if (!(error instanceof DirectoryError) || error.violations.length === 0) throw error
  if (!REFUSALS.includes(error.code)) throw error
  return error.violations
}

function faultOf({ field, rule, value }: Violation): Fault {
  if (field === 'slug' && rule === 'taken') {
    return { key: 'slug', value: textOf(value), message: 'Slug is already in use' }
  }
  if (field === 'type') return { key: 'typeId', value: textOf(value), message: 'Group type does not exist' }
  return { key: field, value: textOf(value), message: 'The value cannot be stored' }
}
