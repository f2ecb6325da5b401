/**
 * What SQLite's planner believes of the tables: fixed figures of one directory with a million of each thing. Without
 * figures it takes any index that begins with the directory for a good one, and recursion becomes quadratic; measured
 * figures would change its mind with the data (collisions.md B12, T16). Each row is an index, the number of its entries,
 * and how many of them share its first column, its first two, and so on. `noskipscan`: what is due anywhere is not to be
 * looked for in one directory after the other, as the figures of one directory would have it. Accounts and tokens are those
 * of a thousand directories, so that the ones of one are not found by walking those of all.
 */
const FIGURES = `
groups groups 1000000 1000000 1
groups groups_uuid 1000000 1000000 1
groups groups_oid 1000000 1000000 1
groups groups_code 1000000 1000000 1
groups groups_slug 1000000 1000000 1
groups groups_live 1000000 1000000 1
groups groups_trashed 10000 10000 1
groups groups_created 1000000 1000000 2 1
groups groups_name 1000000 1000000 2 1
groups groups_name_key 1000000 1000000 2 1
groups groups_type 1000000 1000000 10000 2 1
groups groups_rank 1000000 1000000 1000000 1000000 10000 1
groups groups_due 10000 10000 2 noskipscan
groups groups_due_anywhere 10000 2
member member 2000000 2000000 2 1
member member_once 1000000 1000000 100 50 1
member member_home 300000 300000 1
member member_page 1000000 1000000 100 50 1
member member_back 1000000 1000000 300000 5 1
member member_below 300000 300000 20 15 1 1 1
member member_name 500000 500000 100 50 1
member member_ended 1000000 1000000 100 2
member member_waiting 1000 1000 10 5
member member_begins 1000 1000 2 noskipscan
member member_ends 1000 1000 2 noskipscan
member member_begins_anywhere 1000 2
member member_ends_anywhere 1000 2
person person 1000000 1000000 1
person person_uuid 1000000 1000000 1
person person_oid 1000000 1000000 1
person person_user_name 1000000 1000000 1
person person_live 1000000 1000000 1
person person_trashed 10000 10000 1
person person_email 1000000 1000000 2
person person_email_order 1000000 1000000 2 1
person person_phone 1000000 1000000 2
person person_phone_key 1000000 1000000 2
thing thing 1000000 1000000 500000 1
thing thing_oid 1000000 1000000 500000 1
thing thing_live 1000000 1000000 500000 400000 1
tag tag 2000000 2000000 3 2 1
tag tag_value 2000000 2000000 100000 1000 1
tag tag_any_key 2000000 2000000 1000 1
selector selector 100000 100000 2 1
selector selector_query 1000 1000 1
group_type group_type 1000 1000 1
event event 5000000 5000000 1
event event_subject 5000000 5000000 2000000 5 1
token token 100000 1
token token_directory 100000 100 1
token token_program 100000 100 50 1
token token_login 100000 5 2
token token_ended 100000 2
account account 100000 1
account account_directory 100000 100 1
`

/** The statements that write the figures, to be run behind each migration. */
export const STATISTICS = `
analyze installation;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values ${FIGURES.trim().split('\n').map(rowOf).join(', ')};
analyze sqlite_schema;
`

function rowOf(line: string): string {
  const [table, index, ...figures] = line.split(' ')
  return `('${table}', '${index}', '${figures.join(' ')}')`
}
