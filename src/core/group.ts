import type { JsonObject } from './json.ts'
import type { Counts } from './member.ts'

/** A row's state: `stub` rows are hidden until the thing itself is made; `trashed` ones can be restored. */
export type State = 'live' | 'trashed' | 'stub'

/** What only one dialect knows, kept and given back unchanged. An empty bag is no bag. */
export type Extras = Readonly<Record<string, JsonObject>>

/** A group of the directory. It has no member list: members come in pages. Times are milliseconds. */
export interface Group {
  /** Positive int32, rising, never reused. */
  readonly number: number
  readonly uuid: string
  readonly oid: string
  /** Unique among the groups outside the trash; the uuid unless given. */
  readonly code: string
  /** Unique without case outside the trash; null where none was given. */
  readonly slug: string | null
  readonly state: State
  /** The key of a list that comes with the directory, else null. */
  readonly builtin: string | null
  readonly name: string
  readonly shortName: string
  readonly title: string
  readonly description: string | null
  readonly rank: number | null
  /** The number of its group type, or null. */
  readonly type: number | null
  /** The number of its home, or null. */
  readonly parent: number | null
  readonly labels: Readonly<Record<string, string>>
  /** Up to five titles of member columns. */
  readonly columns: readonly (string | null)[]
  /** Rules that attach devices. */
  readonly selectors: readonly Selector[]
  readonly extras: Extras
  readonly counts: Counts
  /** When the server trashes it by itself. */
  readonly expiresAt: number | null
  readonly trashedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  /** Counts the changes, from 1. */
  readonly version: number
}

/** A rule that attaches devices: by a tag (`key`, `value` or both), or by a query kept as its exact text. */
export type Selector =
  | { readonly kind: 'tag'; readonly key: string | null; readonly value: string | null }
  | { readonly kind: 'query'; readonly value: string }

/** The fields that a change may set. */
export type GroupFields = Pick<
  Group,
  | 'code'
  | 'slug'
  | 'name'
  | 'shortName'
  | 'title'
  | 'description'
  | 'rank'
  | 'type'
  | 'parent'
  | 'labels'
  | 'columns'
  | 'selectors'
  | 'extras'
  | 'expiresAt'
>

/** A new group: a name, and whatever else is known. Ids and times are given when a group is moved from elsewhere. */
export interface NewGroup extends Partial<GroupFields> {
  readonly name: string
  readonly number?: number
  readonly uuid?: string
  readonly oid?: string
  readonly createdAt?: number
  readonly updatedAt?: number
}

/** A group by any of its keys. */
export type GroupKey =
  | { readonly number: number }
  | { readonly uuid: string }
  | { readonly oid: string }
  | { readonly code: string }
  | { readonly slug: string }
  /** By its name, without case: of several the oldest outside the trash, else the oldest in it. */
  | { readonly named: string }
  /** A list that comes with the directory: seen by who asks for it. */
  | { readonly builtin: string }

/** The lists that come with a directory, seen only by who asks for them. Their numbers stand at the top of int32. */
export const BUILTIN_GROUPS = [
  { builtin: 'category', name: 'Category', number: 2147483647 - 64 },
  { builtin: 'user-group', name: 'UserGroup', number: 2147483647 - 59 },
] as const

/** Core limits, in code points; a vendor's own limits bind its input. */
export const nameMax = 1024
export const descriptionMax = 32767
export const codeMax = 255
export const columnsMax = 5
export const labelsMax = 100
export const labelMax = 255
export const selectorsMax = 101
export const selectorMax = 8192
export const extrasMax = 65536
/** How deep JSON in a bag may nest: databases look into it, and give up at a thousand levels. */
export const bagDepthMax = 64
/** How many levels may lie above a group. */
export const depthMax = 1000
