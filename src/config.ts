import type { BlockRule } from './core/blocks.ts'
import { DirectoryError } from './core/error.ts'
import { sessionMs } from './core/sessions.ts'
import { isRange } from './http/address.ts'
import { type Level, LEVELS } from './log.ts'

/** What the operator decides. */
export interface Config {
  readonly listen: Listen
  /** The folder of the data. */
  readonly data: string
  /** `sqlite:…` or `postgres://…`. */
  readonly database: string
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may call; `*` for any. */
  readonly corsOrigins: readonly string[]
  readonly bodyBytesMax: number
  readonly bodyMs: number
  /** The dialects that are switched on; null: all. */
  readonly dialects: readonly string[] | null
  /** What `/metrics` asks for; null: nothing. */
  readonly metricsToken: string | null
  readonly logRequests: boolean
  readonly logLevel: Level
  /** How long running requests may go on when the server stops. */
  readonly stopMs: number
  readonly lox24: { readonly block: BlockRule | null }
  readonly superoffice: SuperOfficeConfig
  readonly hive: HiveConfig
  readonly incoplax: IncoplaxConfig
}

export interface IncoplaxConfig {
  /** The cookie in which a session is set. */
  readonly cookie: string
  /** How long a session lasts that nobody uses. */
  readonly sessionMs: number
  /** Whether failed logins ban an address. */
  readonly ban: boolean
  /** Whether a link to something that is not there is refused. */
  readonly strict: boolean
}

export interface HiveConfig {
  /** Who may make, rename and delete group types: administrators, or anyone with a valid token. */
  readonly typeWriters: TypeWriters
}

const TYPE_WRITERS = ['administrators', 'anyone'] as const
type TypeWriters = (typeof TYPE_WRITERS)[number]

export interface SuperOfficeConfig {
  /** What stands before `/api` in every path, such as `/Cust1`; empty for nothing. */
  readonly prefix: string
  /** What stands before `/api` in links, as callers see it; null: where the request came. */
  readonly publicUrl: string | null
  /** The ways to sign in. */
  readonly schemes: readonly Scheme[]
  /** Whether a ticket counts only beside an `SO-AppToken`. */
  readonly appToken: boolean
}

const SCHEMES = ['basic', 'soticket', 'bearer', 'session'] as const
type Scheme = (typeof SCHEMES)[number]

export interface Listen {
  readonly hostname: string
  readonly port: number
}

/** Set by variables alone. */
const PLACES = ['listen', 'data', 'database', 'config'] as const
/** Set in the file or by variables: `lox24.blockMs` is `MUSTER_LOX24_BLOCK_MS`. The variable wins. */
const SETTINGS = [
  'trustedProxies',
  'corsOrigins',
  'bodyBytesMax',
  'bodyMs',
  'dialects',
  'metricsToken',
  'logRequests',
  'logLevel',
  'stopMs',
  'lox24.block',
  'lox24.blockFailures',
  'lox24.blockWindowMs',
  'lox24.blockMs',
  'hive.typeWriters',
  'superoffice.prefix',
  'superoffice.publicUrl',
  'superoffice.schemes',
  'superoffice.appToken',
  'incoplax.cookie',
  'incoplax.sessionMs',
  'incoplax.ban',
  'incoplax.strict',
] as const
type Setting = (typeof PLACES)[number] | (typeof SETTINGS)[number]

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the configuration of this process. Throws as `readConfig` does, and `invalid` when a named file is missing. */
export async function loadConfig(): Promise<Config> {
  const variables = [...PLACES, ...SETTINGS].map(variableOf)
  const env: Environment = Object.fromEntries(variables.map((name) => [name, Deno.env.get(name)]))
  const file = env['MUSTER_CONFIG'] || `${env['MUSTER_DATA'] || 'data'}/muster.json`
  try {
    return readConfig(env, await Deno.readTextFile(file))
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error
    if (env['MUSTER_CONFIG']) throw refused(`MUSTER_CONFIG names ${file}, which does not exist`)
    return readConfig(env, undefined)
  }
}

