import type { Connection, Row, Value } from './driver.ts'
import { Answers } from './postgres-answers.ts'
import { isForgotten, isMadeTwice, isOfPostgres, lost, Repeatable, translated } from './postgres-errors.ts'
import { Plans } from './postgres-plans.ts'
import { openSession, type Session } from './postgres-session.ts'
import { bytesOf, severalRows, statementOf, typedIn } from './postgres-statement.ts'
import { scriptOf } from './postgres-script.ts'

/**
 * How many looks in a row may see no answer, one each five seconds: a few where PostgreSQL has nothing to do but to
 * answer, some for a read of one statement, else as many as a statement may take. The network may be gone without a word.
 */
const quickLooksMax = 2
const aloneLooksMax = 4
const looksMax = 15
/** How many statements, and bytes of them, are sent before one waits: beyond, the library sends one at a time. */
const pipelineMax = 200
const pipelineBytesMax = 48000

/** What all connections to one address know of it. */
export interface Place {
  readonly address: string
  /** Whether something in between does not keep statements prepared, as a proxy that pools transactions. */
  isForgetful: boolean
}

/**
 * One connection to PostgreSQL, made when it is first used and made anew when it was lost. What is run for its effect
 * is sent at once and not waited for: PostgreSQL works in order, so that whatever comes behind it sees the effect, and
 * tells of a failure.
 */
