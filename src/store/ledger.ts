import type { Event } from '../core/event.ts'
import type { Connection, Row } from './driver.ts'
import { int } from './cells.ts'

/**
 * A directory's counters as they are during a batch of writes: taken in memory, written back once. Its row is the lock
 * of the directory's writers.
 */
export interface Ledger {
  sequence: number
  nextGroup: number
  nextType: number
  nextPerson: number
  nextThing: number
  nextMember: number
  liveGroups: number
  livePeople: number
  /** The newest event that was written since it was locked. */
  newest: Event | undefined
}

const COLUMNS =
  'sequence, next_group, next_type, next_person, next_thing, next_member, live_groups, live_people'

/** Locks a directory's ledger row for this transaction, and reads it; undefined if there is no such directory. */
export async function lockLedger(connection: Connection, directory: number): Promise<Ledger | undefined> {
  const sql = `update ledger set sequence = sequence where directory_id = ?1 returning ${COLUMNS}`
  return ledgerOf(await connection.all(sql, [directory]))
}

/** Reads it only: where the transaction locks all that there is. */
export async function readLedger(connection: Connection, directory: number): Promise<Ledger | undefined> {
  const sql = `select ${COLUMNS} from ledger where directory_id = ?1`
  return ledgerOf(await connection.all(sql, [directory]))
}

function ledgerOf([row]: readonly Row[]): Ledger | undefined {
  return row && {
    sequence: int(row['sequence']),
    nextGroup: int(row['next_group']),
    nextType: int(row['next_type']),
    nextPerson: int(row['next_person']),
    nextThing: int(row['next_thing']),
    nextMember: int(row['next_member']),
    liveGroups: int(row['live_groups']),
    livePeople: int(row['live_people']),
    newest: undefined,
  }
}

/** Writes a directory's counters back. */
export async function writeLedger(connection: Connection, directory: number, ledger: Ledger): Promise<void> {
  await connection.run(
    `update ledger set sequence = ?2, next_group = ?3, next_type = ?4, next_person = ?5, next_thing = ?6,
       next_member = ?7, live_groups = ?8, live_people = ?9 where directory_id = ?1`,
    [
      directory,
      ledger.sequence,
      ledger.nextGroup,
      ledger.nextType,
      ledger.nextPerson,
      ledger.nextThing,
      ledger.nextMember,
      ledger.liveGroups,
      ledger.livePeople,
    ],
  )
}
