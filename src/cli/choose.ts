import { listDirectories } from '../core/directories.ts'
import type { Directory, DirectoryKey } from '../core/directory.ts'
import { DirectoryError } from '../core/error.ts'
import type { Group, GroupKey } from '../core/group.ts'
import { isOid, isUuid, numberMax } from '../core/ids.ts'
import { operator, type Principal } from '../core/principal.ts'
import { findGroup } from '../core/queries.ts'
import type { Store } from '../core/store.ts'
import { Failure } from './failure.ts'
import { everything } from './pages.ts'

/** How many names a sentence lists. */
const listedMax = 10

/** The directory that `--directory` names, or the only one. Throws `usage` if there are several, `not_found`. */
export async function directoryFor(store: Store, named: string | undefined): Promise<Directory> {
  if (named !== undefined) return await directoryNamed(store, named)
  const some = await listDirectories(store, 0, listedMax + 1)
  const [first, second] = some
  if (!first) {
    throw new Failure(
      'not_found',
      'There is no directory yet; make one with "muster directory create --name <name>".',
    )
  }
  if (!second) return first
  const names = some.slice(0, listedMax).map(({ name }) => name).join(', ')
  const more = some.length > listedMax ? ' and more' : ''
  throw new Failure('usage', `Name one of the directories with --directory: ${names}${more}.`)
}

/** A directory by its name, else its number, else its id, else its oid. Throws `not_found`. */
export async function directoryNamed(store: Store, text: string): Promise<Directory> {
  const number = numberIn(text)
  const keys: DirectoryKey[] = [{ name: text }]
  if (number !== undefined) keys.push({ number }, { id: number })
  if (isOid(text)) keys.push({ oid: text })
  for (const key of keys) {
    const found = await store.readInstallation((tx) => tx.directory(key))
    if (found) return found
  }
  throw new Failure(
    'not_found',
    `There is no directory "${text}"; "muster directory list" shows those that there are.`,
  )
}

/** The operator at work in a directory. */
export function operatorOf(directory: Directory): Principal {
  return operator(directory.id, 'command line')
}

/** A group by its number, else its uuid, oid, code or slug. Throws `not_found`. */
export async function groupNamed(store: Store, principal: Principal, text: string): Promise<Group> {
  const number = numberIn(text)
  const keys: GroupKey[] = number === undefined ? [] : [{ number }]
  if (isUuid(text.toLowerCase())) keys.push({ uuid: text.toLowerCase() })
  if (isOid(text.toLowerCase())) keys.push({ oid: text.toLowerCase() })
  for (const key of [...keys, { code: text }, { slug: text }]) {
    const found = await unlessMissing(findGroup(store, principal, key))
    if (found) return found
  }
  throw noGroup(text)
}

/** The error for a group that is not there. */
export function noGroup(text: string): Failure {
  return new Failure(
    'not_found',
    `There is no group "${text}"; "muster group list" shows those that there are.`,
  )
}

/** A positive int32 that a text is, without leading zeros. */
export function numberIn(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= numberMax ? Number(text) : undefined
}

/** The names of all directories by their ids. */
export async function directoryNames(store: Store): Promise<ReadonlyMap<number | null, string>> {
  const all = await everything<Directory>((last) => listDirectories(store, last?.id))
  return new Map(all.map(({ id, name }) => [id, name]))
}

async function unlessMissing<T>(finding: Promise<T>): Promise<T | undefined> {
  try {
    return await finding
  } catch (error) {
    if (error instanceof DirectoryError && error.code === 'not_found') return undefined
    throw error
  }
}