export class PostgresConnection implements Connection {
  readonly #place: Place
  #session: Session | undefined
  readonly #answers = new Answers(() => {
    this.#session?.destroy()
    this.#lose(this.#session)
  })
  /** The first failure of what nobody waited for, in this transaction. */
  #failure: { readonly error: unknown } | undefined
  #last: Promise<unknown> = Promise.resolve()
  /** What was sent since somebody waited: statements, and their bytes. */
  #sent = 0
  #sentBytes = 0
  #plans = new Plans()

  constructor(place: Place) {
    this.#place = place
  }

  get isOpen(): boolean {
    return this.#session !== undefined
  }

  /** Connects. Throws what the library, the socket or PostgreSQL says. */
  async connect(): Promise<void> {
    const { address } = this.#place
    this.#session = await openSession({ address, name: 'muster', closed: (session) => this.#lose(session) })
    this.#failure = undefined
    this.#plans = new Plans()
  }

  /** Begins a transaction with these words; it is not waited for. */
  begin(words: string): void {
    this.#failure = undefined
    this.#plans.begin()
    this.#effect(words, [], quickLooksMax)
  }

  /**
   * Between transactions: forgets plans that are old; and after a silence asks for a sign of life, which is not waited
   * for, but missed soon.
   */
  freshen(): void {
    if (this.#plans.areOld()) this.#send('discard plans', [], quickLooksMax).catch(() => {})
    else if (this.#answers.areOld) this.#send('select 1', [], quickLooksMax).catch(() => {})
  }

  /** A read of one statement, outside a transaction. */
  alone(sql: string, values: readonly Value[]): Promise<Row[]> {
    return this.#send(sql, values, aloneLooksMax)
  }

  async all(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    try {
      const rows = await this.#send(sql, values)
      if (this.#failure) throw this.#failure.error
      return rows
    } catch (error) {
      throw this.#failure?.error ?? error
    } finally {
      this.#sent = 0
      this.#sentBytes = 0
    }
  }

  run(sql: string, values: readonly Value[] = []): Promise<void> {
    this.#effect(sql, values)
    return this.#paced()
  }

  async runEach(sql: string, rows: readonly (readonly Value[])[]): Promise<void> {
    for (const { text, values } of severalRows(sql, rows)) {
      this.#effect(text, values)
      await this.#paced()
    }
  }

  /** Waits when much is under way. */
  async #paced(): Promise<void> {
    if (this.#sent < pipelineMax && this.#sentBytes < pipelineBytesMax) return
    await this.#last
    this.#sent = 0
    this.#sentBytes = 0
  }

  /** Waits until what was run has been done. Throws the first failure, once. */
  async settle(): Promise<void> {
    await this.#last
    this.#sent = 0
    this.#sentBytes = 0
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }

  /** Texts compare by bytes, whatever the database was made with. Throws `Repeatable` if another process does the same. */
  async script(sql: string): Promise<void> {
    const text = await this.#ordersByBytes() ? sql : scriptOf(sql)
    this.#answers.isPatient = true
    try {
      await this.#send(`set local statement_timeout = 0; ${text}`, [])
    } catch (error) {
      throw isMadeTwice(error) ? new Repeatable(error) : error
    } finally {
      this.#answers.isPatient = false
    }
  }

  /** CockroachDB compares by bytes without being told, and does not take the words for it. */
  async #ordersByBytes(): Promise<boolean> {
    const [row] = await this.all('select version() as version')
    return String(row?.['version']).startsWith('CockroachDB')
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.all(
      `select 1 as found from information_schema.tables where table_schema = current_schema() and table_name = ?1`,
      [name],
    )
    return rows.length > 0
  }

  /** Commits, and resolves when it is on disk. Throws what failed and nobody had waited for; then nothing is kept. */
  async commit(): Promise<void> {
    const committing = this.#send('commit', [])
    try {
      await this.settle()
      const result: unknown = await committing
      if (Reflect.get(Object(result), 'command') === 'ROLLBACK') throw new Error('the transaction had failed')
    } finally {
      committing.catch(() => {})
    }
  }

  /** Ends a transaction that has written nothing, or is to have written nothing; it is not waited for. */
  end(words: 'commit' | 'rollback'): void {
    this.#failure = undefined
    this.#send(words, [], quickLooksMax).catch(() => {})
  }

  statements(): string[] {
    return this.#plans.texts()
  }

  async close(): Promise<void> {
    this.#answers.end()
    const session = this.#session
    this.#session = undefined
    await session?.end()
  }

  #effect(sql: string, values: readonly Value[], looks?: number): void {
    this.#sent++
    this.#sentBytes += bytesOf(sql, values)
    this.#last = this.#send(sql, values, looks).catch((error) => {
      this.#failure ??= { error }
    })
    if (this.#plans.areOutgrown()) this.#send('discard plans', []).catch(() => {})
  }

  /** A transaction whose connection was lost is over: nothing behind it may run in none. */
  #send(sql: string, values: readonly Value[], looks = looksMax): Promise<Row[]> {
    const session = this.#session
    if (!session) return Promise.reject(this.#failure?.error ?? lost())
    return new Promise((resolve, reject) => {
      const statement = statementOf(sql)
      const typed = values.map((one, at) => {
        const { value, type } = typedIn(statement, one, at)
        return session.client.typed(value, type)
      })
      const query = session.reserved.unsafe<Row[]>(statement.text, typed, { prepare: this.#isPrepared(sql) })
      const answered = this.#answers.expect({ reject, looks })
      query.then((rows) => {
        answered()
        resolve(rows)
      }, (error) => {
        answered()
        reject(this.#failed(error, session))
      })
    })
  }

  /**
   * The error of a statement. What PostgreSQL has not said is the library's or the socket's word for a connection that
   * is gone (`write after end`, a `TypeError` for a socket that is not there): whatever it is, it is of no more use.
   */
  #failed(error: unknown, session: Session): unknown {
    if (isOfPostgres(error)) {
      if (isForgotten(error)) this.#place.isForgetful = true
      return translated(error)
    }
    session.destroy()
    this.#lose(session)
    return lost(error)
  }

  #isPrepared(sql: string): boolean {
    return !this.#place.isForgetful && this.#plans.keeps(sql)
  }

  #lose(session: Session | undefined): void {
    if (this.#session !== session) return
    this.#session = undefined
    this.#answers.lose()
  }
}
