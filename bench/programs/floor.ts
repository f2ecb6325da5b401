import { DatabaseSync } from 'node:sqlite'
import { type FloorQuery, isQuery, queryOf } from './queries.ts'

/** The changes whose rows the floor can write. */
export type FloorWrite = 'change group' | 'add member' | 'replace people'

/** What the floor can do in a database. */
export type FloorWork = FloorWrite | FloorQuery

/** What a floor answers, whatever it is asked. */
export interface FloorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What is in the file that the first argument of this program names. */
export interface Floor {
  readonly answer: FloorAnswer
  /** What is done at each request, in a copy of the server's database. */
  readonly work?: FloorWork
  readonly database?: string
}

/** What is done for the path and the body of a request. */
type Work = (url: string, body: string) => void

/** The number of the directory of our populations. */
const directory = 1

/**
 * The floor of a request: a bare server that gives the same bytes with the same headers. Where it has to query, it runs the
 * query alone, by a prepared statement. Where the request is a change, it writes the rows that the server writes, into the
 * same tables with the same indexes, by prepared statements and with a commit each, and looks at nothing.
 */
function serve({ answer: { status, headers, body }, work, database }: Floor): void {
  const onListen = ({ port }: Deno.NetAddr) =>
    console.log(JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` }))
  const options = { hostname: '127.0.0.1', port: 0, onListen }
  if (!work || database === undefined) {
    Deno.serve(options, () => new Response(body, { status, headers }))
    return
  }
  const opened = openAsServer(database)
  if (isQuery(work)) {
    const query = querierOf(work, opened)
    Deno.serve(options, ({ url }) => {
      query(url)
      return new Response(body, { status, headers })
    })
    return
  }
  const change = writerOf(work, opened)
  Deno.serve(options, async (request) => {
    if (request.method !== 'GET') change(request.url, await request.text())
    return new Response(body, { status, headers })
  })
}

/** Queries the group of the last oid in an address; all groups where there is none. */
function querierOf(work: FloorQuery, database: DatabaseSync): (url: string) => void {
  const find = database.prepare('select number from groups where directory_id = ?1 and oid = ?2')
  const query = queryOf(work, database, directory)
  return (url) => {
    const oid = url.match(/[0-9a-f]{24}/g)?.at(-1)
    query(oid === undefined ? 0 : Number(find.get(directory, oid)!['number']))
  }
}

/** A database with the settings that the server gives its writer. */
export function openAsServer(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; ' +
      'pragma temp_store = memory; pragma cache_size = -16000; pragma trusted_schema = 0',
  )
  return database
}

/** How a change is written. */
export function writerOf(change: FloorWrite, database: DatabaseSync): Work {
  const statements = prepared(database)
  const write = WRITES[change](statements)
  return (url, body) => {
    statements.begin.run()
    write(url, body)
    statements.commit.run()
  }
}

type Statements = ReturnType<typeof prepared>

function prepared(database: DatabaseSync) {
  return {
    begin: database.prepare('begin immediate'),
    commit: database.prepare('commit'),
    take: database.prepare(
      `update ledger set sequence = sequence + 1, next_member = next_member + ?2 where directory_id = ?1
         returning sequence, next_member - 1 as member`,
    ),
    find: database.prepare('select name from groups where directory_id = ?1 and number = ?2'),
    name: database.prepare(
      `update groups set name = ?3, name_key = ?4, updated_at = ?5, version = version + 1
         where directory_id = ?1 and number = ?2`,
    ),
    count: database.prepare(
      `update groups set phones = phones + 1, updated_at = ?3, version = version + 1
         where directory_id = ?1 and number = ?2`,
    ),
    countPeople: database.prepare(
      `update groups set people = ?3, updated_at = ?4, version = version + 1
         where directory_id = ?1 and number = ?2`,
    ),
    group: database.prepare('select number from groups where directory_id = ?1 and oid = ?2'),
    person: database.prepare('select number from person where directory_id = ?1 and oid = ?2'),
    people: database.prepare(
      `select id, since from member where directory_id = ?1 and group_number = ?2 and kind = 'person' and until = 0
         and state = 'live' order by position`,
    ),
    end: database.prepare(
      'update member set until = ?4 where directory_id = ?1 and id = ?2 and since = ?3',
    ),
    refer: database.prepare(
      `insert into member (directory_id, id, since, until, state, group_number, kind, ref, home, name, name_key, position,
         place, data, valid_from, valid_until)
       values (?1, ?2, ?3, 0, 'live', ?4, 'person', ?5, 0, null, null, ?2, ?2, '{}', null, null)`,
    ),
    member: database.prepare(
      `insert into member (directory_id, id, since, until, state, group_number, kind, ref, home, name, name_key, position,
         place, data, valid_from, valid_until)
       values (?1, ?2, ?3, 0, 'live', ?4, 'phone', null, 0, ?5, ?5, ?2, ?2, '{}', null, null)`,
    ),
    event: database.prepare(
      `insert into event (directory_id, sequence, at, actor, dialect, request, kind, subject_kind, subject_number, before,
         after, members, cause, undoes)
       values (?1, ?2, ?3, 'bench', ?9, ?4, 'group.change', 'group', ?5, ?6, ?7, ?8, null, null)`,
    ),
  }
}

/** As long as the id that the server gives to a request. */
const request = '0123456789abcdefghijABCDEFGHIJ01'

function changeGroup({ take, find, name: rename, event }: Statements): Work {
  return (url, body) => {
    const { dialect, number } = groupOf(url)
    const name = nameIn(body)
    const { sequence } = take.get(directory, 0)!
    const now = Date.now()
    const before = JSON.stringify({ name: find.get(directory, number)!['name'] })
    rename.run(directory, number, name, name.toLowerCase(), now)
    event.run(directory, sequence!, now, request, number, before, JSON.stringify({ name }), null, dialect)
  }
}

function addMember({ take, count, member: insert, event }: Statements): Work {
  return (url, body) => {
    const { dialect, number } = groupOf(url)
    const { phone } = JSON.parse(body)
    const { sequence, member } = take.get(directory, 1)!
    const now = Date.now()
    insert.run(directory, member!, sequence!, number, phone)
    count.run(directory, number, now)
    const members = { began: [member], ended: [], beganFrom: member, beganTotal: 1, endedTotal: 0 }
    event.run(directory, sequence!, now, request, number, null, null, JSON.stringify(members), dialect)
  }
}

/** One person in the place of all that are there. */
function replacePeople({ take, group, person, people, end, refer, countPeople, event }: Statements): Work {
  return (url, body) => {
    const [, oid] = /groups\/([0-9a-f]{24})/.exec(url) ?? []
    const number = Number(group.get(directory, oid!)!['number'])
    const [wanted] = JSON.parse(body).experienceUserIds
    const { sequence, member } = take.get(directory, 1)!
    const now = Date.now()
    const ended = people.all(directory, number)
    for (const { id, since } of ended) end.run(directory, id!, since!, sequence!)
    refer.run(directory, member!, sequence!, number, person.get(directory, wanted)!['number']!)
    countPeople.run(directory, number, 1, now)
    const ids = ended.map(({ id }) => id)
    const members = { began: [member], ended: ids, beganFrom: member, beganTotal: 1, endedTotal: ids.length }
    event.run(directory, sequence!, now, request, number, null, null, JSON.stringify(members), 'losant')
  }
}

const WRITES = {
  'change group': changeGroup,
  'add member': addMember,
  'replace people': replacePeople,
} as const satisfies Record<FloorWrite, (statements: Statements) => Work>

/** Where the paths of each dialect have the number of a group. */
const PATHS = { lox24: /^\/groups\/(\d+)/, superoffice: /^\/api\/v1\/List\/(\d+)/ }

/** The group of a path, and the dialect whose path it is. */
export function groupOf(url: string): { readonly dialect: string; readonly number: number } {
  const path = url.slice(url.indexOf('/', 'http://'.length))
  for (const [dialect, pattern] of Object.entries(PATHS)) {
    const [, number] = pattern.exec(path) ?? []
    if (number !== undefined) return { dialect, number: Number(number) }
  }
  throw new Error(`no dialect has a group at ${path}`)
}

/** The name that a body gives: as a field, or as the value of a JSON Patch of one operation. */
export function nameIn(body: string): string {
  const change: Record<string, string> = [JSON.parse(body)].flat()[0]
  return change.name ?? change.Name ?? change.value ?? ''
}

if (import.meta.main) serve(JSON.parse(await Deno.readTextFile(Deno.args[0] ?? '')))
