import type { DeviceFilter } from '../core/device-filter.ts'
import type { Selector } from '../core/group.ts'
import type { DeviceReach } from '../core/store.ts'
import { int, text } from './cells.ts'
import type { Connection } from './driver.ts'
import { sqlOfDevices } from './sql-device-filter.ts'
import { Values } from './statement.ts'

/**
 * How many devices a group has, with `below` it and all groups under it, each once: in one statement. The closure is read
 * once, of its tag selectors those that differ are looked up by index; what `filter` finds is joined to them.
 */
export async function countDevices(
  connection: Connection,
  { directory, group, below }: DeviceReach & { readonly directory: number },
  filter: DeviceFilter,
): Promise<number> {
  const values = new Values()
  values.add(directory)
  values.add(group)
  const tagged = await hasSelectors(connection, { directory, kind: 'tag' }) ? [TAGGED] : []
  const found = filter.is === 'none' ? [] : [`select number from (${sqlOfDevices(filter, values)}) found`]
  const sql = `with recursive ${below ? BELOW : ALONE}, ${PICKED}
    select count(*) as total from (${united([MEMBERS, ...tagged, ...found])}) device`
  const [row] = await connection.all(sql, values.list)
  return int(row?.['total'])
}

/** Each number that one of the parts gives, once. */
function united(parts: readonly string[]): string {
  return parts.length === 1 ? `select distinct number from (${parts[0]}) part` : parts.join(' union ')
}

/** Whether any group of a directory has such selectors: where none has, a walk over all groups below is spared. */
async function hasSelectors(
  connection: Connection,
  { directory, kind }: { readonly directory: number; readonly kind: Selector['kind'] },
): Promise<boolean> {
  const sql = `select s.group_number from selector s where s.directory_id = ?1 and s.group_number > 0
    and s.kind = '${kind}' order by s.group_number limit 1`
  return (await connection.all(sql, [directory])).length > 0
}

/** The different texts of the device queries of a group and of all groups under it, at most `limit` of them. */
export async function deviceQueriesBelow(
  connection: Connection,
  { directory, group }: { readonly directory: number; readonly group: number },
  limit: number,
): Promise<string[]> {
  if (!await hasSelectors(connection, { directory, kind: 'query' })) return []
  const sql = `with recursive ${BELOW} select distinct s.value from below cross join selector s
    where s.directory_id = ?1 and s.group_number = below.number and s.kind = 'query' limit ?3`
  return (await connection.all(sql, [directory, group, limit])).map((row) => text(row['value']))
}

/** A group, and all that it contains at any depth: what is contained is live. */
const BELOW = `below (number) as (
  select ?2
  union
  select m.ref from below cross join member m where m.directory_id = ?1 and m.group_number = below.number
    and m.kind = 'group' and m.until = 0 and m.state = 'live')`
const ALONE = 'below (number) as (select ?2)'

/** The different tag selectors. */
const PICKED = `picked (key, value) as materialized (
  select distinct s.key, s.value from below cross join selector s where s.directory_id = ?1
    and s.group_number = below.number and s.kind = 'tag')`

const MEMBERS = `select m.ref as number from below cross join member m where m.directory_id = ?1
  and m.group_number = below.number and m.kind = 'device' and m.until = 0 and m.state = 'live'`

/** By key and value, by the key alone, by the value alone; a selector without either finds nothing, as null equals none. */
const TAGGED = `select number from (${
  [
    'x.key = picked.key and x.value = picked.value',
    'picked.value is null and x.key = picked.key',
    'picked.key is null and x.value = picked.value',
  ].map((condition) =>
    `select x.number from picked cross join tag x where x.directory_id = ?1 and ${condition}`
  )
    .join(' union all ')
}) tagged`
