import type { MemberKind, ReferringKind } from './member.ts'

export type Value = string | number

/**
 * The algebra that all filters share: over rows with these fields, of which `Text` may be searched as text, too. `Own`
 * are the conditions that only these rows have.
 */
export type Conditions<Field, Text, Own> =
  | { readonly is: 'all' }
  | { readonly is: 'none' }
  | { readonly is: 'and'; readonly of: readonly Conditions<Field, Text, Own>[] }
  | { readonly is: 'or'; readonly of: readonly Conditions<Field, Text, Own>[] }
  | { readonly is: 'not'; readonly of: Conditions<Field, Text, Own> }
  | Comparison<Field>
  | { readonly is: 'in'; readonly field: Field; readonly values: readonly Value[] }
  | TextCondition<Text>
  | PartCondition<Field>
  | Own

/**
 * `null` compares only with `=`, and means "has no value"; a boolean, which only JSON holds, compares only with `=`, too.
 * A field without a value is neither `<` nor `>`, and neither is a number beside a text.
 */
export interface Comparison<Field> {
  readonly is: 'compare'
  readonly field: Field
  readonly with: '<' | '=' | '>'
  readonly value: Value | boolean | null
}

/** A literal text at the start of a field's text or anywhere in it, case and all. It is in no number. */
export interface PartCondition<Field> {
  readonly is: 'part'
  readonly field: Field
  readonly at: 'start' | 'anywhere'
  readonly text: string
}

/** `folded` searches without case. */
export type TextCondition<Text> =
  /** A pattern over the whole text: `*` stands for any run of characters, `?` for one; all else is literal. */
  | { readonly is: 'like'; readonly field: Text; readonly pattern: string; readonly folded: boolean }
  /** A literal text: the whole of the value, its start, its end, or anywhere in it. */
  | {
    readonly is: 'text'
    readonly field: Text
    readonly at: 'whole' | 'start' | 'end' | 'anywhere'
    readonly text: string
    readonly folded: boolean
  }

/**
 * What stands in a bag of JSON: the keys on the way to it, none of which is split. Texts, numbers and booleans are values;
 * null, and what is not there, are no value; anything else is a value that is like no other. In an order, booleans and
 * all else stand behind all texts.
 */
export interface JsonField<Bag> {
  readonly in: Bag
  readonly path: readonly string[]
}

/** Which texts match: this one, one of these, none of these, what stands before or behind; null: any. */
export type TextMatch =
  | string
  | { readonly in: readonly string[] }
  | { readonly notIn: readonly string[] }
  | { readonly before: string }
  | { readonly behind: string }
  | null

/** Whether one label has this key and this value. */
export interface LabelCondition {
  readonly is: 'has-label'
  readonly key: TextMatch
  readonly value: TextMatch
}

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

/** What a principal may see and what a caller asks for: one small algebra, and-ed together. */
export type Filter = Conditions<GroupField | JsonField<'extras'>, LikeField, GroupCondition>

/** The fields whose folded form is stored, and which may therefore be searched without case. */
export type LikeField = 'name' | 'slug'

export type GroupCondition =
  | { readonly is: 'has-member'; readonly kind: MemberKind; readonly ref: number }
  /** Whether the oid of a live member of this kind matches. */
  | { readonly is: 'has-member-with'; readonly kind: ReferringKind; readonly oid: TextMatch }
  /** Groups that the group with this number contains, at any depth; not the group itself. */
  | { readonly is: 'below'; readonly group: number }
  /** Whether the oid of the home matches; a group without one is found by comparing `parent` with null. */
  | { readonly is: 'has-parent'; readonly oid: TextMatch }
  /** Whether the oid of a group above matches, along the homes: of what a dialect shows as the path. */
  | { readonly is: 'has-ancestor'; readonly oid: TextMatch }
  | LabelCondition

interface Named {
  readonly is: string
}

export const ALL = { is: 'all' } as const
export const NONE = { is: 'none' } as const

/** Both filters at once. */
export function and(...of: readonly Filter[]): Filter
export function and<Field, Text, Own extends Named>(
  ...of: readonly Conditions<Field, Text, Own>[]
): Conditions<Field, Text, Own>
export function and<Field, Text, Own extends Named>(
  ...of: readonly Conditions<Field, Text, Own>[]
): Conditions<Field, Text, Own> {
  const parts = of.filter((part) => part.is !== 'all')
  if (parts.some((part) => part.is === 'none')) return NONE
  return parts.length === 0 ? ALL : parts.length === 1 ? parts[0]! : { is: 'and', of: parts }
}

export interface Order<Field = GroupField | JsonField<'extras'>> {
  readonly field: Field
  readonly descending?: boolean
  /** What a row without a value is sorted as; unless given, it stands before all others. */
  readonly absent?: number | ''
}

/** How many parts a filter may have, and how deep it may go. */
export const filterPartsMax = 500
export const filterDepthMax = 20
/** The longest pattern. */
export const patternMax = 4096
