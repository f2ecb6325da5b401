import type { DirectorySettings } from '../directory.ts'
import type { Group } from '../group.ts'
import type { MemberKind } from '../member.ts'
import type { Person, Thing } from '../person.ts'
import type { Numbers, Totals } from '../store.ts'

/** The format of an export; docs/format.md describes it. */
export const formatVersion = 1
/** The longest line, in bytes. */
export const lineBytesMax = 4 * 1024 * 1024
/** How deep the JSON of a field may nest. */
export const nestingMax = 64
/** How many rows of a restore share a transaction. */
export const rowsOfChunk = 10000

/** The directory that a file was made from. */
export interface HeaderDirectory {
  readonly name: string
  readonly number?: number
  readonly oid?: string
  readonly settings?: DirectorySettings
}

/** The first line. Only an export is `complete`: it has all ids, every spell and the history. */
export interface Header {
  readonly complete: boolean
  /** The vendor whose numbers the file has; null where they are Muster's own. */
  readonly source: string | null
  readonly directory: HeaderDirectory | null
  /** Only of a complete file. */
  readonly next: Numbers | null
  readonly total: Totals | null
}

/** How many lines an export has, with its header and its end. */
export function linesOf(total: Totals): number {
  return Object.values(total).reduce((sum, one) => sum + one, 2)
}

/** The last line of an export: what stands before it, in lines and by its SHA-256. */
export interface End {
  readonly lines: number
  readonly sha256: string
}

/** The default of each field of a group that may be left out of a file; `uuid` and `created` are other fields. */
export const GROUP_DEFAULTS = {
  slug: null,
  state: 'live',
  builtin: null,
  shortName: '',
  title: '',
  description: null,
  rank: null,
  type: null,
  expiresAt: null,
  trashedAt: null,
  version: 1,
} as const satisfies Partial<Group>

export const PERSON_DEFAULTS = {
  state: 'live',
  displayName: '',
  phone: '',
  email: null,
  userName: null,
  trashedAt: null,
  version: 1,
} as const satisfies Partial<Person>

export const THING_DEFAULTS = {
  state: 'live',
  name: '',
  version: 1,
} as const satisfies Partial<Thing>

/** The form in which a member is compared where its own is not in the file: phones are mostly written in it. */
export function usualKey(kind: MemberKind, name: string, fold: (text: string) => string): string {
  return kind === 'phone' ? name : fold(name)
}
