import type { GroupKey } from '../../core/group.ts'
import { membersAddedMax } from '../../core/member.ts'
import { allow } from '../../core/principal.ts'
import type { Call } from '../../http/dialect.ts'
import { answer, answerAll, answerNothing } from './answer.ts'
import { decodeBody, fieldsOf, integerMax, itemsOf } from './decode.ts'
import type { EntryKind } from './entry.ts'
import { inPages, mapped, walkEntries } from './entry-queries.ts'
import { badParameter, missing, noEntity } from './error.ts'
import { addEntry, deleteEntries, saveEntries } from './item-changes.ts'
import { entryRights, lensOf } from './lens.ts'
import { listKey } from './list-key.ts'
import { flagOf } from './lists.ts'
import type { Shape } from './xml.ts'

/** The operations on all items or all headings of a list, which are alike. spec/superoffice.md §5.7 */

/** All of them, deleted ones if `includeDeleted` says so. */
export async function answerEntries(call: Call, kind: EntryKind): Promise<Response> {
  const list = listOf(call)
  const lens = lensOf(list, kind)
  const rights = entryRights(call.principal, lens)
  const { pages } = await walkEntries(call, list, { kind, deleted: flagOf(call, 'includeDeleted') })
  return await answerAll(call, { root: lens.root, pages: mapped(pages, (one) => lens.toWire(one, rights)) })
}

/** Makes one. An id in the body means nothing. */
export async function createEntry(call: Call, kind: EntryKind): Promise<Response> {
  allow(call.principal, 'group.change')
  const list = listOf(call)
  const lens = lensOf(list, kind)
  const { id: _, ...entry } = lens.fromWire(fieldsOf(await entityOf(call, lens.shape)))
  const { member } = await addEntry(call.store, call.principal, list, { kind, entry })
  return answer(call, { root: lens.root, value: lens.toWire(member, entryRights(call.principal, lens)) })
}

/** Makes those without an id and changes the others, in one write; answers with them in the order sent. */
export async function saveAllEntries(call: Call, kind: EntryKind): Promise<Response> {
  allow(call.principal, 'group.change')
  const list = listOf(call)
  const lens = lensOf(list, kind)
  const rights = entryRights(call.principal, lens)
  const entries = (await elementsOf(call, lens.shape)).map((one, at) =>
    lens.fromWire(fieldsOf(one, `items[${at}]`))
  )
  const { members } = await saveEntries(call.store, call.principal, list, { kind, entries })
  return await answerAll(call, {
    root: lens.root,
    pages: mapped(inPages(members), (one) => lens.toWire(one, rights)),
  })
}

/** Marks all of them as deleted. */
export async function deleteAllEntries(call: Call, kind: EntryKind): Promise<Response> {
  await deleteEntries(call.store, call.principal, listOf(call), kind)
  return answerNothing()
}

/** The list of the path. A negative id is a table's number. */
export function listOf({ params }: Call): GroupKey {
  return listKey(params.list, { tables: true })
}

/** The id of the item of the path. Throws `invalid` for what is no int32, `not_found` for what can be no id. */
export function itemIdOf({ params: { item = '' } }: Call): number {
  const id = /^[+-]?\d+$/.test(item) ? Number(item) : NaN
  if (!(Math.abs(id) <= integerMax)) throw badParameter('itemId', item)
  if (id <= 0) throw missing('ListItem', id)
  return id
}

/** The entity of the body. Throws `invalid` where there is none. */
export async function entityOf(call: Call, shape: Shape): Promise<unknown> {
  const body = decodeBody(call.request.headers.get('content-type'), await call.text(), shape)
  if (body === undefined || body === null) throw noEntity()
  return body
}

/** The entities of the body. Throws `invalid` where there is no array of them, and for too many. */
export async function elementsOf(call: Call, shape: Shape): Promise<readonly unknown[]> {
  return itemsOf(await entityOf(call, { array: shape }), { max: membersAddedMax })
}
