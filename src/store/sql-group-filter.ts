import type { Filter, GroupCondition, GroupField, JsonField, LikeField, Order } from '../core/filter.ts'
import type { Group } from '../core/group.ts'
import type { MemberKind, ReferringKind } from '../core/member.ts'
import { type Column, jsonColumn, nullable, numbers, type OrderTerm, orderTerms, texts } from './columns.ts'
import { type Filtered, matchSize, sqlOfConditions, sqlOfMatch, type Writer } from './sql-filter.ts'
import { whole } from './statement.ts'

/** The home of the group `g`: one look into the index `member_home`. */
export const PARENT =
  `(select m.group_number from member m where m.directory_id = g.directory_id and m.ref = g.number
  and m.until = 0 and m.home = 1)`

/** The one table from field to column, over `groups g`. */
const COLUMNS: Readonly<Record<GroupField, Column<Group>>> = {
  number: numbers('g.number', (group) => group.number),
  uuid: texts('g.uuid', (group) => group.uuid),
  oid: texts('g.oid', (group) => group.oid),
  code: texts('g.code', (group) => group.code),
  slug: nullable('text', 'g.slug', (group) => group.slug),
  name: texts('g.name', (group) => group.name),
  shortName: texts('g.short_name', (group) => group.shortName),
  title: texts('g.title', (group) => group.title),
  description: nullable('text', 'g.description', (group) => group.description),
  rank: { ...nullable('number', 'g.rank', (group) => group.rank), filled: 'g.rank_order' },
  type: nullable('number', 'g.type_number', (group) => group.type),
  parent: nullable('number', PARENT, (group) => group.parent),
  expiresAt: nullable('number', 'g.expires_at', (group) => group.expiresAt),
  createdAt: numbers('g.created_at', (group) => group.createdAt),
  updatedAt: numbers('g.updated_at', (group) => group.updatedAt),
  version: numbers('g.version', (group) => group.version),
  'count.person': count('people', 'person'),
  'count.phone': count('phones', 'phone'),
  'count.item': count('items', 'item'),
  'count.heading': count('headings', 'heading'),
  'count.device': count('devices', 'device'),
  'count.endpoint': count('endpoints', 'endpoint'),
  'count.group': count('contained', 'group'),
}

function count(column: string, kind: MemberKind): Column<Group> {
  return numbers(`g.${column}`, (group) => group.counts[kind])
}

const EXTRAS = { sql: 'g.extras', bag: (group: Group) => group.extras }

function columnOf(field: GroupField | JsonField<'extras'>, writer: Writer): Column<Group> {
  return typeof field === 'string' ? COLUMNS[field] : jsonColumn(EXTRAS, field.path, writer)
}

const groups: Filtered<Group, GroupField | JsonField<'extras'>, LikeField, GroupCondition> = {
  column: columnOf,
  textOf: (field, folded) => folded ? `g.${field}_key` : `g.${field}`,
  conditionOf,
  sizeOf(own) {
    switch (own.is) {
      case 'has-member':
      case 'below':
        return 0
      case 'has-label':
        return matchSize(own.key) + matchSize(own.value)
      case 'has-member-with':
      case 'has-parent':
      case 'has-ancestor':
        return matchSize(own.oid)
    }
  },
}

/** A filter as a condition over `groups g`. Throws `too_large`. */
export function sqlOfGroupFilter(filter: Filter, writer: Writer): string {
  return sqlOfConditions(groups, filter, writer)
}

/** The terms of an order over `groups g`. */
export function groupOrder(order: readonly Order[], writer: Writer): OrderTerm<Group>[] {
  return orderTerms(order, (field) => columnOf(field, writer))
}

function conditionOf(own: GroupCondition, { values, facts }: Writer): string {
  switch (own.is) {
    case 'has-member':
      return among(
        `select m.group_number from member m where m.directory_id = ?1 and m.kind = ${
          values.add(own.kind)
        } and m.ref = ${values.add(own.ref)} and m.until = 0 and m.ref is not null and m.state = 'live'`,
      )
    case 'has-member-with':
      return among(`select m.group_number from ${TABLES[own.kind]} k cross join member m
        where k.directory_id = ?1 and ${ofKind(own.kind)} and ${sqlOfMatch('k.oid', own.oid, values)}
          and m.directory_id = ?1 and m.kind = '${own.kind}' and m.ref = k.number and m.until = 0
          and m.ref is not null and m.state = 'live'`)
    case 'below':
      return below(values.add(own.group))
    case 'has-parent':
      return among(`select m.ref ${homesIn(sqlOfMatch('k.oid', own.oid, values))}`)
    case 'has-ancestor':
      return `g.number in (with recursive below (number) as (
          select m.ref ${homesIn(sqlOfMatch('k.oid', own.oid, values))}
          union
          select m.ref from below cross join member m where m.directory_id = ?1 and m.group_number = below.number
            and m.kind = 'group' and m.until = 0 and m.ref is not null and m.home = 1)
        select below.number from below)`
    case 'has-label':
      // Most have none, and looking into JSON costs.
      return `(g.labels <> '{}' and exists (select 1 from ${facts.jsonTexts('g.labels')} label where ${
        sqlOfMatch('label.key', own.key, values)
      } and ${sqlOfMatch('label.value', own.value, values)}))`
  }
}

function among(select: string): string {
  return `g.number in (${whole(select)})`
}

const TABLES = {
  person: 'person',
  device: 'thing',
  endpoint: 'thing',
  group: 'groups',
} as const satisfies Record<ReferringKind, string>

function ofKind(kind: ReferringKind): string {
  return TABLES[kind] === 'thing' ? `k.kind = '${kind}'` : '1 = 1'
}

function below(group: string): string {
  return `g.number in (with recursive below (number) as (
      select m.ref from member m where m.directory_id = ?1 and m.group_number = ${group}
        and m.kind = 'group' and m.until = 0 and m.state = 'live'
      union
      select m.ref from below cross join member m where m.directory_id = ?1 and m.group_number = below.number
        and m.kind = 'group' and m.until = 0 and m.state = 'live')
    select below.number from below)`
}

/** The groups whose home is one of the groups `k` for which a condition holds. */
function homesIn(condition: string): string {
  return `from groups k cross join member m where k.directory_id = ?1 and ${condition} and m.directory_id = ?1
    and m.group_number = k.number and m.kind = 'group' and m.until = 0 and m.ref is not null and m.home = 1`
}
