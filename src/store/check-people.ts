import type { State } from '../core/group.ts'
import { isOid, isUuid } from '../core/ids.ts'
import { phoneKey } from '../core/phone.ts'
import { brokenColumns } from './check-json.ts'
import { isKey } from './check-members.ts'
import { type Checking, pagesOf } from './checking.ts'
import { int, text, textOrNull } from './cells.ts'
import type { Connection, Row } from './driver.ts'
import { personOf, personRow } from './people-rows.ts'

/** Checks every person of a directory: keys, JSON, state, ids. */
export async function checkPeople(check: Checking, country: string | undefined): Promise<void> {
  for await (const { rows } of pagesOf(check, 'person')) {
    for (const row of rows) checkPerson(check, row, country)
  }
}

const STATES: readonly string[] = ['live', 'trashed', 'stub'] satisfies readonly State[]

function checkPerson(check: Checking, row: Row, country: string | undefined): void {
  const name = `person ${row['number']}`
  const broken = brokenColumns(row, { data: 'object', extras: 'object' })
  for (const column of broken) {
    check.report({ problem: 'json', message: `${name} has ${column} that cannot be read` })
  }
  const state = text(row['state'])
  if (!STATES.includes(state)) {
    check.report({ problem: 'states', message: `${name} has the unknown state ${state}` })
  } else if ((row['trashed_at'] !== null) !== (state === 'trashed')) {
    const time = row['trashed_at'] === null ? 'no' : 'a'
    check.report({ problem: 'states', message: `${name} is ${state} and has ${time} time in the trash` })
  }
  if (!isUuid(text(row['uuid'])) || !isOid(text(row['oid']))) {
    check.report({ problem: 'ids', message: `${name} has an id that is not written as it must be` })
  }
  if (broken.length === 0) checkKeys(check, row, country)
}

const KEYS = [
  ['email_key', 'email'],
  ['email_order', 'email'],
  ['user_name_key', 'user_name'],
  ['phone_key', 'phone'],
  ['display_name_key', 'display_name'],
  ['data_key', 'data'],
] as const

function checkKeys(check: Checking, row: Row, country: string | undefined): void {
  const expected = keyed(row, country)
  for (const [column, of] of KEYS) {
    const [there, wanted] = [textOrNull(row[column]), textOrNull(expected[column])]
    const phone = text(row['phone'])
    if (isKey(there, wanted, { isPhone: of === 'phone' && phone !== '', name: phone })) continue
    check.report({
      problem: 'keys',
      message: `person ${row['number']} is found by a key that is not the folded form of the ${
        of.replace('_', ' ')
      }`,
      mend: (connection) =>
        mendKey(connection, check.directory, { number: int(row['number']), column, country }),
    })
  }
}

/** A person's row with the keys that it must have. */
function keyed(row: Row, country: string | undefined): Row {
  const person = personOf(row)
  return personRow({ ...person, phoneKey: person.phone === '' ? '' : phoneKey(person.phone, country) })
}

interface Key {
  readonly number: number
  readonly column: (typeof KEYS)[number][0]
  readonly country: string | undefined
}

async function mendKey(
  connection: Connection,
  directory: number,
  { number, column, country }: Key,
): Promise<void> {
  const [row] = await connection.all('select * from person where directory_id = ?1 and number = ?2', [
    directory,
    number,
  ])
  if (!row) return
  await connection.run(`update person set ${column} = ?3 where directory_id = ?1 and number = ?2`, [
    directory,
    number,
    keyed(row, country)[column] ?? null,
  ])
}
