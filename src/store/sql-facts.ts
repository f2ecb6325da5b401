import type { Fact } from '../core/directory.ts'
import type { Connection } from './driver.ts'

/** The name of the fact that says which migrations a database has seen. */
export const schemaFact = 'schema'

/** Keeps other processes that write the installation waiting, until the end of this transaction. */
export function lockInstallation(connection: Connection): Promise<void> {
  return connection.run('update installation set value = value where name = ?1', [schemaFact])
}

/** Replaces the fact of that name. */
export function writeFact(connection: Connection, { name, value, until }: Fact): Promise<void> {
  return connection.run(
    `insert into installation (name, value, until) values (?1, ?2, ?3)
       on conflict (name) do update set value = excluded.value, until = excluded.until`,
    [name, value, until],
  )
}

export function eraseFact(connection: Connection, name: string): Promise<void> {
  return connection.run('delete from installation where name = ?1', [name])
}
