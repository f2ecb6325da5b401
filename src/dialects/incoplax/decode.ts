import { codeMax, descriptionMax } from '../../core/group.ts'
import { isUuid, numberMax } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import { membersAddedMax } from '../../core/member.ts'
import { isLongerThan, isStorable } from '../../core/text.ts'
import { type Contact, type ContactBody, type NewContactBody, TEXT_NAMES, type TextName } from './contact.ts'
import { withoutTimes } from './ext.ts'
import { badBody, badField } from './fault.ts'
import type { ContactGroup, GroupBody, NewGroupBody } from './resource.ts'

/** The longest text in code points; a comment and a photo may be longer. spec/incoplax.md §4 */
export const textMax = 1024
export const commentMax = descriptionMax
export const photoMax = 32768
/** How many groups a contact may be put into at once. */
export const groupsMax = 1000

/**
 * The body of a POST of a group. What the server writes is ignored, and so are keys that it does not know. Throws
 * `invalid`. spec/incoplax.md §5.1
 */
export function decodeNewGroup(body: unknown): NewGroupBody {
  const source = sourceOf(body)
  const name = requiredOf(source, 'name')
  if (name === undefined) throw badField('name')
  return { ...idOf(source), ...groupOf(source), name }
}

/** The body of a PATCH, of a group that is shown like this; all may be told of it but its members. Throws `invalid`. */
export function decodeGroupChange(body: unknown, shown: ShownGroup): GroupBody {
  const source = sourceOf(body, { ...shown })
  refuseOtherId(source)
  return groupOf(source)
}

/** What a change is compared with: nothing that is sent back as it was shown is refused. */
export type ShownGroup = Omit<ContactGroup, 'opts'> & {
  readonly opts: Omit<ContactGroup['opts'], 'abonents'>
}

/** The body of a POST of a contact. Throws `invalid`. spec/incoplax.md §5.7 */
export function decodeNewContact(body: unknown): NewContactBody {
  const source = sourceOf(body)
  const displayname = requiredOf(source, 'displayname')
  const number = requiredOf(source, 'number')
  if (displayname === undefined) throw badField('displayname')
  if (number === undefined) throw badField('number')
  const { autokey } = source.fields
  if (autokey !== undefined && autokey !== -1) throw badField('autokey')
  return { ...idOf(source), ...contactOf(source), displayname, number }
}

/** The body of a PATCH, of a contact that is shown like this. Throws `invalid`. */
export function decodeContactChange(body: unknown, shown: Contact): ContactBody {
  const source = sourceOf(body, { ...shown })
  refuseOtherId(source)
  const { autokey } = source.fields
  if (autokey !== undefined && autokey !== shown.autokey) throw badField('autokey')
  return contactOf(source)
}

type Fields = Readonly<Record<string, unknown>>

/** One object of a body: what is given, how it is shown now, if it is there already, and what its fields are called. */
interface Source {
  readonly fields: Fields
  readonly shown: Fields | undefined
  readonly path: string
}

function sourceOf(body: unknown, shown?: Fields): Source {
  if (!isObject(body)) throw badBody()
  return { fields: body, shown, path: '' }
}

/** A composite of the body. One that is null would take away all that is in it: on a change it is refused. */
function partOf({ fields, shown }: Source, key: 'opts' | 'ext'): Source {
  const given = fields[key] === null && !shown ? undefined : fields[key]
  if (given !== undefined && !isObject(given)) throw badField(key)
  const now = shown?.[key]
  return { fields: given ?? {}, shown: isObject(now) ? now : undefined, path: `${key}.` }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function groupOf(source: Source): GroupBody {
  const opts = partOf(source, 'opts')
  return {
    ...codeOf(source),
    ...optional('name', requiredOf(source, 'name')),
    ...textOf(source, 'shortname'),
    ...textOf(opts, 'title'),
    ...textOf(opts, 'comment', commentMax),
    ...priorityOf(opts),
    ...optional('abonents', listOf(opts, 'abonents', { isItem: isAutokey, max: membersAddedMax })),
    ext: extOf(source),
  }
}

function contactOf(source: Source): ContactBody {
  const opts = partOf(source, 'opts')
  const texts = TEXT_NAMES.map((name) => {
    const isInOpts = name === 'title' || name === 'comment'
    return textOf(isInOpts ? opts : source, name, LONG[name])
  })
  return {
    ...Object.assign({}, ...texts) as Readonly<Partial<Record<TextName, string>>>,
    ...optional('displayname', requiredOf(source, 'displayname')),
    ...optional('number', requiredOf(source, 'number')),
    ...textOf(source, 'email'),
    ...priorityOf(opts),
    ...optional('groups', listOf(opts, 'groups', { isItem: isCode, max: groupsMax })),
    ext: extOf(source),
  }
}

const LONG: Readonly<Partial<Record<TextName, number>>> = { comment: commentMax, photo: photoMax }

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : { [key]: value } as { [P in K]?: T }
}

