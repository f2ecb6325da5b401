import type { GroupChange } from '../../core/change.ts'
import { DirectoryError } from '../../core/error.ts'
import type { Group, GroupKey } from '../../core/group.ts'
import { changeGroup, createGroup } from '../../core/groups.ts'
import { allow } from '../../core/principal.ts'
import { allGroups, builtinGroups, findGroup } from '../../core/queries.ts'
import { trashGroup } from '../../core/trash.ts'
import type { Call, Operation, Route } from '../../http/dialect.ts'
import { answer, answerAll, answerNothing, answerUnchanged, queryOf, type Wires } from './answer.ts'
import { isUnchanged, refuseIfChanged } from './conditions.ts'
import { decodeBody, decodeJson, fieldsOf } from './decode.ts'
import { badParameter, noEntity } from './error.ts'
import { isListId, listKey } from './list-key.ts'
import { byRank, merged, type Pages } from './list-order.ts'
import { decodePatch, patchList } from './patch.ts'
import {
  blankList,
  decodeList,
  fromWire,
  LIST_SHAPE,
  type ListEntity,
  listRights,
  newFromWire,
  type NewList,
  toWire,
  withLinks,
} from './resource.ts'
import type { Rights } from './rights.ts'

/** The address of `/api/v1` as callers see it, for links. */
export type BaseOf = (call: Pick<Call, 'url'>) => string

/** The operations on lists themselves. spec/superoffice.md §5.1, 1 to 8 */
export function listRoutes(baseOf: BaseOf): readonly Route[] {
  const linked = (operation: LinkedOperation) => withBase(operation, baseOf)
  return [
    ['GET', '/api/v1/List', readLists],
    ['POST', '/api/v1/List', linked(createList)],
    ['GET', '/api/v1/List/default', readDefaultList],
    ['GET', '/api/v1/List/:list', linked(readList)],
    ['PATCH', '/api/v1/List/:list', linked(patchListById)],
    ['PUT', '/api/v1/List/:list', linked(saveList)],
    ['DELETE', '/api/v1/List/:list', deleteList],
  ]
}

type LinkedOperation = (call: Call, base: string) => Promise<Response>

/** The operation keeps its name, which is that of its metric. */
function withBase(operation: LinkedOperation, baseOf: BaseOf): Operation {
  const { name } = operation
  return { [name]: (call: Call) => operation(call, baseOf(call)) }[name]!
}

async function readLists(call: Call): Promise<Response> {
  const lists = await allLists(call, flagOf(call, 'includeDeleted'))
  return await answerAll(call, { ...lists, select: true })
}

async function createList(call: Call, base: string): Promise<Response> {
  allow(call.principal, 'group.create')
  return answerList(call, await makeList(call, await bodyOf(call)), base)
}

function readDefaultList(call: Call): Promise<Response> {
  const value = blankList()
  return Promise.resolve(answer(call, { root: 'ListEntity', value }))
}

async function readList(call: Call, base: string): Promise<Response> {
  const group = await findGroup(call.store, call.principal, keyOf(call), { trashed: true })
  refuseIfChanged(call.request, group)
  return isUnchanged(call.request, group) ? answerUnchanged(group) : answerList(call, group, base)
}

/** Names have no PATCH. The order of checks is that of spec/superoffice.md §5.2. */
async function patchListById(call: Call, base: string): Promise<Response> {
  if (!isListId(call.params.list)) throw notByName()
  allow(call.principal, 'group.change')
  const operations = decodePatch(decodeJson(typeOf(call), await call.text()))
  const rights = listRights(call.principal)
  const group = await changeList(call, keyOf(call), (current) => {
    refuseIfChanged(call.request, current)
    return fromWire(patchList(withLinks(toWire(current, rights), base), operations), current)
  })
  return answerList(call, group, base)
}

/** PUT replaces the whole: what is absent has its default. It makes no list. */
async function saveList(call: Call, base: string): Promise<Response> {
  allow(call.principal, 'group.change')
  const body = await bodyOf(call)
  const group = await changeList(call, keyOf(call), (current) => {
    refuseIfChanged(call.request, current)
    return fromWire(body, current)
  })
  return answerList(call, group, base)
}

