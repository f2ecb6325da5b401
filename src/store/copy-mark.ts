import { DirectoryError } from '../core/error.ts'
import type { Connection, Value } from './driver.ts'

/**
 * How far a copy has come: a fact of the database into which is copied, committed together with the rows that it tells
 * of. As long as it is there, the database is a part of another one, and nothing but a copy opens it.
 */
export interface Mark {
  /** The digests of the tables that are whole, in their order. */
  readonly finished: readonly string[]
  /** How many rows of the next table are there, and their digest. */
  readonly rows: number
  readonly digest: string
}

/** The name of the fact; `OWN_FACTS` has it, too. */
const markFact = 'copy'

/** Throws `conflict` for a database that holds a part of another one. */
export async function refuseUnfinished(connection: Connection): Promise<void> {
  if (await textOf(connection) === undefined) return
  throw new DirectoryError(
    'conflict',
    'the database holds a copy that is not finished; give the same "muster database copy" again, or use another database',
  )
}

/** The mark of a database, as the text that it is kept as; undefined where there is none. */
export async function textOf(connection: Connection): Promise<string | undefined> {
  const [row] = await connection.all('select value from installation where name = ?1', [markFact])
  return row === undefined ? undefined : String(row['value'])
}

/**
 * Sets a mark in the place of the one before; null is none. Throws `conflict` where another copy has set one meanwhile:
 * two that write into one database would mix their rows.
 */
export async function setMark(
  connection: Connection,
  before: string | null,
  after: string | null,
): Promise<void> {
  if (before === null) return await insertMark(connection, after)
  const values: Value[] = [markFact, before, ...(after === null ? [] : [after])]
  const found = await connection.all(
    after === null
      ? 'delete from installation where name = ?1 and value = ?2 returning name'
      : 'update installation set value = ?3 where name = ?1 and value = ?2 returning name',
    values,
  )
  if (found.length === 0) throw anotherCopy()
}

async function insertMark(connection: Connection, text: string | null): Promise<void> {
  const found = await connection.all(
    `insert into installation (name, value, until) values (?1, ?2, null) on conflict (name) do nothing returning name`,
    [markFact, text],
  )
  if (found.length === 0) throw anotherCopy()
}

function anotherCopy(): DirectoryError {
  return new DirectoryError('conflict', 'another copy is writing into the same database; stop one of them')
}

/** A mark from its text; undefined for one that says that the copy is to begin again. */
export function markOf(text: string): Mark | undefined {
  const value: unknown = JSON.parse(text)
  const [finished, rows, digest] = ['finished', 'rows', 'digest'].map((name) =>
    Reflect.get(Object(value), name)
  )
  const isWhole = Array.isArray(finished) && finished.every((one) => typeof one === 'string')
  return isWhole && typeof rows === 'number' && typeof digest === 'string'
    ? { finished, rows, digest }
    : undefined
}

/** Says that the copy is to begin again. It holds a number, so that no two of them are alike. */
export function startingAgain(): string {
  return JSON.stringify({ again: crypto.randomUUID() })
}
