import { DirectoryError } from '../core/error.ts'
import type { CopiedTable, CopyWay, Stage } from './copy.ts'
import { Digest, digesting } from './copy-digest.ts'
import { type Mark, markOf, setMark, startingAgain, textOf } from './copy-mark.ts'
import { EMPTYING, hasRows, insertRows, type Page, pagesOf, type Table, TABLES } from './copy-tables.ts'
import type { Connection, Driver } from './driver.ts'

/** One copy on its way into a database. */
export class Copying {
  readonly #to: Driver
  readonly #told: (stage: Stage, done: number) => void
  /** Those that are whole, in their order. */
  readonly tables: CopiedTable[] = []
  /** The mark that the database has by now. */
  #mark = ''
  #done = 0

  constructor(to: Driver, told: (stage: Stage, done: number) => void) {
    this.#to = to
    this.#told = told
  }

  /** Copies what is missing of the source, which is read in one snapshot. */
  async run(source: Connection): Promise<CopyWay> {
    const mark = await this.#begin()
    const known = mark && await this.#knownOf(source, mark)
    if (!known) await this.#empty()
    for (const [at, table] of TABLES.slice(this.tables.length).entries()) {
      await this.#copy(source, table, at === 0 && known ? known : new Digest())
    }
    return known ? 'resumed' : mark ? 'again' : 'new'
  }

  /** Takes an empty database, or one that holds a copy that was interrupted; gives how far that has come. */
  async #begin(): Promise<Mark | undefined> {
    const there = await this.#to.read(textOf)
    this.#mark = there ?? startingAgain()
    if (there !== undefined) return markOf(there)
    await this.#to.write(async (connection) => {
      await refuseFull(connection)
      await setMark(connection, null, this.#mark)
    })
    return undefined
  }

  /**
   * Reads what the source has of the rows that are there. Gives how far the table has come that is not whole; undefined
   * where the source has other rows by now.
   */
  async #knownOf(source: Connection, mark: Mark): Promise<Digest | undefined> {
    const known = await this.#reread(source, mark)
    if (known) return known
    this.tables.length = 0
    this.#done = 0
    return undefined
  }

  async #reread(source: Connection, mark: Mark): Promise<Digest | undefined> {
    const told = (rows: number) => this.#tell('reading', rows)
    for (const [at, expected] of mark.finished.entries()) {
      const table = TABLES[at]!
      const digest = await digesting(source, table, { told })
      if (digest.text() !== expected) return undefined
      this.#finish(table, digest)
    }
    const next = TABLES[mark.finished.length]
    const digest = next ? await digesting(source, next, { told, most: mark.rows }) : new Digest()
    return digest.text() === mark.digest ? digest : undefined
  }

  async #empty(): Promise<void> {
    await this.#write(startingAgain(), (connection) => connection.script(EMPTYING))
  }

  async #copy(source: Connection, table: Table, digest: Digest): Promise<void> {
    for await (const page of pagesOf(source, table, { behind: digest.last })) {
      digest.add(page)
      await this.#put(table, page, digest)
      this.#tell('copying', page.rows.length)
    }
    this.#finish(table, digest)
  }

  /** Writes a page, and the mark that tells of it. */
  async #put(table: Table, page: Page, digest: Digest): Promise<void> {
    const finished = this.tables.map((one) => one.digest)
    const mark: Mark = { finished, rows: digest.rows, digest: digest.text() }
    try {
      await this.#write(JSON.stringify(mark), (connection) => insertRows(connection, table, page))
    } catch (error) {
      throw isOfRows(error) ? refusedRows(table, page, error) : error
    }
  }

  async #write(mark: string | null, work: (connection: Connection) => Promise<void>): Promise<void> {
    await this.#to.write(async (connection) => {
      await setMark(connection, this.#mark, mark)
      await work(connection)
    })
    this.#mark = mark ?? ''
  }

  /** Reads the database whole and, where it holds what was written, ends the copy by taking the mark away. */
  async compare(): Promise<void> {
    this.#done = 0
    const broken = await this.#to.read((connection) => this.#brokenOf(connection))
    if (broken.length === 0) return await this.#write(null, () => Promise.resolve())
    await this.#write(startingAgain(), () => Promise.resolve())
    throw new DirectoryError(
      'unprocessable',
      `the copy does not hold what was copied (${
        broken.join(', ')
      }); give the same command again, and it begins again`,
    )
  }

  /** The tables that are not what they were in the source. */
  async #brokenOf(connection: Connection): Promise<string[]> {
    const broken: string[] = []
    for (const [at, table] of TABLES.entries()) {
      const found = await digesting(connection, table, { told: (rows) => this.#tell('comparing', rows) })
      if (found.text() !== this.tables[at]?.digest) broken.push(`table ${table.name}`)
    }
    return broken
  }

  #finish({ name }: Table, digest: Digest): void {
    this.tables.push({ name, rows: digest.rows, digest: digest.text() })
  }

  #tell(stage: Stage, rows: number): void {
    this.#done += rows
    this.#told(stage, this.#done)
  }
}

async function refuseFull(connection: Connection): Promise<void> {
  for (const table of TABLES) {
    // Facts are there without any directory; a copy takes their place.
    if (table.name === 'installation' || !await hasRows(connection, table)) continue
    throw new DirectoryError('conflict', 'the database to copy into is not empty; name one that is')
  }
}

/** Whether a database has refused what was to be written, and not the mark or the connection. */
function isOfRows(error: unknown): error is Error {
  if (error instanceof DirectoryError) return error.code !== 'unavailable' && error.cause !== undefined
  return error instanceof Error && typeof Reflect.get(error, 'code') === 'string'
}

function refusedRows({ name }: Table, { rows }: Page, error: Error): DirectoryError {
  const reason = error.cause instanceof Error ? error.cause.message : error.message
  return new DirectoryError(
    'unprocessable',
    `the database does not take one of ${rows.length} rows of the table ${name} (${reason}); "muster database check" ` +
      'may say more of where they come from',
    { cause: error },
  )
}
