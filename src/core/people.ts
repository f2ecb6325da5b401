import { type Act, appendEvent, following, nextVersion, pick } from './act.ts'
import { invalid, notFound, taken } from './error.ts'
import type { EventKind } from './event.ts'
import { changedFields, checkBag } from './fields.ts'
import { extrasMax, nameMax } from './group.ts'
import { isOid, isUuid } from './ids.ts'
import { endMemberships, type GroupReference, replaceMemberships, returnMemberships } from './memberships.ts'
import type { NewPerson, Person, PersonFields, PersonKey, PersonUniqueRule } from './person.ts'
import { phoneKey } from './phone.ts'
import { type PlacedPerson, placedPerson } from './people-queries.ts'
import type { LinksShown } from './placements.ts'
import { allow, type Principal } from './principal.ts'
import { blankPerson, numberGivenMax } from './references.ts'
import type { GroupLink, Store, Writing } from './store.ts'
import { checkText, fold } from './text.ts'
import { lastTrashing } from './trash.ts'

export interface PersonOptions {
  /** The groups to be in, in that order; absent: as they are. */
  readonly groups?: readonly GroupReference[]
  /** Whether a group that is not there is refused; else a code that no group has makes a stub. */
  readonly strict?: boolean
  /** How many of the groups that it is in may be taken away: those that the caller was shown. All unless given. */
  readonly shown?: number
  readonly unique?: readonly PersonUniqueRule[]
}

/**
 * Makes a person, or makes one of a stub with the same number, uuid or oid, which keeps its memberships. Throws
 * `forbidden`, `invalid`, `conflict` for an id or user name that is taken, or an e-mail under the rule `unique`.
 */
export async function createPerson(
  store: Store,
  principal: Principal,
  fields: NewPerson,
  options?: PersonOptions,
): Promise<Person> {
  allow(principal, 'person.create')
  return await store.write(principal.directory, async (tx) => {
    return await makePerson({ tx, principal, cause: null }, fields, options)
  })
}

/** The same, with the groups that the person is in at the end of the write. */
export async function createPersonWith(
  store: Store,
  principal: Principal,
  fields: NewPerson,
  options: PersonOptions & LinksShown = {},
): Promise<PlacedPerson> {
  allow(principal, 'person.create')
  return await store.write(principal.directory, async (tx) => {
    const person = await makePerson({ tx, principal, cause: null }, fields, options)
    return await placedPerson(tx, principal, person, linksShown(options))
  })
}

function linksShown({ stubs = false }: LinksShown): LinksShown {
  return { stubs }
}

async function makePerson(
  act: Act,
  fields: NewPerson,
  { groups, shown, strict = false, stubs = false, unique = [] }: PersonOptions & LinksShown = {},
): Promise<Person> {
  const { tx } = act
  const { number, stub } = await placeFor(tx, fields)
  const keys = await keyed(tx, fields)
  const person = { ...newPerson(tx.now, { ...fields, number }, stub), ...keys }
  await checkPerson(tx, person, fields, unique)
  if (stub) await tx.updatePerson(stub, person)
  else await tx.insertPerson(person)
  const set = {
    ...changedFields<PersonFields>(blankPerson(tx.now), givenFields(fields)),
    ...keys,
    state: person.state,
  }
  const sequence = tx.nextSequence()
  await appendEvent(act, {
    kind: 'person.create',
    subject: { kind: 'person', number },
    sequence,
    before: stub ? pick(stub, set) : null,
    after: pick(person, set),
  })
  const holder = { kind: 'person', ref: number } as const
  const follow = { ...following(act, sequence), strict }
  if (groups) await replaceMemberships(follow, holder, { groups, shown, stubs })
  return person
}

/** The number of a person to be, and the stub that stands there. A number that somebody has is passed over. */
async function placeFor(
  tx: Writing,
  fields: NewPerson,
): Promise<{ number: number; stub: Person | undefined }> {
  const stub = await stubWith(tx, fields)
  if (stub) return { number: stub.number, stub }
  if (fields.number !== undefined) {
    checkNumber(fields.number)
    tx.reservePersonNumber(fields.number)
    return { number: fields.number, stub: undefined }
  }
  for (;;) {
    const number = tx.takePersonNumber()
    const there = await tx.person({ number })
    if (!there || there.state === 'stub') return { number, stub: there }
  }
}