/** A text; null is an empty one. */
function textOf<K extends string>(source: Source, key: K, max = textMax): { [P in K]?: string } {
  const given = source.fields[key]
  return optional(key, given === undefined ? undefined : checked(source, key, { text: given ?? '', max }))
}

interface Given {
  readonly text: unknown
  readonly max: number
}

function checked({ shown, path }: Source, key: string, { text, max }: Given): string {
  if (typeof text !== 'string') throw badField(path + key)
  if (text === shown?.[key]) return text
  if (!isStorable(text) || isLongerThan(text, max)) throw badField(path + key)
  return text
}

/** A text that may not be empty. One that is shown empty may be sent back so. */
function requiredOf(source: Source, key: string): string | undefined {
  const given = source.fields[key]
  if (given === undefined) return undefined
  const isEmpty = given === null || given === ''
  if (isEmpty && given !== source.shown?.[key]) throw badField(key)
  return checked(source, key, { text: given, max: textMax })
}

/** A new group gets a code of its own where none, or an empty one, is given. spec/incoplax.md §5.1 */
function codeOf(source: Source): Pick<GroupBody, 'code'> {
  const given = source.fields['code']
  const isNone = given === undefined || !source.shown && (given === null || given === '')
  if (isNone) return {}
  const code = checked(source, 'code', { text: given, max: codeMax })
  if (code === '') throw badField('code')
  return { code }
}

/** Ids are of any version, and of either case. spec/incoplax.md §4.1 */
function idOf({ fields: { id } }: Source): { id?: string } {
  if (id === undefined || id === null) return {}
  const uuid = typeof id === 'string' ? id.toLowerCase() : ''
  if (!isUuid(uuid)) throw badField('id')
  return { id: uuid }
}

/** An id cannot be changed; the same one is no change. spec/incoplax.md §5.4 */
function refuseOtherId({ fields: { id }, shown }: Source): void {
  if (id === undefined) return
  if (typeof id !== 'string' || id.toLowerCase() !== shown?.['id']) throw badField('id')
}

function priorityOf({ fields: { priority }, shown, path }: Source): { priority?: number | null } {
  if (priority === undefined || priority === null) return optional('priority', priority)
  if (typeof priority !== 'number') throw badField(`${path}priority`)
  const isShown = priority === shown?.['priority']
  if (!isShown && !(Number.isInteger(priority) && Math.abs(priority) <= numberMax)) {
    throw badField(`${path}priority`)
  }
  return { priority }
}

interface ListRule<T> {
  readonly isItem: (item: unknown) => item is T
  readonly max: number
}

/** A list without its repetitions, of which the first stays; null is an empty one. spec/incoplax.md §6.8 */
function listOf<T>({ fields, shown, path }: Source, key: string, rule: ListRule<T>): T[] | undefined {
  const given = fields[key]
  if (given === undefined) return undefined
  if (given === null) return []
  if (!Array.isArray(given) || !given.every(rule.isItem)) throw badField(path + key)
  const list = [...new Set<T>(given)]
  if (list.length > rule.max && !isSameList(list, shown?.[key])) throw badField(path + key)
  return list
}

function isSameList(list: readonly unknown[], shown: unknown): boolean {
  return Array.isArray(shown) && shown.length === list.length && shown.every((one, at) => one === list[at])
}

function isAutokey(item: unknown): item is number {
  return typeof item === 'number' && Number.isInteger(item) && item > 0 && item <= numberMax
}

function isCode(item: unknown): item is string {
  return typeof item === 'string' && item !== '' && isStorable(item) && !isLongerThan(item, codeMax)
}

/** The keys of the client's own, whatever they hold: they came as JSON. */
function extOf(source: Source): JsonObject {
  return withoutTimes(partOf(source, 'ext').fields as JsonObject)
}
