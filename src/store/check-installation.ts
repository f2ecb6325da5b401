import { fold } from '../core/text.ts'
import type { Findings, Problem } from './check-finding.ts'
import { brokenColumns } from './check-json.ts'
import { stepTexts } from './checking.ts'
import { folded, intOrNull, text, textOrNull } from './cells.ts'
import type { Connection, Driver, Row } from './driver.ts'
import { turn } from './turn.ts'

/** The tables whose rows belong to a directory. */
const OWNED = [
  'ledger',
  'groups',
  'member',
  'person',
  'thing',
  'event',
  'group_type',
  'selector',
  'tag',
] as const

/** Checks what belongs to no directory: accounts, tokens, and rows of directories that are not there. Mends nothing. */
export async function examineInstallation(driver: Driver, findings: Findings): Promise<void> {
  await driver.read(async (connection) => {
    const report = (problem: Problem, message: string) =>
      findings.add({ problem, group: null, message, mended: null })
    for (const table of OWNED) await checkOwners(connection, table, report)
    for await (const row of rowsOf(connection, 'directory', 'directory_id')) {
      reportBroken(`directory ${row['name']}`, brokenColumns(row, { settings: 'object' }), report)
    }
    for await (const row of rowsOf(connection, 'account', 'login_key')) checkAccount(row, report)
    for await (const row of rowsOf(connection, 'token', 'secret_hash')) {
      const name = `the token ${text(row['secret_hash']).slice(0, 8)}`
      reportBroken(name, brokenColumns(row, { scopes: 'array' }), report)
      if (row['is_lost'] === 1) report('tenants', `${name} is of a directory that does not exist`)
    }
  })
}

type Report = (problem: Problem, message: string) => void

/** Goes from one directory's first row to the next one's, in the primary key alone. */
async function checkOwners(connection: Connection, table: string, report: Report): Promise<void> {
  for (let last = -Number.MAX_SAFE_INTEGER;;) {
    const [next] = await connection.all(
      `select min(directory_id) as id from ${table} where directory_id > ?1`,
      [last],
    )
    const id = intOrNull(next?.['id'])
    if (id === null) return
    const known = await connection.all('select 1 as found from directory where directory_id = ?1', [id])
    if (known.length === 0) {
      report('tenants', `the table ${table} has rows of a directory that does not exist (its id is ${id})`)
    }
    last = id
    await turn()
  }
}

type Table = 'directory' | 'account' | 'token'

/** All rows of a table, and whether each is of a directory that is not there. */
async function* rowsOf(connection: Connection, table: Table, key: string): AsyncGenerator<Row> {
  const sql = `select one.*, case when one.directory_id is not null and not exists
      (select 1 from directory d where d.directory_id = one.directory_id) then 1 else 0 end as is_lost
    from ${table} one where one.${key} > ?1 order by one.${key} limit ${stepTexts}`
  for (let after: string | number = table === 'directory' ? -1 : '';;) {
    const rows = await connection.all(sql, [after])
    yield* rows
    const last = rows.at(-1)?.[key]
    if (last === undefined || last === null || rows.length < stepTexts) return
    after = last
    await turn()
  }
}

function checkAccount(row: Row, report: Report): void {
  const name = `the account ${row['login']}`
  reportBroken(name, brokenColumns(row, { permissions: 'array' }), report)
  if (row['is_lost'] === 1) report('tenants', `${name} is of a directory that does not exist`)
  if (
    row['login_key'] === fold(text(row['login'])) && row['email_key'] === folded(textOrNull(row['email']))
  ) return
  report('keys', `${name} is found by a key that is not the folded form of its login or e-mail`)
}

function reportBroken(name: string, columns: readonly string[], report: Report): void {
  for (const column of columns) report('json', `${name} has ${column} that cannot be read`)
}
