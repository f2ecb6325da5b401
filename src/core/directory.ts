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

/** A login, unique in the installation. */
export interface Account {
  readonly login: string
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

/** A credential or session, kept by the hash of its secret. */
export interface Token {
  readonly secretHash: string
  readonly directory: number | null
  readonly login: string | null
  /** Which door it opens: `lox24`, `bearer`, … */
  readonly purpose: string
  readonly name: string | null
  /** Roles, permissions, or a vendor's literal scopes. */
  readonly scopes: readonly string[]
  readonly status: 'active' | 'inactive'
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly usedAt: number | null
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
