import type { Group, GroupKey } from '../../core/group.ts'
import type { Member, MemberId } from '../../core/member.ts'
import { pageMax } from '../../core/store.ts'
import { fold } from '../../core/text.ts'
import { attributesOf } from './entry.ts'
import { type Asker, gathered, inPages, mapped, walkEntries } from './entry-queries.ts'
import { walkLists } from './lists.ts'
import { toWire } from './resource.ts'
import { type Choice, choiceOf } from './selectable.ts'

/** What is asked for: without headings, or what matches search terms, which is without headings, too. */
export interface Choosing {
  readonly flat: boolean
  readonly query: string
}

/** A heading with its items, or an item of its own. */
export interface Branch {
  readonly choice: Choice
  readonly children: readonly Choice[]
}

/** Branches in pages. */
export type Branches = AsyncIterable<readonly Branch[]>

/**
 * The choices of a list. One that uses groups and headings shows only what a user group sees, below its headings; what
 * stands below none is a root behind them. Who asks through this server is in every user group. Throws `forbidden`,
 * `not_found`.
 */
export async function branchesOf(
  asker: Asker,
  list: GroupKey,
  { flat, query }: Choosing,
): Promise<Branches> {
  const { group, pages } = await walkEntries(asker, list, { kind: 'item' })
  const isGrouped = toWire(group).UseGroupsAndHeadings
  const isSeen = isGrouped ? await visibleTo(asker) : () => true
  const items = filtered(pages, (member) => isSeen(member) && matches(member, query))
  return !isGrouped || flat || query.trim() !== ''
    ? mapped(items, (member) => alone(choiceOf(member)))
    : await belowHeadings(asker, list, items)
}

/** The lists themselves as choices. Throws `forbidden`. */
export async function listsToChoose(asker: Asker, { query }: Choosing): Promise<Branches> {
  const lists = filtered(await walkLists(asker, false), (group) => matches(group, query))
  return mapped(lists, (group) => alone(listChoice(group)))
}

/** Branches as they are shown, in pages of about as many things as a page of the store has. */
export async function* pagesOf<T>(
  branches: Branches,
  encode: (branch: Branch) => T,
): AsyncGenerator<readonly T[]> {
  for await (const page of branches) {
    let size = 0
    let shown: T[] = []
    for (const branch of page) {
      shown.push(encode(branch))
      size += 1 + branch.children.length
      if (size < pageMax) continue
      yield shown
      size = 0
      shown = []
    }
    yield shown
  }
}

/** Whether a user group sees an item. */
async function visibleTo(asker: Asker): Promise<(item: Member) => boolean> {
  const { pages } = await walkEntries(asker, { builtin: 'user-group' }, { kind: 'item' })
  const known = new Set(await gathered(mapped(pages, ({ id }) => id)))
  return (item) => attributesOf(item).userGroups?.some((id) => known.has(id)) ?? true
}

/** The tree needs the choices as a whole; an item may stand below several headings. */
async function belowHeadings(
  asker: Asker,
  list: GroupKey,
  items: AsyncIterable<readonly Member[]>,
): Promise<Branches> {
  const { pages } = await walkEntries(asker, list, { kind: 'heading' })
  const headings = await gathered(mapped(pages, choiceOf))
  const children = new Map(headings.map(({ id }): [MemberId, Choice[]] => [id, []]))
  const roots: Branch[] = []
  for await (const page of items) {
    for (const item of page) {
      const choice = choiceOf(item)
      const above = attributesOf(item).headings.filter((id) => children.has(id))
      for (const id of above) children.get(id)!.push(choice)
      if (above.length === 0) roots.push(alone(choice))
    }
  }
  const headed = headings.map((choice) => ({ choice, children: children.get(choice.id)! }))
  return inPages([...headed, ...roots])
}

function alone(choice: Choice): Branch {
  return { choice, children: [] }
}

function listChoice({ number, name, description, rank }: Group): Choice {
  return { id: number, name, tooltip: description, rank: rank ?? 0, deleted: false }
}

async function* filtered<T>(
  pages: AsyncIterable<readonly T[]>,
  isWanted: (one: T) => boolean,
): AsyncGenerator<readonly T[]> {
  for await (const page of pages) yield page.filter(isWanted)
}

/** Whether a name has all the search terms, in any of its languages. */
function matches({ name }: { readonly name: string | null }, query: string): boolean {
  const folded = fold(name ?? '')
  return fold(query).split(/\s+/).every((term) => folded.includes(term))
}
