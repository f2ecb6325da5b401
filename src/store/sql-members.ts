import type { Member, MemberId, MemberKind, ReferringKind } from '../core/member.ts'
import type {
  GroupLink,
  Keys,
  MemberKeysQuery,
  MemberQuery,
  PlacementGroupsQuery,
  PlacementQuery,
} from '../core/store.ts'
import { int } from './cells.ts'
import type { Row } from './driver.ts'
import { keysOf, linkOf, memberOf } from './rows.ts'
import { sqlOfGroupFilter } from './sql-group-filter.ts'
import { SqlGroups } from './sql-groups.ts'
import { forEachList, placeholders, Values } from './statement.ts'

const RUNNING = `m.until = 0 and m.state = 'live'`

/** Members: those of a group, those that refer to somebody, and the spells of the past. */
export class SqlMembers extends SqlGroups {
  members({ group, kind, after = 0, limit }: MemberQuery): Promise<Member[]> {
    return this.all(
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
    return this.all(
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
    return this.one(
      memberOf,
      'select * from member m where m.directory_id = ?1 and m.id = ?2 and m.until = 0',
      id,
    )
  }

  async membersReferring(group: number, kind: ReferringKind, refs: readonly number[]): Promise<Member[]> {
    const rows = await forEachList(refs, (list) =>
      this.connection.all(
        `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = ?3
           and m.until = 0 and m.ref is not null and m.ref in (${placeholders(list, 4)})`,
        [this.directory, group, kind, ...list],
      ))
    return rows.map(memberOf)
  }

  async membersNamed(group: number, kind: MemberKind, nameKeys: readonly string[]): Promise<Member[]> {
    const rows = await forEachList(nameKeys, (list) =>
      this.connection.all(
        `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.kind = ?3
           and m.until = 0 and m.name_key is not null and m.name_key in (${placeholders(list, 4)})
           order by m.position`,
        [this.directory, group, kind, ...list],
      ))
    return rows.map(memberOf).sort((a, b) => a.position - b.position)
  }

  membersWaiting(group: number, kind: MemberKind): Promise<Member[]> {
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'waiting'
         and m.group_number = ?2 and m.kind = ?3 order by m.position`,
      group,
      kind,
    )
  }

  async spells(ids: readonly MemberId[], since: number): Promise<Member[]> {
    const rows = await forEachList(ids, (list) =>
      this.connection.all(
        `select * from member m where m.directory_id = ?1 and m.since = ?2 and m.id in (${
          placeholders(list, 3)
        })`,
        [this.directory, since, ...list],
      ))
    return rows.map(memberOf)
  }

  spellsBegun(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]> {
    return this.all(
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
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.group_number = ?2 and m.until <> 0
         and m.until = ?3 and m.id > ?4 order by m.id limit ?5`,
      group,
      sequence,
      afterId,
      limit,
    )
  }

  async membersBegun(ids: readonly MemberId[]): Promise<Map<MemberId, number>> {
    const rows = await forEachList(ids, (list) =>
      this.connection.all(
        `select first.id, e.at from (
           select m.id, min(m.since) as since from member m where m.directory_id = ?1
             and m.id in (${placeholders(list, 2)}) group by m.id) first
         cross join event e where e.directory_id = ?1 and e.sequence = first.since`,
        [this.directory, ...list],
      ))
    return new Map(rows.map((row) => [int(row['id']), int(row['at'])]))
  }

  membersAt(group: number, sequence: number, afterId: number, limit: number): Promise<Member[]> {
    return this.all(
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
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.kind = ?2 and m.ref = ?3 and m.until = 0
         and m.ref is not null and m.place > ?4 order by m.place limit ?5`,
      kind,
      ref,
      after,
      limit,
    )
  }

  async memberKeys({ kind, groups, limit, names }: MemberKeysQuery): Promise<Map<number, Keys[]>> {
    const { table, keys, named } = HELD[kind]
    const rows = await forEachList(groups, (list) =>
      this.connection.all(
        `select m.group_number, ${keys}${names ? named : ''} from member m cross join ${table} k
           where m.directory_id = ?1 and m.group_number in (${placeholders(list, 3)}) and m.kind = '${kind}'
             and ${RUNNING} and k.directory_id = ?1 and ${ofKind(kind)} and k.number = m.ref
           order by m.group_number, m.position limit ?2`,
        [this.directory, limit, ...list],
      ))
    return grouped(rows, 'group_number', keysOf)
  }

  async placementGroups(
    { kind, refs, sees, stubs = false, limit }: PlacementGroupsQuery,
  ): Promise<Map<number, GroupLink[]>> {
    const rows = await forEachList(refs, (list) => {
      const values = new Values()
      values.add(this.directory)
      const names = list.map((value) => values.add(value)).join(', ')
      const live = `g.state = 'live' and g.builtin = '' and ${
        sqlOfGroupFilter(sees, { values, facts: this.facts })
      }`
      return this.connection.all(
        `select * from (
           select m.ref, m.place, g.number, g.uuid, g.oid, g.code, g.name, ${PARENT_OID} as parent_oid,
             row_number() over (partition by m.ref order by m.place) as nth
           from member m cross join groups g where m.directory_id = ?1 and m.kind = '${kind}' and m.ref in (${names})
             and ${RUNNING} and m.ref is not null and g.directory_id = ?1 and g.number = m.group_number
             and ${stubs ? `(g.state = 'stub' or ${live})` : live}) placed
         where nth <= ${values.add(limit)} order by ref, place`,
        values.list,
      )
    })
    return grouped(rows, 'ref', linkOf)
  }

  async membersDue(at: number, limit: number): Promise<Member[]> {
    const beginning = await this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'waiting'
         and m.valid_from <= ?2 order by m.valid_from limit ?3`,
      at,
      limit,
    )
    const ending = await this.all(
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

/** What members refer to: the table, its keys, and its names. */
const HELD = {
  person: { table: 'person', keys: 'k.number, k.uuid, k.oid', named: ', k.display_name as name' },
  device: { table: 'thing', keys: 'k.number, k.oid', named: ', k.name' },
  endpoint: { table: 'thing', keys: 'k.number, k.oid', named: ', k.name' },
  group: { table: 'groups', keys: 'k.number, k.uuid, k.oid', named: ', k.code, k.name' },
} as const satisfies Record<ReferringKind, unknown>

function ofKind(kind: ReferringKind): string {
  return HELD[kind].table === 'thing' ? `k.kind = '${kind}'` : '1 = 1'
}

/** The oid of the home of the group `g`. */
const PARENT_OID = `(select h.oid from member n cross join groups h where n.directory_id = g.directory_id
  and n.ref = g.number and n.until = 0 and n.home = 1 and h.directory_id = g.directory_id and h.number = n.group_number)`

/** The entities of rows by the number in one column, in the order of the rows. */
function grouped<T>(rows: readonly Row[], column: string, of: (row: Row) => T): Map<number, T[]> {
  const found = new Map<number, T[]>()
  for (const row of rows) {
    const key = int(row[column])
    const list = found.get(key)
    if (list) list.push(of(row))
    else found.set(key, [of(row)])
  }
  return found
}
