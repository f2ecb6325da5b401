import { countDevices } from './device-counts.ts'
import { ALL, and } from './filter.ts'
import type { Group, GroupKey } from './group.ts'
import type { ReferringKind } from './member.ts'
import type { GroupType } from './person.ts'
import { allow, type Principal } from './principal.ts'
import type { GroupPage } from './queries.ts'
import { type Keys, pageMax, type Reading, stepRows, type Store } from './store.ts'
import { totalOf } from './total.ts'
import { seen, type Sight } from './visible.ts'

/** What a dialect shows beside a group's row; what is not asked for costs nothing. */
export interface DetailsAsked {
  /** The groups above, along the homes. */
  readonly ancestors?: boolean
  /** The kinds whose live members are listed, by position. */
  readonly members?: readonly ReferringKind[]
  /** The kinds whose live members are listed by their numbers alone, by position: for lists that may be long. */
  readonly numbers?: readonly ReferringKind[]
  /** How many members of a kind are listed at most; a page unless given. */
  readonly shown?: number
  /** Whether members come with their names, groups with their codes too. */
  readonly names?: boolean
  /** The group type. */
  readonly type?: boolean
  /** How many devices the group itself has: as members and through its selectors. */
  readonly directDevices?: boolean
  /** How many devices it and all groups below it have. */
  readonly totalDevices?: boolean
}

export interface Details {
  /** The root first. A group that the principal may not see is among them, without code and name. */
  readonly ancestors: readonly Keys[]
  /** Of each kind that was asked for. */
  readonly members: Readonly<Partial<Record<ReferringKind, readonly Keys[]>>>
  readonly numbers?: Numbers
  /** Null for a group that has none. */
  readonly type?: GroupType | null
  readonly directDevices?: number
  readonly totalDevices?: number
}

type Numbers = Readonly<Partial<Record<ReferringKind, readonly number[]>>>

/** A group and what was asked for beside it. */
export interface Detailed {
  readonly group: Group
  readonly details: Details
}

/** A live group that the principal may see, with its details. Throws `forbidden`, `not_found`, `too_large`. */
export async function findGroupWith(
  store: Store,
  principal: Principal,
  key: GroupKey,
  asked: DetailsAsked,
  sight?: Sight,
): Promise<Detailed> {
  allow(principal, 'group.get')
  return await store.read(principal.directory, async (tx) => {
    const group = await seen(tx, principal, key, sight)
    return { group, details: await detailsOf(tx, principal, group, asked) }
  })
}

/**
 * A page of live groups with their details, and the total of all pages, in one snapshot. Throws `forbidden`, `too_large`.
 */
export async function pageGroupsWith(
  store: Store,
  principal: Principal,
  page: GroupPage,
  asked: DetailsAsked,
): Promise<{ groups: Detailed[]; total: number }> {
  allow(principal, 'group.list')
  const filter = and(page.filter ?? ALL, principal.sees)
  const query = { ...page, filter, state: 'live' as const, limit: Math.min(page.limit, pageMax) }
  return await store.read(principal.directory, async (tx) => {
    const groups = await tx.groups(query)
    const details = await detailsOfAll(tx, principal, groups, asked)
    const detailed = groups.map((group, at) => ({ group, details: details[at]! }))
    const total = await totalOf(query, groups.length, () => tx.countGroups(filter))
    return { groups: detailed, total }
  })
}

/** The details of one group inside a transaction: after a change, in the same write. */
export async function detailsOf(
  tx: Reading,
  principal: Principal,
  group: Group,
  asked: DetailsAsked,
): Promise<Details> {
  const [details] = await detailsOfAll(tx, principal, [group], asked)
  return details!
}

