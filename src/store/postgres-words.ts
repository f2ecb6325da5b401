import { causeOf } from './postgres-errors.ts'
import { notUtf8 } from './postgres-session.ts'

const example = 'postgres://user:password@host:5432/database'

/** What is wrong with an address, in a sentence without its full stop; undefined: nothing. It tells no part of it. */
export function addressFault(database: string): string | undefined {
  const what = `MUSTER_DATABASE must be ${example}`
  const url = urlOf(database)
  if (!url) return `${what}, with %40 for @ and the like in the user and the password`
  if (url.username === '') return `${what}; it names no user`
  if (url.hostname === '' || /^%2f/i.test(url.hostname)) {
    return `${what}; it names no host, and sockets are not used`
  }
  const isNumbered = /^[\d.]+$|^\[/.test(url.hostname)
  if (isNumbered && url.searchParams.get('sslmode') === 'verify-full') {
    return 'MUSTER_DATABASE must give the host its name and not its number, for sslmode=verify-full to compare'
  }
  if (url.pathname.length < 2) return `${what}; it names no database`
  return undefined
}

/** Why a PostgreSQL database could not be used when it was opened, and what to do: a sentence without its full stop. */
export function openingWords(error: unknown, database: string): string {
  const { place, user, name } = partsOf(database)
  const code = causeOf(error) ?? ''
  const words = WORDS[code]
  if (words) return words({ place, user, name, said: deepest(error) })
  return `the PostgreSQL database ${name} at ${place} cannot be used (${deepest(error)}); see its log`
}

interface Parts {
  /** Host and port. */
  readonly place: string
  readonly user: string
  /** The database's. */
  readonly name: string
  /** What the innermost cause says. */
  readonly said: string
}

type Words = (parts: Parts) => string

const noAnswer: Words = ({ place }) =>
  `PostgreSQL at ${place} does not answer; see that it can be reached from here, and MUSTER_DATABASE`
const noHost: Words = ({ place }) =>
  `the host of ${place} is not known; correct MUSTER_DATABASE, or the resolver's settings`
const away: Words = ({ place }) => `PostgreSQL at ${place} is starting or stopping; try again in a moment`
const noRights: Words = ({ user, name }) =>
  `the user ${user} may not make or use tables in the database ${name}; grant it "create" on the database's schema`

const noTrust: Words = ({ place, said }) =>
  `the certificate of PostgreSQL at ${place} is not trusted (${said}); name its authority in DENO_CERT, or correct sslmode`

const WORDS: Readonly<Record<string, Words>> = {
  ECONNREFUSED: ({ place }) => `no PostgreSQL is running at ${place}; start it, or correct MUSTER_DATABASE`,
  ETIMEDOUT: noAnswer,
  CONNECT_TIMEOUT: noAnswer,
  CONNECTION_CLOSED: noAnswer,
  ECONNRESET: ({ place, said }) =>
    `PostgreSQL at ${place} broke off (${said}); see its log, and sslmode where it has no certificate`,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  CERT_HAS_EXPIRED: noTrust,
  DEPTH_ZERO_SELF_SIGNED_CERT: noTrust,
  ERR_TLS_CERT_ALTNAME_INVALID: noTrust,
  SELF_SIGNED_CERT_IN_CHAIN: noTrust,
  UNABLE_TO_GET_ISSUER_CERT: noTrust,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: noTrust,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: noTrust,
  [notUtf8]: ({ place, name, said }) =>
    `the database ${name} at ${place} has the encoding ${said}, and Muster needs UTF8; make it with "createdb ` +
    `--encoding UTF8 --template template0 ${name}"`,
  '28P01': ({ place, user }) =>
    `PostgreSQL at ${place} does not know the user ${user}, or the password is wrong; correct MUSTER_DATABASE`,
  '28000': ({ place, user, name }) =>
    `PostgreSQL at ${place} does not let the user ${user} into the database ${name}; see its pg_hba.conf, and sslmode`,
  '3D000': ({ place, name }) =>
    `PostgreSQL at ${place} has no database ${name}; make it with "createdb ${name}", or correct MUSTER_DATABASE`,
  '42501': noRights,
  '3F000': noRights,
  '57P01': away,
  '57P03': away,
  '53300': ({ place }) =>
    `PostgreSQL at ${place} has no room for more connections; raise its max_connections, or run fewer programs on it`,
  '25006': ({ place }) =>
    `PostgreSQL at ${place} is a standby and cannot be written; name the primary instead`,
}

function partsOf(database: string): Omit<Parts, 'said'> {
  const url = urlOf(database) ?? new URL(example)
  const user = decodeURIComponent(url.username) || 'of this process'
  return {
    place: url.host.includes(':') ? url.host : `${url.host || 'localhost'}:5432`,
    user,
    name: decodeURIComponent(url.pathname.slice(1)) || user,
  }
}

/** The parts of an address; of several hosts, `one:5432,two:5432`, the first. */
function urlOf(database: string): URL | null {
  return URL.parse(database.replace(/,[^/?@]*(?=\/)/, ''))
}

/** What the innermost cause says, on one line. */
function deepest(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause ? deepest(error.cause) : error.message.replaceAll(/\s+/g, ' ')
}
