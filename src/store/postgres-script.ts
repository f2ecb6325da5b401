/** A migration as PostgreSQL takes it: its texts compare by bytes, whatever the database was made with. */
export function scriptOf(sql: string): string {
  const script = sql.replace(
    /^(create table [^;]*|alter table [^;]*);/gim,
    (statement) => statement.replace(/\btext\b/g, 'text collate "C"'),
  )
  return `${script}\n${figuresOf(sql)}`
}

const DIRECTORIES = /^create table (\w+) \(\s*directory_id integer not null,/gim

/**
 * What PostgreSQL's planner is to believe of the tables that a script makes, once it has counted their rows: that one
 * directory has all of them. A prepared statement is planned for the average directory; where there are a thousand small
 * ones, that is a small one, and a plan that reads all of it then costs seconds in the large one. An engine that has no
 * such words goes without.
 */
function figuresOf(script: string): string {
  const alters = [...script.matchAll(DIRECTORIES)].map(([, table]) =>
    `alter table ${table} alter column directory_id set (n_distinct = 1);`
  )
  if (alters.length === 0) return ''
  return `do $$ begin ${alters.join(' ')} exception when others then null; end $$;`
}
