import { DirectoryError, type Violation } from '../../core/error.ts'
import { isLongerThan, isStorable } from '../../core/text.ts'
import { parseJson } from '../../http/body.ts'
import { decodeInstant } from './instant.ts'
import {
  callbackMax,
  LETTERS,
  type Lox24Phone,
  type PhoneBody,
  phoneMax,
  toNumber,
  valueMax,
} from './phone.ts'
import {
  columnNameMax,
  COLUMNS,
  descriptionMax,
  type GroupBody,
  groupNameMax,
  type Lox24Group,
} from './resource.ts'

/** How many phones one request may carry. */
export const phonesMax = 10_000

const SPOKEN = ['application/ld+json', 'application/json']

/**
 * The JSON of a request. Throws `unsupported_type` where the content type is missing or another, `invalid`
 * where the text is no JSON. The framework's wordings. spec/lox24.md §7
 */
export function decodeJson(request: Request, text: string): unknown {
  const type = request.headers.get('content-type')
  if (!type) throw new DirectoryError('unsupported_type', 'The "Content-Type" header must exist.')
  if (!SPOKEN.includes(type.split(';')[0]!.trim().toLowerCase())) {
    throw new DirectoryError('unsupported_type', `The content-type "${type}" is not supported. ${supported}`)
  }
  return parseJson(text)
}

export const supported = `Supported MIME types are "${SPOKEN.join('", "')}".`

/**
 * What is read from one JSON object: the object, what is shown of it now, where it stands, and what is wrong
 * with it.
 */
interface Source {
  readonly fields: Readonly<Record<string, unknown>>
  readonly shown: Readonly<Record<string, unknown>>
  readonly path: string
  readonly faults: Violation[]
}

/**
 * A group's body. What equals the shown value is taken as it is, whatever this vendor's limits say of it.
 * Throws `invalid` with all violations, in the order of the fields.
 */
export function decodeGroup(value: unknown, shown?: Lox24Group): GroupBody {
  const source: Source = { fields: objectOf(value), shown: { ...shown }, path: '', faults: [] }
  const name = requiredText(source, 'name', groupNameMax)
  const body = {
    ...optionalText(source, 'description', descriptionMax),
    ...merged(COLUMNS.map((key) => optionalText(source, key, columnNameMax))),
    ...instantOf(source, 'deleted_at'),
    ...phonesOf(source),
  }
  if (name === undefined || source.faults.length > 0) throw refused(source.faults)
  return { name, ...body }
}

/** One phone's body. Throws `invalid` with all violations. */
export function decodePhone(value: unknown, shown?: Lox24Phone): PhoneBody {
  const read = readPhone(objectOf(value), shown)
  if (read instanceof DirectoryError) throw read
  return read
}

/**
 * The bodies of a batch, each decoded on its own: a phone, or what is wrong with it. Throws `invalid` where
 * the whole is no array or too long. spec/lox24.md §5 E8
 */
export function decodeBatch(value: unknown): (PhoneBody | DirectoryError)[] {
  if (!Array.isArray(value)) {
    throw new DirectoryError('invalid', 'The request body must be a JSON array of phones.')
  }
  if (value.length > phonesMax) {
    throw new DirectoryError(
      'invalid',
      `A batch may have ${phonesMax} phones at most, ${value.length} given.`,
    )
  }
  return value.map((item) => isObject(item) ? readPhone(item) : bodyMustBeObject())
}

function readPhone(fields: Source['fields'], shown?: Lox24Phone): PhoneBody | DirectoryError {
  const source: Source = { fields, shown: { ...shown }, path: '', faults: [] }
  return phoneOf(source) ?? refused(source.faults)
}

function phoneOf(source: Source): PhoneBody | undefined {
  const before = source.faults.length
  const phone = numberOf(source)
  const rest = merged([
    ...LETTERS.map((key) => optionalText(source, key, valueMax)),
    optionalText(source, 'callback_data', callbackMax),
  ])
  return phone === undefined || source.faults.length > before ? undefined : { phone, ...rest }
}

