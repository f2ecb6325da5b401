import { DirectoryError } from '../error.ts'
import type { JsonObject } from '../json.ts'
import type { Numbers, Totals } from '../store.ts'
import {
  type Check,
  checkFields,
  type Fields,
  isBag,
  isBoolean,
  isCount,
  isNumber,
  isObject,
  isOidText,
  isText,
  requireFields,
} from './checks.ts'
import { formatVersion, type Header, type HeaderDirectory } from './format.ts'

const isDirectory: Check = (value) => {
  if (!isObject(value)) return false
  checkFields("header's directory", value, DIRECTORY)
  requireFields(value, ['name'])
  return true
}

const DIRECTORY: Fields = new Map([
  ['name', isText],
  ['number', isNumber],
  ['oid', isOidText],
  ['settings', isBag],
])

const NEXT = ['group', 'type', 'person', 'thing', 'member', 'event'] as const
const TOTAL = ['types', 'people', 'things', 'groups', 'members', 'events'] as const

const isWholeNumbers = (names: readonly string[]): Check => (value) =>
  isObject(value) && names.every((name) => isCount(value[name])) &&
  Object.keys(value).length === names.length

const HEADER: Fields = new Map<string, Check>([
  ['muster', isNumber],
  ['complete', isBoolean],
  ['source', isText],
  ['directory', isDirectory],
  ['next', isWholeNumbers(NEXT)],
  ['total', isWholeNumbers(TOTAL)],
])

/** Reads the first line. Throws `invalid`, and `unprocessable` for a format of a newer Muster. */
export function decodeHeader(given: JsonObject): Header {
  const version = given['muster']
  if (typeof version === 'number' && version > formatVersion) {
    throw new DirectoryError(
      'unprocessable',
      `the file has format ${version}, and this Muster reads up to ${formatVersion}: use a newer Muster`,
    )
  }
  checkFields('header', given, HEADER)
  if (given['complete'] === true) requireFields(given, ['next', 'total'])
  const { complete = false, source = null, directory = null, next, total = null } = given
  // What the fields are has just been checked.
  return {
    complete: complete === true,
    source: source as string | null,
    directory: directory as HeaderDirectory | null,
    next: isObject(next) ? numbersOf(next) : null,
    total: total as Totals | null,
  }
}

function numbersOf({ group, type, person, thing, member, event }: JsonObject): Numbers {
  return {
    group: Number(group),
    type: Number(type),
    person: Number(person),
    thing: Number(thing),
    member: Number(member),
    sequence: Math.max(0, Number(event) - 1),
  }
}
