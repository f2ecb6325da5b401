import type { Account, Credential, CredentialKey, Directory, Fact, Token } from '../core/directory.ts'
import { fold } from '../core/text.ts'
import { folded, int, intOrNull, json, once, text, textOrNull } from './cells.ts'
import type { Row } from './driver.ts'

/** Rows and entities, both ways: what is read without knowing a directory. */

export const directoryOf = once((row: Row): Directory => ({
  id: int(row['directory_id']),
  name: text(row['name']),
  number: int(row['number']),
  oid: text(row['oid']),
  status: text(row['status']) as Directory['status'],
  settings: json(row['settings']),
  createdAt: int(row['created_at']),
}))

export function directoryRow(directory: Directory): Row {
  return {
    directory_id: directory.id,
    name: directory.name,
    number: directory.number,
    oid: directory.oid,
    status: directory.status,
    settings: JSON.stringify(directory.settings),
    created_at: directory.createdAt,
  }
}

export const accountOf = once((row: Row): Account => ({
  login: text(row['login']),
  oid: text(row['oid']),
  directory: intOrNull(row['directory_id']),
  email: textOrNull(row['email']),
  passwordHash: textOrNull(row['password_hash']),
  permissions: json(row['permissions']),
  person: intOrNull(row['person_number']),
  status: text(row['status']) as Account['status'],
  createdAt: int(row['created_at']),
}))

export function accountRow(account: Account): Row {
  return {
    login_key: fold(account.login),
    directory_id: account.directory,
    login: account.login,
    oid: account.oid,
    email: account.email,
    email_key: folded(account.email),
    password_hash: account.passwordHash,
    permissions: JSON.stringify(account.permissions),
    person_number: account.person,
    status: account.status,
    created_at: account.createdAt,
  }
}

export const tokenOf = once((row: Row): Token => ({
  secretHash: text(row['secret_hash']),
  oid: text(row['oid']),
  directory: intOrNull(row['directory_id']),
  login: textOrNull(row['login_key']),
  purpose: text(row['purpose']),
  name: textOrNull(row['name']),
  description: textOrNull(row['description']),
  scopes: json(row['scopes']),
  status: text(row['status']) as Token['status'],
  creator: creatorOf(row),
  createdAt: int(row['created_at']),
  updatedAt: int(row['updated_at']),
  expiresAt: intOrNull(row['expires_at']),
  usedAt: intOrNull(row['used_at']),
}))

const DIRECTORY_COLUMNS = ['directory_id', 'name', 'number', 'oid', 'status', 'settings', 'created_at']
const ACCOUNT_COLUMNS = [
  'login',
  'oid',
  'directory_id',
  'email',
  'password_hash',
  'permissions',
  'person_number',
  'status',
  'created_at',
]

/** The columns of a credential: of its token `t`, the directory `d` and the account `a`, whose names begin with theirs. */
export const CREDENTIAL = `t.*, ${prefixed('d', DIRECTORY_COLUMNS)}, ${prefixed('a', ACCOUNT_COLUMNS)}`

export const credentialOf = once((row: Row): Credential => ({
  token: tokenOf(row),
  directory: row['d_name'] === null ? undefined : directoryOf(partOf(row, 'd', DIRECTORY_COLUMNS)),
  account: row['a_login'] === null ? undefined : accountOf(partOf(row, 'a', ACCOUNT_COLUMNS)),
}))

function prefixed(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${table}.${column} as ${table}_${column}`).join(', ')
}

function partOf(row: Row, table: string, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[`${table}_${column}`] ?? null]))
}

function creatorOf(row: Row): CredentialKey | null {
  const kind = textOrNull(row['creator_kind']) as CredentialKey['kind'] | null
  return kind && { kind, oid: text(row['creator_oid']) }
}

export function tokenRow(token: Token): Row {
  return {
    secret_hash: token.secretHash,
    oid: token.oid,
    directory_id: token.directory,
    login_key: folded(token.login),
    purpose: token.purpose,
    name: token.name,
    description: token.description,
    scopes: JSON.stringify(token.scopes),
    status: token.status,
    creator_kind: token.creator?.kind ?? null,
    creator_oid: token.creator?.oid ?? null,
    created_at: token.createdAt,
    updated_at: token.updatedAt,
    expires_at: token.expiresAt,
    used_at: token.usedAt,
  }
}

export function factOf(row: Row): Fact {
  return { name: text(row['name']), value: text(row['value']), until: intOrNull(row['until']) }
}
