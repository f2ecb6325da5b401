import { invalid } from './error.ts'

/**
 * The form in which names, slugs and e-mails are compared: lower case, NFC; made here, stored beside the text. The small
 * sigma has one form, whether it ends a word or not, so that the part of a word folds as it does in the word.
 */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ')
}

/**
 * Refuses what no database keeps as it is: U+0000 (SQLite gives back the part before it) and lone surrogates (they
 * become U+FFFD). collisions.md A15.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Checks a text for the store; `max` counts code points. Throws `invalid` with the field's name. */
export function checkText(field: string, text: string, max: number): void {
  if (!isStorable(text)) throw invalid(field, 'text')
  if (isLongerThan(text, max)) throw invalid(field, 'too_long', { limit: max })
}

/** Whether a text has more than `max` code points, without counting more of them than it must. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false
  if (text.length > 2 * max) return true
  return codePoints(text) > max
}

/** The length of a text in code points. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The first `max` code points of a text. */
export function cut(text: string, max: number): string {
  return isLongerThan(text, max) ? Array.from(text).slice(0, max).join('') : text
}
