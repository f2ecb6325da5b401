import type { State } from '../core/group.ts'
import { isOid } from '../core/ids.ts'
import type { ThingKind } from '../core/person.ts'
import { brokenColumns } from './check-json.ts'
import { type Checking, stepTexts } from './checking.ts'
import { int, text } from './cells.ts'
import type { Connection, Row } from './driver.ts'
import { tagRows } from './index-rows.ts'
import { thingOf } from './people-rows.ts'
import { insertRow } from './statement.ts'

const KINDS: readonly string[] = ['device', 'endpoint'] satisfies readonly ThingKind[]
const STATES: readonly string[] = ['live', 'trashed', 'stub'] satisfies readonly State[]

/** Checks every device and endpoint of a directory: tags, JSON, kind, state, id. */
export async function checkThings(check: Checking): Promise<void> {
  for (let kind = '', number = 0;;) {
    const rows = await check.all(PAGE, kind, number)
    const tags = Map.groupBy(await tagsOf(check, rows), (row) => int(row['number']))
    for (const row of rows) checkThing(check, row, tags.get(int(row['number'])) ?? [])
    await check.step()
    if (rows.length < stepTexts) break
    kind = text(rows.at(-1)?.['kind'])
    number = int(rows.at(-1)?.['number'])
  }
  await checkLostTags(check)
}

const PAGE = `select * from thing where directory_id = ?1 and (kind, number) > (?2, ?3)
  order by kind, number limit ${stepTexts}`
const TAGS = `select number, key, value from tag where directory_id = ?1 and number >= ?2 and number <= ?3`

/** The tag rows of a page's things, whatever their kind: they have their numbers in common. */
function tagsOf(check: Checking, rows: readonly Row[]): Promise<Row[]> {
  const numbers = rows.map((row) => int(row['number']))
  return rows.length === 0 ? Promise.resolve([]) : check.all(TAGS, Math.min(...numbers), Math.max(...numbers))
}

function checkThing(check: Checking, row: Row, tags: readonly Row[]): void {
  const name = `${row['kind']} ${row['number']}`
  const broken = brokenColumns(row, { data: 'object', tags: 'array', extras: 'object' })
  for (const column of broken) {
    check.report({ problem: 'json', message: `${name} has ${column} that cannot be read` })
  }
  if (!KINDS.includes(text(row['kind'])) || !STATES.includes(text(row['state']))) {
    check.report({
      problem: 'states',
      message: `${name} has an unknown kind or the unknown state ${row['state']}`,
    })
  }
  if (!isOid(text(row['oid']))) {
    check.report({ problem: 'ids', message: `${name} has an id that is not written as it must be` })
  }
  if (broken.length > 0 || sameTags(tags, tagRows(thingOf(row)))) return
  check.report({
    problem: 'tags',
    message: `${name} is searched by other tags than it has`,
    mend: (connection) => mendTags(connection, check.directory, int(row['number'])),
  })
}

function sameTags(a: readonly Row[], b: readonly Row[]): boolean {
  const texts = (rows: readonly Row[]) =>
    rows.map(({ key = null, value = null }) => JSON.stringify([key, value])).sort()
  return JSON.stringify(texts(a)) === JSON.stringify(texts(b))
}

async function mendTags(connection: Connection, directory: number, number: number): Promise<void> {
  await connection.run('delete from tag where directory_id = ?1 and number = ?2', [directory, number])
  const rows = await connection.all(
    `select * from thing where directory_id = ?1 and kind in ('device', 'endpoint') and number = ?2`,
    [directory, number],
  )
  for (const row of rows.flatMap((one) => tagRows(thingOf(one)))) {
    await insertRow(connection, 'tag', { directory_id: directory, ...row })
  }
}

const LOST = `select distinct g.number from tag g where g.directory_id = ?1 and g.number > -1 and not exists
  (select 1 from thing t where t.directory_id = ?1 and t.kind in ('device', 'endpoint') and t.number = g.number)`

async function checkLostTags(check: Checking): Promise<void> {
  for (const row of await check.all(LOST)) {
    const number = int(row['number'])
    check.report({
      problem: 'tags',
      message: `tags are searched of thing ${number}, which does not exist`,
      mend: (connection) => mendTags(connection, check.directory, number),
    })
  }
  await check.step()
}
