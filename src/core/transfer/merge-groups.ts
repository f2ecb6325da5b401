import type { Act } from '../act.ts'
import { DirectoryError, invalid } from '../error.ts'
import type { Group, GroupFields, NewGroup } from '../group.ts'
import { applyChange, createGroup } from '../groups.ts'
import { blankGroup } from '../references.ts'
import type { Reading, Writing } from '../store.ts'
import { trash } from '../trash.ts'
import type { GroupLine } from './decode.ts'
import { clash, type GivenIds, keysOf, oneOf, refusedBefore, uuidFrom, withoutIdentity } from './identity.ts'
import { inside } from './inside.ts'
import { type Outcome, present, type Scene, staysAsItIs } from './scene.ts'

/** How a group is merged. */
export interface GroupScene extends Scene {
  /** Whether it gets another number where the file's is taken. */
  readonly mayRenumber: boolean
}

/** A group that a line has become. */
export interface MergedGroup {
  readonly group: Group
  readonly outcome: Outcome
  /** The number of the file, where the group got another one. */
  readonly renumbered?: number
}

/** Makes or changes a group, without members and without its home. Throws what is wrong with the line. */
export async function mergeGroup(scene: GroupScene, given: GroupLine): Promise<MergedGroup> {
  const { numbers, source } = scene
  const found = await findGroup(scene, given)
  const merged = found && (found.state !== 'stub' || given.state === 'stub')
    ? await changeOne(scene, found, given)
    : await makeOne(scene, given)
  numbers.note('group', source, given.number, merged.group.number)
  return merged
}

async function findGroup({ tx, source }: Scene, given: GroupLine): Promise<Group | undefined> {
  const { builtin = null, code } = given
  if (builtin !== null) return await builtinGroup(tx, builtin)
  const ids = groupIds(given, source)
  if (keysOf(ids).length === 0) return code === undefined ? undefined : await tx.group({ code })
  const counts = source === null ? ids.number : undefined
  return await oneOf('group', { ...ids, number: counts }, (key) => tx.group(key))
}

async function builtinGroup(tx: Reading, builtin: string): Promise<Group> {
  const group = await tx.group({ builtin })
  if (!group) throw invalid('builtin', 'unknown', { value: builtin })
  return group
}

function groupIds({ number, uuid, oid, code }: GroupLine, source: string | null): GivenIds {
  if (number === undefined && uuid === undefined && oid === undefined && code === undefined) {
    throw withoutIdentity('group', 'a number, uuid, oid or code')
  }
  const made = source !== null && number !== undefined ? uuidFrom(source, 'group', number) : undefined
  return { number, uuid: uuid ?? made, oid }
}

async function changeOne(scene: GroupScene, group: Group, given: GroupLine): Promise<MergedGroup> {
  const { tx, principal } = scene
  // A stub stands for the group that has its code here, whatever that is.
  if (given.state === 'stub' && group.state !== 'trashed') return { group, outcome: 'unchanged' }
  if (staysAsItIs('group', group, given.state)) return { group, outcome: 'unchanged' }
  const set = await groupFields(scene, given)
  const { group: after } = await applyChange({ tx, principal, cause: null }, group, { change: { set } })
  return { group: after, outcome: after.version === group.version ? 'unchanged' : 'changed' }
}

async function makeOne(scene: GroupScene, given: GroupLine): Promise<MergedGroup> {
  const { store, tx, principal, source } = scene
  const { name, createdAt, updatedAt, state = 'live' } = given
  const { uuid, oid } = groupIds(given, source)
  const number = await freeNumber(scene, given.number)
  const renumbered = number === given.number || given.number === undefined ? {} : { renumbered: given.number }
  if (state === 'stub') {
    const group = await makeStub(tx, { ...given, ...present({ uuid, oid }) })
    return { group, outcome: 'made' }
  }
  if (name === undefined) throw invalid('name', 'required')
  const fields = {
    ...await groupFields(scene, given),
    ...present({ number, uuid, oid, createdAt, updatedAt }),
  }
  const { group } = await createGroup(inside(store, tx), principal, { ...fields, name } satisfies NewGroup)
  return { group, outcome: 'made', ...renumbered }
}

/** The number that a new group asks for; undefined for the next one. */
async function freeNumber(
  { tx, mayRenumber }: GroupScene,
  number: number | undefined,
): Promise<number | undefined> {
  const other = number === undefined ? undefined : await tx.group({ number })
  if (!other) return number
  if (!mayRenumber) throw clash(`number ${number} belongs to group ${other.number} "${other.name}"`)
  return undefined
}

/** A group of which only the code is known: hidden until a group has that code. */
async function makeStub(tx: Writing, { uuid, oid, code }: GroupLine): Promise<Group> {
  const blank = blankGroup(tx.now)
  const ids = present({ uuid, oid })
  const number = tx.takeGroupNumber()
  const stub: Group = { ...blank, ...ids, code: code ?? uuid ?? blank.code, number, state: 'stub' }
  await tx.insertGroup(stub)
  return stub
}

async function groupFields(scene: GroupScene, given: GroupLine): Promise<Partial<GroupFields>> {
  const { code, slug, name, shortName, title, description, rank, labels, columns, selectors, extras } = given
  return present<GroupFields>({
    code,
    slug,
    name,
    shortName,
    title,
    description,
    rank,
    type: await typeOf(scene, given.type),
    labels,
    columns,
    selectors,
    extras,
    expiresAt: given.expiresAt,
  })
}

async function typeOf(
  { tx, numbers, source }: Scene,
  type: GroupLine['type'],
): Promise<number | null | undefined> {
  if (type === undefined || type === null) return type
  if (typeof type === 'string') {
    const named = (await tx.types()).find(({ name }) => name === type)
    if (!named) throw invalid('type', 'unknown', { value: type })
    return named.number
  }
  const own = numbers.own('type', source, type)
  if (own === null) throw refusedBefore('type', type)
  if (own === undefined && source !== null) throw invalid('type', 'unknown', { value: type })
  return own ?? type
}

/** Puts a group that was made for a line of the trash there, behind its members. */
export async function trashMade(act: Act, number: number): Promise<void> {
  const group = await act.tx.group({ number })
  if (group?.state !== 'live') {
    throw new DirectoryError('unprocessable', `group ${number} is not there any more`)
  }
  await trash(act, group, { kind: 'group.trash' })
}
