import type { Event, Subject } from '../core/event.ts'
import type { Filter } from '../core/filter.ts'
import type { Group, GroupKey } from '../core/group.ts'
import type { Member, MemberId, MemberKind, ReferringKind } from '../core/member.ts'
import { numberMax } from '../core/ids.ts'
import type { GroupType, Person, PersonKey, Thing, ThingKey, ThingKind } from '../core/person.ts'
import type { Containment, GroupQuery, MemberQuery, PlacementQuery, Reading } from '../core/store.ts'
import { fold } from '../core/text.ts'
import type { Connection, DriverFacts, Row, Value } from './driver.ts'
import { int } from './cells.ts'
import { personOf, thingOf, typeOf } from './people-rows.ts'
import { eventOf, GROUP_COLUMNS, groupOf, memberOf } from './rows.ts'
import { SqlScanning } from './sql-scanning.ts'
import { orderTerms, PARENT, sqlOfAfter, sqlOfFilter, sqlOfOrder } from './sql-filter.ts'
import { forEachList, Values } from './statement.ts'

const GROUP = `${GROUP_COLUMNS.map((column) => `g.${column}`).join(', ')}, ${PARENT} as parent`
const LIVE = `g.state = 'live' and g.builtin = ''`
const RUNNING = `m.until = 0 and m.state = 'live'`

/** What can be read of one directory inside one transaction. */
export class SqlReading extends SqlScanning implements Reading {
  readonly #connection: Connection
  readonly #facts: DriverFacts

  constructor(connection: Connection, facts: DriverFacts, directory: number) {
    super(connection, directory)
    this.#connection = connection
    this.#facts = facts
  }

  async #all<T>(of: (row: Row) => T, sql: string, ...values: readonly Value[]): Promise<T[]> {
    return (await this.#connection.all(sql, [this.directory, ...values])).map(of)
  }