/** The details of groups in their order, with few statements: none for each group but for those with many members. */
async function detailsOfAll(
  tx: Reading,
  { sees }: Principal,
  groups: readonly Group[],
  asked: DetailsAsked,
): Promise<Details[]> {
  const { ancestors = false, members = [], numbers = [], shown = pageMax, names = false } = asked
  const nested = ancestors ? groups.filter((group) => group.parent !== null) : []
  const homes = nested.length === 0 ? new Map() : await tx.homesAbove(nested.map(numberOf), sees)
  const listed = new Map<ReferringKind, ReadonlyMap<number, readonly Keys[]>>()
  for (const kind of members) listed.set(kind, await membersOfAll(tx, groups, { kind, shown, names }))
  const types = asked.type ? await typesOf(tx, groups) : undefined
  const details: Details[] = []
  for (const group of groups) {
    details.push({
      ancestors: pathTo(homes, group),
      members: Object.fromEntries(
        members.map((kind) => [kind, listed.get(kind)?.get(group.number) ?? []]),
      ),
      ...(numbers.length === 0 ? {} : { numbers: await numbersOf(tx, group, { kinds: numbers, shown }) }),
      ...(types ? { type: types.get(group.type ?? 0) ?? null } : {}),
      ...await devicesOf(tx, group, asked),
    })
  }
  return details
}

/** The types of groups by number, each read once. */
async function typesOf(tx: Reading, groups: readonly Group[]): Promise<ReadonlyMap<number, GroupType>> {
  const types = new Map<number, GroupType>()
  for (const number of new Set(groups.map(({ type }) => type))) {
    const type = number === null ? undefined : await tx.type(number)
    if (type) types.set(type.number, type)
  }
  return types
}

function numberOf({ number }: Group): number {
  return number
}

/** The homes above a group, the root first. */
function pathTo(homes: ReadonlyMap<number, Keys>, { number }: Group): Keys[] {
  const path: Keys[] = []
  for (let home = homes.get(number); home; home = homes.get(home.number)) path.push(home)
  return path.reverse()
}

/** The numbers of a group's first members, in steps between which others are let in. */
async function numbersOf(
  tx: Reading,
  group: Group,
  { kinds, shown }: { readonly kinds: readonly ReferringKind[]; readonly shown: number },
): Promise<Numbers> {
  const found: Partial<Record<ReferringKind, readonly number[]>> = {}
  for (const kind of kinds) {
    const numbers: number[] = []
    for (let after = 0, left = Math.min(shown, group.counts[kind]); left > 0;) {
      if (after > 0) await tx.pause()
      const page = await tx.members({ group: group.number, kind, after, limit: Math.min(stepRows, left) })
      for (const { ref } of page) if (ref !== null) numbers.push(ref)
      after = page.at(-1)?.position ?? after
      left = page.length === 0 ? 0 : left - page.length
    }
    found[kind] = numbers
  }
  return found
}

interface Listed {
  readonly kind: ReferringKind
  readonly shown: number
  readonly names: boolean
}

/** The members of groups by number: of those that have few of them in steps of many groups, of the others one by one. */
async function membersOfAll(
  tx: Reading,
  groups: readonly Group[],
  { kind, shown, names }: Listed,
): Promise<Map<number, readonly Keys[]>> {
  const found = new Map<number, readonly Keys[]>()
  for (const step of stepsOf(groups.filter((group) => group.counts[kind] > 0), { kind, shown })) {
    if (found.size > 0) await tx.pause()
    const limit = step.reduce((sum, group) => sum + Math.min(shown, group.counts[kind]), 0)
    const keys = await tx.memberKeys({ kind, groups: step.map(numberOf), limit, names })
    for (const [number, list] of keys) found.set(number, list)
  }
  return found
}

/** The groups in steps that have few enough members together; one with more than are shown is a step of its own. */
function stepsOf(
  groups: readonly Group[],
  { kind, shown }: { readonly kind: ReferringKind; readonly shown: number },
): Group[][] {
  const steps: Group[][] = groups.filter((group) => group.counts[kind] > shown).map((group) => [group])
  let rows = stepRows
  for (const group of groups.filter((one) => one.counts[kind] <= shown)) {
    if (rows + group.counts[kind] > stepRows) {
      steps.push([])
      rows = 0
    }
    steps.at(-1)!.push(group)
    rows += group.counts[kind]
  }
  return steps
}

async function devicesOf(
  tx: Reading,
  group: Group,
  { directDevices = false, totalDevices = false }: DetailsAsked,
): Promise<Pick<Details, 'directDevices' | 'totalDevices'>> {
  return {
    ...(directDevices ? { directDevices: await countDevices(tx, group, { total: false }) } : {}),
    ...(totalDevices ? { totalDevices: await countDevices(tx, group, { total: true }) } : {}),
  }
}
