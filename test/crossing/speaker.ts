import type { Group, GroupKey } from '../../src/core/group.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { MemberKind } from '../../src/core/member.ts'

/** What every dialect shows of a group. */
export interface Texts {
  readonly name: string
  readonly description: string | null
}

/** Lengths of the texts, in code points, or in UTF-16 units where the dialect counts these. */
export interface Lengths {
  readonly name: number
  readonly description: number
  readonly units?: true
}

export interface Ask {
  readonly method: string
  readonly path: string
  readonly json?: unknown
}

/** The members of a group that a dialect has words for. */
export interface Members {
  readonly kind: MemberKind
  readonly path: (group: Group) => string
  /** The members in an answer; the answer is an array of them unless given. */
  readonly toList?: (body: JsonObject) => unknown
  /** By what the dialect and those of the same kind know a member. */
  readonly toName: (body: JsonObject) => unknown
  /** How the n-th is added and how all are taken away; absent where the dialect shows members and no more. */
  readonly writing?: MemberWriting
}

export interface MemberWriting {
  /** The name of the n-th. */
  readonly nameOf: (n: number) => string
  readonly toBody: (name: string, group: Group) => JsonObject
  /** Where one is added, if that is not `path`. */
  readonly adding?: string
  /** Takes all of them away; `shown` is the group as the dialect shows it. */
  readonly clear: (group: Group, shown: JsonObject) => Ask
}

/** One dialect as a user of it speaks. To add a dialect, add a row: every rule of `crossing.test.ts` then holds for it. */
export interface Speaker {
  readonly name: string
  readonly fixture: string
  readonly headers: Readonly<Record<string, string>>
  /** How long a text may be that is sent, and how much of a longer one is shown. */
  readonly takes: Lengths
  readonly shows: Lengths
  /** Where groups are made. */
  readonly groups: string
  /** Where all groups are shown, page by page from 1; null behind the last. */
  readonly page: (page: number) => string | null
  readonly group: (group: Group) => string
  /** What is sent to a group's path to be shown it, if that is not a GET. */
  readonly reading?: Omit<Ask, 'path'>
  /** What changes a group and leaves alone what is not named, but for its texts. */
  readonly change: 'PUT' | 'PATCH'
  readonly toBody: (texts: Texts) => JsonObject
  /** What is kept of a description that is written; what was written unless given. */
  readonly keeps?: (description: string | null) => string | null
  /** How a group without a description is shown; with null unless given. */
  readonly blank?: string
  /** What of a group that is shown may be sent back; all unless given. */
  readonly toChange?: (shown: JsonObject) => JsonObject
  /** The object in a good answer; the answer itself unless given. Throws where the answer says that it is not good. */
  readonly toObject?: (body: JsonObject) => JsonObject
  /** The array in the answer of a list; the answer is one unless given. */
  readonly toList?: (body: JsonObject) => unknown
  /** Undefined where the group is shown as one that is deleted. */
  readonly toTexts: (body: JsonObject) => Texts | undefined
  readonly keyOf: (body: JsonObject) => GroupKey
  /** What no other dialect has words for. */
  readonly own: (group: Group) => JsonObject
  readonly members: Members
  /** How many members the group says that it has, where it says so. */
  readonly count?: (body: JsonObject) => unknown
  /** The group's rank, where the dialect has a word for it; `none` is how a group without one is shown. */
  readonly rank?: {
    readonly toBody: (rank: number | null) => JsonObject
    readonly toRank: (body: JsonObject) => unknown
    readonly none: number
  }
  /** What takes a group out of the trash, where that is possible. */
  readonly restored?: JsonObject
  /** What lets a group end at a time, where that is possible. */
  readonly ending?: (at: number) => JsonObject
}

export const JSON_TYPES = { 'accept': 'application/json', 'content-type': 'application/json' }

/** The token of the examples, which the fixtures of most dialects share. */
export const TOKEN = 'YOUR_API_ACCESS_TOKEN'

/** A text as it was sent; another value fails every comparison. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : `no text: ${value}`
}

export function nullable(value: unknown): string | null {
  return value === null ? null : text(value)
}
