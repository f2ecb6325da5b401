import type {
  Account,
  AccountKey,
  Credential,
  Directory,
  DirectoryKey,
  Fact,
  LoginTokenQuery,
  ProgramTokenQuery,
  Token,
  TokenKey,
} from './directory.ts'
import type { DeviceFilter } from './device-filter.ts'
import type { Event, Subject } from './event.ts'
import type { Filter, Order } from './filter.ts'
import type { Group, GroupKey } from './group.ts'
import type { Histogram } from './histogram.ts'
import type { Member, MemberId, MemberKind, NewSpell, ReferringKind } from './member.ts'
import type { GroupType, Person, PersonKey, Thing, ThingKey, ThingKind } from './person.ts'
import type { PersonFilter, PersonOrder } from './person-filter.ts'

/**
 * What remembers. Stores hold rows and know no rule of the directory; the core decides, in here nothing is refused but
 * what the database itself cannot hold. Every method may throw `unavailable` when the database cannot be reached or
 * written; whatever is written in one `write` is kept whole or not at all.
 */
export interface Store {
  /** The server's clock, in milliseconds. */
  readonly clock: () => number
  /**
   * Reads one directory. All that `work` reads is one snapshot; what is not committed is not seen. A driver may begin
   * `work` again when it comes to its second question.
   */
  read<T>(directory: number, work: (tx: Reading) => Promise<T>): Promise<T>
  /**
   * Writes one directory, alone among its writers. Resolves when what was written is on disk. If `work` throws, nothing
   * of it is kept, and the same error is thrown. A driver may run `work` twice.
   */
  write<T>(directory: number, work: (tx: Writing) => Promise<T>): Promise<T>
  /** Reads what is found without knowing a directory. */
  readInstallation<T>(work: (tx: InstallationReading) => Promise<T>): Promise<T>
  /** Writes it, alone among all writers of the installation. */
  writeInstallation<T>(work: (tx: InstallationWriting) => Promise<T>): Promise<T>
  /**
   * Tells of new events: their directory, and the sequence of its newest one, in whichever process it was committed; of
   * what was there before, perhaps, too. Once means at least once, soon and not at once. Gives the function that ends it.
   */
  onEvents(listener: (directory: number, sequence: number) => void): () => void
  /** Figures for the operator since the store was opened. */
  statistics(): Promise<StoreStatistics>
  /** Waits for what is under way, then closes. Later calls throw `unavailable`. */
  close(): Promise<void>
}

export interface StoreStatistics {
  /** Writes that wait. */
  readonly queue: number
  readonly commits: number
  readonly writes: number
  /** How many writes shared a commit. */
  readonly commitWrites: Histogram
  /** How long a commit took, from its first statement until it was on disk. */
  readonly commitSeconds: Histogram
  /** The size of the database in bytes, with its log; it may be a minute old. */
  readonly bytes: number
  /** The size of the log of what is not in the database file yet; 0 where there is none of ours. */
  readonly logBytes: number
  /** The version of the schema. */
  readonly schema: number
}

/** How a page is cut out of an order: after a row (by key, at any depth the same cost), or behind a number of rows. */
export interface GroupQuery {
  readonly filter: Filter
  readonly state: 'live' | 'trashed'
  /** Whether the lists that come with the directory are among them. */
  readonly builtins?: boolean
  /** Must end in a field that is unique. */
  readonly order: readonly Order[]
  readonly after?: Group
  readonly offset?: number
  readonly limit: number
}

/** A page of one group's members of one kind, in their order. */
export interface MemberQuery {
  readonly group: number
  readonly kind: MemberKind
  /** The position behind which the page begins. */
  readonly after?: number
  readonly limit: number
}

/** A page of the running spells of one person, thing or group, in its own order; those in groups in the trash too. */
export interface PlacementQuery {
  readonly kind: ReferringKind
  readonly ref: number
  readonly after?: number
  readonly limit: number
}

/** A page of people, cut like one of groups. */
export interface PersonQuery {
  readonly filter: PersonFilter
  readonly state: 'live' | 'trashed'
  /** Must end in a field that is unique. */
  readonly order: readonly PersonOrder[]
  readonly after?: Person
  readonly offset?: number
  readonly limit: number
}

