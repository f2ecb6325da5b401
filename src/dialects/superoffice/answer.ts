import type { Group } from '../../core/group.ts'
import type { Arrival } from '../../http/dialect.ts'
import { bodyOf } from '../../http/pieces.ts'
import { answerType, isXml } from './accept.ts'
import { lastModified } from './conditions.ts'
import { inLanguage, type Language, languageOf } from './language.ts'
import { applySelect, decodeSelect } from './select.ts'
import { encodeXml } from './xml.ts'

/** One thing to answer with: its value with texts as they are stored, and its type, the root of the XML. */
export interface Wire {
  readonly root: string
  readonly value: unknown
  /** The list that it is, for `Last-Modified`. */
  readonly group?: Group
  /** Whether `$select` counts here. */
  readonly select?: boolean
}

/** A 200 in the type and language that the caller wants. */
export function answer({ request, url }: Arrival, { root, value, group, select = false }: Wire): Response {
  const type = answerType(request.headers.get('accept'))
  const told = isObject(value) ? inLanguages(value, languageOf(request.headers)) : value
  const shown = select && isObject(told) ? applySelect(told, decodeSelect(queryOf(url, '$select'))) : told
  return new Response(isXml(type) ? encodeXml(shown, root) : JSON.stringify(shown), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      ...(group ? { 'last-modified': lastModified(group.updatedAt) } : {}),
    },
  })
}

/** Things of one type to answer with, the root of each one's XML. */
export interface Wires {
  readonly root: string
  readonly pages: AsyncIterable<readonly object[]>
  readonly select?: boolean
}

/** A 200 with an array. A short one is sent whole; a longer one as it is read, so that memory stays small. */
export async function answerAll(
  { request, url }: Arrival,
  { root, pages, select = false }: Wires,
): Promise<Response> {
  const type = answerType(request.headers.get('accept'))
  const language = languageOf(request.headers)
  const selection = select ? decodeSelect(queryOf(url, '$select')) : null
  const shown = (one: object) => applySelect(inLanguages(one, language), selection)
  const frame = isXml(type) ? xmlFrame(`ArrayOf${root}`) : JSON_FRAME
  const body = await bodyOf(piecesOf(pages, (page) => frame.itemsOf(page.map(shown)), frame))
  return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } })
}

/** A 204, for what has no answer. */
export function answerNothing(): Response {
  return new Response(null, { status: 204 })
}

/** A 304: the caller has the list as it is. */
export function answerUnchanged(group: Group): Response {
  return new Response(null, { status: 304, headers: { 'last-modified': lastModified(group.updatedAt) } })
}

/** What every answer of this vendor carries. Its framework lets nobody keep an answer without asking again. */
export function finish(response: Response): Response {
  response.headers.set('vary', 'Accept, Accept-Language, SO-Language, SO-TimeZone')
  response.headers.set('cache-control', 'no-cache')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

/** Names of query parameters have no case. */
export function queryOf(url: URL, name: string): string | null {
  if (url.search === '') return null
  const wanted = name.toLowerCase()
  for (const [key, value] of url.searchParams) if (key.toLowerCase() === wanted) return value
  return null
}

/** The text of an array: a piece for each page that is not empty, and the end. */
async function* piecesOf(
  pages: AsyncIterable<readonly object[]>,
  encode: (page: readonly object[]) => string,
  { opening, closing, between }: Frame,
): AsyncGenerator<string> {
  let before = opening
  for await (const page of pages) {
    if (page.length === 0) continue
    yield before + encode(page)
    before = between
  }
  yield before === opening ? opening + closing : closing
}

/** How an array is written piece by piece. */
interface Frame {
  readonly opening: string
  readonly closing: string
  readonly between: string
  itemsOf(page: readonly unknown[]): string
}

const JSON_FRAME: Frame = {
  opening: '[',
  closing: ']',
  between: ',',
  itemsOf: (page) => page.map((one) => JSON.stringify(one)).join(','),
}

function xmlFrame(root: string): Frame {
  const closing = `</${root}>`
  const example = encodeXml([''], root)
  const opening = example.slice(0, example.indexOf('>', example.indexOf(`<${root}`)) + 1)
  const itemsOf = (page: readonly unknown[]) => encodeXml(page, root).slice(opening.length, -closing.length)
  return { opening, closing, between: '', itemsOf }
}

/** The fields that are in several languages. spec/superoffice.md §2.4 */
const TEXTS: ReadonlySet<string> = new Set(['Name', 'Tooltip', 'ToolTip', 'FullName', 'Value', 'Reason'])

/** A value with its texts in the language that is asked for. */
function inLanguages(value: object, language: Language): object {
  if (language === 'raw') return value
  const told = (name: string, below: unknown) => {
    if (isObject(below)) return inLanguages(below, language)
    return typeof below === 'string' && TEXTS.has(name) ? inLanguage(below, language) : below
  }
  if (Array.isArray(value)) return value.map((one) => told('', one))
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, told(name, below)]))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
