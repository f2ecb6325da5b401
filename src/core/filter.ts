import type { MemberKind } from './member.ts'

/** The fields of a group that a filter may compare and an order may name. */
export type GroupField =
  | 'number'
  | 'uuid'
  | 'oid'
  | 'code'
  | 'slug'
  | 'name'
  | 'shortName'
  | 'title'
  | 'description'
  | 'rank'
  | 'type'
  | 'parent'
  | 'expiresAt'
  | 'createdAt'
  | 'updatedAt'
  | 'version'
  | `count.${MemberKind}`

export type Value = string | number

/** What a principal may see and what a caller asks for: one small algebra, and-ed together. */
export type Filter =
  | { readonly is: 'all' }
  | { readonly is: 'none' }
  | { readonly is: 'and'; readonly of: readonly Filter[] }
  | { readonly is: 'or'; readonly of: readonly Filter[] }
  | { readonly is: 'not'; readonly of: Filter }
  /** `null` compares only with `=`, and means "has no value". A field without a value is neither `<` nor `>`. */
  | {
    readonly is: 'compare'
    readonly field: GroupField
    readonly with: '<' | '=' | '>'
    readonly value: Value | null
  }
  | { readonly is: 'in'; readonly field: GroupField; readonly values: readonly Value[] }
  /** A pattern over the whole text: `*` stands for any run of characters, `?` for one; all else is literal. */
  | { readonly is: 'like'; readonly field: LikeField; readonly pattern: string; readonly folded: boolean }
  | { readonly is: 'has-member'; readonly kind: MemberKind; readonly ref: number }
  /** Groups that the group with this number contains, at any depth; not the group itself. */
  | { readonly is: 'below'; readonly group: number }
  | { readonly is: 'has-label'; readonly key: string; readonly value: string | null }

/** The fields whose folded form is stored, and which may therefore be searched without case. */
export type LikeField = 'name' | 'slug'

export const ALL: Filter = { is: 'all' }
export const NONE: Filter = { is: 'none' }

/** Both filters at once. */
export function and(...of: readonly Filter[]): Filter {
  const parts = of.filter((part) => part.is !== 'all')
  if (parts.some((part) => part.is === 'none')) return NONE
  return parts.length === 0 ? ALL : parts.length === 1 ? parts[0]! : { is: 'and', of: parts }
}

export interface Order {
  readonly field: GroupField
  readonly descending?: boolean
  /** The number that a group without a value is sorted as; unless given, it stands before all others. */
  readonly absent?: number
}

/** How many parts a filter may have, and how deep it may go. */
export const filterPartsMax = 500
export const filterDepthMax = 20
/** The longest pattern. */
export const patternMax = 4096
