import { decodeAccept } from '../../http/accept.ts'

/** The six labels of an answer; the server's order decides among equals, so that JSON is before XML. */
export const ANSWER_TYPES = [
  'application/json',
  'text/json',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/xml',
  'text/xml',
] as const
export type AnswerType = (typeof ANSWER_TYPES)[number]

/**
 * The label of an answer to this `Accept`: each label has the quality of the most specific range that covers it.
 * Parameters such as a charset do not count. Plain JSON where nothing is asked for or nothing fits: this vendor's
 * framework falls back to its first formatter and has no 406. spec/superoffice.md §2.2
 */
export function answerType(accept: string | null): AnswerType {
  if (accept === null || accept.trim() === '') return ANSWER_TYPES[0]
  const qualityOf = decodeAccept(accept)
  let best: { readonly type: AnswerType; readonly quality: number } = { type: ANSWER_TYPES[0], quality: 0 }
  for (const type of ANSWER_TYPES) {
    const quality = qualityOf(type)
    if (quality > best.quality) best = { type, quality }
  }
  return best.type
}

/** Whether the body below this label is XML; all others are JSON. */
export function isXml(type: AnswerType): boolean {
  return type === 'application/xml' || type === 'text/xml'
}
