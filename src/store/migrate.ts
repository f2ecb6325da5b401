import { refuseUnfinished } from './copy-mark.ts'
import type { Connection, Driver } from './driver.ts'
import { first } from './migrations/001-first.ts'
import { lockInstallation, schemaFact } from './sql-facts.ts'

/** All migrations in the order in which they are run, once each; a released one is never edited. */
export const MIGRATIONS: readonly string[] = [first]

/** Thrown for a database that a newer Muster has written. Its message is a sentence for the operator. */
export class NewerSchemaError extends Error {}

/**
 * Brings a database to the newest schema, each migration in a transaction of its own; gives the versions before and
 * after. Throws `NewerSchemaError` where the database is ahead of this program, `conflict` where it holds a copy that is
 * not finished.
 */
export async function migrate(
  driver: Driver,
  migrations: readonly string[] = MIGRATIONS,
): Promise<{ from: number; to: number }> {
  const from = await schemaVersion(driver)
  if (from > migrations.length) throw new NewerSchemaError(newerSentence(from, migrations.length))
  if (from > 0) await driver.read(refuseUnfinished)
  for (let version = from + 1; version <= migrations.length; version++) {
    await driver.write((connection) => step(connection, version, migrations[version - 1] ?? ''))
  }
  return { from, to: migrations.length }
}

/** One migration, unless another process has just run it. */
async function step(connection: Connection, version: number, script: string): Promise<void> {
  if (await connection.hasTable('installation')) await lockInstallation(connection)
  if (await versionOf(connection) >= version) return
  await connection.script(script)
  await connection.run(
    `insert into installation (name, value, until) values (?1, ?2, null)
       on conflict (name) do update set value = excluded.value`,
    [schemaFact, String(version)],
  )
}

/** The version of a database's schema: 0 for an empty one. */
export async function schemaVersion(driver: Driver): Promise<number> {
  return await driver.read(versionOf)
}

async function versionOf(connection: Connection): Promise<number> {
  if (!await connection.hasTable('installation')) return 0
  const [row] = await connection.all('select value from installation where name = ?1', [schemaFact])
  return Number(row?.['value'] ?? 0)
}

function newerSentence(found: number, known: number): string {
  return `The database has schema ${found}, written by a newer Muster; this one knows ${known}. ` +
    'Start the newer version, or restore a backup that was made before the upgrade.'
}
