import { DirectoryError } from '../error.ts'
import type { Event } from '../event.ts'
import type { Group } from '../group.ts'
import type { JsonObject } from '../json.ts'
import type { Counts, Member, Reference } from '../member.ts'
import type { GroupType, Person, Thing } from '../person.ts'
import { checkFields, isObject, requireFields } from './checks.ts'
import { decodeHeader } from './decode-header.ts'
import type { End, Header } from './format.ts'
import { END, EVENT, GROUP, MEMBER, PERSON, THING, TYPE } from './line-fields.ts'

/** What a line refers to: a number alone, or one of the keys of the row. */
export type Named = number | Reference

/** Fields as a line gives them: those that it does not name are absent. */
export type Given<T> = { readonly [K in keyof T]?: T[K] }

/** A vendor's name: the numbers of this line are that vendor's. */
interface Sourced {
  readonly source?: string
}

export type TypeLine = Given<GroupType> & Sourced
export type PersonLine = Given<Person> & Sourced
export type ThingLine = Given<Thing> & Sourced
export type GroupLine = Given<Omit<Group, 'parent' | 'type' | 'counts'>> & Sourced & {
  readonly parent?: Named | null
  /** By number or by name. */
  readonly type?: number | string | null
  readonly counts?: Partial<Counts>
}
export type MemberLine = Given<Omit<Member, 'group' | 'ref'>> & Pick<Member, 'kind'> & {
  readonly ref?: Named
}

/** One line of a file. */
export type Line =
  | { readonly is: 'header'; readonly header: Header }
  | { readonly is: 'type'; readonly given: TypeLine }
  | { readonly is: 'person'; readonly given: PersonLine }
  | { readonly is: 'thing'; readonly given: ThingLine }
  | { readonly is: 'group'; readonly given: GroupLine }
  | { readonly is: 'member'; readonly given: MemberLine }
  | { readonly is: 'event'; readonly given: Event }
  | { readonly is: 'end'; readonly end: End }

/** Reads one line purely and wholly. Throws `invalid`, with what is wrong with it. */
export function decodeLine(text: string): Line {
  const value = parsed(text)
  if (!isObject(value)) throw new DirectoryError('invalid', 'the line is not a JSON object')
  if (value['muster'] !== undefined) return { is: 'header', header: decodeHeader(value) }
  const [kind = '', second] = Object.keys(value)
  const given = value[kind]
  if (second !== undefined || !isKind(kind) || !isObject(given)) throw unknownLine(kind, second)
  return decoded(kind, given)
}

const LINE_KINDS = ['type', 'person', 'thing', 'group', 'member', 'event', 'end'] as const

function isKind(text: string): text is (typeof LINE_KINDS)[number] {
  return LINE_KINDS.some((one) => one === text)
}

function unknownLine(kind: string, second: string | undefined): DirectoryError {
  const found = second === undefined ? `"${kind}"` : `"${kind}" and "${second}"`
  return new DirectoryError(
    'invalid',
    `a line is an object under one of the keys muster, ${LINE_KINDS.join(', ')}; this one has ${found}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DirectoryError('invalid', 'the line is not JSON', { cause: error })
  }
}

/** The casts below say what `checkFields` has just found out. */
function decoded(kind: (typeof LINE_KINDS)[number], given: JsonObject): Line {
  switch (kind) {
    case 'member':
      checkFields('member', given, MEMBER)
      requireFields(given, ['kind'])
      return { is: 'member', given: given as unknown as MemberLine }
    case 'person':
      checkFields('person', given, PERSON)
      return { is: 'person', given: given as PersonLine }
    case 'thing':
      checkFields('thing', given, THING)
      requireFields(given, ['kind'])
      return { is: 'thing', given: given as ThingLine }
    case 'group':
      checkFields('group', given, GROUP)
      return { is: 'group', given: given as GroupLine }
    case 'type':
      checkFields('type', given, TYPE)
      requireFields(given, ['name'])
      return { is: 'type', given: given as TypeLine }
    case 'event':
      return { is: 'event', given: decodeEvent(given) }
    case 'end':
      checkFields('end', given, END)
      requireFields(given, ['lines', 'sha256'])
      return { is: 'end', end: given as unknown as End }
  }
}

function decodeEvent(given: JsonObject): Event {
  checkFields('event', given, EVENT)
  requireFields(given, ['sequence', 'at', 'actor', 'dialect', 'kind', 'subject'])
  const blank = { request: '', before: null, after: null, members: null, cause: null, undoes: null }
  return { ...blank, ...given as unknown as Event }
}
