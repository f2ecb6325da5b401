import postgres from 'postgres'
import { CREDENTIAL } from '../../src/store/installation-rows.ts'
import { statementOf, typedIn } from '../../src/store/postgres-statement.ts'
import type { Asked } from '../statements.ts'
import { type FloorAnswer, type FloorWrite, groupOf, nameIn } from './floor.ts'

/** What is in the file that the first argument of this program names. */
export interface PostgresFloor {
  readonly answer: FloorAnswer
  /** The address of a database with the server's rows. */
  readonly database: string
  /** The hash of the secret with which the requests come. */
  readonly secretHash: string
  /** A change, or what is read for a request: for one after the other of these. */
  readonly work: FloorWrite | readonly (readonly Asked[])[]
}

/** As many connections as the server has. */
const connections = 12
const directory = 1
/** As long as the id that the server gives to a request. */
const request = '0123456789abcdef0123456789abcdef'

/**
 * The floor of a request on PostgreSQL: a bare server that gives the same bytes with the same headers behind the same
 * statements, prepared, by a bare client: those that the server reads with, or those that find the credential and then a
 * transaction for each change that locks the ledger. It looks at nothing that it reads.
 */
function serve({ answer: { status, headers, body }, ...asked }: PostgresFloor): void {
  const perform = workOf(connect(asked.database), asked)
  const onListen = ({ port }: Deno.NetAddr) =>
    console.log(JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` }))
  Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, async (request) => {
    const text = request.method === 'GET' ? '' : await request.text()
    await perform(request.url, text)
    return new Response(body, { status, headers })
  })
}

type Values = readonly (string | number | null)[]

function connect(database: string) {
  return postgres(database, {
    max: connections,
    fetch_types: false,
    onnotice() {},
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
  })
}

type Sql = ReturnType<typeof connect>
type Transaction = postgres.TransactionSql<{ bigint: number }>

function run(sql: Sql | Transaction, text: string, values: Values) {
  return sql.unsafe(text, [...values], { prepare: true })
}

/** What is done for one request: its address, and its body. */
type Perform = (url: string, body: string) => Promise<unknown>

function workOf(sql: Sql, { work, secretHash }: Omit<PostgresFloor, 'answer'>): Perform {
  if (typeof work !== 'string') return readIn(sql, work)
  const act = {
    'change group': changeGroup,
    'add member': addMember,
    'replace people': replacePeople,
  }[work]
  return async (url, body) => {
    if (new URL(url).pathname.startsWith('/groups/')) await run(sql, FACT, ['block:lox24:127.0.0.1'])
    await run(sql, CREDENTIAL_OF, [secretHash])
    await act(sql, url, body)
  }
}

/** The statements of one request after the other, each with its values' types, as the server sends them. */
function readIn(sql: Sql, rounds: readonly (readonly Asked[])[]): Perform {
  const typed = rounds.map((round) =>
    round.map(({ sql: words, values }) => {
      const statement = statementOf(words)
      const given = values.map((value, at) => {
        const { value: one, type } = typedIn(statement, value, at)
        return sql.typed(one, type)
      })
      return { text: statement.text, given }
    })
  )
  let at = 0
  return async () => {
    for (const { text, given } of typed[at++ % typed.length] ?? []) {
      await sql.unsafe(text, given, { prepare: true })
    }
  }
}

async function changeGroup(sql: Sql, url: string, body: string): Promise<void> {
  const { dialect, number } = groupOf(url)
  await sql.begin(async (tx) => {
    const [ledger] = await run(tx, LOCK, [directory])
    const sequence = Number(ledger?.sequence) + 1
    const [before] = await run(tx, GROUP, [directory, number])
    const name = nameIn(body)
    const now = Date.now()
    const names = [json({ name: before?.name }), json({ name }), null]
    await Promise.all([
      run(tx, NAME, [name, name.toLowerCase(), now, Number(before?.version) + 1, directory, number]),
      run(tx, EVENT, [...event({ dialect, sequence, now, number }), ...names]),
      run(tx, LEDGER, [directory, sequence, 0]),
    ])
  })
}

async function addMember(sql: Sql, url: string, body: string): Promise<void> {
  const { dialect, number } = groupOf(url)
  await sql.begin(async (tx) => {
    const [ledger] = await run(tx, LOCK, [directory])
    const sequence = Number(ledger?.sequence) + 1
    const member = Number(ledger?.next_member)
    const [before] = await run(tx, GROUP, [directory, number])
    const { phone } = JSON.parse(body)
    const now = Date.now()
    const members = { began: [member], ended: [], beganFrom: member, beganTotal: 1, endedTotal: 0 }
    await Promise.all([
      run(tx, MEMBER, [directory, member, sequence, number, phone]),
      run(tx, COUNT, [Number(before?.phones) + 1, now, Number(before?.version) + 1, directory, number]),
      run(tx, EVENT, [...event({ dialect, sequence, now, number }), null, null, json(members)]),
      run(tx, LEDGER, [directory, sequence, 1]),
    ])
  })
}

/** One person in the place of all that are there. */
async function replacePeople(sql: Sql, url: string, body: string): Promise<void> {
  const [, oid = ''] = /groups\/([0-9a-f]{24})/.exec(url) ?? []
  const [wanted] = JSON.parse(body).experienceUserIds
  await sql.begin(async (tx) => {
    const [ledger] = await run(tx, LOCK, [directory])
    const sequence = Number(ledger?.sequence) + 1
    const member = Number(ledger?.next_member)
    const [before] = await run(tx, GROUP_BY_OID, [directory, oid])
    const number = Number(before?.number)
    const [person] = await run(tx, PERSON, [directory, wanted])
    const there = await run(tx, PEOPLE, [directory, number])
    const ids = there.map(({ id }) => Number(id))
    const now = Date.now()
    const members = { began: [member], ended: ids, beganFrom: member, beganTotal: 1, endedTotal: ids.length }
    await Promise.all([
      ...there.map(({ id, since }) => run(tx, END, [directory, Number(id), Number(since), sequence])),
      run(tx, REFER, [directory, member, sequence, number, Number(person?.number)]),
      run(tx, COUNT_PEOPLE, [1, now, Number(before?.version) + 1, directory, number]),
      run(tx, EVENT, [...event({ dialect: 'losant', sequence, now, number }), null, null, json(members)]),
      run(tx, LEDGER, [directory, sequence, 1]),
    ])
  })
}

function event(of: { dialect: string; sequence: number; now: number; number: number }): Values {
  return [directory, of.sequence, of.now, 'bench', of.dialect, request, 'group.change', 'group', of.number]
}

function json(value: unknown): string {
  return JSON.stringify(value)
}

const FACT = 'select name, value, until from installation where name = $1'
const CREDENTIAL_OF =
  `select ${CREDENTIAL} from token t left join directory d on d.directory_id = t.directory_id
  left join account a on a.login_key = t.login_key where t.secret_hash = $1`
const PARENT =
  `(select m.group_number from member m where m.directory_id = g.directory_id and m.ref = g.number
  and m.until = 0 and m.home = 1) as parent`
const GROUP = `select g.*, ${PARENT} from groups g where g.directory_id = $1 and g.number = $2`
const GROUP_BY_OID = `select g.*, ${PARENT} from groups g where g.directory_id = $1 and g.oid = $2`
const PERSON = 'select * from person where directory_id = $1 and oid = $2'
const PEOPLE = `select * from member where directory_id = $1 and group_number = $2 and kind = 'person'
  and until = 0 and state = 'live' order by position`
const LOCK = `update ledger set sequence = sequence where directory_id = $1
  returning sequence, next_group, next_type, next_person, next_thing, next_member, live_groups, live_people`
const LEDGER = 'update ledger set sequence = $2, next_member = next_member + $3 where directory_id = $1'
const NAME =
  'update groups set name = $1, name_key = $2, updated_at = $3, version = $4 where directory_id = $5 and number = $6'
const COUNT =
  'update groups set phones = $1, updated_at = $2, version = $3 where directory_id = $4 and number = $5'
const COUNT_PEOPLE =
  'update groups set people = $1, updated_at = $2, version = $3 where directory_id = $4 and number = $5'
const END = 'update member set until = $4 where directory_id = $1 and id = $2 and since = $3'
const REFER =
  `insert into member (directory_id, id, since, until, state, group_number, kind, ref, home, name, name_key, position, place,
    data, valid_from, valid_until) values ($1, $2, $3, 0, 'live', $4, 'person', $5, 0, null, null, $2, $2, '{}', null, null)`
const MEMBER =
  `insert into member (directory_id, id, since, until, state, group_number, kind, ref, home, name, name_key, position, place,
    data, valid_from, valid_until) values ($1, $2, $3, 0, 'live', $4, 'phone', null, 0, $5, $5, $2, $2, '{}', null, null)`
const EVENT = `insert into event (directory_id, sequence, at, actor, dialect, request, kind, subject_kind,
    subject_number, before, after, members, cause, undoes)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null)`

if (import.meta.main) serve(JSON.parse(await Deno.readTextFile(Deno.args[0] ?? '')))
