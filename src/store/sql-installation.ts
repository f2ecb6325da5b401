import type {
  Account,
  AccountKey,
  Credential,
  Directory,
  DirectoryKey,
  Fact,
  LoginTokenQuery,
  ProgramTokenQuery,
  Token,
  TokenKey,
} from '../core/directory.ts'
import type { Group } from '../core/group.ts'
import type { InstallationReading, InstallationWriting } from '../core/store.ts'
import { fold } from '../core/text.ts'
import { int } from './cells.ts'
import type { Connection, Row, Value } from './driver.ts'
import {
  accountOf,
  accountRow,
  CREDENTIAL,
  credentialOf,
  directoryOf,
  directoryRow,
  factOf,
  tokenOf,
  tokenRow,
} from './installation-rows.ts'
import { groupRow } from './rows.ts'
import { eraseFact, writeFact } from './sql-facts.ts'
import { insertRow, updateRow } from './statement.ts'

interface DirectoryPage {
  readonly directory: number | null
  readonly after: string
  readonly limit: number
}

/** What is read without knowing a directory. */
export class SqlInstallationReading implements InstallationReading {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async #one<T>(of: (row: Row) => T, sql: string, value: Value): Promise<T | undefined> {
    const [row] = await this.#connection.all(sql, [value])
    return row && of(row)
  }

  directory(key: DirectoryKey): Promise<Directory | undefined> {
    const sql = 'select * from directory where '
    if ('id' in key) return this.#one(directoryOf, `${sql} directory_id = ?1`, key.id)
    if ('name' in key) return this.#one(directoryOf, `${sql} name = ?1`, key.name)
    if ('number' in key) return this.#one(directoryOf, `${sql} number = ?1`, key.number)
    return this.#one(directoryOf, `${sql} oid = ?1`, key.oid)
  }

  async directories(after: number, limit: number): Promise<Directory[]> {
    const sql = 'select * from directory where directory_id > ?1 order by directory_id limit ?2'
    return (await this.#connection.all(sql, [after, limit])).map(directoryOf)
  }

  async directoriesDue(at: number): Promise<number[]> {
    const rows = await this.#connection.all(
      `select distinct due.directory_id from (
         select g.directory_id from groups g where g.state = 'live' and g.expires_at is not null and g.expires_at <= ?1
         union all
         select m.directory_id from member m where m.until = 0 and m.state = 'waiting' and m.valid_from <= ?1
         union all
         select m.directory_id from member m where m.until = 0 and m.valid_until <> 0 and m.valid_until <= ?1) due`,
      [at],
    )
    return rows.map((row) => int(row['directory_id']))
  }

  account(key: AccountKey): Promise<Account | undefined> {
    const sql = 'select * from account where '
    if ('login' in key) return this.#one(accountOf, `${sql} login_key = ?1`, fold(key.login))
    if ('email' in key) return this.#one(accountOf, `${sql} email_key = ?1`, fold(key.email))
    return this.#one(accountOf, `${sql} oid = ?1`, key.oid)
  }

  async accounts(directory: number | null, after: string, limit: number): Promise<Account[]> {
    const rows = await this.#page('account', 'login_key', { directory, after: fold(after), limit })
    return rows.map(accountOf)
  }

  token(key: TokenKey): Promise<Token | undefined> {
    const sql = 'select * from token where '
    if ('oid' in key) return this.#one(tokenOf, `${sql} oid = ?1`, key.oid)
    return this.#one(tokenOf, `${sql} secret_hash = ?1`, key.secretHash)
  }

  credential(secretHash: string): Promise<Credential | undefined> {
    return this.#one(
      credentialOf,
      `select ${CREDENTIAL} from token t left join directory d on d.directory_id = t.directory_id
         left join account a on a.login_key = t.login_key where t.secret_hash = ?1`,
      secretHash,
    )
  }

  async tokens(directory: number | null, after: string, limit: number): Promise<Token[]> {
    return (await this.#page('token', 'secret_hash', { directory, after, limit })).map(tokenOf)
  }

  async programTokens({ directory, purpose, after, limit }: ProgramTokenQuery): Promise<Token[]> {
    const rows = await this.#connection.all(
      `select * from token where directory_id = ?1 and purpose = ?2 and oid > ?3 and login_key is null
       order by oid limit ?4`,
      [directory, purpose, after, limit],
    )
    return rows.map(tokenOf)
  }

  async loginTokens({ login, purpose, limit }: LoginTokenQuery): Promise<Token[]> {
    const rows = await this.#connection.all(
      'select * from token where login_key = ?1 and purpose = ?2 and login_key is not null limit ?3',
      [fold(login), purpose, limit],
    )
    return rows.map(tokenOf)
  }

  /** Rows of one directory, or of all, by a key, behind `after`. */
  #page(table: 'account' | 'token', key: string, { directory, after, limit }: DirectoryPage): Promise<Row[]> {
    const sql = `select * from ${table} where ${key} > ?1`
    const end = `order by ${key} limit ?2`
    return directory === null
      ? this.#connection.all(`${sql} ${end}`, [after, limit])
      : this.#connection.all(`${sql} and directory_id = ?3 ${end}`, [after, limit, directory])
  }

  fact(name: string): Promise<Fact | undefined> {
    return this.#one(factOf, 'select name, value, until from installation where name = ?1', name)
  }

  async hasEnded(before: number): Promise<boolean> {
    // In order: without it PostgreSQL would rather look through the table than enter the index.
    const sql = 'select 1 from installation where until is not null and until < ?1 order by until limit 1'
    return (await this.#connection.all(sql, [before])).length > 0
  }

  async hasEndedTokens(before: number): Promise<boolean> {
    const sql =
      'select 1 from token where login_key is not null and expires_at < ?1 order by expires_at limit 1'
    return (await this.#connection.all(sql, [before])).length > 0
  }
}

/** What is written without knowing a directory. */
export class SqlInstallationWriting extends SqlInstallationReading implements InstallationWriting {
  readonly now: number
  readonly #connection: Connection

  constructor(connection: Connection, now: number) {
    super(connection)
    this.#connection = connection
    this.now = now
  }

  async insertDirectory(directory: Directory, builtins: readonly Group[]): Promise<void> {
    await insertRow(this.#connection, 'directory', directoryRow(directory))
    await insertRow(this.#connection, 'ledger', {
      directory_id: directory.id,
      sequence: 0,
      next_group: 1,
      next_type: 1,
      next_person: 1,
      next_thing: 1,
      next_member: 1,
      live_groups: 0,
      live_people: 0,
    })
    for (const group of builtins) {
      await insertRow(this.#connection, 'groups', { directory_id: directory.id, ...groupRow(group) })
    }
  }

  async updateDirectory(after: Directory): Promise<void> {
    const before = await this.directory({ id: after.id })
    if (before) {
      await this.#update('directory', { directory_id: after.id }, directoryRow(before), directoryRow(after))
    }
  }

  insertAccount(account: Account): Promise<void> {
    return insertRow(this.#connection, 'account', accountRow(account))
  }

  async updateAccount(after: Account): Promise<void> {
    const before = await this.account({ login: after.login })
    if (before) {
      await this.#update('account', { login_key: fold(after.login) }, accountRow(before), accountRow(after))
    }
  }

  insertToken(token: Token): Promise<void> {
    return insertRow(this.#connection, 'token', tokenRow(token))
  }

  async updateToken(after: Token): Promise<void> {
    const before = await this.token({ secretHash: after.secretHash })
    if (before) {
      await this.#update('token', { secret_hash: after.secretHash }, tokenRow(before), tokenRow(after))
    }
  }

  async deleteToken(secretHash: string): Promise<void> {
    await this.#connection.run('delete from token where secret_hash = ?1', [secretHash])
  }

  async forgetTokens(before: number): Promise<void> {
    const sql = 'delete from token where login_key is not null and expires_at < ?1'
    await this.#connection.run(sql, [before])
  }

  putFact(fact: Fact): Promise<void> {
    return writeFact(this.#connection, fact)
  }

  deleteFact(name: string): Promise<void> {
    return eraseFact(this.#connection, name)
  }

  async forget(before: number): Promise<void> {
    await this.#connection.run('delete from installation where until is not null and until < ?1', [before])
  }

  #update(table: string, key: Row, before: Row, after: Row): Promise<void> {
    return updateRow(this.#connection, table, { key, before, after })
  }
}
