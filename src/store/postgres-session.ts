import postgres from 'postgres'
import { lost } from './postgres-errors.ts'
import { newSockets, type Sockets } from './postgres-socket.ts'

/** How long a statement may run, a lock be waited for, and a transaction stand still, in milliseconds. */
const statementMs = 60000
const lockMs = 10000
const idleTransactionMs = 60000
/** How long PostgreSQL may take to let us in, and all hosts of an address together. */
const connectSeconds = 5
const sessionMs = 15000
/** How long ending what is under way on a connection may take. */
const closingSeconds = 5

// `jit` compiles what it takes for expensive, which without figures of the tables is much. `random_page_cost` is that of
// a solid disk: with that of a turning one, tables of some thousand rows are read whole where an index would do. Settings
// that an engine does not have are left out. They are set here and not while connecting, because a proxy in between may
// refuse them there.
const SETTINGS = `select set_config(name, case name
    when 'statement_timeout' then '${statementMs}' when 'lock_timeout' then '${lockMs}'
    when 'idle_in_transaction_session_timeout' then '${idleTransactionMs}'
    when 'random_page_cost' then '1.1' else 'off' end, false)
  from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout',
    'random_page_cost', 'jit')`

/** The code of the error for a database whose texts are not Unicode; its message is their encoding. */
export const notUtf8 = 'NOT_UTF8'

// Type numbers of PostgreSQL: boolean, bigint.
const BOOLEAN = 16
const BIGINT = 20

/** A connection of the client's library, in our hands alone. */
export interface Session {
  readonly client: postgres.Sql
  readonly reserved: postgres.ReservedSql
  /** Rejects when it is lost: the library forgets some of those who wait. */
  readonly gone: Promise<never>
  /** Ends it in order. */
  end(): Promise<void>
  /** Ends it at once, whether or not anybody is at the other end. */
  destroy(): void
}

export interface SessionOptions {
  readonly address: string
  /** What PostgreSQL calls it by. */
  readonly name: string
  /** Told when it is lost. */
  readonly closed: (session: Session) => void
  /** Told what is notified, once it listens. */
  readonly heard?: (message: string) => void
}

/** Connects. Throws what the library, the socket or PostgreSQL says. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => {})
  let session: Session | undefined
  const sockets = newSockets(gone.reject)
  const client = newClient(options, sockets, () => {
    gone.reject(lost())
    if (session) options.closed(session)
  })
  const destroy = () => void client.end({ timeout: 0 }).catch(() => {}).finally(sockets.destroy)
  const late = setTimeout(() => gone.reject(lost()), sessionMs)
  try {
    // Reserving alone would never connect, and never end if it were lost meanwhile.
    await Promise.race([client.unsafe(SETTINGS), gone.promise])
    refuseEncoding(client)
    const reserved = await Promise.race([client.reserve(), gone.promise])
    const end = async () => {
      reserved.release()
      await client.end({ timeout: closingSeconds }).finally(sockets.destroy)
    }
    return session = { client, reserved, gone: gone.promise, end, destroy }
  } catch (error) {
    destroy()
    throw error
  } finally {
    clearTimeout(late)
  }
}

/** PostgreSQL tells its encoding when it lets somebody in; other engines have UTF-8 alone, and may not tell. */
function refuseEncoding({ parameters }: postgres.Sql): void {
  const encoding = parameters['server_encoding'] ?? 'UTF8'
  if (encoding !== 'UTF8') throw Object.assign(new Error(String(encoding)), { code: notUtf8 })
}

/** A client with one connection. It is thrown away with it: what waits in it would be sent on a new connection. */
function newClient(
  { address, name, heard }: SessionOptions,
  sockets: Sockets,
  onclose: () => void,
): postgres.Sql {
  const options = {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: connectSeconds,
    max_pipeline: Infinity,
    socket: sockets.next,
    fetch_types: false,
    onnotice: () => {},
    onclose,
    onnotify: (_channel: string, message: string) => heard?.(message),
    types: {
      bigint: { to: BIGINT, from: [BIGINT], serialize: String, parse: Number },
      boolean: {
        to: BOOLEAN,
        from: [BOOLEAN],
        serialize: String,
        parse: (text: string) => text === 't' ? 1 : 0,
      },
    },
    connection: { application_name: name },
  }
  return postgres(address, options)
}
