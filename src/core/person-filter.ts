import type { Conditions, Filter, JsonField, LabelCondition, Order, TextMatch } from './filter.ts'

/** The fields of a person that a filter may compare and an order may name. */
export type PersonField =
  | 'number'
  | 'uuid'
  | 'oid'
  | 'displayName'
  | 'phone'
  | 'phoneKey'
  | 'email'
  | 'userName'
  | 'createdAt'
  | 'updatedAt'
  | 'version'
  | JsonField<'data' | 'extras'>

/** The fields whose folded form is stored, and which may therefore be searched without case. */
export type PersonTextField = 'displayName' | 'email' | 'userName' | JsonField<'data'>

/** Which people are meant: the algebra of `filter.ts`. */
export type PersonFilter = Conditions<PersonField, PersonTextField, PersonCondition>

export type PersonOrder = Order<PersonField>

/** A label is one of `data.labels`. */
export type PersonCondition = LabelCondition | InGroup | InNoGroup

/**
 * Whether one is a member of one of these live groups, given by number or by what their oids or codes match; with
 * `above`, of one of the groups above them, along the homes, too.
 */
export interface InGroup {
  readonly is: 'in-group'
  readonly groups: readonly number[] | { readonly oid: TextMatch } | { readonly code: TextMatch }
  readonly above?: boolean
  /** Whether groups that have only been named yet count, too. */
  readonly stubs?: boolean
  /** Only groups that this lets through count: the commands put in what the principal may see. */
  readonly among?: Filter
}

/** Whether one is a member of no live group; with `stubs`, of none that has only been named yet either. */
export interface InNoGroup {
  readonly is: 'in-no-group'
  readonly stubs?: boolean
  readonly among?: Filter
}
