import { runScript } from '../databases.ts'

/** How many rows of each kind a directory is given: so many that reading them all is never the shortest way. */
const rows = 20000

/**
 * Gives a directory on PostgreSQL as many rows as make its planner choose indexes, and has them counted: behind the
 * program's back, with no regard to what refers to what.
 */
export function crowd(address: string, directory: number): Promise<void> {
  return runScript(address, statements(directory).join(';\n'))
}

function statements(directory: number): string[] {
  const series = `from generate_series(1, ${rows}) n`
  const keys = (letter: string) => `'${letter}' || n, lpad(n::text, 24, '${letter}')`
  return [
    `insert into groups select ${directory}, 100000 + n, ${keys('a')}, 'c' || n, 's' || n, 's' || n,
       case when n % 10 = 0 then 'trashed' else 'live' end, '', 'g' || n, 'g' || n, '', '', null, null, n % 100,
       n % 100, '{}', '[]', '[]', '{}', 0, 0, 0, 0, 0, 0, 0, case when n % 100 = 0 then n end, null, n, n, 1 ${series}`,
    `insert into person select ${directory}, 100000 + n, ${
      keys('b')
    }, 'live', 'p' || n, 'p' || n, '1' || n, '1' || n,
       'm' || n, 'm' || n, 'm' || n, 'u' || n, 'u' || n, '{}', null, '{}', null, n, n, 1 ${series}`,
    `insert into thing select ${directory}, kind, 100000 + n, kind || n, 'live', '', '{}', '[]', '{}', n, n, 1
       ${series} cross join (values ('device'), ('endpoint')) as kinds (kind)`,
    `insert into tag select ${directory}, 100000 + n, 'k' || n % 100, 'v' || n ${series}`,
    `insert into selector select ${directory}, 100000 + n, 0, case when n % 1000 = 0 then 'query' else 'tag' end, 'k',
       'v' || n ${series}`,
    `insert into member select ${directory}, 1000000 + n * 10 + at, n + 1000, case when at = 5 then n + 2000 else 0 end,
       case when at = 4 and n % 10 = 0 then 'waiting' else 'live' end, 100000 + n, kind,
       case when kind in ('phone', 'item') then null else 100000 + 1 + n * 7 % ${rows} end, 0, 'x' || n, 'x' || n, n, n,
       '{}', case when at = 4 then n end, case when at = 4 then n else 0 end ${series} cross join
       (values (1, 'person'), (2, 'device'), (3, 'group'), (4, 'phone'), (5, 'item')) as kinds (at, kind)
     on conflict do nothing`,
    `insert into event select ${directory}, 100000 + n, n, 'a', 'd', 'r', 'group.change', 'group', 100000 + n, null,
       null, null, null, null ${series}`,
    `insert into token select 'h' || n, 'o' || n, 100000 + n % 1000, case when n % 2 = 0 then 'l' || n end, 'p', null,
       null, '[]', 'active', null, null, n, n, case when n % 2 = 0 then n end, null ${series}`,
    `insert into account select 'l' || n, 'o' || n, 100000 + n % 1000, 'l' || n, null, null, null, '[]', null, 'active',
       n ${series}`,
    `insert into installation select 'f' || n, '', case when n % 2 = 0 then n end ${series}`,
    'analyze',
  ]
}
