import type { BlockRule } from '../../core/blocks.ts'
import { DirectoryError, notFound } from '../../core/error.ts'
import type { GroupKey } from '../../core/group.ts'
import { changeGroup, changeMember, createGroup, endMember, type MemberKey } from '../../core/groups.ts'
import { numberMax } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Member, memberIdMax } from '../../core/member.ts'
import { allMembers, findGroup, findMember, pageGroups, pageMembers } from '../../core/queries.ts'
import { trashGroup } from '../../core/trash.ts'
import type { Call, Dialect, Route } from '../../http/dialect.ts'
import type { Format } from './accept.ts'
import {
  answerBatch,
  answerContext,
  answerCsv,
  answerItem,
  answerPage,
  answerPhones,
  finish,
} from './answer.ts'
import { identify, refuseBlocked } from './auth.ts'
import { decodeBatch, decodeGroup, decodeJson, decodePhone } from './decode.ts'
import { encodeError, refuse, statusOf } from './error.ts'
import { contextOf, encodeItem, pageOf, pageSize } from './hydra.ts'
import { newPhone, type PhoneBody, phoneFromWire, phoneToWire } from './phone.ts'
import { fromWire, toWire } from './resource.ts'

export interface Lox24Settings {
  /**
   * When wrong credentials block an address; null: never. Documented: more than three in a minute, for ten.
   */
  readonly block: BlockRule | null
}

const ROOTS = ['groups', 'phones', 'contexts']

const routes: readonly Route[] = [
  ['GET', '/groups', listGroups],
  ['POST', '/groups', addGroup],
  ['GET', '/groups/:id', readGroup],
  ['PUT', '/groups/:id', editGroup],
  ['DELETE', '/groups/:id', deleteGroup],
  ['GET', '/groups/:id/phones', listPhones],
  ['POST', '/groups/:id/phones', addPhone],
  ['POST', '/groups/:id/phones/batch', addPhones],
  ['GET', '/groups/:id/file/csv', exportPhones],
  ['GET', '/phones/:id', readPhone],
  ['PUT', '/phones/:id', editPhone],
  ['DELETE', '/phones/:id', deletePhone],
  ['GET', '/contexts/groups', readGroupContext],
  ['GET', '/contexts/phones', readPhoneContext],
]

/** LOX24's API for groups and phones. spec/lox24.md */
export function lox24({ block }: Lox24Settings): Dialect {
  return {
    name: 'lox24',
    owns: (path) => ROOTS.includes(path.split('/', 2)[1] ?? ''),
    paths: { caseless: false, trailingSlash: false, head: true },
    routes,
    admit: (arrival) => refuseBlocked(arrival, block),
    identify: (arrival) => identify(arrival, block),
    refuse,
    finish,
  }
}

async function listGroups(call: Call): Promise<Response> {
  const page = pageOf(call.url) ?? 1
  const { groups, total } = await pageGroups(call.store, call.principal, {
    order: [{ field: 'number' }],
    offset: (page - 1) * pageSize,
    limit: pageSize,
  })
  return answerPage(call, { resource: 'groups', page, total, wires: groups.map(toWire) })
}

async function addGroup(call: Call): Promise<Response> {
  const body = decodeGroup(decodeJson(call.request, await call.text()))
  const fields = { ...fromWire(body), name: body.name }
  const add = (body.phones ?? []).map(newPhone)
  const { group } = await createGroup(call.store, call.principal, fields, { add })
  return answerItem(call, 201, { resource: 'groups', wire: toWire(group) })
}

async function readGroup(call: Call): Promise<Response> {
  const group = await findGroup(call.store, call.principal, groupKey(call))
  return answerItem(call, 200, { resource: 'groups', wire: toWire(group) })
}

/** PUT merges, and wants the name. What is wrong with the body is told only to who may see the group. */
async function editGroup(call: Call): Promise<Response> {
  const key = groupKey(call)
  const text = await call.text()
  const { group } = await changeGroup(call.store, call.principal, key, {
    edit: (current) => {
      const body = decodeGroup(decodeJson(call.request, text), toWire(current))
      const replace = body.phones && [{ kind: 'phone' as const, members: body.phones.map(newPhone) }]
      return { set: fromWire(body, current), ...(replace ? { replace } : {}) }
    },
  })
  return answerItem(call, 200, { resource: 'groups', wire: toWire(group) })
}

