import type { Member, NewMember, NewMemberData } from '../../core/member.ts'
import { cut } from '../../core/text.ts'

/** One entry of a group as this vendor writes it. The id is a string of digits. spec/lox24.md §4.2 */
export interface Lox24Phone {
  readonly id: string
  readonly phone: string
  readonly a: string | null
  readonly b: string | null
  readonly c: string | null
  readonly d: string | null
  readonly e: string | null
  readonly callback_data: string | null
  readonly subscribed_at: number | null
  readonly unsubscribed_at: number | null
  readonly unsubscribe_reason: number | null
}

type Written = 'phone' | 'a' | 'b' | 'c' | 'd' | 'e' | 'callback_data'

/** A phone's body, decoded: what is absent stays as it is. */
export interface PhoneBody extends Partial<Pick<Lox24Phone, Written>> {
  readonly phone: string
}

/** Limits in code points. */
export const phoneMax = 30
export const valueMax = 1530
export const callbackMax = 36

/** The columns, and every key that is shown. */
export const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const
export const PHONE_KEYS = [
  'id',
  'phone',
  ...LETTERS,
  'callback_data',
  'subscribed_at',
  'unsubscribed_at',
  'unsubscribe_reason',
] as const satisfies (keyof Lox24Phone)[]

/** The phone as it is shown, cut where another dialect made it longer than this vendor's schema allows. */
export function phoneToWire({ id, name, data }: Member): Lox24Phone {
  const value = (index: number) => cutText(data.values?.[index], valueMax)
  return {
    id: String(id),
    phone: cut(name ?? '', phoneMax),
    a: value(0),
    b: value(1),
    c: value(2),
    d: value(3),
    e: value(4),
    callback_data: cutText(data.correlation, callbackMax),
    subscribed_at: seconds(data.optedInAt),
    unsubscribed_at: seconds(data.optedOutAt),
    unsubscribe_reason: data.optOutReason ?? null,
  }
}

/** A text as it is shown: at most `max` code points of it, or null. */
export function cutText(text: string | null | undefined, max: number): string | null {
  return text === null || text === undefined ? null : cut(text, max)
}

function seconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.floor(ms / 1000)
}

/** What a body changes of an entry: what is absent, or equal to the shown value, stays. */
export function phoneFromWire(body: PhoneBody, base?: Member): Pick<NewMember, 'name' | 'data'> {
  const shown: Partial<Lox24Phone> = base ? phoneToWire(base) : {}
  const changes = (key: Written) => body[key] !== undefined && body[key] !== shown[key]
  const data: NewMemberData = {
    ...(LETTERS.some(changes) ? { values: valuesOf(body, changes) } : {}),
    ...(changes('callback_data') ? { correlation: body.callback_data ?? null } : {}),
  }
  return {
    ...(changes('phone') ? { name: body.phone } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  }
}

/** The changed values, each at its place; the core keeps what stands at a place that is undefined. */
function valuesOf(body: PhoneBody, changes: (key: Written) => boolean): (string | null | undefined)[] {
  return LETTERS.map((letter) => changes(letter) ? body[letter] ?? null : undefined)
}

/** A phone that is to be added, or matched by its number. */
export function newPhone(body: PhoneBody): NewMember {
  return { kind: 'phone', ...phoneFromWire(body) }
}

const INTERNATIONAL = /^\+\d+$/
const WRITTEN = /^\+?[\d .\-/()]+$/

/**
 * A number in the form in which it is kept: a leading `00` becomes `+`, all else stays as written. Undefined
 * if it is none: not `+` and digits, nor 4 to 20 digits among space, hyphen, dot, slash and parentheses.
 * spec/lox24.md §4.2
 */
export function toNumber(trimmed: string): string | undefined {
  const number = trimmed.replace(/^00/, '+')
  if (INTERNATIONAL.test(number)) return number
  const digits = number.replace(/\D/g, '').length
  return WRITTEN.test(number) && digits >= 4 && digits <= 20 ? number : undefined
}
