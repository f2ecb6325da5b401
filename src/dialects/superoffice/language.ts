/** How texts are shown: as they are stored, or in the first of these languages (the vendor's codes) that a text has. */
export type Language = 'raw' | readonly string[]

/** How many languages of one header count. */
export const languagesMax = 20

/** The vendor's codes are older than ISO's and differ from them. spec/superoffice.md §2.4 */
const CODES: Readonly<Record<string, string>> = {
  en: 'US',
  nb: 'NO',
  nn: 'NO',
  no: 'NO',
  sv: 'SW',
  da: 'DA',
  de: 'GE',
  fr: 'FR',
  nl: 'NL',
  es: 'SP',
  it: 'IT',
  fi: 'FI',
  cs: 'CZ',
  pl: 'PL',
  ja: 'JP',
  zh: 'CN',
  ru: 'RU',
}

/** The language of a text that lacks the wanted ones. */
const FALLBACK = 'US'

/** A language as it is asked for, or `*` or `x`, which the vendor reads as "do not translate". */
interface Wanted {
  readonly code: string
  quality: number
}

const SEGMENT = '[A-Za-z]{2}:"[^"]*"'
const BLOCK = new RegExp(`(?<![A-Za-z0-9])${SEGMENT}(?:\\s*;\\s*${SEGMENT})*;?`, 'g')
const SEGMENTS = new RegExp(SEGMENT, 'g')

/**
 * The languages that a request asks for. `SO-Language` overrides `Accept-Language`; neither of them, an empty one, `*`
 * and `x` mean the stored texts. spec/superoffice.md §2.4
 */
export function languageOf(headers: Headers): Language {
  const wanted = decodeLanguages(headers.get('so-language') ?? headers.get('accept-language') ?? '')
  const end = wanted.findIndex(({ code }) => code === '*' || code === 'X')
  const codes = wanted.slice(0, end < 0 ? languagesMax : Math.min(end, languagesMax)).map(({ code }) => code)
  return codes.length === 0 ? 'raw' : [...new Set(codes)]
}

/**
 * A text in the language. A multi-language block such as `NO:"Leverandør";US:"Supplier"` becomes the text of the first
 * wanted language that it has, else the English one, else its first; what stands before and behind a block stays. A text
 * without such a block, or with a malformed one, is given back unchanged. spec/superoffice.md §2.4
 */
export function inLanguage<T extends string | null>(text: T, language: Language): T | string {
  if (language === 'raw' || text === null || !text.includes(':"')) return text
  const malformed = text.replace(BLOCK, '').includes('"')
  return malformed ? text : text.replace(BLOCK, (block) => chosen(block, language))
}

/**
 * The wanted languages, best first. Their separator is a comma, or a semicolon as the vendor's pages print it
 * (`en-us; en-gb`); a part `q=…` is the weight of the language before it.
 */
function decodeLanguages(header: string): Wanted[] {
  const wanted: Wanted[] = []
  for (const part of header.split(/[,;]/).map((one) => one.trim().toLowerCase())) {
    const last = wanted.at(-1)
    if (/^q\s*=/.test(part)) { if (last) last.quality = decodeQuality(part) }
    else if (part !== '') wanted.push({ code: codeOf(part), quality: 1 })
  }
  return wanted.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality)
}

function decodeQuality(part: string): number {
  const text = part.slice(part.indexOf('=') + 1).trim()
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : 1
}

/** The vendor's code of a language: `en-GB` and its own `US` give `US`. */
function codeOf(tag: string): string {
  const primary = tag.split(/[-_]/)[0] ?? ''
  return Object.hasOwn(CODES, primary) ? CODES[primary]! : primary.toUpperCase()
}

function chosen(block: string, languages: readonly string[]): string {
  const texts = new Map<string, string>()
  for (const [segment] of block.matchAll(SEGMENTS)) {
    const code = segment.slice(0, 2).toUpperCase()
    const text = segment.slice(4, -1)
    if (text !== '' && !texts.has(code)) texts.set(code, text)
  }
  const code = [...languages, FALLBACK].find((one) => texts.has(one))
  return (code === undefined ? texts.values().next().value : texts.get(code)) ?? ''
}