/**
 * Reads the configuration out of variables and the text of a file. Throws `invalid` with a sentence that says what to
 * do, for a value that cannot be and for a key of the file that is not known. An empty variable is none.
 */
export function readConfig(env: Environment, file: string | undefined): Config {
  const read = readerOf(env, file === undefined ? new Map() : decodeFile(file))
  const data = read('data', text) ?? 'data'
  return {
    listen: read('listen', listen) ?? { hostname: '127.0.0.1', port: 8080 },
    data,
    database: read('database', database) ?? `sqlite:${data}/muster.db`,
    trustedProxies: read('trustedProxies', list(isRange, 'addresses and ranges such as 10.0.0.0/8')) ?? [],
    corsOrigins: read('corsOrigins', list(isOrigin, 'origins such as https://example.com, or *')) ?? [],
    bodyBytesMax: read('bodyBytesMax', whole({ min: 1, max: 2 ** 30 })) ?? 2 ** 24,
    bodyMs: read('bodyMs', whole({ min: 1, max: dayMs })) ?? 30_000,
    dialects: read('dialects', list(isWord, 'names of dialects')) ?? null,
    metricsToken: read('metricsToken', token) ?? null,
    logRequests: read('logRequests', flag) ?? false,
    logLevel: read('logLevel', level) ?? 'info',
    stopMs: read('stopMs', whole({ min: 0, max: dayMs })) ?? 10_000,
    lox24: { block: blockOf(read) },
    superoffice: superofficeOf(read),
    hive: { typeWriters: read('hive.typeWriters', typeWriters) ?? 'administrators' },
    incoplax: incoplaxOf(read),
  }
}

type Read = <T>(setting: Setting, kind: Kind<T>) => T | undefined

function blockOf(read: Read): BlockRule | null {
  const rule = {
    name: 'lox24',
    failures: read('lox24.blockFailures', whole({ min: 1, max: 1000 })) ?? 4,
    windowMs: read('lox24.blockWindowMs', whole({ min: 1, max: dayMs })) ?? 60_000,
    blockMs: read('lox24.blockMs', whole({ min: 1, max: dayMs })) ?? 600_000,
  }
  return read('lox24.block', flag) ?? true ? rule : null
}

function superofficeOf(read: Read): SuperOfficeConfig {
  return {
    prefix: read('superoffice.prefix', prefix) ?? '',
    publicUrl: read('superoffice.publicUrl', address) ?? null,
    schemes: read('superoffice.schemes', list(isScheme, `the words ${SCHEMES.join(', ')}`)) ?? SCHEMES,
    appToken: read('superoffice.appToken', flag) ?? false,
  }
}

function incoplaxOf(read: Read): IncoplaxConfig {
  return {
    cookie: read('incoplax.cookie', cookie) ?? 'RSession',
    sessionMs: read('incoplax.sessionMs', whole({ min: 60_000, max: 365 * dayMs })) ?? sessionMs,
    ban: read('incoplax.ban', flag) ?? true,
    strict: read('incoplax.strict', flag) ?? false,
  }
}

function readerOf(env: Environment, file: ReadonlyMap<string, unknown>): Read {
  return (setting, kind) => {
    const variable = variableOf(setting)
    const given = env[variable] || undefined
    const value = given ?? file.get(setting) ?? undefined
    const decoded = value === undefined ? undefined : kind.decode(value)
    if (value !== undefined && decoded === undefined) {
      throw refused(`${given ? variable : `${setting} in the configuration file`} must be ${kind.says}`)
    }
    return decoded
  }
}

function variableOf(setting: Setting): string {
  const words = setting.replace('.', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
  return `MUSTER_${words.toUpperCase()}`
}

function decodeFile(text: string): ReadonlyMap<string, unknown> {
  const found = new Map(settingsIn(parsed(text), ''))
  const known: readonly string[] = SETTINGS
  for (const key of found.keys()) {
    if (!known.includes(key)) throw refused(`the configuration file has no setting ${key}; take it out`)
  }
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('the configuration file must hold one JSON object')
  }
}