/** A list that is deleted already stays so. */
async function deleteList(call: Call): Promise<Response> {
  await trashGroup(call.store, call.principal, keyOf(call), {
    trashed: true,
    check: (current) => refuseIfChanged(call.request, current),
  })
  return answerNothing()
}

function keyOf({ params }: Call): GroupKey {
  return listKey(params.list)
}

function typeOf({ request }: Call): string | null {
  return request.headers.get('content-type')
}

async function bodyOf(call: Call): Promise<NewList> {
  const body = decodeBody(typeOf(call), await call.text(), LIST_SHAPE)
  if (body === undefined || body === null) throw noEntity()
  return decodeList(fieldsOf(body))
}

/** One list; with links where it was asked for by its id, was just made, or is a built-in one that is read. */
function answerList(call: Call, group: Group, base: string): Response {
  const { list: asked } = call.params
  const byName = asked !== undefined && !isListId(asked)
  const linked = !byName || group.builtin !== null && call.request.method !== 'PUT'
  const list = toWire(group, listRights(call.principal))
  const value = linked ? withLinks(list, base) : list
  return answer(call, { root: 'ListEntity', value, group, select: !byName })
}

function notByName(): DirectoryError {
  const allowed = ['DELETE', 'GET', 'HEAD', 'PUT']
  return new DirectoryError('method_not_allowed', `this path has only ${allowed.join(', ')}`, {
    allow: allowed,
  })
}

/** A query's true or false; false where it is absent or empty. Throws `invalid` for anything else. */
export function flagOf({ url }: Pick<Call, 'url'>, name: string): boolean {
  const text = queryOf(url, name)?.trim().toLowerCase() ?? ''
  if (text !== '' && text !== 'true' && text !== 'false') throw badParameter(name, text)
  return text === 'true'
}

type Asker = Pick<Call, 'store' | 'principal'>

/** Makes a list; its name is unique. Throws `forbidden`, `invalid`, `conflict`. */
export async function makeList({ store, principal }: Asker, body: NewList): Promise<Group> {
  const { group } = await createGroup(store, principal, newFromWire(body), {
    unique: ['name'],
    trashed: body.Deleted ?? false,
  })
  return group
}

/** Changes a list, a deleted one too; its name stays unique. Throws `forbidden`, `not_found`, `invalid`, `conflict`. */
export async function changeList(
  { store, principal }: Asker,
  key: GroupKey,
  edit: (current: Group) => GroupChange,
): Promise<Group> {
  const { group } = await changeGroup(store, principal, key, { trashed: true, unique: ['name'], edit })
  return group
}

/**
 * All lists as they are shown, without the deleted ones unless they are asked for; the lists of every directory at their
 * place. Throws `forbidden`.
 */
export async function allLists(asker: Asker, deleted: boolean): Promise<Wires> {
  const pages = await walkLists(asker, deleted)
  return { root: 'ListEntity', pages: toWires(pages, listRights(asker.principal)) }
}

/** All lists in the vendor's order, page by page; deleted ones if they are asked for. Throws `forbidden`. */
export async function walkLists(asker: Asker, deleted: boolean): Promise<Pages> {
  const { store, principal } = asker
  const order = [{ field: 'rank', absent: 0 }, { field: 'number' }] as const
  const walks: Pages[] = [await allGroups(store, principal, { order })]
  if (deleted) walks.push(await allGroups(store, principal, { order, state: 'trashed' }))
  return merged([...walks, builtinLists(asker)])
}

/** The lists that come with the directory, as a walk. */
async function* builtinLists({ store, principal }: Asker): AsyncGenerator<readonly Group[]> {
  yield (await builtinGroups(store, principal)).sort(byRank)
}

async function* toWires(pages: Pages, rights: Rights): AsyncGenerator<readonly ListEntity[]> {
  for await (const page of pages) yield page.map((group) => toWire(group, rights))
}