  async #one<T>(of: (row: Row) => T, sql: string, ...values: readonly Value[]): Promise<T | undefined> {
    const [row] = await this.#connection.all(sql, [this.directory, ...values])
    return row && of(row)
  }

  async country(): Promise<string | undefined> {
    const settings = await this.#one((row) => row, 'select settings from directory where directory_id = ?1')
    const country: unknown = JSON.parse(String(settings?.['settings'] ?? '{}')).country
    return typeof country === 'string' ? country : undefined
  }

  group(key: GroupKey): Promise<Group | undefined> {
    const sql = `select ${GROUP} from groups g where g.directory_id = ?1 and `
    if ('number' in key) return this.#one(groupOf, `${sql} g.number = ?2`, key.number)
    if ('uuid' in key) return this.#one(groupOf, `${sql} g.uuid = ?2`, key.uuid)
    if ('oid' in key) return this.#one(groupOf, `${sql} g.oid = ?2`, key.oid)
    if ('code' in key) return this.#one(groupOf, `${sql} g.code = ?2 and g.state <> 'trashed'`, key.code)
    if ('builtin' in key) {
      return this.#one(groupOf, `${sql} g.builtin = ?2 and g.number > ${numberMax - 10000}`, key.builtin)
    }
    if ('named' in key) return this.#named(fold(key.named))
    return this.#one(
      groupOf,
      `${sql} g.slug_key = ?2 and g.slug_key is not null and g.state <> 'trashed'`,
      fold(key.slug),
    )
  }

  async #named(nameKey: string): Promise<Group | undefined> {
    const sql =
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.name_key = ?2 and g.builtin = ''
      and g.state <> 'stub'`
    const live = await this.#one(groupOf, `${sql} and g.state = 'live' order by g.number limit 1`, nameKey)
    return live ?? await this.#one(groupOf, `${sql} order by g.number limit 1`, nameKey)
  }

  async groups(query: GroupQuery): Promise<Group[]> {
    const values = new Values()
    values.add(this.directory)
    const terms = orderTerms(query.order)
    const order = sqlOfOrder(terms)
    const parts = ['g.directory_id = ?1', stateOf(query), sqlOfFilter(query.filter, values, this.#facts)]
    if (query.after) parts.push(sqlOfAfter(terms, query.after, values))
    const where = parts.join(' and ')
    const limit = values.add(query.limit)
    // The rows that an offset skips are counted off in the index alone; only the page itself is read.
    const sql = query.offset
      ? `select ${GROUP} from (select g.number from groups g where ${where} order by ${order}
           limit ${limit} offset ${values.add(query.offset)}) page
         cross join groups g where g.directory_id = ?1 and g.number = page.number order by ${order}`
      : `select ${GROUP} from groups g where ${where} order by ${order} limit ${limit}`
    return (await this.#connection.all(sql, values.list)).map(groupOf)
  }

  async countGroups(filter: Filter): Promise<number> {
    if (filter.is === 'all') return await this.#ledger('live_groups')
    const values = new Values()
    values.add(this.directory)
    const condition = sqlOfFilter(filter, values, this.#facts)
    const sql =
      `select count(*) as total from groups g where g.directory_id = ?1 and ${LIVE} and ${condition}`
    const [row] = await this.#connection.all(sql, values.list)
    return int(row?.['total'])
  }

  async #ledger(column: 'live_groups' | 'live_people'): Promise<number> {
    return await this.#one(
      (row) => int(row[column]),
      `select ${column} from ledger where directory_id = ?1`,
    ) ?? 0
  }

  groupNamed(nameKey: string, except: number): Promise<Group | undefined> {
    return this.#one(
      groupOf,
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.name_key = ?2 and g.state <> 'stub'
         and g.number <> ?3 order by g.number limit 1`,
      nameKey,
      except,
    )
  }

  members({ group, kind, after = 0, limit }: MemberQuery): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = ?3 and ${RUNNING}
         and m.position > ?4 order by m.position limit ?5`,
      group,
      kind,
      after,
      limit,
    )
  }

  membersBehind(
    { group, kind, after = 0, limit, offset }: MemberQuery & { offset: number },
  ): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select m.* from (select m.id, m.since from member m where m.directory_id = ?1 and m.group_number = ?2
           and m.kind = ?3 and ${RUNNING} and m.position > ?4 order by m.position limit ?5 offset ?6) page
         cross join member m where m.directory_id = ?1 and m.id = page.id and m.since = page.since
         order by m.position`,
      group,
      kind,
      after,
      limit,
      offset,
    )
  }

  member(id: MemberId): Promise<Member | undefined> {
    return this.#one(
      memberOf,
      'select * from member m where m.directory_id = ?1 and m.id = ?2 and m.until = 0',
      id,
    )
  }

  async membersReferring(group: number, kind: ReferringKind, refs: readonly number[]): Promise<Member[]> {
    const rows = await forEachList(refs, (list) =>
      this.#connection.all(
        `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = ?3
           and m.until = 0 and m.ref is not null and m.ref in (${placeholders(list, 4)})`,
        [this.directory, group, kind, ...list],
      ))
    return rows.map(memberOf)
  }

  async membersNamed(group: number, kind: MemberKind, nameKeys: readonly string[]): Promise<Member[]> {
    const rows = await forEachList(nameKeys, (list) =>
      this.#connection.all(
        `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = ?3
           and m.until = 0 and m.name_key is not null and m.name_key in (${placeholders(list, 4)})
           order by m.position`,
        [this.directory, group, kind, ...list],
      ))
    return rows.map(memberOf).sort((a, b) => a.position - b.position)
  }

  membersWaiting(group: number, kind: MemberKind): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'waiting'
         and m.group_number = ?2 and m.kind = ?3 order by m.position`,
      group,
      kind,
    )
  }

  async spells(ids: readonly MemberId[], since: number): Promise<Member[]> {
    const rows = await forEachList(ids, (list) =>
      this.#connection.all(
        `select * from member m where m.directory_id = ?1 and m.since = ?2 and m.id in (${
          placeholders(list, 3)
        })`,
        [this.directory, since, ...list],
      ))
    return rows.map(memberOf)
  }

  spellsBegun(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.id > ?2 and m.since = ?3 and m.group_number = ?4
         order by m.id limit ?5`,
      afterId,
      sequence,
      group,
      limit,
    )
  }

  spellsEnded(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.until <> 0
         and m.until = ?3 and m.id > ?4 order by m.id limit ?5`,
      group,
      sequence,
      afterId,
      limit,
    )
  }

  membersAt(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from (
         select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind <> '' and ${RUNNING}
           and m.since <= ?3 and m.id > ?4
         union all
         select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.until <> 0
           and m.until > ?3 and m.since <= ?3 and m.state = 'live' and m.id > ?4) spell
       order by id limit ?5`,
      group,
      sequence,
      afterId,
      limit,
    )
  }

  placements({ kind, ref, after = 0, limit }: PlacementQuery): Promise<Member[]> {
    return this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.kind = ?2 and m.ref = ?3 and m.until = 0
         and m.ref is not null and m.place > ?4 order by m.place limit ?5`,
      kind,
      ref,
      after,
      limit,
    )
  }

  async containmentsAbove(groups: readonly number[]): Promise<Containment[]> {
    const rows = await forEachList(groups, (list) =>
      this.#connection.all(
        `with recursive above (container, number) as (
           select m.group_number, m.ref from member m where m.directory_id = ?1 and m.kind = 'group'
             and m.ref in (${placeholders(list, 2)}) and m.until = 0 and m.ref is not null
           union
           select m.group_number, m.ref from above cross join member m where m.directory_id = ?1 and m.kind = 'group'
             and m.ref = above.container and m.until = 0 and m.ref is not null)
         select container, number from above`,
        [this.directory, ...list],
      ))
    return rows.map((row) => ({ container: int(row['container']), group: int(row['number']) }))
  }

  async heightOf(group: number): Promise<number> {
    const height = await this.#one(
      (row) => int(row['height']),
      `with recursive below (number, height) as (
         select m.ref, 1 from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = 'group'
           and m.until = 0 and m.ref is not null
         union
         select m.ref, below.height + 1 from below cross join member m where m.directory_id = ?1
           and m.group_number = below.number and m.kind = 'group' and m.until = 0 and m.ref is not null)
       select coalesce(max(height), 0) as height from below`,
      group,
    )
    return height ?? 0
  }

  person(key: PersonKey): Promise<Person | undefined> {
    const sql = 'select * from person where directory_id = ?1 and '
    if ('number' in key) return this.#one(personOf, `${sql} number = ?2`, key.number)
    if ('uuid' in key) return this.#one(personOf, `${sql} uuid = ?2`, key.uuid)
    return this.#one(personOf, `${sql} oid = ?2`, key.oid)
  }

  people(state: 'live' | 'trashed', after: number, limit: number): Promise<Person[]> {
    return this.#all(
      personOf,
      `select * from person where directory_id = ?1 and state = '${state}' and number > ?2 order by number limit ?3`,
      after,
      limit,
    )
  }

  personByEmail(emailKey: string): Promise<Person | undefined> {
    return this.#one(
      personOf,
      `select * from person where directory_id = ?1 and email_key = ?2 and email_key is not null and state = 'live'
         order by number limit 1`,
      emailKey,
    )
  }

  personByUserName(userNameKey: string): Promise<Person | undefined> {
    return this.#one(
      personOf,
      `select * from person where directory_id = ?1 and user_name_key = ?2 and user_name_key is not null
         and state = 'live'`,
      userNameKey,
    )
  }

  countPeople(): Promise<number> {
    return this.#ledger('live_people')
  }

  thing(kind: ThingKind, key: ThingKey): Promise<Thing | undefined> {
    const sql = 'select * from thing where directory_id = ?1 and kind = ?2 and '
    if ('number' in key) return this.#one(thingOf, `${sql} number = ?3`, kind, key.number)
    return this.#one(thingOf, `${sql} oid = ?3`, kind, key.oid)
  }

  things(kind: ThingKind, state: 'live' | 'trashed', after: number, limit: number): Promise<Thing[]> {
    return this.#all(
      thingOf,
      `select * from thing where directory_id = ?1 and kind = ?2 and state = ?3 and number > ?4
         order by number limit ?5`,
      kind,
      state,
      after,
      limit,
    )
  }

  types(): Promise<GroupType[]> {
    return this.#all(typeOf, 'select number, name from group_type where directory_id = ?1 order by number')
  }

  type(number: number): Promise<GroupType | undefined> {
    return this.#one(
      typeOf,
      'select number, name from group_type where directory_id = ?1 and number = ?2',
      number,
    )
  }

  event(sequence: number): Promise<Event | undefined> {
    return this.#one(eventOf, 'select * from event where directory_id = ?1 and sequence = ?2', sequence)
  }

  events(after: number, limit: number): Promise<Event[]> {
    return this.#all(
      eventOf,
      'select * from event where directory_id = ?1 and sequence > ?2 order by sequence limit ?3',
      after,
      limit,
    )
  }

  eventsOf({ kind, number }: Subject, before: number, limit: number): Promise<Event[]> {
    return this.#all(
      eventOf,
      `select * from event where directory_id = ?1 and subject_kind = ?2 and subject_number = ?3 and sequence < ?4
         order by sequence desc limit ?5`,
      kind,
      number,
      before,
      limit,
    )
  }

  groupsDue(at: number, limit: number): Promise<Group[]> {
    return this.#all(
      groupOf,
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.state = 'live' and g.expires_at is not null
         and g.expires_at <= ?2 order by g.expires_at limit ?3`,
      at,
      limit,
    )
  }

  async membersDue(at: number, limit: number): Promise<Member[]> {
    const beginning = await this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'waiting'
         and m.valid_from <= ?2 order by m.valid_from limit ?3`,
      at,
      limit,
    )
    const ending = await this.#all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.valid_until <> 0
         and m.valid_until <= ?2 order by m.valid_until limit ?3`,
      at,
      limit,
    )
    const known = new Set(beginning.map((member) => member.id))
    return [...beginning, ...ending.filter((member) => !known.has(member.id))]
  }
}

function stateOf({ state, builtins = false }: GroupQuery): string {
  if (state === 'trashed') return `g.state = 'trashed' and g.builtin = ''`
  return builtins ? `g.state = 'live'` : LIVE
}

function placeholders(list: readonly Value[], from: number): string {
  return list.map((_, at) => `?${from + at}`).join(', ')
}