function numberOf(source: Source): string | undefined {
  const given = source.fields.phone
  if (isShown(source, 'phone')) return given as string
  const trimmed = typeof given === 'string' ? given.trim() : given
  const text = requiredText({ ...source, fields: { phone: trimmed } }, 'phone', phoneMax)
  if (text === undefined) return undefined
  return toNumber(text) ?? fault(source, { field: 'phone', rule: 'format' })
}

/**
 * The phones of a group's body: both documented shapes, an object and an array, and null for "leave them
 * alone". spec/lox24.md §4.2
 */
function phonesOf(source: Source): { phones?: PhoneBody[] } {
  const given = source.fields.phones
  if (given === undefined || given === null) return {}
  const entries = entriesOf(given)
  if (!entries) return fault(source, { field: 'phones', rule: 'type', value: given }) ?? {}
  if (entries.length > phonesMax) {
    return fault(source, { field: 'phones', rule: 'too_many', limit: phonesMax }) ?? {}
  }
  const phones: PhoneBody[] = []
  for (const [key, item] of entries) {
    const path = `phones[${key}]`
    const phone = isObject(item)
      ? phoneOf({ fields: item, shown: {}, path: `${path}.`, faults: source.faults })
      : fault(source, { field: path, rule: 'type', value: item })
    if (phone) phones.push(phone)
  }
  return { phones }
}

function entriesOf(given: unknown): [string, unknown][] | undefined {
  return Array.isArray(given) || isObject(given) ? Object.entries(given) : undefined
}

function instantOf(source: Source, key: 'deleted_at'): { deleted_at?: string | null } {
  const given = source.fields[key]
  if (given === undefined) return {}
  if (given === null) return { deleted_at: null }
  if (typeof given !== 'string') return fault(source, { field: key, rule: 'type', value: given }) ?? {}
  const instant = decodeInstant(given)
  return instant === undefined ? fault(source, { field: key, rule: 'format' }) ?? {} : { deleted_at: instant }
}

/**
 * A text that must be there. Missing, null and empty are one fault, "blank", as in the vendor's validator.
 */
function requiredText(source: Source, key: string, max: number): string | undefined {
  const given = source.fields[key]
  if (given === undefined || given === null || given === '') {
    return fault(source, { field: key, rule: 'required' })
  }
  return textOf(source, key, given, max)
}

function optionalText<K extends string>(source: Source, key: K, max: number): { [P in K]?: string | null } {
  const given = source.fields[key]
  if (given === undefined) return {}
  const text = given === null ? null : textOf(source, key, given, max)
  return text === undefined ? {} : { [key]: text } as { [P in K]?: string | null }
}

function textOf(source: Source, key: string, given: unknown, max: number): string | undefined {
  if (typeof given !== 'string') return fault(source, { field: key, rule: 'type', value: given })
  if (isShown(source, key)) return given
  if (!isStorable(given)) return fault(source, { field: key, rule: 'text' })
  return isLongerThan(given, max) ? fault(source, { field: key, rule: 'too_long', limit: max }) : given
}

function isShown({ fields, shown }: Source, key: string): boolean {
  return typeof fields[key] === 'string' && fields[key] === shown[key]
}

function fault(source: Source, violation: Violation): undefined {
  source.faults.push({ ...violation, field: source.path + violation.field })
  return undefined
}

function refused(faults: readonly Violation[]): DirectoryError {
  return new DirectoryError('invalid', 'The request body is not valid.', { violations: faults })
}

function merged<T extends object>(parts: readonly T[]): T {
  return Object.assign({}, ...parts)
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw bodyMustBeObject()
  return value
}

function bodyMustBeObject(): DirectoryError {
  return new DirectoryError('invalid', 'The request body must be a JSON object.')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