function checkNumber(number: number): void {
  if (Number.isInteger(number) && number > 0 && number <= numberGivenMax) return
  throw invalid('number', 'range', { limit: numberGivenMax, value: number })
}

/** The stub that has one of the given keys. Throws `conflict` if a person has it. */
async function stubWith(tx: Writing, { number, uuid, oid }: NewPerson): Promise<Person | undefined> {
  if (uuid !== undefined && !isUuid(uuid)) throw invalid('uuid', 'format', { value: uuid })
  if (oid !== undefined && !isOid(oid)) throw invalid('oid', 'format', { value: oid })
  const stubs: Person[] = []
  for (const [field, value] of Object.entries({ number, uuid, oid })) {
    if (value === undefined) continue
    const found = await tx.person({ [field]: value } as PersonKey)
    if (found && found.state !== 'stub') throw taken(field, value)
    if (found) stubs.push(found)
  }
  const [first, other] = stubs
  if (!first) return undefined
  if (other && other.number !== first.number) throw taken('number', other.number)
  if (number !== undefined && number !== first.number) throw taken('uuid', first.uuid)
  return first
}

function newPerson(now: number, fields: NewPerson & { number: number }, stub: Person | undefined): Person {
  const blank = stub ?? { ...blankPerson(now), number: fields.number }
  const createdAt = fields.createdAt ?? now
  return {
    ...blank,
    uuid: fields.uuid ?? blank.uuid,
    oid: fields.oid ?? blank.oid,
    ...changedFields<PersonFields>(blank, givenFields(fields)),
    state: 'live',
    createdAt,
    updatedAt: Math.max(createdAt, fields.updatedAt ?? createdAt),
    version: stub ? stub.version + 1 : 1,
  }
}

/** The key of a number that is set, in the directory's country. */
async function keyed(
  tx: Writing,
  { phone }: Partial<PersonFields>,
): Promise<Partial<Pick<Person, 'phoneKey'>>> {
  if (phone === undefined) return {}
  return { phoneKey: phone === '' ? '' : phoneKey(phone, await tx.country()) }
}

function givenFields(fields: NewPerson): Partial<PersonFields> {
  const { number: _n, uuid: _u, oid: _o, createdAt: _c, updatedAt: _t, ...given } = fields
  return given
}

/**
 * Changes a person. A membership is a change of the group, not of the person. Throws `forbidden`, `not_found`, `invalid`,
 * `conflict`, and whatever `edit` throws.
 */
export async function changePerson(
  store: Store,
  principal: Principal,
  key: PersonKey,
  edit: EditPerson,
): Promise<Person> {
  allow(principal, 'person.change')
  return await store.write(principal.directory, async (tx) => {
    return await editPerson({ tx, principal, cause: null }, await livePerson(tx, key), edit)
  })
}

/** What is to change of a person, given how it is. */
export type EditPerson = (current: Person) => PersonOptions & { readonly set?: Partial<PersonFields> }

/** The same; `edit` is given the person's groups as well, and what comes back has those at the end of the write. */
export async function changePersonWith(
  store: Store,
  principal: Principal,
  key: PersonKey,
  edit: (current: Person, groups: readonly GroupLink[]) => ReturnType<EditPerson>,
  links: LinksShown = {},
): Promise<PlacedPerson> {
  allow(principal, 'person.change')
  return await store.write(principal.directory, async (tx) => {
    const { person, groups } = await placedPerson(tx, principal, await livePerson(tx, key), links)
    const act: Act = { tx, principal, cause: null }
    const after = await editPerson(act, person, (current) => edit(current, groups), links)
    return await placedPerson(tx, principal, after, links)
  })
}

