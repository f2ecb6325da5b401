import type { DatabaseSync } from 'node:sqlite'

/**
 * Queries alone, as plain as they can be written, over the same tables with the same indexes: what they find of the group
 * with the number ?2 in the directory ?1 is one row, or one a person; for the list of all groups the number is 0.
 */
const QUERIES = {
  'direct devices': devices('select ?2'),
  'total devices': devices(`select ?2
    union
    select m.ref from reached cross join member m where m.directory_id = ?1 and m.group_number = reached.number
      and m.kind = 'group' and m.until = 0 and m.state = 'live'`),
  'effective people': `with recursive reached (number) as (
      select ?2
      union
      select m.group_number from reached cross join member m where m.directory_id = ?1 and m.ref = reached.number
        and m.until = 0 and m.home = 1)
    select p.oid, p.email, p.data, p.extras, p.created_at, p.updated_at from person p where p.directory_id = ?1
      and p.state = 'live' and p.number in (
        select m.ref from reached cross join member m where m.directory_id = ?1 and m.group_number = reached.number
          and m.kind = 'person' and m.until = 0 and m.state = 'live')
    order by p.email_order, p.oid limit 100`,
  'listed groups':
    `select uuid, slug, name, number, type_number from groups where directory_id = ?1 and state = 'live'
    and number > ?2 order by type_number, name_key, number`,
} as const

export type FloorQuery = keyof typeof QUERIES

function devices(reached: string): string {
  return `with recursive reached (number) as (${reached})
    select count(*) as total from (
      select m.ref from reached cross join member m where m.directory_id = ?1 and m.group_number = reached.number
        and m.kind = 'device' and m.until = 0 and m.state = 'live'
      union
      select t.number from (
        select distinct s.key, s.value from reached cross join selector s where s.directory_id = ?1
          and s.group_number = reached.number) s
        cross join tag t where t.directory_id = ?1 and t.key = s.key and t.value = s.value)`
}

export function isQuery(work: string): work is FloorQuery {
  return Object.hasOwn(QUERIES, work)
}

/** Runs a query for the group of a number, and gives its rows. */
export function queryOf(
  query: FloorQuery,
  database: DatabaseSync,
  directory: number,
): (group: number) => Record<string, unknown>[] {
  const statement = database.prepare(QUERIES[query])
  return (group) => statement.all(directory, group)
}
