import type { Filter } from '../core/filter.ts'
import type { Group, GroupKey } from '../core/group.ts'
import { numberMax } from '../core/ids.ts'
import type { Containment, GroupQuery, Keys, TypedGroup, TypedGroupsQuery } from '../core/store.ts'
import { fold } from '../core/text.ts'
import { int } from './cells.ts'
import { GROUP_COLUMNS, groupOf, keysOf, typedGroupOf } from './rows.ts'
import { groupOrder, PARENT, sqlOfGroupFilter } from './sql-group-filter.ts'
import { sqlOfPage } from './sql-page.ts'
import { SqlScanning } from './sql-scanning.ts'
import { forEachList, placeholders, Values } from './statement.ts'

const GROUP = `${GROUP_COLUMNS.map((column) => `g.${column}`).join(', ')}, ${PARENT} as parent`
const LIVE = `g.state = 'live' and g.builtin = ''`

/** Groups, and how they lie in one another. */
export class SqlGroups extends SqlScanning {
  group(key: GroupKey): Promise<Group | undefined> {
    const sql = `select ${GROUP} from groups g where g.directory_id = ?1 and `
    if ('number' in key) return this.one(groupOf, `${sql} g.number = ?2`, key.number)
    if ('uuid' in key) return this.one(groupOf, `${sql} g.uuid = ?2`, key.uuid)
    if ('oid' in key) return this.one(groupOf, `${sql} g.oid = ?2`, key.oid)
    if ('code' in key) return this.one(groupOf, `${sql} g.code = ?2 and g.state <> 'trashed'`, key.code)
    if ('builtin' in key) {
      return this.one(groupOf, `${sql} g.builtin = ?2 and g.number > ${numberMax - 10000}`, key.builtin)
    }
    if ('named' in key) return this.#named(fold(key.named))
    return this.one(
      groupOf,
      `${sql} g.slug_key = ?2 and g.slug_key is not null and g.state <> 'trashed'`,
      fold(key.slug),
    )
  }

  async #named(nameKey: string): Promise<Group | undefined> {
    const sql =
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.name_key = ?2 and g.builtin = ''
      and g.state <> 'stub'`
    const live = await this.one(groupOf, `${sql} and g.state = 'live' order by g.number limit 1`, nameKey)
    return live ?? await this.one(groupOf, `${sql} order by g.number limit 1`, nameKey)
  }

  async groups(query: GroupQuery): Promise<Group[]> {
    const values = new Values()
    values.add(this.directory)
    const writer = { values, facts: this.facts }
    const sql = sqlOfPage({
      from: 'groups g',
      columns: GROUP,
      key: 'g.number',
      where: ['g.directory_id = ?1', stateOf(query), sqlOfGroupFilter(query.filter, writer)],
      terms: groupOrder(query.order, writer),
      ...query,
    }, values)
    return (await this.connection.all(sql, values.list)).map(groupOf)
  }

  async countGroups(filter: Filter): Promise<number> {
    if (filter.is === 'all') return await this.ledger('live_groups')
    const values = new Values()
    values.add(this.directory)
    const condition = sqlOfGroupFilter(filter, { values, facts: this.facts })
    const sql =
      `select count(*) as total from groups g where g.directory_id = ?1 and ${LIVE} and ${condition}`
    const [row] = await this.connection.all(sql, values.list)
    return int(row?.['total'])
  }

  protected async ledger(column: 'live_groups' | 'live_people'): Promise<number> {
    return await this.one(
      (row) => int(row[column]),
      `select ${column} from ledger where directory_id = ?1`,
    ) ?? 0
  }

  groupNamed(nameKey: string, except: number): Promise<Group | undefined> {
    return this.one(
      groupOf,
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.name_key = ?2 and g.state <> 'stub'
         and g.number <> ?3 order by g.number limit 1`,
      nameKey,
      except,
    )
  }

  /** A row value in the comparison enters the index right behind the last group, however many share its type or name. */
  async typedGroups({ type, sees, after, limit }: TypedGroupsQuery): Promise<TypedGroup[]> {
    const values = new Values()
    values.add(this.directory)
    const order = `${type === 'any' ? 'g.type_number, ' : ''}g.name_key, g.number`
    const where = [`g.directory_id = ?1 and ${LIVE}`, ...typeIs(type, after !== undefined, values)]
    if (after) {
      const place = [...type === 'any' ? [after.type] : [], fold(after.name), after.number]
      where.push(`(${order}) > (${place.map((value) => values.add(value)).join(', ')})`)
    }
    where.push(sqlOfGroupFilter(sees, { values, facts: this.facts }))
    const sql = `select ${TYPED} from groups g where ${where.join(' and ')} order by ${order}
      limit ${values.add(limit)}`
    return (await this.connection.all(sql, values.list)).map(typedGroupOf)
  }

  async typedGroupsNumbered(numbers: readonly number[], sees: Filter): Promise<TypedGroup[]> {
    const rows = await forEachList(numbers, (list) => {
      const values = new Values()
      values.add(this.directory)
      const names = list.map((value) => values.add(value)).join(', ')
      const seen = sqlOfGroupFilter(sees, { values, facts: this.facts })
      return this.connection.all(
        `select ${TYPED} from groups g where g.directory_id = ?1 and g.number in (${names}) and ${LIVE} and ${seen}`,
        values.list,
      )
    })
    return rows.map(typedGroupOf)
  }

  groupsDue(at: number, limit: number): Promise<Group[]> {
    return this.all(
      groupOf,
      `select ${GROUP} from groups g where g.directory_id = ?1 and g.state = 'live' and g.expires_at is not null
         and g.expires_at <= ?2 order by g.expires_at limit ?3`,
      at,
      limit,
    )
  }

  async containmentsAbove(groups: readonly number[]): Promise<Containment[]> {
    const rows = await forEachList(groups, (list) =>
      this.connection.all(
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

  async homesAbove(groups: readonly number[], sees: Filter): Promise<Map<number, Keys>> {
    const rows = await forEachList(groups, (list) => {
      const values = new Values()
      values.add(this.directory)
      const names = list.map((value) => values.add(value)).join(', ')
      const seen = sqlOfGroupFilter(sees, { values, facts: this.facts })
      return this.connection.all(
        `with recursive above (child, number) as (
           select m.ref, m.group_number from member m where m.directory_id = ?1 and m.ref in (${names})
             and m.until = 0 and m.home = 1
           union
           select m.ref, m.group_number from above cross join member m where m.directory_id = ?1
             and m.ref = above.number and m.until = 0 and m.home = 1)
         select above.child, g.number, g.uuid, g.oid, (case when ${seen} then g.code end) as code,
           (case when ${seen} then g.name end) as name
         from above cross join groups g where g.directory_id = ?1 and g.number = above.number`,
        values.list,
      )
    })
    return new Map(rows.map((row) => [int(row['child']), keysOf(row)]))
  }

  async heightOf(group: number): Promise<number> {
    const height = await this.one(
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
}

const TYPED = 'g.number, g.uuid, g.slug, g.name, g.type_number'

/** The condition of being of a type. What stands behind a group of any type has one: a null is behind nothing. */
function typeIs(type: TypedGroupsQuery['type'], isBehind: boolean, values: Values): string[] {
  if (type === 'any') return isBehind ? [] : ['g.type_number > 0']
  return [type === null ? 'g.type_number is null' : `g.type_number = ${values.add(type)}`]
}

function stateOf({ state, builtins = false }: GroupQuery): string {
  if (state === 'trashed') return `g.state = 'trashed' and g.builtin = ''`
  return builtins ? `g.state = 'live'` : LIVE
}
