import { codeMax, descriptionMax, nameMax } from '../../core/group.ts'
import { numberMax } from '../../core/ids.ts'
import { isLongerThan, isStorable } from '../../core/text.ts'
import type { Body } from './decode.ts'
import { trim } from './trim.ts'

/** How a field of a group is read. */
export type FieldKind = 'name' | 'slug' | 'flag' | 'html' | 'text' | 'type'

/** A field that was sent: its value as the server understands it, if it does, and what is wrong with it. */
export interface Decoded {
  readonly value?: string | number | boolean
  readonly fault?: string
}

/** The longest address or alternative text, in code points. */
const textMax = 1024

/** Reads one field. Null is what it is without anything. spec/enterprise-hive.md §6 */
export function decodeField(key: string, kind: FieldKind, sent: unknown, { isForm }: Body): Decoded {
  const label = labelOf(key)
  switch (kind) {
    case 'name':
      return blankless(label, texts(label, trimmed(sent), nameMax))
    case 'slug':
      return readable(label, texts(label, trimmed(sent), codeMax))
    case 'html':
      return texts(label, sent ?? '', descriptionMax)
    case 'text':
      return texts(label, sent ?? '', textMax)
    case 'flag':
      return flag(label, isForm ? flagOf(sent) : sent ?? false)
    case 'type':
      return typeNumber(isForm ? numberOf(sent) : sent ?? 0)
  }
}

function trimmed(sent: unknown): unknown {
  return typeof sent === 'string' ? trim(sent) : sent ?? ''
}

function texts(label: string, value: unknown, max: number): Decoded {
  if (typeof value !== 'string') return { fault: `${label} must be text` }
  if (isLongerThan(value, max)) return { value, fault: `${label} cannot be longer than ${max} characters` }
  if (!isStorable(value)) return { value, fault: `${label} has characters that cannot be stored` }
  return { value }
}

function blankless(label: string, decoded: Decoded): Decoded {
  return decoded.value === '' ? { value: '', fault: `${label} cannot be blank` } : decoded
}

/** A blank slug is none. */
function readable(label: string, decoded: Decoded): Decoded {
  const { value, fault } = decoded
  if (fault !== undefined || typeof value !== 'string' || /^[A-Za-z0-9_-]*$/.test(value)) return decoded
  return { value, fault: `${label} may only contain letters, digits, - and _` }
}

function flag(label: string, value: unknown): Decoded {
  return typeof value === 'boolean' ? { value } : { fault: `${label} must be true or false` }
}

function typeNumber(value: unknown): Decoded {
  if (typeof value !== 'number') return { fault: 'Type id must be a whole number' }
  const isNumber = Number.isInteger(value) && value >= 0 && value <= numberMax
  return isNumber ? { value } : { value, fault: 'Group type does not exist' }
}

/** A form has texts only. */
function flagOf(sent: unknown): unknown {
  const word = String(sent).toLowerCase()
  return word === 'true' ? true : word === 'false' || word === '' ? false : sent
}

function numberOf(sent: unknown): unknown {
  const text = String(sent)
  return text === '' ? 0 : /^-?\d{1,15}$/.test(text) ? Number(text) : sent
}

/** `logoUrl` is called `Logo url` in sentences. */
function labelOf(key: string): string {
  return key.charAt(0).toUpperCase() +
    key.slice(1).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
