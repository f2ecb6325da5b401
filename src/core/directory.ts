import type { JsonObject } from './json.ts'

/** A tenant. Found by its name (a domain), number (a client id) or oid (an application). */
export interface Directory {
  readonly id: number
  readonly name: string
  readonly number: number
  readonly oid: string
  /** `pending` directories refuse their callers until the operator activates them. */
  readonly status: DirectoryStatus
  readonly settings: DirectorySettings
  readonly createdAt: number
}

export type DirectoryStatus = 'active' | 'pending'

export interface DirectorySettings {
  /** ISO 3166 country of numbers that are written without one. */
  readonly country?: string
  readonly [key: string]: JsonObject[string]
}

export type DirectoryKey =
  | { readonly id: number }
  | { readonly name: string }
  | { readonly number: number }
  | { readonly oid: string }

/** Which account or token it was, by its oid. */
export interface CredentialKey {
  readonly kind: 'account' | 'token'
  readonly oid: string
}

/** A login, unique in the installation. */
export interface Account {
  readonly login: string
  /** 24 hex digits, unique in the installation. */
  readonly oid: string
  /** The directory it belongs to; null for the installation's operators. */
  readonly directory: number | null
  readonly email: string | null
  readonly passwordHash: string | null
  /** Roles and permissions. */
  readonly permissions: readonly string[]
  /** The person it is, if it is one of the directory. */
  readonly person: number | null
  readonly status: 'active' | 'inactive'
  readonly createdAt: number
}

/** A login and an e-mail are found without case. */
export type AccountKey = { readonly login: string } | { readonly email: string } | { readonly oid: string }

/** A credential or session, kept by the hash of its secret. */
export interface Token {
  readonly secretHash: string
  /** 24 hex digits, unique in the installation: what names it to who does not hold the secret. */
  readonly oid: string
  readonly directory: number | null
  readonly login: string | null
  /** Which door it opens: `lox24`, `bearer`, … */
  readonly purpose: string
  readonly name: string | null
  readonly description: string | null
  /** Roles, permissions, or a vendor's literal scopes. */
  readonly scopes: readonly string[]
  readonly status: 'active' | 'inactive'
  /** Who made it; null: the operator. */
  readonly creator: CredentialKey | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number | null
  readonly usedAt: number | null
}

/** A token, the directory that it belongs to, and the account whose it is. */
export interface Credential {
  readonly token: Token
  readonly directory: Directory | undefined
  readonly account: Account | undefined
}

export type TokenKey = { readonly secretHash: string } | { readonly oid: string }

/** The tokens of a directory for one purpose that belong to no account. */
export interface ProgramTokenQuery {
  readonly directory: number
  readonly purpose: string
  /** The oid behind which the page begins. */
  readonly after: string
  readonly limit: number
}

/** The tokens of a login for one purpose. */
export interface LoginTokenQuery {
  readonly login: string
  readonly purpose: string
  readonly limit: number
}

/** A small fact of the installation with an end: schema version, leases, blocked addresses. */
export interface Fact {
  readonly name: string
  readonly value: string
  /** Milliseconds after which it may be forgotten; null: never. */
  readonly until: number | null
}

export const directoryNameMax = 255
export const loginMax = 255
export const tokenNameMax = 255
export const tokenDescriptionMax = 32767
