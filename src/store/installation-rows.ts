import type { Account, CredentialKey, Directory, Fact, Token } from '../core/directory.ts'
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
