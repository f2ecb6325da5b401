import type { Act } from './act.ts'
import { invalid } from './error.ts'
import type { Group } from './group.ts'
import { isOid, isUuid, newIds, numberMax } from './ids.ts'
import { NO_MEMBERS, type Reference, type ReferringKind } from './member.ts'
import type { Person, Thing, ThingKind } from './person.ts'
import type { Writing } from './store.ts'
import { codeMax } from './group.ts'
import { checkText } from './text.ts'
import { isVisible } from './visible.ts'

/** Numbers that come from outside stay this far from the end of int32, so that the counter can go on. */
export const numberGivenMax = numberMax - 1000000

/**
 * The number of what a reference means. A reference to something unknown makes a stub: a row with all of its keys,
 * hidden until the thing itself is made. Throws `invalid` where there can be no stub (a group by number, uuid or oid).
 */
export function resolve(act: Act, kind: ReferringKind, reference: Reference): Promise<number> {
  switch (kind) {
    case 'person':
      return resolvePerson(act.tx, reference)
    case 'device':
    case 'endpoint':
      return resolveThing(act.tx, kind, reference)
    case 'group':
      return resolveGroup(act, reference)
  }
}

/** Strictly, only what is there can come to be linked: throws `invalid` for what is not known, or in the trash. */
export async function refuseAbsent({ tx, strict }: Act, kind: ReferringKind, ref: number): Promise<void> {
  if (!strict) return
  const found = await heldBy(tx, kind, ref)
  if (found?.state !== 'live') throw invalid('ref', 'unknown', { value: ref })
}

async function heldBy(tx: Writing, kind: ReferringKind, number: number) {
  switch (kind) {
    case 'person':
      return await tx.person({ number })
    case 'device':
    case 'endpoint':
      return await tx.thing(kind, { number })
    case 'group':
      return await tx.group({ number })
  }
}

async function resolvePerson(tx: Writing, reference: Reference): Promise<number> {
  if ('code' in reference) throw invalid('ref', 'format', { value: reference.code })
  checkReference(reference)
  const person = await tx.person(reference)
  if (person) return person.number
  const number = 'number' in reference ? reference.number : await freePersonNumber(tx)
  await tx.insertPerson(stubPerson(tx.now, { number, ...reference }))
  return number
}

/** The next number that no person has, not even a stub. */
async function freePersonNumber(tx: Writing): Promise<number> {
  for (;;) {
    const number = tx.takePersonNumber()
    if (!await tx.person({ number })) return number
  }
}

async function resolveThing(tx: Writing, kind: ThingKind, reference: Reference): Promise<number> {
  if (!('oid' in reference) && !('number' in reference)) throw invalid('ref', 'format')
  checkReference(reference)
  const thing = await tx.thing(kind, reference)
  if (thing) return thing.number
  if ('number' in reference) throw invalid('ref', 'unknown', { value: reference.number })
  const stub = stubThing(tx.now, { kind, number: tx.takeThingNumber(), oid: reference.oid })
  await tx.insertThing(stub)
  return stub.number
}

/** The number of a live group that the principal may see. Throws `invalid`. */
export async function resolveGroup({ tx, principal }: Act, reference: Reference): Promise<number> {
  checkReference(reference)
  const group = await tx.group(reference)
  if (group?.state === 'live' && group.builtin === null && await isVisible(tx, principal, group)) {
    return group.number
  }
  throw invalid('ref', 'unknown', { value: Object.values(reference)[0] })
}

/** The number of the group outside the trash with this code, stubs included; an unknown code makes a stub. */
export async function resolveCode(act: Act, code: string): Promise<number> {
  const { tx } = act
  checkReference({ code })
  const group = await tx.group({ code })
  if (group?.state === 'live') return await resolveGroup(act, { number: group.number })
  if (group) return group.number
  const stub = stubGroup(tx.now, { number: tx.takeGroupNumber(), code })
  await tx.insertGroup(stub)
  return stub.number
}

function checkReference(reference: Reference): void {
  if ('number' in reference) checkNumber(reference.number)
  if ('uuid' in reference && !isUuid(reference.uuid)) {
    throw invalid('ref', 'format', { value: reference.uuid })
  }
  if ('oid' in reference && !isOid(reference.oid)) throw invalid('ref', 'format', { value: reference.oid })
  if ('code' in reference) checkText('code', reference.code, codeMax)
}

function checkNumber(number: number): void {
  if (Number.isInteger(number) && number > 0 && number <= numberGivenMax) return
  throw invalid('ref', 'range', { limit: numberGivenMax, value: number })
}

function stubPerson(now: number, keys: { number: number; uuid?: string; oid?: string }): Person {
  return { ...blankPerson(now), ...keys, state: 'stub' }
}

/** A live person of whom nothing is known and who has no number yet. */
export function blankPerson(now: number): Person {
  return {
    ...newIds(now),
    number: 0,
    state: 'live',
    displayName: '',
    phone: '',
    phoneKey: '',
    email: null,
    userName: null,
    data: {},
    extras: {},
    trashedAt: null,
    createdAt: now,
    updatedAt: now,
    version: 1,
  }
}

function stubThing(now: number, keys: Pick<Thing, 'kind' | 'number' | 'oid'>): Thing {
  return { ...blankThing(now), ...keys, state: 'stub' }
}

/** A live thing of which nothing is known and which has no number yet. */
export function blankThing(now: number): Thing {
  return {
    kind: 'device',
    number: 0,
    oid: newIds(now).oid,
    state: 'live',
    name: '',
    data: {},
    tags: [],
    extras: {},
    createdAt: now,
    updatedAt: now,
    version: 1,
  }
}

function stubGroup(now: number, keys: Pick<Group, 'number' | 'code'>): Group {
  return { ...blankGroup(now), ...keys, state: 'stub' }
}

/** A live group with no name and no number yet. */
export function blankGroup(now: number): Group {
  const ids = newIds(now)
  return {
    ...ids,
    number: 0,
    code: ids.uuid,
    slug: null,
    state: 'live',
    builtin: null,
    name: '',
    shortName: '',
    title: '',
    description: null,
    rank: null,
    type: null,
    parent: null,
    labels: {},
    columns: [],
    selectors: [],
    extras: {},
    counts: NO_MEMBERS,
    expiresAt: null,
    trashedAt: null,
    createdAt: now,
    updatedAt: now,
    version: 1,
  }
}
