import { DirectoryError } from '../../core/error.ts'
import type { GroupKey } from '../../core/group.ts'
import type { Principal } from '../../core/principal.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { answer, answerAll, queryOf, type Wires } from './answer.ts'
import { hasDefaults } from './built-in.ts'
import { type Branch, type Branches, branchesOf, type Choosing, listsToChoose, pagesOf } from './choices.ts'
import { listOf } from './entry-operations.ts'
import type { Asker } from './entry-queries.ts'
import { badParameter } from './error.ts'
import { ITEM_LENS } from './item.ts'
import { entryRights } from './lens.ts'
import { isListId, listKey } from './list-key.ts'
import { flagOf, walkLists } from './lists.ts'
import { type Choice, choiceToWire, selectableToWire } from './selectable.ts'
import { zoneOf } from './time-zone.ts'

/** Lists as choices: what a user may pick from. spec/superoffice.md §5.8 */
export const mdoRoutes: readonly Route[] = [
  ['GET', '/api/v1/List/:list/MDOItems', readBuiltInChoices],
  ['GET', '/api/v1/MDOList', readChoiceNames],
  ['GET', '/api/v1/MDOList/:list', readChoices],
  ['GET', '/api/v1/MDOList/:list/selectable', readSelectable],
]

/** The names under which there are choices; `lists` is the list of all lists. */
const NAMES = ['category', 'lists', 'usergroup']

async function readBuiltInChoices(call: Call): Promise<Response> {
  const list = listOf(call)
  if (!hasDefaults(list)) throw new DirectoryError('no_route', 'there is nothing at this path')
  return await answerBranches(call, await branchesOf(call, list, choosingOf(call)))
}

async function readChoiceNames(call: Call): Promise<Response> {
  return answer(call, { root: 'ArrayOfString', value: await choiceNames(call) })
}

async function readChoices(call: Call): Promise<Response> {
  return await answerBranches(call, await branchesAt(call, placeOf(call), choosingOf(call)))
}

async function readSelectable(call: Call): Promise<Response> {
  const flat = flagOf(call, 'flat')
  const rights = rightsOn(call.principal)
  const chosen = { selected: false, changedAt: 0, zone: zoneOf(call.request.headers), rights }
  const branches = await branchesAt(call, placeOf(call), { flat, query: '' })
  const toWire = ({ choice, children }: Branch) =>
    selectableToWire(choice, chosen, children.map((child) => selectableToWire(below(choice, child), chosen)))
  return await answerAll(call, { root: 'SelectableMDOListItem', pages: pagesOf(branches, toWire) })
}

/** The names under which there are choices. Throws `forbidden`. */
export async function choiceNames(asker: Asker): Promise<readonly string[]> {
  const names = [...NAMES]
  for await (const page of await walkLists(asker, false)) {
    names.push(...page.filter(({ builtin }) => builtin === null).map(({ number }) => `udlist${number}`))
  }
  return names
}

/** Where choices are: the name of a list, and for the name `udlist` its id as text. */
export interface Place {
  readonly name: string
  readonly additional: string
}

/** The choices at a place, or the lists themselves. Throws `forbidden`, `not_found`, `invalid`. */
export async function branchesAt(asker: Asker, place: Place, choosing: Choosing): Promise<Branches> {
  return place.name.toLowerCase() === 'lists'
    ? await listsToChoose(asker, choosing)
    : await branchesOf(asker, keyOf(place), choosing)
}

/** Choices as they are shown. */
export function toWires(branches: Branches, principal: Principal): Wires {
  const rights = rightsOn(principal)
  const toWire = ({ choice, children }: Branch) =>
    choiceToWire(choice, children.map((child) => choiceToWire(below(choice, child), [], rights)), rights)
  return { root: 'MDOListItem', pages: pagesOf(branches, toWire) }
}

function answerBranches(call: Call, branches: Branches): Promise<Response> {
  return answerAll(call, toWires(branches, call.principal))
}

function placeOf({ params: { list = '' }, url }: Call): Place {
  return { name: list, additional: queryOf(url, 'additional')?.trim() ?? '' }
}

/** The list at a place. Throws `invalid`, `not_found`. */
export function keyOf({ name, additional }: Place): GroupKey {
  if (name.toLowerCase() !== 'udlist') return listKey(name)
  if (!isListId(additional)) throw badParameter('additional', additional)
  return listKey(additional)
}

function choosingOf(call: Call): Choosing {
  return { flat: flagOf(call, 'flat'), query: queryOf(call.url, 'query') ?? '' }
}

function rightsOn(principal: Principal) {
  return entryRights(principal, ITEM_LENS)
}

function below(heading: Choice, choice: Choice): Choice {
  return { ...choice, below: heading.name }
}
