import assert from 'node:assert/strict'
import { findDirectory } from '../../src/core/directories.ts'
import type { Event } from '../../src/core/event.ts'
import type { Group, GroupKey } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { findGroup, historyOf } from '../../src/core/queries.ts'
import { type Running, startMuster } from '../support.ts'
import type { Ask, Speaker, Texts } from './speaker.ts'
import { SPEAKERS } from './speakers.ts'

/** One directory and the server before it. */
export interface Place extends AsyncDisposable {
  readonly running: Running
  readonly principal: Principal
}

/** Starts a server whose directory every dialect may open. */
export async function openPlace(options: Parameters<typeof startMuster>[0] = {}): Promise<Place> {
  const running = await startMuster({ ...options, fixtures: SPEAKERS.map(({ fixture }) => fixture) })
  const { id } = await findDirectory(running.store, { number: 1234567 })
  return { running, principal: operator(id, 'test'), [Symbol.asyncDispose]: () => running.stop() }
}

/** Sends a request in a dialect's words; gives the status and the text of the answer. */
export async function send(
  { running }: Place,
  { headers }: Speaker,
  { method, path, json }: Ask,
): Promise<{ status: number; text: string }> {
  const body = json === undefined ? {} : { body: JSON.stringify(json) }
  const response = await fetch(running.url + path, { method, headers, ...body })
  return { status: response.status, text: await response.text() }
}

/** The object of a good answer; none of an empty one. */
export async function ask(place: Place, speaker: Speaker, request: Ask): Promise<JsonObject> {
  const { status, text } = await send(place, speaker, request)
  assert.ok(status >= 200 && status < 300, `${request.method} ${request.path}: ${status} ${text}`)
  return text === '' ? {} : objectOf(speaker, text)
}

function objectOf(speaker: Speaker, text: string): JsonObject {
  const body = JSON.parse(text)
  return speaker.toObject?.(body) ?? body
}

/** Makes a group; gives it as the directory has it. */
export async function make(place: Place, speaker: Speaker, texts: Texts): Promise<Group> {
  const { groups: path, toBody, keyOf } = speaker
  return await stored(place, keyOf(await ask(place, speaker, { method: 'POST', path, json: toBody(texts) })))
}

/** A group as the directory has it, in the trash or not, built in or not. */
export function stored({ running: { store }, principal }: Place, key: GroupKey): Promise<Group> {
  return findGroup(store, principal, key, { trashed: true, builtin: true })
}

/** The group as a dialect shows it, whole. */
export function shown(place: Place, speaker: Speaker, group: Group): Promise<JsonObject> {
  return ask(place, speaker, reading(speaker, group))
}

/** What shows a group in a dialect. */
export function reading(speaker: Speaker, group: Group): Ask {
  return { method: 'GET', ...speaker.reading, path: speaker.group(group) }
}

/** A change of the texts, and of all that no other dialect has words for. */
export function wholeBody(speaker: Speaker, group: Group, texts: Texts): JsonObject {
  return merged(speaker.toBody(texts), speaker.own(group))
}

/** One object laid over another, and so for the objects in them. */
function merged(under: JsonObject, over: JsonObject): JsonObject {
  const isObject = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const laid = Object.entries(over).map(([key, value]) => {
    const below = under[key]
    return [key, isObject(below) && isObject(value) ? merged(below, value) : value]
  })
  return { ...under, ...Object.fromEntries(laid) }
}

/** Sends a group back as a dialect shows it. */
export async function sendBack(place: Place, speaker: Speaker, group: Group): Promise<void> {
  const all = await shown(place, speaker, group)
  await change(place, speaker, group, speaker.toChange?.(all) ?? all)
}

/** The texts of a group in a dialect; undefined where it is gone. */
export async function read(place: Place, speaker: Speaker, group: Group): Promise<Texts | undefined> {
  const { status, text } = await send(place, speaker, reading(speaker, group))
  if (status === 404) return undefined
  assert.equal(status, 200, text)
  return speaker.toTexts(objectOf(speaker, text))
}

/** Writes a body in a dialect's words. */
export async function change(place: Place, speaker: Speaker, group: Group, json: JsonObject): Promise<void> {
  await ask(place, speaker, { method: speaker.change, path: speaker.group(group), json })
}

/** The numbers of all groups that a dialect lists. */
export async function listed(place: Place, speaker: Speaker): Promise<number[]> {
  const numbers: number[] = []
  for (let page = 1;; page++) {
    const path = speaker.page(page)
    const found = path === null ? [] : await array(place, speaker, path, speaker.toList)
    if (found.length === 0) return numbers
    for (const body of found) numbers.push((await stored(place, speaker.keyOf(body))).number)
  }
}

/** Adds the n-th member, in a dialect that can. */
export async function add(place: Place, speaker: Speaker, group: Group, n: number): Promise<void> {
  const request = adding(speaker, group, n)
  if (request) await ask(place, speaker, request)
}

/** What adds the n-th member. */
export function adding({ members: { path, writing } }: Speaker, group: Group, n: number): Ask | undefined {
  if (!writing) return undefined
  const json = writing.toBody(writing.nameOf(n), group)
  return { method: 'POST', path: writing.adding ?? path(group), json }
}

/** The names of the members that a dialect shows. */
export async function membersIn(place: Place, speaker: Speaker, group: Group): Promise<unknown[]> {
  const { path, toName, toList } = speaker.members
  return (await array(place, speaker, path(group), toList)).map(toName)
}

/** Takes away all members that a dialect has words for, if it can. */
export async function clear(place: Place, speaker: Speaker, group: Group): Promise<void> {
  const request = speaker.members.writing?.clear(group, await shown(place, speaker, group))
  if (request) await ask(place, speaker, request)
}

/** The events of a group, the newest first. */
export function events({ running: { store }, principal }: Place, { number }: Group): Promise<Event[]> {
  return historyOf(store, principal, { kind: 'group', number })
}

async function array(
  place: Place,
  speaker: Speaker,
  path: string,
  toList?: (body: JsonObject) => unknown,
): Promise<JsonObject[]> {
  const { status, text } = await send(place, speaker, { method: 'GET', path })
  assert.equal(status, 200, text)
  const body = JSON.parse(text)
  const found = toList ? toList(body) : body
  assert.ok(Array.isArray(found), text)
  return found
}
