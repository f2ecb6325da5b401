import {
  type Directory,
  type DirectoryKey,
  directoryNameMax,
  type DirectorySettings,
  type DirectoryStatus,
} from './directory.ts'
import { invalid, notFound, taken } from './error.ts'
import { checkBag } from './fields.ts'
import { BUILTIN_GROUPS, extrasMax, type Group } from './group.ts'
import { isOid, newIds, numberMax } from './ids.ts'
import { isCountry } from './phone.ts'
import { blankGroup } from './references.ts'
import { type InstallationReading, type InstallationWriting, pageMax, type Store } from './store.ts'
import { checkText } from './text.ts'

export interface NewDirectory {
  readonly name: string
  readonly number?: number
  readonly oid?: string
  readonly status?: DirectoryStatus
  readonly settings?: DirectorySettings
}

/** The first number of a directory that was given none: LOX24's client ids have seven digits. */
const firstNumber = 1000001

/**
 * Makes a directory with its ledger and its built-in lists. The number is a positive int32, the oid 24 hex digits; both
 * are made where they are not given. Throws `invalid`, and `conflict` for a name, number or oid that is taken.
 */
export function createDirectory(store: Store, fields: NewDirectory): Promise<Directory> {
  return store.writeInstallation(async (tx) => {
    checkFields(fields)
    const last = await lastDirectory(tx)
    const directory: Directory = {
      id: (last?.id ?? 0) + 1,
      name: fields.name,
      number: fields.number ?? await freeNumber(tx, last),
      oid: fields.oid ?? newIds(tx.now).oid,
      status: fields.status ?? 'active',
      settings: fields.settings ?? {},
      createdAt: tx.now,
    }
    await refuseTaken(tx, directory)
    await tx.insertDirectory(directory, BUILTIN_GROUPS.map((one) => builtinGroup(one, tx.now)))
    return directory
  })
}

/** Changes a directory's name, status or settings. Throws `not_found`, `invalid`, `conflict`. */
export function changeDirectory(
  store: Store,
  key: DirectoryKey,
  fields: Pick<Partial<NewDirectory>, 'name' | 'status' | 'settings'>,
): Promise<Directory> {
  return store.writeInstallation(async (tx) => {
    const before = await tx.directory(key)
    if (!before) throw notFound('directory')
    const after = { ...before, ...fields }
    checkFields(after)
    await refuseTaken(tx, after)
    await tx.updateDirectory(after)
    return after
  })
}

/** A directory by one of its keys. Throws `not_found`. */
export async function findDirectory(store: Store, key: DirectoryKey): Promise<Directory> {
  const directory = await store.readInstallation((tx) => tx.directory(key))
  if (!directory) throw notFound('directory')
  return directory
}

/** A page of directories by id, behind `after`. */
export function listDirectories(store: Store, after = 0, limit = pageMax): Promise<Directory[]> {
  return store.readInstallation((tx) => tx.directories(after, Math.min(limit, pageMax)))
}

function checkFields({ name, number, oid, settings }: NewDirectory): void {
  if (name.trim() === '') throw invalid('name', 'required')
  checkText('name', name, directoryNameMax)
  if (number !== undefined && !isNumber(number)) throw invalid('number', 'range', { limit: numberMax })
  if (oid !== undefined && !isOid(oid)) throw invalid('oid', 'format')
  checkBag('settings', settings ?? {}, extrasMax)
  const country = settings?.country
  if (country !== undefined && !isCountry(country)) {
    throw invalid('settings.country', 'unknown', { value: country })
  }
}

function isNumber(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= numberMax
}

async function lastDirectory(tx: InstallationReading): Promise<Directory | undefined> {
  let last: Directory | undefined
  for (;;) {
    const page = await tx.directories(last?.id ?? 0, pageMax)
    last = page.at(-1) ?? last
    if (page.length < pageMax) return last
  }
}

async function freeNumber(tx: InstallationReading, last: Directory | undefined): Promise<number> {
  let number = firstNumber + (last?.id ?? 0)
  while (await tx.directory({ number })) number++
  return number
}

async function refuseTaken(tx: InstallationWriting, { id, name, number, oid }: Directory): Promise<void> {
  for (const [field, key] of [['name', { name }], ['number', { number }], ['oid', { oid }]] as const) {
    const other = await tx.directory(key)
    if (other && other.id !== id) throw taken(field, Object.values(key)[0])
  }
}

function builtinGroup(one: (typeof BUILTIN_GROUPS)[number], now: number): Group {
  return { ...blankGroup(now), ...one }
}
