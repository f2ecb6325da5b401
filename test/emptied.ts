import type { Direct } from './databases.ts'

/** How often, 3 ms after one another, it is asked whether all others have left a database. */
const leavingMax = 300

/** What the migrations made, in one text: anything that a test has altered, added or measured shows in it. */
const SCHEMA = `select md5(string_agg(line, ',' order by line)) from (
    select concat_ws(' ', relname, relkind, reloptions) as line from pg_class
      where relnamespace = 'public'::regnamespace
    union all select concat_ws(' ', attrelid::regclass, attnum, attname, atttypid, attnotnull) from pg_attribute
      join pg_class on pg_class.oid = attrelid where relnamespace = 'public'::regnamespace and attnum > 0
    union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
      from pg_constraint where connamespace = 'public'::regnamespace
    union all select tgname from pg_trigger where not tgisinternal
    union all select proname from pg_proc where pronamespace = 'public'::regnamespace
    union all select nspname from pg_namespace where nspname !~ '^pg_'
    union all select setconfig::text from pg_db_role_setting where setdatabase <> 0
    union all select 'figures of ' || starelid::regclass from pg_statistic
      join pg_class on pg_class.oid = starelid where relnamespace = 'public'::regnamespace
    union all select 'version ' || value from installation where name = 'schema'
  ) lines`

/** Truncating is for what has grown: it makes each table and each of its indexes anew. */
const EMPTY = `set session_replication_role = replica;
  do $$ declare one record; begin
    for one in select oid::regclass as name, pg_table_size(oid) > 200000 as has_grown from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'installation'
        and pg_relation_size(oid) > 0
    loop
      if one.has_grown then execute format('truncate %s cascade', one.name);
      else execute format('delete from %s', one.name);
      end if;
    end loop;
  end $$;
  delete from installation where name <> 'schema'`

/** The schema of a database, as a text that is equal to that of another one with the same. */
export async function schemaOf(database: Direct): Promise<unknown> {
  const [row] = await database.rows(SCHEMA)
  return row?.[0]
}

/** Takes all rows away; gives false, and does nothing, where somebody is still there or the schema is another. */
export async function emptied(database: Direct, schema: unknown): Promise<boolean> {
  if (!await isLeft(database) || await schemaOf(database) !== schema) return false
  await database.run(EMPTY)
  return true
}

/** A session that was closed takes PostgreSQL a moment to end. */
async function isLeft(database: Direct): Promise<boolean> {
  for (let attempt = 0; attempt < leavingMax; attempt++) {
    const others = await database.rows(`select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`)
    if (others.length === 0) return true
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  return false
}
