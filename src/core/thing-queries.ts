import { notFound } from './error.ts'
import type { GroupKey } from './group.ts'
import type { Thing, ThingKey, ThingKind } from './person.ts'
import { linksOf } from './placements.ts'
import { allow, type Principal } from './principal.ts'
import { type GroupLink, pageMax, type Reading, type Store } from './store.ts'
import { seen } from './visible.ts'

/**
 * A thing and the live groups that it is in, as far as the principal may see them, in the thing's order: what
 * `createThingWith` and `changeThingWith` give, too.
 */
export interface PlacedThing {
  readonly thing: Thing
  readonly groups: readonly GroupLink[]
}

/** A live thing with its groups. Throws `forbidden`, `not_found`. */
export async function findThingWith(
  store: Store,
  principal: Principal,
  { kind, ...key }: { readonly kind: ThingKind } & ThingKey,
): Promise<PlacedThing> {
  allow(principal, 'thing.get')
  return await store.read(principal.directory, async (tx) => {
    const thing = await tx.thing(kind, key)
    if (thing?.state !== 'live') throw notFound(kind)
    return await placedThing(tx, principal, thing)
  })
}

/** A thing with its groups inside a transaction. */
export async function placedThing(tx: Reading, principal: Principal, thing: Thing): Promise<PlacedThing> {
  const [placed] = await placedThings(tx, principal, thing.kind, [thing])
  return placed!
}

/** Where a page of things begins behind: a number, or a position in the group. */
interface Step {
  readonly things: readonly Thing[]
  readonly next: number | undefined
}

/**
 * All live things of a kind by number, or those of one group in its order, page by page with their groups; each page is
 * what is there when it is read, the first is read at once. Throws `forbidden`, `not_found` for the group.
 */
export async function listThings(
  store: Store,
  principal: Principal,
  kind: ThingKind,
  { group }: { readonly group?: GroupKey } = {},
): Promise<AsyncIterable<readonly PlacedThing[]>> {
  allow(principal, 'thing.list')
  const page = (after: number) =>
    store.read(principal.directory, async (tx) => {
      const step = group ? await stepOf(tx, principal, { kind, group, after }) : await stepBy(tx, kind, after)
      return { placed: await placedThings(tx, principal, kind, step.things), next: step.next }
    })
  return pagesFrom(await page(0), page)
}

interface PlacedStep {
  readonly placed: readonly PlacedThing[]
  readonly next: number | undefined
}

async function* pagesFrom(
  first: PlacedStep,
  read: (after: number) => Promise<PlacedStep>,
): AsyncGenerator<readonly PlacedThing[]> {
  for (let step = first;;) {
    yield step.placed
    if (step.next === undefined) return
    step = await read(step.next)
  }
}

async function stepBy(tx: Reading, kind: ThingKind, after: number): Promise<Step> {
  const things = await tx.things(kind, 'live', after, pageMax)
  return { things, next: things.length < pageMax ? undefined : things.at(-1)?.number }
}

/** A page of a group's members as things; a member of which nothing is known is not among them. */
async function stepOf(
  tx: Reading,
  principal: Principal,
  { kind, group, after }: { readonly kind: ThingKind; readonly group: GroupKey; readonly after: number },
): Promise<Step> {
  const { number } = await seen(tx, principal, group)
  const members = await tx.members({ group: number, kind, after, limit: pageMax })
  const known = await tx.thingsNumbered(kind, members.map((member) => member.ref ?? 0))
  const byNumber = new Map(known.map((thing) => [thing.number, thing]))
  const things = members.map((member) => byNumber.get(member.ref ?? 0)).filter((thing) => thing !== undefined)
  return { things, next: members.length < pageMax ? undefined : members.at(-1)?.position }
}

async function placedThings(
  tx: Reading,
  principal: Principal,
  kind: ThingKind,
  things: readonly Thing[],
): Promise<PlacedThing[]> {
  const links = await linksOf(tx, principal, { kind, refs: things.map((thing) => thing.number) })
  return things.map((thing) => ({ thing, groups: links.get(thing.number) ?? [] }))
}
