import type { Signals } from './driver.ts'
import { openSession, type Session } from './postgres-session.ts'

/** The channel of all Musters on one database. */
const channel = 'muster'
/** How long what is to be told is gathered: each telling is a transaction, and stops others' commits for a moment. */
const gatherMs = 20
/** How many directories one message has; PostgreSQL takes 8,000 bytes. */
const messageDirectoriesMax = 200
/** How long an answer may take, and ending what is under way. */
const answerMs = 10000
const closingMs = 2000

type Heard = (sequences: ReadonlyMap<number, number>) => void

/**
 * `notify` and `listen`, over a connection of their own. A commit's own transaction does not notify: PostgreSQL lets only
 * one transaction that does so commit at a time in the whole database, so that no two directories' commits could be synced
 * together, and engines that have no `notify` would refuse the write.
 */
export class PostgresSignals implements Signals {
  readonly #address: string
  #session: Promise<Session> | undefined
  readonly #waiting = new Map<number, number>()
  #sending: Promise<void> | undefined
  #heard: Heard | undefined
  #isListening = false
  #isClosing = false

  constructor(address: string) {
    this.#address = address
  }

  /** Made when it is first used, and made anew by the next use when it was lost. */
  async #connected(): Promise<Session> {
    const heard = (message: string) => this.#heard?.(decode(message))
    const closed = () => this.#lost()
    this.#session ??= openSession({ address: this.#address, name: 'muster signals', closed, heard })
    try {
      return await this.#session
    } catch (error) {
      this.#lost()
      throw error
    }
  }

  #lost(): void {
    this.#session = undefined
    this.#isListening = false
  }

  async #ask(sql: string, values: readonly string[] = []) {
    const { reserved, gone, destroy } = await this.#connected()
    const late = setTimeout(destroy, answerMs)
    try {
      return await Promise.race([reserved.unsafe(sql, [...values]), gone])
    } finally {
      clearTimeout(late)
    }
  }

  send(sequences: ReadonlyMap<number, number>): void {
    if (this.#isClosing) return
    for (const [directory, sequence] of sequences) this.#waiting.set(directory, sequence)
    this.#sending ??= this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      if (!this.#isClosing) await new Promise((resolve) => setTimeout(resolve, gatherMs))
      // Who has not heard looks at the ledgers by and by.
      await this.#ask('select pg_notify($1, $2)', [channel, this.#next()]).catch(() => {})
    }
    this.#sending = undefined
  }

  #next(): string {
    const sequences = [...this.#waiting].slice(0, messageDirectoriesMax)
    for (const [directory] of sequences) this.#waiting.delete(directory)
    return sequences.map(([directory, sequence]) => `${directory}:${sequence}`).join(' ')
  }

  async listen(heard: Heard): Promise<void> {
    this.#heard = heard
    // A proxy that pools transactions listens, and tells nobody. It knows another process than the one that answers.
    const rows = await this.#ask('select pg_backend_pid() as pid')
    await this.#ask(`listen ${channel}`)
    this.#isListening = rows[0]?.['pid'] === rows.state.pid
  }

  isListening(): boolean {
    return this.#isListening
  }

  async unlisten(): Promise<void> {
    if (!this.#isListening) return
    this.#isListening = false
    this.#heard = undefined
    await this.#ask(`unlisten ${channel}`)
  }

  /** Sends what waits, then closes. */
  async close(): Promise<void> {
    this.#isClosing = true
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, closingMs)
    await Promise.race([this.#sending, late.promise])
    clearTimeout(timer)
    await this.#session?.then((session) => session.end(), () => {})
  }
}

/** Others may use the channel too: what is not understood is nothing. */
function decode(message: string): ReadonlyMap<number, number> {
  return new Map(
    message.matchAll(/(?<![^ ])(\d{1,10}):(\d{1,15})(?![^ ])/g).map(([, directory, sequence]) =>
      [Number(directory), Number(sequence)] as const
    ),
  )
}