/** The keys of a person, a thing or a group: things have no uuid, only groups have a code. */
export interface Keys {
  readonly number: number
  readonly uuid?: string
  readonly oid: string
  readonly code?: string
  readonly name?: string
}

/** The keys of the first live members of groups, of one kind. */
export interface MemberKeysQuery {
  readonly kind: ReferringKind
  readonly groups: readonly number[]
  /** How many rows in all; for several groups no fewer than they have together. */
  readonly limit: number
  /** Whether the keys come with names, and those of groups with codes. */
  readonly names: boolean
}

/** A group as seen from one of its members. */
export interface GroupLink extends Pick<Group, 'number' | 'uuid' | 'oid' | 'code' | 'name'> {
  /** The oid of its home. */
  readonly parentOid: string | null
}

/** The live groups that people, things or groups are members of. */
export interface PlacementGroupsQuery {
  readonly kind: ReferringKind
  readonly refs: readonly number[]
  /** Which groups are seen. */
  readonly sees: Filter
  /** Whether groups of which only the code is known are among them. */
  readonly stubs?: boolean
  /** How many of each holder. */
  readonly limit: number
}

/** A live group as its type lists it. */
export type TypedGroup = Pick<Group, 'number' | 'uuid' | 'slug' | 'name' | 'type'>

/** A page of the live groups of types, by type, folded name and number. */
export interface TypedGroupsQuery {
  /** Those of this type, of any type, or of none. */
  readonly type: number | 'any' | null
  readonly sees: Filter
  readonly after?: TypedGroup
  readonly limit: number
}

/** A directory's next numbers, and the sequence of its last event. */
export interface Numbers {
  readonly sequence: number
  readonly group: number
  readonly type: number
  readonly person: number
  readonly thing: number
  readonly member: number
}

/** How many rows a directory has of each kind, whatever their states. */
export interface Totals {
  readonly types: number
  readonly people: number
  readonly things: number
  readonly groups: number
  readonly members: number
  readonly events: number
}

/** A spell's place in a walk over all of them. */
export type SpellPlace = Pick<Member, 'id' | 'since' | 'until' | 'group' | 'kind' | 'position'>

/** Walks over everything that a directory has, whatever its state, in pages: for an export. */
export interface Scanning {
  numbers(): Promise<Numbers>
  totals(): Promise<Totals>
  /** A fact of the installation. */
  fact(name: string): Promise<Fact | undefined>
  /** By number. */
  allPeople(after: number, limit: number): Promise<Person[]>
  /** By kind and number. */
  allThings(after: Pick<Thing, 'kind' | 'number'> | undefined, limit: number): Promise<Thing[]>
  /** By number, without their homes: the containments tell them. */
  allGroups(after: number, limit: number): Promise<Group[]>
  /** The live members by group, kind and position. */
  allLive(after: SpellPlace | undefined, limit: number): Promise<Member[]>
  /** The running spells that are not live yet, by group and kind. */
  allWaiting(after: SpellPlace | undefined, limit: number): Promise<Member[]>
  /** The ended spells by group and end. */
  allEnded(after: SpellPlace | undefined, limit: number): Promise<Member[]>
}

