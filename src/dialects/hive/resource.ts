import type { GroupType } from '../../core/person.ts'
import { shownSlug } from '../../core/slugs.ts'
import type { TypedGroup } from '../../core/store.ts'
import { isStorable } from '../../core/text.ts'
import type { TypedPages, TypeListing, TypesListing } from '../../core/typed-groups.ts'
import { type Body, fieldOf, textOf } from './decode.ts'
import type { Fault } from './envelope.ts'
import { trim } from './trim.ts'

/** A group type as this vendor writes it, keys in the order of the seed. `type` is no label. spec/enterprise-hive.md §4.1 */
export interface HiveType {
  /** Null for one that was never saved. */
  readonly id: number | null
  readonly type: 'groupType'
  readonly name: string
  readonly groups: readonly GroupReference[]
  readonly accessWarnings: readonly []
}

/** A group inside of its type: shorter than elsewhere in this API. */
export interface GroupReference {
  readonly id: string
  readonly slug: string
  readonly name: string
}

/** The type of the groups that have none: it is no row, and cannot be renamed or deleted. */
export const DEFAULT: GroupType = { number: 0, name: 'Default' }

export function toReference(group: TypedGroup): GroupReference {
  return { id: group.uuid, slug: shownSlug(group), name: group.name }
}

/** A type that was never saved: one that was refused. */
export function unsaved(name: string): HiveType {
  return { id: null, type: 'groupType', name, groups: [], accessWarnings: [] }
}

/** The JSON of a type with its groups, in pieces; under another name where that has been refused. */
export async function* piecesOfType(
  { type, groups }: TypeListing,
  name = (type ?? DEFAULT).name,
): AsyncGenerator<string> {
  yield opening({ ...(type ?? DEFAULT), name })
  yield* listed(groups)
  yield CLOSING
}

async function* listed(pages: TypedPages): AsyncGenerator<string> {
  let between = ''
  for await (const page of pages) {
    if (page.length === 0) continue
    yield between + page.map(encode).join(',')
    between = ','
  }
}

/** The JSON of all types, `Default` first, each with its groups: the wrapper of the list, in pieces. §5 E1 */
export async function* piecesOfTypes({ types, groups }: TypesListing): AsyncGenerator<string> {
  const waiting = types.values()
  let current = DEFAULT
  let between = ''
  yield '{"offset":0,"groupTypes":[' + opening(current)
  for await (const page of groups) {
    let text = ''
    for (const group of page) {
      for (const next of upTo(waiting, current, group.type ?? 0)) {
        text += `${CLOSING},${opening(next)}`
        current = next
        between = ''
      }
      // A type that was made after the list had begun is not in it.
      if (current.number !== (group.type ?? 0)) continue
      text += between + encode(group)
      between = ','
    }
    yield text
  }
  for (const next of waiting) yield `${CLOSING},${opening(next)}`
  yield `${CLOSING}]}`
}

/** The types behind the current one, up to the one with this number. */
function* upTo(waiting: Iterator<GroupType>, current: GroupType, number: number): Generator<GroupType> {
  for (let at = current; at.number < number;) {
    const { done, value } = waiting.next()
    if (done) return
    yield at = value
  }
}

function opening({ number, name }: GroupType): string {
  return `{"id":${number},"type":"groupType","name":${JSON.stringify(name)},"groups":[`
}

const CLOSING = '],"accessWarnings":[]}'

function encode(group: TypedGroup): string {
  return JSON.stringify(toReference(group))
}

/** The longest name of a type, in UTF-16 units. */
const typeNameMax = 255

/** The name of a body, and what is wrong with it. */
export interface NameDraft {
  readonly name: string
  readonly faults: readonly Fault[]
}

/** The name that a body gives a type. The one that it has already is welcome, whatever it is. §5 E2 */
export function decodeName(body: Body, current?: string): NameDraft {
  const sent = fieldOf(body, 'name') ?? ''
  if (sent === current) return { name: current, faults: [] }
  if (typeof sent !== 'string') return refused('', textOf(sent), 'Name must be text')
  const name = trim(sent)
  if (name === '') return refused(name, name, 'Name cannot be blank')
  if (name.length > typeNameMax) {
    return refused(name, name, `Name cannot be longer than ${typeNameMax} characters`)
  }
  if (!isStorable(name)) return refused(name, name, 'Name has characters that cannot be stored')
  return { name, faults: [] }
}

function refused(name: string, value: string, message: string): NameDraft {
  return { name, faults: [{ key: 'name', value, message }] }
}