async function editPerson(
  act: Act,
  before: Person,
  edit: EditPerson,
  { stubs = false }: LinksShown = {},
): Promise<Person> {
  const { tx } = act
  const { set = {}, groups, shown, strict = false, unique } = edit(before)
  const changed = changedFields<Person>(before, { ...set, ...await keyed(tx, set) })
  await checkPerson(tx, { ...before, ...changed }, changed, unique)
  const sequence = tx.nextSequence()
  const after = Object.keys(changed).length === 0
    ? before
    : await recordPerson(act, before, { kind: 'person.change', set: changed })
  const follow = { ...(after === before ? act : following(act, sequence)), strict }
  const holder = { kind: 'person', ref: before.number } as const
  if (groups) await replaceMemberships(follow, holder, { groups, shown, stubs })
  return after
}

/** Puts a person into the trash; all memberships end. Throws `forbidden`, `not_found`. */
export async function trashPerson(store: Store, principal: Principal, key: PersonKey): Promise<void> {
  allow(principal, 'person.delete')
  await store.write(principal.directory, async (tx) => {
    await dismiss({ tx, principal, cause: null }, await livePerson(tx, key), { kind: 'person.trash' })
  })
}

/** Trashes a live person inside a write. */
export async function dismiss(act: Act, person: Person, entry: PersonEntry): Promise<void> {
  const sequence = act.tx.nextSequence()
  await recordPerson(act, person, {
    ...entry,
    set: { ...entry.set, state: 'trashed', trashedAt: act.tx.now },
  })
  await endMemberships(following(act, sequence), { kind: 'person', ref: person.number })
}

/**
 * Takes a person out of the trash, back into the groups. Throws `forbidden`, `not_found`, and `conflict` if somebody else
 * has the user name by now.
 */
export async function restorePerson(store: Store, principal: Principal, key: PersonKey): Promise<Person> {
  allow(principal, 'person.change')
  return await store.write(principal.directory, async (tx) => {
    const act: Act = { tx, principal, cause: null }
    const before = await tx.person(key)
    if (before?.state !== 'trashed') throw notFound('person in the trash')
    await refuseTakenUserName(tx, before)
    const trashing = await lastTrashing(tx, { kind: 'person', number: before.number })
    const sequence = tx.nextSequence()
    const after = await recordPerson(act, before, {
      kind: 'person.restore',
      set: { state: 'live', trashedAt: null },
    })
    const holder = { kind: 'person', ref: before.number } as const
    if (trashing) await returnMemberships(following(act, sequence), holder, trashing)
    return after
  })
}

export interface PersonEntry {
  readonly kind: EventKind
  readonly set?: Partial<Person>
  readonly undoes?: number
}

/** Writes the person's row and its event. */
export async function recordPerson(
  act: Act,
  before: Person,
  { kind, set = {}, undoes }: PersonEntry,
): Promise<Person> {
  const { tx } = act
  const after = { ...before, ...set, ...nextVersion(before, tx.now) }
  await tx.updatePerson(before, after)
  await appendEvent(act, {
    kind,
    subject: { kind: 'person', number: before.number },
    sequence: tx.nextSequence(),
    before: pick(before, set),
    after: pick(after, set),
    ...(undoes === undefined ? {} : { undoes }),
  })
  return after
}

async function livePerson(tx: Writing, key: PersonKey): Promise<Person> {
  const person = await tx.person(key)
  if (person?.state !== 'live') throw notFound('person')
  return person
}

async function checkPerson(
  tx: Writing,
  person: Person,
  set: Partial<PersonFields>,
  unique: readonly PersonUniqueRule[] = [],
): Promise<void> {
  checkText('displayName', set.displayName ?? '', nameMax)
  checkText('phone', set.phone ?? '', nameMax)
  checkText('email', set.email ?? '', nameMax)
  checkText('userName', set.userName ?? '', nameMax)
  checkBag('data', set.data ?? {}, extrasMax)
  checkBag('extras', set.extras ?? {}, extrasMax)
  if (set.userName !== undefined) await refuseTakenUserName(tx, person)
  if (typeof set.email === 'string' && unique.includes('email')) {
    const other = await tx.personByEmail(fold(set.email))
    if (other && other.number !== person.number) throw taken('email', set.email)
  }
}

/** Throws `conflict` if another live person has the user name. */
export async function refuseTakenUserName(tx: Writing, { number, userName }: Person): Promise<void> {
  const other = userName === null ? undefined : await tx.personByUserName(fold(userName))
  if (other && other.number !== number) throw taken('userName', userName)
}
