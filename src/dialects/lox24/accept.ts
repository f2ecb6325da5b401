import { decodeAccept } from '../../http/accept.ts'

/** What this dialect answers in. */
export type Format = 'jsonld' | 'json'

/** What a caller may ask for: `csv` is the export's, and an error to its caller is plain JSON. */
export type Wanted = Format | 'csv'

const TYPES: Readonly<Record<Wanted, string>> = {
  jsonld: 'application/ld+json',
  json: 'application/json',
  csv: 'text/csv',
}

/**
 * The format that the caller likes best. Each format has the quality of the most specific range that covers
 * it; among equals the server's order decides, as in the vendor's framework, so that an asterisk beside
 * `application/json` is JSON-LD. No `Accept` accepts everything. Gives undefined where nothing is accepted.
 * spec/lox24.md §2
 */
export function bestFormat(accept: string | null, offered: readonly Wanted[]): Wanted | undefined {
  if (accept === null || accept.trim() === '') return offered[0]
  const qualityOf = decodeAccept(accept)
  let best: { readonly format?: Wanted; readonly quality: number } = { quality: 0 }
  for (const format of offered) {
    const quality = qualityOf(TYPES[format])
    if (quality > best.quality) best = { format, quality }
  }
  return best.format
}

/** The format of an answer that is not the export: JSON-LD where the caller has not asked for plain JSON. */
export function answerFormat(request: Request): Format {
  const format = bestFormat(request.headers.get('accept'), ['jsonld', 'json'])
  return format === 'json' ? 'json' : 'jsonld'
}

/**
 * The format of an error: plain JSON also to who asks for CSV, and JSON-LD, the first format of the API,
 * where nothing that is spoken is accepted. spec/lox24.md §7
 */
export function errorFormat(request: Request): Format {
  const format = bestFormat(request.headers.get('accept'), ['jsonld', 'json', 'csv'])
  return format === 'json' || format === 'csv' ? 'json' : 'jsonld'
}