export interface Reading extends Scanning {
  readonly directory: number
  /** The directory's country, for numbers that are written without one. */
  country(): Promise<string | undefined>
  /** Any state; with `code` and `slug`, a group outside the trash. */
  group(key: GroupKey): Promise<Group | undefined>
  groups(query: GroupQuery): Promise<Group[]>
  /** How many live groups match; built-in lists are not among them. `all` costs nothing. */
  countGroups(filter: Filter): Promise<number>
  /** A group other than `except`, in the trash or outside, with this folded name. */
  groupNamed(nameKey: string, except: number): Promise<Group | undefined>
  /** The page's live members. */
  members(query: MemberQuery): Promise<Member[]>
  /** How many there are behind the first `offset`, by position: for vendors' page numbers. */
  membersBehind(query: MemberQuery & { readonly offset: number }): Promise<Member[]>
  /** The running spell of a member. */
  member(id: MemberId): Promise<Member | undefined>
  /** The running spells of one kind that refer to one of these. */
  membersReferring(group: number, kind: ReferringKind, refs: readonly number[]): Promise<Member[]>
  /** The running spells of one kind with one of these folded names, oldest first. */
  membersNamed(group: number, kind: MemberKind, nameKeys: readonly string[]): Promise<Member[]>
  /** The running spells that are not live yet. */
  membersWaiting(group: number, kind: MemberKind): Promise<Member[]>
  /** The spells of these members that an event began. */
  spells(ids: readonly MemberId[], since: number): Promise<Member[]>
  /** The spells that an event began in a group, whatever became of them; by pages of member ids. */
  spellsBegun(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]>
  /** The spells that an event ended in a group; by pages of member ids. */
  spellsEnded(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]>
  /** When each of these memberships began, whatever its spells, in milliseconds. */
  membersBegun(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, number>>
  /** The members that a group had right after an event, by pages of member ids. */
  membersAt(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]>
  placements(query: PlacementQuery): Promise<Member[]>
  /** By group, in the order of their positions. */
  memberKeys(query: MemberKeysQuery): Promise<ReadonlyMap<number, readonly Keys[]>>
  /** By holder, in its order. Holders without a group are missing. */
  placementGroups(query: PlacementGroupsQuery): Promise<ReadonlyMap<number, readonly GroupLink[]>>
  /** Every containment above these groups: which group lies in which, up to the top. */
  containmentsAbove(groups: readonly number[]): Promise<Containment[]>
  /** The homes of these groups and of all groups above them; without code and name where the filter says no. */
  homesAbove(groups: readonly number[], sees: Filter): Promise<ReadonlyMap<number, Keys>>
  /** How many homes the longest way down from a group has. */
  heightOf(group: number): Promise<number>
  person(key: PersonKey): Promise<Person | undefined>
  people(query: PersonQuery): Promise<Person[]>
  /** The live ones of these, in no order. */
  peopleNumbered(numbers: readonly number[]): Promise<Person[]>
  personByEmail(emailKey: string): Promise<Person | undefined>
  personByUserName(userNameKey: string): Promise<Person | undefined>
  /** How many live people match; all of them unless a filter is given, which costs nothing. */
  countPeople(filter?: PersonFilter): Promise<number>
  thing(kind: ThingKind, key: ThingKey): Promise<Thing | undefined>
  /** The live ones of these, in no order. */
  thingsNumbered(kind: ThingKind, numbers: readonly number[]): Promise<Thing[]>
  things(kind: ThingKind, state: 'live' | 'trashed', after: number, limit: number): Promise<Thing[]>
  /** The different device queries of a group and of all groups that it contains at any depth, at most `limit`. */
  deviceQueriesBelow(group: number, limit: number): Promise<string[]>
  /** How many devices are members, have a tag that a selector names, or are found by the filter; each once. */
  countDevices(reach: DeviceReach, filter: DeviceFilter): Promise<number>
  /** By number. */
  types(): Promise<GroupType[]>
  type(number: number): Promise<GroupType | undefined>
  /** Lists that come with the directory are not among them. */
  typedGroups(query: TypedGroupsQuery): Promise<TypedGroup[]>
  /** The live ones of these that the filter lets through, in no order. */
  typedGroupsNumbered(numbers: readonly number[], sees: Filter): Promise<TypedGroup[]>
  event(sequence: number): Promise<Event | undefined>
  /** In order of sequence, behind `after`. */
  events(after: number, limit: number): Promise<Event[]>
  /** The newest first, before `before`. */
  eventsOf(subject: Subject, before: number, limit: number): Promise<Event[]>
  /** Live groups that expire at or before a time. */
  groupsDue(at: number, limit: number): Promise<Group[]>
  /** Running spells whose `validFrom` or `validUntil` has come. */
  membersDue(at: number, limit: number): Promise<Member[]>
  /** Lets others in between two steps of long work; the transaction stays open. */
  pause(): Promise<void>
}

/** Whose devices are counted: those of a group, with `below` also of all groups that it contains at any depth. */
export interface DeviceReach {
  readonly group: number
  readonly below: boolean
}

export interface Containment {
  readonly container: number
  readonly group: number
}

export interface Writing extends Reading {
  /** The time of this write: the only clock inside a command. */
  readonly now: number
  /** The sequence of the next event; used up when that event is appended. */
  nextSequence(): number
  takeGroupNumber(): number
  takePersonNumber(): number
  takeThingNumber(): number
  takeTypeNumber(): number
  /** The next member id, or a place behind all others. */
  takeMemberId(): number
  /** Numbers at or above one that was given from outside are not given again. */
  reserveGroupNumber(number: number): void
  reservePersonNumber(number: number): void
  insertGroup(group: Group): Promise<void>
  /** Writes all fields but the ids. `conflict` if the code or slug is taken. */
  updateGroup(before: Group, after: Group): Promise<void>
  insertMembers(spells: readonly NewSpell[]): Promise<void>
  endMembers(spells: readonly Pick<Member, 'id' | 'since'>[], until: number): Promise<void>
  /** Takes back spells that this very write has begun. */
  deleteMembers(spells: readonly Pick<Member, 'id' | 'since'>[]): Promise<void>
  insertPerson(person: Person): Promise<void>
  updatePerson(before: Person, after: Person): Promise<void>
  insertThing(thing: Thing): Promise<void>
  updateThing(before: Thing, after: Thing): Promise<void>
  insertType(type: GroupType): Promise<void>
  updateType(type: GroupType): Promise<void>
  deleteType(number: number): Promise<void>
  appendEvent(event: Event): Promise<void>
  /** Writes rows as they were elsewhere. No number is taken: `raiseNumbers` does that. `conflict` if a key is taken. */
  insertRows(rows: Rows): Promise<void>
  /** Numbers below these are not given again, and the next event stands behind this sequence. */
  raiseNumbers(numbers: Numbers): void
  /** Replaces the fact of the installation of that name, in the transaction of this write. */
  putFact(fact: Fact): Promise<void>
  deleteFact(name: string): Promise<void>
}

/** Rows as they were elsewhere: with their ids, times, counts and ends. */
export interface Rows {
  readonly types: readonly GroupType[]
  readonly people: readonly Person[]
  readonly things: readonly Thing[]
  /** A list that comes with the directory takes the place of the directory's own. */
  readonly groups: readonly Group[]
  readonly members: readonly Member[]
  readonly events: readonly Event[]
}

export interface InstallationReading {
  directory(key: DirectoryKey): Promise<Directory | undefined>
  /** By id, behind `after`. */
  directories(after: number, limit: number): Promise<Directory[]>
  /** The ids of the directories in which something is due at a time: what `groupsDue` and `membersDue` give. */
  directoriesDue(at: number): Promise<number[]>
  account(key: AccountKey): Promise<Account | undefined>
  /** Of one directory, or of all; by login, behind `after`. */
  accounts(directory: number | null, after: string, limit: number): Promise<Account[]>
  token(key: TokenKey): Promise<Token | undefined>
  /** The token of a secret with whose it is, by the secret's hash: in one step, as every request begins with it. */
  credential(secretHash: string): Promise<Credential | undefined>
  /** Of one directory, or of all; by hash, behind `after`. */
  tokens(directory: number | null, after: string, limit: number): Promise<Token[]>
  /** By oid. */
  programTokens(query: ProgramTokenQuery): Promise<Token[]>
  /** In no order; the login in any case. */
  loginTokens(query: LoginTokenQuery): Promise<Token[]>
  fact(name: string): Promise<Fact | undefined>
  /** Whether there are facts that ended before a time. */
  hasEnded(before: number): Promise<boolean>
  /** Whether there are tokens of accounts that ended before a time. */
  hasEndedTokens(before: number): Promise<boolean>
}

export interface InstallationWriting extends InstallationReading {
  readonly now: number
  /** The directory with its ledger and its built-in lists. */
  insertDirectory(directory: Directory, builtins: readonly Group[]): Promise<void>
  updateDirectory(directory: Directory): Promise<void>
  insertAccount(account: Account): Promise<void>
  updateAccount(account: Account): Promise<void>
  insertToken(token: Token): Promise<void>
  updateToken(token: Token): Promise<void>
  deleteToken(secretHash: string): Promise<void>
  /** Deletes the tokens of accounts that ended before a time. */
  forgetTokens(before: number): Promise<void>
  /** Replaces the fact of that name. */
  putFact(fact: Fact): Promise<void>
  deleteFact(name: string): Promise<void>
  /** Forgets the facts that ended before a time. */
  forget(before: number): Promise<void>
}

/** How many rows one step of a long write touches before it lets readers in. */
export const stepRows = 5000
/** The largest page of a query. */
export const pageMax = 1000