async function deleteGroup(call: Call): Promise<Response> {
  await trashGroup(call.store, call.principal, groupKey(call))
  return new Response(null, { status: 204 })
}

/** All phones at once; in pages for who passes `page`, so that a client that loops comes to an end. */
async function listPhones(call: Call): Promise<Response> {
  const key = groupKey(call)
  if (!call.url.searchParams.has('page')) {
    return answerPhones(call, await allMembers(call.store, call.principal, key, 'phone'))
  }
  await findGroup(call.store, call.principal, key)
  const page = pageOf(call.url) ?? 1
  const { group, members } = await pageMembers(call.store, call.principal, key, {
    kind: 'phone',
    offset: (page - 1) * pageSize,
    limit: pageSize,
  })
  const total = group.counts.phone
  return answerPage(call, { resource: 'phones', page, total, wires: members.map(phoneToWire) })
}

async function addPhone(call: Call): Promise<Response> {
  const key = groupKey(call)
  const text = await call.text()
  const { began } = await changeGroup(call.store, call.principal, key, {
    edit: () => ({ add: [newPhone(decodePhone(decodeJson(call.request, text)))] }),
  })
  return answerItem(call, 201, { resource: 'phones', wire: phoneToWire(began[0]!) })
}

/** One write for all that are good; the others are told one by one, and the whole is 201. */
async function addPhones(call: Call): Promise<Response> {
  const key = groupKey(call)
  const text = await call.text()
  let items: readonly (PhoneBody | DirectoryError)[] = []
  const { began } = await changeGroup(call.store, call.principal, key, {
    edit: () => {
      items = decodeBatch(decodeJson(call.request, text))
      return { add: items.filter(isPhone).map(newPhone) }
    },
  })
  return answerBatch(call, (format) => outcomesOf(items, began, format))
}

function isPhone(item: PhoneBody | DirectoryError): item is PhoneBody {
  return !(item instanceof DirectoryError)
}

/** The outcome of each item, in the order sent; `began` has the good ones in that order. */
function outcomesOf(
  items: readonly (PhoneBody | DirectoryError)[],
  began: readonly Member[],
  format: Format,
): JsonObject[] {
  const added = began.values()
  return items.map((item) =>
    item instanceof DirectoryError
      ? { status: statusOf(item), body: encodeError(item, format) }
      : { status: 201, body: encodeItem(phoneToWire(added.next().value!), 'phones', format) }
  )
}

async function exportPhones(call: Call): Promise<Response> {
  return answerCsv(await allMembers(call.store, call.principal, groupKey(call), 'phone'))
}

async function readPhone(call: Call): Promise<Response> {
  const { member } = await findMember(call.store, call.principal, phoneKey(call))
  return answerItem(call, 200, { resource: 'phones', wire: phoneToWire(member) })
}

async function editPhone(call: Call): Promise<Response> {
  const key = phoneKey(call)
  const text = await call.text()
  const { member } = await changeMember(call.store, call.principal, key, (current) => {
    const body = decodePhone(decodeJson(call.request, text), phoneToWire(current))
    return phoneFromWire(body, current)
  })
  return answerItem(call, 200, { resource: 'phones', wire: phoneToWire(member) })
}

async function deletePhone(call: Call): Promise<Response> {
  await endMember(call.store, call.principal, phoneKey(call))
  return new Response(null, { status: 204 })
}

function readGroupContext({ url }: Call): Promise<Response> {
  return Promise.resolve(answerContext(contextOf(url.origin, 'groups')))
}

function readPhoneContext({ url }: Call): Promise<Response> {
  return Promise.resolve(answerContext(contextOf(url.origin, 'phones')))
}

function groupKey({ params }: Call): GroupKey {
  return { number: idOf(params.id, numberMax) }
}

function phoneKey({ params }: Call): MemberKey {
  return { kind: 'phone', id: idOf(params.id, memberIdMax) }
}

/**
 * An id of the path. What cannot be one is as unknown as one that is not there: `not_found`. spec/lox24.md §5
 */
function idOf(text: string | undefined, max: number): number {
  const id = /^[1-9]\d*$/.test(text ?? '') ? Number(text) : Infinity
  if (id > max) throw notFound('id')
  return id
}