function settingsIn(value: unknown, prefix: string): (readonly [string, unknown])[] {
  if (!isRecord(value)) throw refused('the configuration file must hold one JSON object')
  return Object.entries(value).flatMap(([key, inner]) =>
    isRecord(inner) ? settingsIn(inner, `${prefix}${key}.`) : [[`${prefix}${key}`, inner] as const]
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(sentence: string): DirectoryError {
  return new DirectoryError('invalid', sentence)
}

const dayMs = 86_400_000

/** How a value is read, from JSON or from a variable's text, and what it must be, in words. */
export interface Kind<T> {
  readonly says: string
  readonly decode: (value: unknown) => T | undefined
}

const text: Kind<string> = {
  says: 'a text',
  decode: (value) => typeof value === 'string' ? value : undefined,
}

const flag: Kind<boolean> = {
  says: 'true or false',
  decode: (value) =>
    value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined,
}

const level: Kind<Level> = {
  says: `one of ${LEVELS.join(', ')}`,
  decode: (value) => LEVELS.find((one) => one === value),
}

const typeWriters: Kind<TypeWriters> = {
  says: `one of ${TYPE_WRITERS.join(', ')}`,
  decode: (value) => TYPE_WRITERS.find((one) => one === value),
}

const token: Kind<string> = {
  says: 'a text of letters, digits and signs without spaces',
  decode: (value) => typeof value === 'string' && /^[!-~]+$/.test(value) ? value : undefined,
}

const cookie: Kind<string> = {
  says: 'the name of a cookie, such as RSession',
  decode: (value) => typeof value === 'string' && /^[\w-]{1,100}$/.test(value) ? value : undefined,
}

const prefix: Kind<string> = {
  says: 'the beginning of a path, such as /Cust1',
  decode: (value) => typeof value === 'string' && /^(?:\/[\w.~-]+)*$/.test(value) ? value : undefined,
}

const address: Kind<string> = {
  says: 'an address such as https://crm.example.com/Cust1, without a slash at the end',
  decode(value) {
    const url = typeof value === 'string' ? URL.parse(value) : null
    const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
    return plain && typeof value === 'string' && !value.endsWith('/') ? value : undefined
  },
}

/** The address of a database. */
export const database: Kind<string> = {
  says: 'sqlite: and the path of a file, or a postgres:// address',
  decode: (value) =>
    typeof value === 'string' && /^(sqlite:.|postgres(ql)?:\/\/.)/.test(value) ? value : undefined,
}

const listen: Kind<Listen> = {
  says: 'an address and a port, such as 127.0.0.1:8080 or [::1]:0',
  decode(value) {
    const [, six, other, port] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(String(value)) ?? []
    const hostname = six ?? other
    return hostname === undefined || Number(port) > 65535 ? undefined : { hostname, port: Number(port) }
  },
}

function whole({ min, max }: { min: number; max: number }): Kind<number> {
  return {
    says: `a whole number from ${min} to ${max}`,
    decode(value) {
      const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
      return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max
        ? number
        : undefined
    },
  }
}

function list<T extends string>(isOne: (text: string) => text is T, what: string): Kind<readonly T[]>
function list(isOne: (text: string) => boolean, what: string): Kind<readonly string[]>
function list(isOne: (text: string) => boolean, what: string): Kind<readonly string[]> {
  return {
    says: `a list of ${what}`,
    decode(value) {
      const all: unknown = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value
      return Array.isArray(all) && all.every((one) => typeof one === 'string' && isOne(one)) ? all : undefined
    },
  }
}

function isOrigin(text: string): boolean {
  return text === '*' || URL.parse(text)?.origin === text
}

function isScheme(text: string): text is Scheme {
  return SCHEMES.some((one) => one === text)
}

function isWord(text: string): boolean {
  return /^[a-z][a-z0-9]*$/.test(text)
}
