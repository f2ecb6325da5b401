import type { JsonObject } from './json.ts'
import type { MemberId } from './member.ts'

export type SubjectKind = 'group' | 'person' | 'device' | 'endpoint' | 'type'

export type EventKind = `${SubjectKind}.${'create' | 'change' | 'trash' | 'restore' | 'delete' | 'undo'}`

/** One change of one subject, written in the same transaction. Its sequence is the order of commits. */
export interface Event {
  readonly sequence: number
  /** Milliseconds. */
  readonly at: number
  readonly actor: string
  readonly dialect: string
  readonly request: string
  readonly kind: EventKind
  readonly subject: Subject
  /** The changed fields as they were and as they became; null where there was or is nothing. */
  readonly before: JsonObject | null
  readonly after: JsonObject | null
  readonly members: Spells | null
  /** The event of the same write of which this one is a consequence. */
  readonly cause: number | null
  /** The event that this one undoes. */
  readonly undoes: number | null
}

export interface Subject {
  readonly kind: SubjectKind
  readonly number: number
}

/** Which spells an event began and ended: at most `spellsListedMax` ids of each, and the totals. */
export interface Spells {
  readonly began: readonly MemberId[]
  readonly ended: readonly MemberId[]
  /** The smallest id of those that began; 0 if none did. */
  readonly beganFrom: number
  readonly beganTotal: number
  readonly endedTotal: number
}

export const spellsListedMax = 100
